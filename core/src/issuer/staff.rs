//! Staff certificates: what a device may do, about a shift (protocol §3).

use std::collections::HashSet;

use super::IssuerError;
use super::facade::Issuer;
use crate::crypto::{Domain, PublicKey};
use crate::store::{Row, StoreError, Table};
use crate::ticket::{
    Certificate, CertificatePayload, Enrolment, EventCore, EventId, KeyStatus, KeyUse, Revocation, Roles,
    Serial, Time,
};
use crate::wire::{Envelope, Reader, Wire, WireError};

const BEFORE_DOORS_SECONDS: i64 = 2 * 60 * 60;

/// What a certificate allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffGrant {
    /// At least one role.
    pub roles: Roles,
    /// Gates by name; `None` for all.
    pub gates: Option<Vec<String>>,
    /// When.
    pub hours: StaffHours,
}

/// The hours of a certificate; what is not given follows from the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StaffHours {
    /// First second; `None` for two hours before the first gate admits.
    pub from: Option<Time>,
    /// Last second; `None` for when the last gate stops admitting.
    pub until: Option<Time>,
}

impl StaffHours {
    fn of(self, event: &EventCore) -> Result<(Time, Time), IssuerError> {
        let before = i64::from(event.early).saturating_add(BEFORE_DOORS_SECONDS);
        let first = event.doors.shifted(event.moved).shifted(-before);
        let last = event.end.shifted(event.moved).shifted(event.late.into());
        let (first, last) = (self.from.unwrap_or(first), self.until.unwrap_or(last));
        if first < last { Ok((first, last)) } else { Err(IssuerError::ShiftTimes) }
    }
}

impl Issuer {
    /// Certifies the key of an enrolled device. The same grant to the same key gives the same certificate, as long as
    /// the key that signed it stands and the certificate was not withdrawn.
    pub fn certify(
        &mut self,
        event_file: &[u8],
        enrolment: &[u8],
        grant: &StaffGrant,
    ) -> Result<Vec<u8>, IssuerError> {
        let event = self.own_event(event_file)?;
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        if enrolment.event != event.event {
            return Err(IssuerError::EnrolmentEvent);
        }
        let wanted = self.certificate(&event, enrolment.key, grant)?;
        let last = self.revocation_of(event.event)?;
        for (old, payload) in self.certificates_of(event.event, wanted.key)? {
            let same = (CertificatePayload { serial: wanted.serial, ..payload.clone() }) == wanted;
            if same && self.stands(&old, &payload, last.as_ref()) {
                return Ok(Certificate::message(&old));
            }
        }
        let envelope = wanted.sign(&self.key);
        let (key, value) = (device_key(wanted.event, wanted.key), envelope.to_bytes());
        self.store.write::<_, StoreError>(&mut *self.host.rng, |w| {
            w.insert(Table::Staff, Some(&key), &value).map(|_| ())
        })?;
        Ok(Certificate::message(&envelope))
    }

    fn certificate(
        &mut self,
        event: &EventCore,
        key: PublicKey,
        grant: &StaffGrant,
    ) -> Result<CertificatePayload, IssuerError> {
        if grant.roles.bits() == 0 {
            return Err(IssuerError::NoRoles);
        }
        let (not_before, not_after) = grant.hours.of(event)?;
        let gates = grant.gates.as_ref().map(|names| gate_numbers(event, names)).transpose()?;
        let mut serial = [0; 8];
        self.host.rng.fill_bytes(&mut serial);
        let serial = Serial::from_bytes(serial);
        Ok(CertificatePayload {
            serial,
            key,
            roles: grant.roles,
            event: event.event,
            gates,
            not_before,
            not_after,
        })
    }

    /// What a device's last certificate that stands allows.
    pub(super) fn newest_certificate(
        &self,
        event: EventId,
        key: PublicKey,
    ) -> Result<Option<CertificatePayload>, IssuerError> {
        let last = self.revocation_of(event)?;
        let mut newest = self.certificates_of(event, key)?.into_iter().rev();
        let standing = newest.find(|(envelope, payload)| self.stands(envelope, payload, last.as_ref()));
        Ok(standing.map(|(_, payload)| payload))
    }

    /// The serials of all certificates that a device has for an event.
    pub(super) fn serials_of(&self, event: EventId, key: PublicKey) -> Result<Vec<Serial>, IssuerError> {
        let certificates = self.certificates_of(event, key)?;
        Ok(certificates.into_iter().map(|(_, payload)| payload.serial).collect())
    }

    /// Whether the key that signed it stands, and the last list does not withdraw it.
    fn stands(&self, envelope: &Envelope, payload: &CertificatePayload, last: Option<&Revocation>) -> bool {
        let signer = self.trust.signer(envelope, Domain::Staff, KeyUse::Staff);
        signer.is_some_and(|signer| signer.status == KeyStatus::Active)
            && last.is_none_or(|list| !list.has_serial(payload.serial))
    }

    /// Certificates of an event whose key was revoked and whose shift is not over, of devices that have no other: they
    /// must be issued again. Not those that were withdrawn.
    pub(super) fn fallen_certificates(
        &self,
        event: &EventCore,
    ) -> Result<Vec<CertificatePayload>, IssuerError> {
        let (mut fallen, mut standing) = (Vec::new(), HashSet::new());
        let last = self.revocation_of(event.event)?;
        for row in self.store.read(|r| r.all(Table::Staff))? {
            let (envelope, payload) = read(&row)?;
            let withdrawn = last.as_ref().is_some_and(|list| list.has_serial(payload.serial));
            if payload.event != event.event || withdrawn {
                continue;
            }
            if self.stands(&envelope, &payload, last.as_ref()) {
                standing.insert(payload.key);
            } else if payload.not_after.shifted(event.grace.into()) >= self.now() {
                fallen.push(payload);
            }
        }
        fallen.retain(|certificate| !standing.contains(&certificate.key));
        Ok(fallen)
    }

    /// The certificates a device has for an event, the oldest first.
    fn certificates_of(
        &self,
        event: EventId,
        key: PublicKey,
    ) -> Result<Vec<(Envelope, CertificatePayload)>, IssuerError> {
        let rows = self.store.read(|r| r.find(Table::Staff, &device_key(event, key)))?;
        Ok(rows.iter().map(read).collect::<Result<_, WireError>>()?)
    }
}

fn read(row: &Row) -> Result<(Envelope, CertificatePayload), WireError> {
    let envelope = Envelope::decode_within(&mut Reader::new(&row.value), CertificatePayload::MAX_BYTES)?;
    let payload = CertificatePayload::from_bytes(&envelope.payload, CertificatePayload::MAX_BYTES)?;
    Ok((envelope, payload))
}

fn device_key(event: EventId, key: PublicKey) -> Vec<u8> {
    [event.as_bytes().as_slice(), key.as_bytes()].concat()
}

/// The gates' numbers, in rising order, each once.
fn gate_numbers(event: &EventCore, names: &[String]) -> Result<Vec<u8>, IssuerError> {
    let number = |name: &String| event.gate_index(name).ok_or(IssuerError::GateNotFound);
    let mut numbers: Vec<u8> = names.iter().map(number).collect::<Result<_, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}
