//! The store's own cryptography: every call to a cipher, a hash or a key derivation of this room is here.

use std::fmt;

use chacha20poly1305::aead::{AeadInOut, Nonce};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::StoreError;
use super::table::{RowId, Schema, Table};

pub(super) const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;

const VALUE_LABEL: &[u8] = b"mogiri/1/store value";
const LOOKUP_LABEL: &[u8] = b"mogiri/1/store lookup";
const ROW_LABEL: &[u8] = b"mogiri/1/store row";
const ENVELOPE_LABEL: &[u8] = b"mogiri/1/store envelope";

/// The random name of one store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StoreId(pub(super) [u8; 16]);

/// 32 random bytes; everything else is derived from them.
pub(super) struct StoreKey(pub(super) Zeroizing<[u8; 32]>);

impl StoreKey {
    pub(super) fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut key = Self(Zeroizing::default());
        rng.fill_bytes(key.0.as_mut_slice());
        key
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey([REDACTED])")
    }
}

/// Where a sealed value lives; it opens nowhere else.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// The `value` column of a row.
    Value(Table, RowId),
    /// The `state` column of the envelope.
    State,
}

/// The keys of one open store.
pub(super) struct Cipher {
    store: StoreId,
    schema: Schema,
    values: XChaCha20Poly1305,
    lookups: MacKey,
    rows: MacKey,
    envelope: MacKey,
}

impl Cipher {
    /// `HKDF-SHA256(salt = store id, store key, label)`, one key for each use.
    pub(super) fn new(key: &StoreKey, store: StoreId, schema: Schema) -> Result<Self, StoreError> {
        let hkdf = extract(&store.0, key.0.as_slice());
        let values: Zeroizing<[u8; 32]> = derive(&hkdf, VALUE_LABEL)?;
        Ok(Self {
            store,
            schema,
            values: XChaCha20Poly1305::new((&*values).into()),
            lookups: MacKey(derive(&hkdf, LOOKUP_LABEL)?),
            rows: MacKey(derive(&hkdf, ROW_LABEL)?),
            envelope: MacKey(derive(&hkdf, ENVELOPE_LABEL)?),
        })
    }

    /// Whose keys these are.
    pub(super) const fn store(&self) -> StoreId {
        self.store
    }

    /// `nonce ‖ XChaCha20-Poly1305(plaintext) ‖ tag`, with the place as associated data.
    pub(super) fn seal(
        &self,
        place: Place,
        plaintext: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LENGTH];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Vec::with_capacity(NONCE_LENGTH + plaintext.len() + TAG_LENGTH);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let (_, text) = sealed.split_at_mut(NONCE_LENGTH);
        let tag = self
            .values
            .encrypt_inout_detached(&nonce.into(), &self.associated_data(place), text.into())
            .map_err(|_| StoreError::TooLarge)?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// The plaintext of what [`Cipher::seal`] made for the same place.
    pub(super) fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LENGTH>().ok_or(StoreError::Corrupt)?;
        let nonce: Nonce<XChaCha20Poly1305> = (*nonce).into();
        let mut text = Zeroizing::new(text.to_vec());
        self.values
            .decrypt_in_place(&nonce, &self.associated_data(place), &mut *text)
            .map_err(|_| StoreError::Corrupt)?;
        Ok(text)
    }

    /// What a row with this key carries in its `lookup` column. Keyed, and another one in each table.
    pub(super) fn lookup(&self, table: Table, key: &[u8]) -> [u8; 16] {
        self.lookups.tag(&[&[table.number()], key])
    }

    /// One row as the sum of its table counts it: its place in the order, its id, its lookup and, by the nonce, the
    /// one sealing of its value. A row dropped, moved, or put back from an older copy changes the sum.
    pub(super) fn row_tag(&self, table: Table, mark: &RowMark) -> u128 {
        let lookup = mark.lookup.as_ref().map_or(&[][..], |lookup| lookup.as_slice());
        u128::from_be_bytes(self.rows.tag(&[
            &[table.number()],
            &mark.seq.to_be_bytes(),
            &mark.id.0,
            &mark.nonce,
            lookup,
        ]))
    }

    /// Shows that the key in an envelope is this store's.
    pub(super) fn envelope_tag(&self) -> [u8; 16] {
        self.envelope.tag(&[&[self.schema.number()], &self.store.0])
    }

    /// Whether `tag` is [`Cipher::envelope_tag`], in constant time.
    pub(super) fn accepts(&self, tag: &[u8]) -> Result<(), StoreError> {
        if self.envelope_tag().ct_eq(tag).into() { Ok(()) } else { Err(StoreError::WrongKey) }
    }

    /// CBOR `[store id, table, row id, column, schema]`, protocol §9. The numbers are below 24: one byte each.
    fn associated_data(&self, place: Place) -> [u8; 38] {
        let (table, row, column) = match place {
            Place::State => (0, RowId([0; 16]), 2),
            Place::Value(table, row) => (table.number(), row, 1),
        };
        let mut data = [0; 38];
        let parts: [&[u8]; 5] =
            [&[0x85, 0x50], &self.store.0, &[table, 0x50], &row.0, &[column, self.schema.number()]];
        let mut rest = data.as_mut_slice();
        for part in parts {
            let Some((place, after)) = rest.split_at_mut_checked(part.len()) else { break };
            place.copy_from_slice(part);
            rest = after;
        }
        data
    }
}

/// What of a row goes into the sum of its table.
pub(super) struct RowMark {
    pub(super) seq: i64,
    pub(super) id: RowId,
    pub(super) lookup: Option<[u8; 16]>,
    pub(super) nonce: [u8; NONCE_LENGTH],
}

/// As long as a block of SHA-256, so that HMAC takes it as it is.
struct MacKey(Zeroizing<[u8; 64]>);

impl MacKey {
    fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut mac = Hmac::<Sha256>::new((&*self.0).into());
        for part in parts {
            mac.update(part);
        }
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        let mut tag = [0; 16];
        tag.copy_from_slice(full.split_at(16).0);
        tag
    }
}

/// SHA-256, for what is no secret.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// `HKDF-Extract(salt, key)` (RFC 5869 §2.2)
fn extract(salt: &[u8], key: &[u8]) -> Hkdf<Sha256> {
    Hkdf::new(Some(salt), key)
}

fn derive<const N: usize>(hkdf: &Hkdf<Sha256>, label: &[u8]) -> Result<Zeroizing<[u8; N]>, StoreError> {
    let mut key = Zeroizing::new([0; N]);
    expand(hkdf, label, key.as_mut_slice())?;
    Ok(key)
}

/// `HKDF-Expand(label, length of key)` (RFC 5869 §2.3)
fn expand(hkdf: &Hkdf<Sha256>, label: &[u8], key: &mut [u8]) -> Result<(), StoreError> {
    hkdf.expand(label, key).map_err(|_| StoreError::WrongKey)
}

#[cfg(test)]
mod standards;

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    fn cipher(key: u8, store: u8, schema: Schema) -> Cipher {
        let key = StoreKey(Zeroizing::new([key; 32]));
        Cipher::new(&key, StoreId([store; 16]), schema).unwrap()
    }

    #[test]
    fn the_associated_data_is_the_cbor_of_the_protocol() {
        let place = Place::Value(Table::Staff, RowId([9; 16]));
        let data = cipher(1, 2, Schema::Issuer).associated_data(place);
        let mut expected = Vec::new();
        let mut encoder = minicbor::Encoder::new(&mut expected);
        encoder.array(5).unwrap().bytes(&[2; 16]).unwrap().u8(15).unwrap();
        encoder.bytes(&[9; 16]).unwrap().u8(1).unwrap().u8(3).unwrap();
        assert_eq!(data.as_slice(), expected);
    }

    #[test]
    fn a_value_opens_in_its_own_place_only() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let home = cipher(1, 2, Schema::Wallet);
        let place = Place::Value(Table::Ticket, RowId([3; 16]));
        let sealed = home.seal(place, b"value", &mut rng).unwrap();
        assert_eq!(home.open(place, &sealed).unwrap().as_slice(), b"value");
        let elsewhere = [
            home.open(Place::Value(Table::Event, RowId([3; 16])), &sealed),
            home.open(Place::Value(Table::Ticket, RowId([4; 16])), &sealed),
            home.open(Place::State, &sealed),
            cipher(1, 2, Schema::Gate).open(place, &sealed),
            cipher(1, 9, Schema::Wallet).open(place, &sealed),
            cipher(9, 2, Schema::Wallet).open(place, &sealed),
        ];
        assert!(elsewhere.iter().all(|opened| *opened == Err(StoreError::Corrupt)));
    }

    #[test]
    fn a_sealed_value_cut_anywhere_is_corrupt() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let home = cipher(1, 2, Schema::Wallet);
        let sealed = home.seal(Place::State, b"value", &mut rng).unwrap();
        for end in 0..sealed.len() {
            assert_eq!(home.open(Place::State, &sealed[..end]), Err(StoreError::Corrupt));
        }
    }

    #[test]
    fn the_same_key_has_another_lookup_in_another_table() {
        let home = cipher(1, 2, Schema::Wallet);
        assert_ne!(home.lookup(Table::Ticket, b"a"), home.lookup(Table::Event, b"a"));
        assert_ne!(
            home.lookup(Table::Ticket, b"a"),
            cipher(2, 2, Schema::Wallet).lookup(Table::Ticket, b"a")
        );
    }

    #[test]
    fn a_store_key_is_not_shown() {
        let key = StoreKey(Zeroizing::new([0xab; 32]));
        assert_eq!(format!("{key:?}"), "StoreKey([REDACTED])");
    }
}
