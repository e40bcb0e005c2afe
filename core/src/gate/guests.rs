//! The guest list of this device: adopted, kept encrypted, never given out (protocol §4).

use zeroize::Zeroizing;

use super::documents::{put_parts, read_parts};
use super::exposure::note_held;
use super::rows::{GUESTS, IDENTITY, Identity, secret_bytes};
use super::setup::{Updated, meta, replace};
use super::{Gate, GateError};
use crate::code::Presented;
use crate::crypto::HpkeSecretKey;
use crate::ports::Host;
use crate::store::{Store, StoreError, Table};
use crate::ticket::{Documents, GuestList, NameOpening, PersonalData};
use crate::wire::{Reader, Wire};

impl Gate {
    /// Adopts a guest list that was sealed to this device.
    pub(super) fn adopt_guests(&mut self, message: &[u8]) -> Result<Updated, GateError> {
        let event = self.documents.event().event;
        let opened = GuestList::open(message, &self.hpke, event)?;
        let Some(newer) = GuestList::adopt(&opened, self.guests.as_ref(), &self.documents)? else {
            return Ok(Updated::Unchanged);
        };
        let bytes = Zeroizing::new(newer.envelope().to_bytes());
        let now = self.now();
        self.store.write(&mut *self.rng, |tables| {
            note_held(tables, PersonalData::Names, now)?;
            put_parts(tables, GUESTS, &bytes)
        })?;
        self.guests = Some(newer);
        Ok(Updated::New)
    }

    /// The name that the guest list has for a ticket, if it is the credential's.
    pub(super) fn listed_name(&self, presented: &Presented) -> Option<&NameOpening> {
        self.guests.as_ref()?.name_of(presented.payload())
    }
}

/// The list in force; what was adopted before a key was revoked stays.
pub(super) fn read_guests(store: &Store, documents: &Documents) -> Result<Option<GuestList>, GateError> {
    read_parts(store, GUESTS)?.map(|bytes| guests_of(&bytes, documents)).transpose()
}

pub(super) fn guests_of(bytes: &[u8], documents: &Documents) -> Result<GuestList, GateError> {
    let envelope = GuestList::read_envelope(bytes).map_err(|_| StoreError::Corrupt)?;
    Ok(GuestList::verify(&envelope, documents.trust())?)
}

/// This device's keys. One of an older version gets the key for guest lists here.
pub(super) fn read_identity(
    store: &mut Store,
    host: &mut Host,
) -> Result<(Identity, HpkeSecretKey), GateError> {
    let row = meta(store, Table::Meta, IDENTITY)?.ok_or(StoreError::NotFound)?;
    // Not `Wire::from_bytes`: encoding the row again would leave a copy of its keys in memory.
    let mut reader = Reader::new(&row);
    let mut identity = Identity::decode(&mut reader).map_err(|_| StoreError::Corrupt)?;
    if let Some(hpke) = identity.hpke.clone() {
        return Ok((identity, hpke));
    }
    let hpke = HpkeSecretKey::generate(&mut *host.rng);
    identity.hpke = Some(hpke.clone());
    let bytes = secret_bytes(&identity);
    store.write(&mut *host.rng, |tables| replace(tables, Table::Meta, IDENTITY, &bytes))?;
    Ok((identity, hpke))
}
