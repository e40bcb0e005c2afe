//! What is inside a sealed value: lengths, key, value, padding.
//!
//! `key length (4 bytes, all ones = no key) ‖ value length (4) ‖ key ‖ value ‖ zeros`, to a multiple of 64 bytes up to
//! 1 KiB and of 512 bytes above, so that a size says little.

use std::ops::Range;

use zeroize::Zeroizing;

use super::StoreError;

/// The most bytes a key or a value may have: 16 MiB.
pub const MAX_LENGTH: usize = 16 << 20;

const NO_KEY: u32 = u32::MAX;
/// Both lengths.
const HEAD: usize = 8;

type Parts = (Option<Vec<u8>>, Zeroizing<Vec<u8>>);

/// A key and a value as they go into a sealed value.
pub(super) fn encode(key: Option<&[u8]>, value: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let key_length = key.map_or(Ok(NO_KEY), length)?;
    let value_length = length(value)?;
    let key = key.unwrap_or_default();
    let size = padded(HEAD + key.len() + value.len());
    let mut frame = Zeroizing::new(Vec::with_capacity(size));
    frame.extend_from_slice(&key_length.to_be_bytes());
    frame.extend_from_slice(&value_length.to_be_bytes());
    frame.extend_from_slice(key);
    frame.extend_from_slice(value);
    frame.resize(size, 0);
    Ok(frame)
}

/// The key and the value of a frame, which becomes the value: no second copy of what may be a secret.
pub(super) fn decode(mut frame: Zeroizing<Vec<u8>>) -> Result<Parts, StoreError> {
    let (key, value) = split(&frame).ok_or(StoreError::Corrupt)?;
    let key = key.and_then(|range| frame.get(range)).map(<[u8]>::to_vec);
    let length = value.len();
    frame.copy_within(value, 0);
    frame.truncate(length);
    Ok((key, frame))
}

/// Where in a frame key and value are.
fn split(frame: &[u8]) -> Option<(Option<Range<usize>>, Range<usize>)> {
    let (key_length, rest) = frame.split_first_chunk()?;
    let (value_length, _) = rest.split_first_chunk()?;
    let (key, value_at) = match u32::from_be_bytes(*key_length) {
        NO_KEY => (None, HEAD),
        length => {
            let end = HEAD.checked_add(usize::try_from(length).ok()?)?;
            (Some(HEAD..end), end)
        }
    };
    let end = value_at.checked_add(usize::try_from(u32::from_be_bytes(*value_length)).ok()?)?;
    (end <= frame.len()).then_some((key, value_at..end))
}

fn length(bytes: &[u8]) -> Result<u32, StoreError> {
    match u32::try_from(bytes.len()) {
        Ok(length) if bytes.len() <= MAX_LENGTH => Ok(length),
        _ => Err(StoreError::TooLarge),
    }
}

fn padded(size: usize) -> usize {
    size.next_multiple_of(if size <= 1024 { 64 } else { 512 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_value_come_back_at_every_size() {
        for size in (0..1200).chain([4096, 70_000]) {
            let value = vec![7; size];
            for key in [None, Some(&b""[..]), Some(&b"seat 12"[..])] {
                let frame = encode(key, &value).unwrap();
                assert_eq!(frame.len() % 64, 0);
                let (read_key, read_value) = decode(frame).unwrap();
                assert_eq!((read_key.as_deref(), read_value.as_slice()), (key, value.as_slice()));
            }
        }
    }

    #[test]
    fn sizes_fall_into_few_classes() {
        let size = |length| encode(None, &vec![1; length]).unwrap().len();
        assert_eq!([size(0), size(56), size(57), size(1016), size(1017)], [64, 64, 128, 1024, 1536]);
    }

    #[test]
    fn a_frame_cut_anywhere_before_the_value_ends_is_corrupt() {
        let frame = encode(Some(b"key"), &[1; 40]).unwrap();
        for end in 0..8 + 3 + 40 {
            assert_eq!(decode(Zeroizing::new(frame[..end].to_vec())), Err(StoreError::Corrupt));
        }
    }

    #[test]
    fn a_value_over_the_bound_is_refused() {
        assert_eq!(encode(None, &vec![0; MAX_LENGTH + 1]).err(), Some(StoreError::TooLarge));
    }
}
