//! What only the holder of a ticket gets: the name's opening and the secrets of the digits, sealed to the request
//! (protocol §4.1, §5).

use super::RowProblem;
use super::record::{Confided, only};
use crate::crypto::HpkeError;
use crate::store::{Reader as Rows, StoreError, Table, Writer};
use crate::ticket::{CredentialPayload, EventId, EventSecret, Flag, NameOpening, OtpUse, TicketSecrets};
use crate::transfer::Request;
use crate::wire::Wire;

/// The event's secret, if one was needed before.
pub(super) fn known_secret(r: &Rows<'_>, event: EventId) -> Result<Option<EventSecret>, StoreError> {
    let row = only(r, Table::Key, &secret_key(event))?;
    row.map(|row| {
        let bytes = <[u8; 32]>::try_from(row.value.as_slice()).map_err(|_| StoreError::Corrupt)?;
        Ok(EventSecret::from_bytes(bytes))
    })
    .transpose()
}

/// The event's secret, drawn where it is needed first: an older folder has none.
pub(super) fn event_secret(w: &mut Writer<'_>, event: EventId) -> Result<EventSecret, StoreError> {
    if let Some(known) = known_secret(w, event)? {
        return Ok(known);
    }
    let secret = EventSecret::generate(w.rng());
    w.insert(Table::Key, Some(&secret_key(event)), secret.expose())?;
    Ok(secret)
}

fn secret_key(event: EventId) -> Vec<u8> {
    [b"event secret".as_slice(), event.as_bytes()].concat()
}

/// A name with a fresh salt, as the credential commits to it.
pub(super) fn open_name(w: &mut Writer<'_>, name: &str) -> Result<NameOpening, RowProblem> {
    let mut salt = [0; 16];
    w.rng().fill_bytes(&mut salt);
    NameOpening::new(salt, name).ok_or(RowProblem::Name)
}

/// Seals what belongs to a ticket to the request that brought its key. `Ok(Err)` for a request that cannot be sealed
/// to.
pub(super) fn confide(
    w: &mut Writer<'_>,
    payload: &CredentialPayload,
    opening: Option<NameOpening>,
    request: &Request,
) -> Result<Result<Confided, HpkeError>, StoreError> {
    let key = event_secret(w, payload.event)?.zone_key(payload.event, payload.zone);
    let (ticket, epoch) = (payload.ticket, payload.epoch);
    let secrets = TicketSecrets {
        code: payload.policy.flags.has(Flag::Totp).then(|| key.secret(OtpUse::Code, ticket, epoch)),
        digits: Some(key.secret(OtpUse::Digits, ticket, epoch)),
        opening,
    };
    let sealed = secrets.seal(&request.payload().hpke, &request.digest(), payload.head(), w.rng());
    Ok(sealed.map(|sealed| Confided { opening: secrets.opening, sealed: Some(sealed) }))
}

impl Confided {
    /// What paper has: a name, where it is bound to one.
    pub(super) fn name_alone(opening: Option<NameOpening>) -> Option<Self> {
        opening.map(|opening| Self { opening: Some(opening), sealed: None })
    }
}

impl Wire for Confided {
    fn encode(&self, w: &mut crate::wire::Writer) {
        w.array(2).nullable(self.opening.as_ref(), |w, opening| opening.encode(w));
        w.nullable(self.sealed.as_deref(), |w, sealed| {
            w.bytes(sealed);
        });
    }

    fn decode(r: &mut crate::wire::Reader<'_>) -> Result<Self, crate::wire::WireError> {
        r.array(2, "confided")?;
        Ok(Self {
            opening: r.nullable("name", NameOpening::decode)?,
            sealed: r
                .nullable("sealed", |r| r.bytes(TicketSecrets::MAX_SEALED, "sealed").map(<[u8]>::to_vec))?,
        })
    }
}
