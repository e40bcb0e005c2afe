//! The store key, sealed once by the host's vault.
//!
//! Inside: `schema (1) ‖ store id (16) ‖ store key (32) ‖ tag (16)`. The tag is keyed by the store key, so that a vault
//! that does not authenticate, or another store's envelope, is told from damage to the rows.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::StoreError;
use super::cipher::{Cipher, StoreId, StoreKey};
use super::table::Schema;
use crate::ports::KeyVault;

/// What lies in the one plain row of a store.
pub(super) struct Envelope {
    pub(super) store: StoreId,
    pub(super) sealed: Vec<u8>,
}

impl Envelope {
    /// A new store's name and key.
    pub(super) fn generate(
        schema: Schema,
        vault: &dyn KeyVault,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Self, Cipher), StoreError> {
        let mut store = StoreId([0; 16]);
        rng.fill_bytes(&mut store.0);
        let key = StoreKey::generate(rng);
        let cipher = Cipher::new(&key, store, schema)?;
        let parts: [&[u8]; 4] = [&[schema.number()], &store.0, key.0.as_slice(), &cipher.envelope_tag()];
        let sealed = vault.seal(&Zeroizing::new(parts.concat()))?;
        Ok((Self { store, sealed }, cipher))
    }

    /// The store's keys, if the vault opens the envelope and it is this store's.
    pub(super) fn open(&self, schema: Schema, vault: &dyn KeyVault) -> Result<Cipher, StoreError> {
        self.check(&Zeroizing::new(vault.open(&self.sealed)?), schema)
    }

    /// The same key, sealed by another vault.
    pub(super) fn reseal(
        &self,
        schema: Schema,
        from: &dyn KeyVault,
        to: &dyn KeyVault,
    ) -> Result<Vec<u8>, StoreError> {
        let inside = Zeroizing::new(from.open(&self.sealed)?);
        self.check(&inside, schema)?;
        Ok(to.seal(&inside)?)
    }

    fn check(&self, inside: &[u8], schema: Schema) -> Result<Cipher, StoreError> {
        let (key, tag) = self.parse(inside, schema).ok_or(StoreError::WrongKey)?;
        let cipher = Cipher::new(&key, self.store, schema)?;
        cipher.accepts(tag)?;
        Ok(cipher)
    }

    fn parse<'a>(&self, inside: &'a [u8], schema: Schema) -> Option<(StoreKey, &'a [u8])> {
        let (number, rest) = inside.split_first()?;
        let (store, rest) = rest.split_first_chunk()?;
        let (key, tag) = rest.split_first_chunk()?;
        let ours = *number == schema.number() && StoreId(*store) == self.store;
        ours.then(|| (StoreKey(Zeroizing::new(*key)), tag))
    }
}
