//! Staff certificates: what a device may do, about a shift (protocol §3).

use std::collections::HashSet;

use super::IssuerError;
use super::facade::Issuer;
use crate::crypto::{Domain, PublicKey};
use crate::store::{Row, StoreError, Table};
use crate::ticket::{
    Certificate, CertificatePayload, Enrolment, EventCore, EventId, KeyStatus, KeyUse, Roles, Serial, Time,
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
    /// the key that signed it stands.
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
        for old in self.certificates_of(&wanted)?.into_iter().filter(|old| self.stands(old)) {
            let payload = CertificatePayload::from_bytes(&old.payload, CertificatePayload::MAX_BYTES)?;
            if (CertificatePayload { serial: wanted.serial, ..payload }) == wanted {
                return Ok(Certificate::message(&old));
            }
        }
        let envelope = wanted.sign(&self.key);
        let (key, value) = (staff_key(&wanted), envelope.to_bytes());
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
        let found = self.store.read(|r| r.find(Table::Staff, &device_key(event, key)))?;
        for row in found.iter().rev() {
            let envelope = read(row)?;
            if self.stands(&envelope) {
                let payload =
                    CertificatePayload::from_bytes(&envelope.payload, CertificatePayload::MAX_BYTES)?;
                return Ok(Some(payload));
            }
        }
        Ok(None)
    }

    fn stands(&self, certificate: &Envelope) -> bool {
        let signer = self.trust.signer(certificate, Domain::Staff, KeyUse::Staff);
        signer.is_some_and(|signer| signer.status == KeyStatus::Active)
    }

    /// Certificates of an event whose key was revoked and whose shift is not over, of devices that have no other: they
    /// must be issued again.
    pub(super) fn fallen_certificates(
        &self,
        event: &EventCore,
    ) -> Result<Vec<CertificatePayload>, IssuerError> {
        let (mut fallen, mut standing) = (Vec::new(), HashSet::new());
        for row in self.store.read(|r| r.all(Table::Staff))? {
            let envelope = read(&row)?;
            let payload = CertificatePayload::from_bytes(&envelope.payload, CertificatePayload::MAX_BYTES)?;
            if payload.event != event.event {
                continue;
            }
            if self.stands(&envelope) {
                standing.insert(payload.key);
            } else if payload.not_after.shifted(event.grace.into()) >= self.now() {
                fallen.push(payload);
            }
        }
        fallen.retain(|certificate| !standing.contains(&certificate.key));
        Ok(fallen)
    }

    /// The certificates a device has for an event.
    fn certificates_of(&self, wanted: &CertificatePayload) -> Result<Vec<Envelope>, IssuerError> {
        let rows = self.store.read(|r| r.find(Table::Staff, &staff_key(wanted)))?;
        Ok(rows.iter().map(read).collect::<Result<_, WireError>>()?)
    }
}

fn read(row: &Row) -> Result<Envelope, WireError> {
    Envelope::decode_within(&mut Reader::new(&row.value), CertificatePayload::MAX_BYTES)
}

fn staff_key(certificate: &CertificatePayload) -> Vec<u8> {
    device_key(certificate.event, certificate.key)
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
