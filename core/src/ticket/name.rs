//! A name that a ticket is bound to: a commitment in the credential, the name itself elsewhere (protocol §4).

use core::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::crypto::{constant_time_eq, hash_bytes};
use crate::wire::{Reader, Wire, WireError, Writer};

/// A person's name, for the eyes of staff. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(Zeroizing<String>);

impl PersonName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PersonName {
    fn from(name: &str) -> Self {
        Self(Zeroizing::new(name.to_owned()))
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName([REDACTED])")
    }
}

/// What opens a credential's name: `[salt bstr16, name tstr 1..120]`. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct NameOpening {
    salt: Zeroizing<[u8; 16]>,
    name: PersonName,
}

impl NameOpening {
    /// Longest name, in bytes of UTF-8 in NFC.
    pub const MAX_NAME: usize = 120;

    /// A name with its salt; `None` for an empty or too long one. The name is brought into NFC here.
    pub fn new(salt: [u8; 16], name: &str) -> Option<Self> {
        let name = Zeroizing::new(name.trim().nfc().collect::<String>());
        let fits = !name.is_empty() && name.len() <= Self::MAX_NAME;
        fits.then(|| Self { salt: Zeroizing::new(salt), name: PersonName(name) })
    }

    /// As [`NameOpening::new`], for a name that must be in its stored form already.
    pub(crate) fn exact(salt: [u8; 16], name: &str) -> Option<Self> {
        Self::new(salt, name).filter(|opening| opening.name.as_str() == name)
    }

    /// The name, for the eyes of staff.
    pub fn name(&self) -> &PersonName {
        &self.name
    }

    /// The salt.
    pub fn salt(&self) -> &[u8; 16] {
        &self.salt
    }

    /// `H("name", salt16 || name)[0..16]`, as the credential holds it.
    pub fn commitment(&self) -> [u8; 16] {
        let bytes = Zeroizing::new([self.salt.as_slice(), self.name.as_str().as_bytes()].concat());
        let mut commitment = [0; 16];
        commitment.copy_from_slice(hash_bytes("name", &bytes).split_at(16).0);
        commitment
    }

    /// Whether it opens this commitment.
    pub fn opens(&self, commitment: &[u8; 16]) -> bool {
        constant_time_eq(&self.commitment(), commitment)
    }

    /// Whether a name that somebody typed or read is this one; white space counts once, its width does not.
    pub fn is_named(&self, typed: &str) -> bool {
        let plain = |name: &str| -> Zeroizing<String> {
            let words: Vec<String> =
                name.nfkc().collect::<String>().split_whitespace().map(str::to_owned).collect();
            Zeroizing::new(words.join(" ").to_lowercase())
        };
        plain(typed) == plain(self.name.as_str())
    }
}

impl fmt::Debug for NameOpening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameOpening([REDACTED])")
    }
}

impl Wire for NameOpening {
    fn encode(&self, w: &mut Writer) {
        w.array(2).bytes(self.salt.as_slice()).text(self.name.as_str());
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "name")?;
        let salt = r.bytes_exact("salt")?;
        let name = r.text(1, Self::MAX_NAME, "name")?;
        Self::exact(salt, name).ok_or(WireError::Bounds { field: "name" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_normal_forms_has_one_commitment() {
        let composed = NameOpening::new([7; 16], "ガンダム").unwrap();
        let decomposed = NameOpening::new([7; 16], "カ\u{3099}ンタ\u{3099}ム").unwrap();
        assert_eq!(composed.commitment(), decomposed.commitment());
        assert!(!NameOpening::new([8; 16], "ガンダム").unwrap().opens(&composed.commitment()));
    }

    #[test]
    fn a_typed_name_matches_whatever_its_width_case_and_spaces() {
        let opening = NameOpening::new([7; 16], "Yamada　Taro").unwrap();
        assert!(opening.is_named("ＹＡＭＡＤＡ  taro"));
        assert!(!opening.is_named("Yamada Jiro"));
    }

    #[test]
    fn a_name_is_not_in_its_debug_text() {
        let text = format!("{:?}", NameOpening::new([7; 16], "Yamada").unwrap());
        assert!(!text.contains("Yamada"));
    }
}
