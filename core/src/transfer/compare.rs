//! What two people read to each other when a request came by message and not by camera (protocol §6).

use core::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::Request;
use crate::crypto::constant_time_eq;

const SALT: &[u8] = b"mogiri/1/compare";
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Crockford base32, the alphabet of ticket ids.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The 64 MiB that make guessing a code slow are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not enough memory for the compare code")]
pub struct CompareError;

/// Eight characters of Crockford base32: the first 40 bits of
/// `Argon2id(request payload, "mogiri/1/compare", 64 MiB, t = 3, p = 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompareCode([u8; 8]);

impl CompareCode {
    /// Derives the code of a request. Takes 64 MiB and a noticeable part of a second.
    pub fn of(request: &Request) -> Result<Self, CompareError> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(5)).map_err(|_| CompareError)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut blocks: Vec<Block> = Vec::new();
        blocks.try_reserve_exact(MEMORY_KIB as usize).map_err(|_| CompareError)?;
        blocks.resize(MEMORY_KIB as usize, Block::default());
        let mut digest = [0; 5];
        argon2
            .hash_password_into_with_memory(&request.signed().payload, SALT, &mut digest, &mut blocks)
            .map_err(|_| CompareError)?;
        Ok(Self::from_digest(digest))
    }

    /// Whether a person read this code out: any case, spaces and hyphens ignored, `O` for `0`, `I` and `L` for `1`.
    pub fn matches(&self, typed: &str) -> bool {
        let folded: Vec<u8> = typed.bytes().filter(|c| !matches!(c, b' ' | b'-')).map(fold).collect();
        constant_time_eq(&self.0, &folded)
    }

    fn from_digest(digest: [u8; 5]) -> Self {
        let bits = digest.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let mut code = [0; 8];
        for (place, symbol) in code.iter_mut().enumerate() {
            let index = (bits >> (35 - 5 * place)) & 31;
            *symbol = usize::try_from(index).ok().and_then(|i| ALPHABET.get(i)).copied().unwrap_or(b'0');
        }
        Self(code)
    }
}

fn fold(c: u8) -> u8 {
    match c.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    }
}

/// Two groups of four: `XXXX-XXXX`.
impl fmt::Display for CompareCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.0.iter().enumerate() {
            let hyphen = if place == 4 { "-" } else { "" };
            write!(f, "{hyphen}{}", char::from(*symbol))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_bits_are_eight_characters_that_survive_sloppy_typing() {
        let code = CompareCode::from_digest([0x00, 0x44, 0x32, 0x14, 0xc7]);
        assert_eq!(code.to_string(), "0123-4567");
        assert!(code.matches("o123 4567") && code.matches("OL23-4567") && code.matches("01234567"));
        assert!(!code.matches("0123456") && !code.matches("01234568") && !code.matches(""));
        assert_eq!(CompareCode::from_digest([0xff; 5]).to_string(), "ZZZZ-ZZZZ");
    }
}
