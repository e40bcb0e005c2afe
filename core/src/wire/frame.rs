//! Frames: a file in several codes, for cameras (protocol §8.1, J-13).

use super::{MAX_CODE_BYTES, MessageType, Reader, Wire, WireError, Writer};
use crate::crypto::sha256;

/// One piece of a file: `[13, SHA-256 of the whole, index, count, bytes]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    digest: [u8; 32],
    index: u8,
    count: u8,
    piece: Vec<u8>,
}

impl Frame {
    /// The most that a file is cut into.
    pub const MAX_COUNT: usize = 64;
    /// Bytes of the largest piece.
    pub const MAX_PIECE: usize = 640;
    /// A symbol of this many bytes is read from any screen: a file that needs no larger ones gets none.
    const EASY_PIECE: usize = 320;

    /// Cuts a file into pieces of one size, the last one apart. Nothing if it is empty, or too large for frames: more than
    /// 40 KiB go as a file.
    pub fn cut(whole: &[u8]) -> Option<Vec<Self>> {
        let size = whole.len().div_ceil(Self::MAX_COUNT).max(Self::EASY_PIECE);
        if whole.is_empty() || size > Self::MAX_PIECE {
            return None;
        }
        let (digest, pieces) = (sha256(whole), whole.chunks(size));
        let count = u8::try_from(pieces.len()).ok()?;
        let frames = (0..).zip(pieces);
        Some(frames.map(|(index, piece)| Self { digest, index, count, piece: piece.to_vec() }).collect())
    }

    /// The same as messages, each short enough for one code; none of a file that does not go in frames.
    pub fn messages(whole: &[u8]) -> Vec<Vec<u8>> {
        Self::cut(whole).iter().flatten().map(Wire::to_bytes).collect()
    }

    /// SHA-256 of the file.
    pub fn file(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Its place in the file, from 0.
    pub fn index(&self) -> u8 {
        self.index
    }

    /// Frames of the file.
    pub fn count(&self) -> u8 {
        self.count
    }
}

impl Wire for Frame {
    fn encode(&self, w: &mut Writer) {
        w.array(5).uint(MessageType::Frame.number()).bytes(&self.digest);
        w.uint(self.index).uint(self.count).bytes(&self.piece);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "frame")?;
        MessageType::Frame.require(r)?;
        let digest = r.bytes_exact("digest")?;
        let (index, count) = (r.uint8("index")?, r.uint8("count")?);
        let piece = r.bytes(Self::MAX_PIECE, "piece")?.to_vec();
        if piece.is_empty() || index >= count || usize::from(count) > Self::MAX_COUNT {
            return Err(WireError::Bounds { field: "frame" });
        }
        Ok(Self { digest, index, count, piece })
    }
}

/// Frames of one file as they come: in any order, each as often as the camera sees it.
#[derive(Debug, Default)]
pub struct Frames {
    digest: [u8; 32],
    pieces: Vec<Option<Vec<u8>>>,
}

/// A frame that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameRead {
    /// Frames of this file that are there.
    pub have: u32,
    /// Frames that it has.
    pub of: u32,
    /// The file, once all are there.
    pub file: Option<Vec<u8>>,
}

impl Frames {
    /// Takes one frame. A frame of another file begins anew.
    ///
    /// # Errors
    /// [`WireError`] for bytes that are no frame; what is there stays. [`WireError::Bounds`] of `frames`: all are there
    /// and are not that file. Begin anew.
    pub fn take(&mut self, message: &[u8]) -> Result<FrameRead, WireError> {
        let frame = Frame::from_bytes(message, MAX_CODE_BYTES)?;
        if frame.digest != self.digest || self.pieces.len() != usize::from(frame.count) {
            *self = Self { digest: frame.digest, pieces: vec![None; frame.count.into()] };
        }
        if let Some(piece) = self.pieces.get_mut(usize::from(frame.index)) {
            *piece = Some(frame.piece);
        }
        let have = self.pieces.iter().flatten().map(|_| 1).sum();
        Ok(FrameRead { have, of: frame.count.into(), file: self.whole()? })
    }

    /// The file, if nothing lacks. Pieces that are not the file are dropped.
    fn whole(&mut self) -> Result<Option<Vec<u8>>, WireError> {
        if self.pieces.iter().any(Option::is_none) {
            return Ok(None);
        }
        let file = self.pieces.iter().flatten().flatten().copied().collect::<Vec<u8>>();
        if sha256(&file) == self.digest {
            return Ok(Some(file));
        }
        *self = Self::default();
        Err(WireError::Bounds { field: "frames" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(have: u32, of: u32) -> FrameRead {
        FrameRead { have, of, file: None }
    }

    proptest! {
        #[test]
        fn a_file_comes_through_in_any_order_with_frames_seen_twice(
            (whole, order) in proptest::collection::vec(any::<u8>(), 1..40 * 1024).prop_flat_map(|whole| {
                let seen = Frame::messages(&whole).len();
                let order = Just((0..seen).chain(0..seen).collect::<Vec<_>>()).prop_shuffle();
                (Just(whole), order)
            }),
        ) {
            let (frames, mut joined) = (Frame::messages(&whole), Frames::default());
            let told: Vec<FrameRead> = order.iter().map(|at| joined.take(&frames[*at]).unwrap()).collect();
            let first = told.iter().position(|told| told.file.is_some()).unwrap();
            let seen: std::collections::BTreeSet<_> = order[..=first].iter().collect();
            prop_assert_eq!(seen.len(), frames.len());
            let of = u32::try_from(frames.len()).unwrap();
            prop_assert_eq!(&told[first], &FrameRead { have: of, of, file: Some(whole) });
        }
    }

    #[test]
    fn every_frame_fits_a_code_and_there_are_at_most_64() {
        for len in [1, 320, 321, 20 * 1024, 20 * 1024 + 1, 40 * 1024] {
            let frames = Frame::messages(&vec![7; len]);
            assert!(frames.len() <= 64, "{len}");
            assert!(frames.iter().all(|frame| frame.len() <= MAX_CODE_BYTES), "{len}");
        }
        assert_eq!(Frame::cut(&vec![7; 40 * 1024 + 1]), None);
        assert_eq!(Frame::cut(&[]), None);
        assert_eq!(Frame::messages(&[]), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn a_frame_of_another_file_begins_anew() {
        let (one, other) = (Frame::messages(&[1; 700]), Frame::messages(&[2; 700]));
        let mut frames = Frames::default();
        assert_eq!(frames.take(&one[0]), Ok(part(1, 3)));
        assert_eq!(frames.take(&one[1]), Ok(part(2, 3)));
        assert_eq!(frames.take(&other[2]), Ok(part(1, 3)));
        assert_eq!(frames.take(&one[2]), Ok(part(1, 3)));
    }

    #[test]
    fn frames_that_are_not_their_file_are_dropped() {
        let mut cut = Frame::cut(&[1; 700]).unwrap();
        cut[1].piece[0] = 2;
        let mut frames = Frames::default();
        let told: Vec<_> = cut.iter().map(|frame| frames.take(&frame.to_bytes())).collect();
        assert_eq!(told.last(), Some(&Err(WireError::Bounds { field: "frames" })));
        assert_eq!(frames.take(&Frame::messages(&[1; 700])[0]), Ok(part(1, 3)));
    }

    #[test]
    fn a_frame_out_of_its_bounds_is_none_and_changes_nothing() {
        let good = Frame::cut(&[1; 700]).unwrap().remove(0);
        let mut frames = Frames::default();
        frames.take(&good.to_bytes()).unwrap();
        let bad = [
            Frame { index: 3, ..good.clone() },
            Frame { count: 65, ..good.clone() },
            Frame { count: 0, index: 0, ..good.clone() },
            Frame { piece: Vec::new(), ..good.clone() },
            Frame { piece: vec![1; 641], ..good.clone() },
        ];
        for frame in bad {
            assert!(frames.take(&frame.to_bytes()).is_err(), "{frame:?}");
        }
        let second = Frame { index: 1, ..good };
        assert_eq!(frames.take(&second.to_bytes()), Ok(part(2, 3)));
    }
}
