//! Every small way to damage bytes.

use std::fmt;

/// One damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The byte at a place is another one.
    Changed(usize, u8),
    /// Only so many bytes are left.
    Cut(usize),
    /// One byte follows.
    Appended(u8),
    /// The bytes at a place and after it changed places.
    Swapped(usize),
}

impl Damage {
    /// The damaged bytes.
    pub fn apply(self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        match self {
            Self::Changed(at, to) => bytes[at] = to,
            Self::Cut(len) => bytes.truncate(len),
            Self::Appended(byte) => bytes.push(byte),
            Self::Swapped(at) => bytes.swap(at, at + 1),
        }
        bytes
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(at, to) => write!(f, "byte {at} made {to:#04x}"),
            Self::Cut(len) => write!(f, "cut to {len} bytes"),
            Self::Appended(byte) => write!(f, "{byte:#04x} appended"),
            Self::Swapped(at) => write!(f, "bytes {at} and {} swapped", at + 1),
        }
    }
}

/// Two changes of every byte, every cut, one byte more, every swap of two neighbours that differ.
pub fn every(bytes: &[u8]) -> Vec<Damage> {
    let changes = bytes
        .iter()
        .enumerate()
        .flat_map(|(at, byte)| [Damage::Changed(at, byte ^ 0x01), Damage::Changed(at, byte ^ 0x80)]);
    let cuts = (0..bytes.len()).map(Damage::Cut);
    let longer = [Damage::Appended(0x00), Damage::Appended(0xf6)];
    let pairs = bytes.windows(2).enumerate().filter(|(_, pair)| pair[0] != pair[1]);
    changes.chain(cuts).chain(longer).chain(pairs.map(|(at, _)| Damage::Swapped(at))).collect()
}
