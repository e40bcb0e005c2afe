//! What root and issuer sign: event core, details, trust list, revocation list and delta, manifest.

use mogiri::crypto::Domain;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    CredentialPayload, Documents, EventFile, EventId, Manifest, Revocation, RevocationDelta,
    RevocationReason, RevokedKey, Serial, Time, TrustList,
};
use mogiri::wire::{MessageType, Wire};

use super::{Cast, Reader, SignedMessage, envelope, enveloped, named, signed};

impl Cast {
    /// The event core in an event file.
    pub fn event(&self) -> SignedMessage {
        let (issuer, trust) = (self.organizer.issuer.clone(), self.organizer.trust().signed().clone());
        SignedMessage {
            name: "event core",
            domain: Domain::Event,
            key: issuer.clone(),
            payload: self.organizer.event.to_bytes(),
            kind: Some(MessageType::EventFile),
            wrap: Box::new(move |payload, signature| {
                let event = envelope(&issuer, payload, signature);
                EventFile { trust: trust.clone(), event, details: None }.to_bytes()
            }),
            read: event_file_reader(),
        }
    }

    /// The ticket details in an event file.
    pub fn details(&self) -> SignedMessage {
        let issuer = self.organizer.issuer.clone();
        let trust = self.organizer.trust().signed().clone();
        let event = self.organizer.event.sign(&issuer);
        SignedMessage {
            name: "details",
            domain: Domain::Details,
            key: issuer.clone(),
            payload: self.organizer.event.event.to_bytes(),
            kind: Some(MessageType::EventFile),
            wrap: Box::new(move |payload, signature| {
                let details = Some(envelope(&issuer, payload, signature));
                EventFile { trust: trust.clone(), event: event.clone(), details }.to_bytes()
            }),
            read: event_file_reader(),
        }
    }

    /// The trust list.
    pub fn trust(&self) -> SignedMessage {
        SignedMessage {
            name: "trust list",
            domain: Domain::Trust,
            key: self.organizer.root.clone(),
            payload: self.organizer.trust().signed().payload.clone(),
            kind: Some(MessageType::TrustList),
            wrap: Box::new(|payload, signature| signed(MessageType::TrustList, payload, signature)),
            read: Box::new(|bytes| named(TrustList::from_message(bytes))),
        }
    }

    /// A manifest of the reference ticket.
    pub fn manifest_list(&self, version: u32, issued: Time, rows: &[CredentialPayload]) -> Manifest {
        let rows = rows.iter().map(Wire::to_bytes).collect();
        Manifest::issue(&self.organizer.issuer, self.organizer.event.event, version, issued, rows)
            .expect("the rows are tickets of one event")
    }

    /// The manifest.
    pub fn manifest(&self) -> SignedMessage {
        let (issuer, trust) = (self.organizer.issuer.clone(), self.organizer.trust().clone());
        let list = self.manifest_list(1, at(-3600), &[self.owner.credential.payload().clone()]);
        SignedMessage {
            name: "manifest",
            domain: Domain::Manifest,
            key: issuer.clone(),
            payload: list.envelope().payload.clone(),
            kind: Some(MessageType::Manifest),
            wrap: Box::new(move |payload, signature| {
                enveloped(MessageType::Manifest, &envelope(&issuer, payload, signature))
            }),
            read: Box::new(move |bytes| {
                let envelope = Manifest::envelope_of(bytes).map_err(|error| format!("{error:?}"))?;
                named(Manifest::verify(&envelope, &trust))
            }),
        }
    }

    /// The sample revocation list, with other values where a test asks for them.
    pub fn revocation_list(&self, change: impl FnOnce(&mut RevocationFields)) -> Revocation {
        let mut fields = RevocationFields {
            event: self.organizer.event.event,
            version: 3,
            issued: at(-3600),
            next_update: at(86_400),
            tickets: vec![
                (RevokedKey::of(self.owner.credential.payload().ticket, 0), RevocationReason::Refund),
                (RevokedKey::of(self.owner.credential.payload().ticket, 1), RevocationReason::Fraud),
            ],
            serials: vec![Serial::from_bytes([4; 8])],
        };
        change(&mut fields);
        let RevocationFields { event, version, issued, next_update, tickets, serials } = fields;
        Revocation::issue(&self.organizer.issuer, event, version, issued, next_update, tickets, serials)
    }

    /// The revocation list.
    pub fn revocation(&self) -> SignedMessage {
        let (issuer, trust) = (self.organizer.issuer.clone(), self.organizer.trust().clone());
        SignedMessage {
            name: "revocation list",
            domain: Domain::Revocation,
            key: issuer.clone(),
            payload: self.revocation_list(|_| {}).envelope().payload.clone(),
            kind: Some(MessageType::Revocation),
            wrap: Box::new(move |payload, signature| {
                enveloped(MessageType::Revocation, &envelope(&issuer, payload, signature))
            }),
            read: Box::new(move |bytes| {
                let envelope = Revocation::envelope_of(bytes).map_err(|error| format!("{error:?}"))?;
                named(Revocation::verify(&envelope, &trust))
            }),
        }
    }
}

impl Cast {
    /// What the sample delta adds to the sample list, with other values where a test asks for them.
    pub fn delta(&self, change: impl FnOnce(&mut DeltaFields)) -> RevocationDelta {
        let mut fields = DeltaFields {
            before: self.revocation_list(|_| {}),
            issued: at(-1800),
            next_update: at(86_400),
            tickets: vec![(
                RevokedKey::of(self.owner.credential.payload().ticket, 2),
                RevocationReason::Recovered,
            )],
            serials: vec![Serial::from_bytes([6; 8])],
        };
        change(&mut fields);
        let DeltaFields { before, issued, next_update, tickets, serials } = fields;
        RevocationDelta::issue(&self.organizer.issuer, &before, issued, next_update, tickets, serials)
    }

    /// The revocation delta, read by whoever has the list before it.
    pub fn revocation_delta(&self) -> SignedMessage {
        let (issuer, mut documents) = (self.organizer.issuer.clone(), self.organizer.documents());
        let list = self.revocation_list(|_| {});
        documents.adopt_revocation(list.envelope()).expect("the sample list is adopted");
        let delta = Revocation::envelope_of(&self.delta(|_| {}).to_message()).expect("it is a message");
        SignedMessage {
            name: "revocation delta",
            domain: Domain::Revocation,
            key: issuer.clone(),
            payload: delta.payload,
            kind: Some(MessageType::Revocation),
            wrap: Box::new(move |payload, signature| {
                enveloped(MessageType::Revocation, &envelope(&issuer, payload, signature))
            }),
            read: Box::new(move |bytes| {
                let envelope = Revocation::envelope_of(bytes).map_err(|error| format!("{error:?}"))?;
                named(documents.clone().adopt_revocation(&envelope))
            }),
        }
    }
}

/// What a revocation delta is made of; event and version follow from the list before.
pub struct DeltaFields {
    /// The list that it adds to.
    pub before: Revocation,
    /// When it was made.
    pub issued: Time,
    /// When the next one is due.
    pub next_update: Time,
    /// Withdrawn tickets.
    pub tickets: Vec<(RevokedKey, RevocationReason)>,
    /// Withdrawn certificates.
    pub serials: Vec<Serial>,
}

/// What a revocation list is made of.
pub struct RevocationFields {
    /// The event.
    pub event: EventId,
    /// Rises with each list.
    pub version: u32,
    /// When it was made.
    pub issued: Time,
    /// When the next one is due.
    pub next_update: Time,
    /// Withdrawn tickets.
    pub tickets: Vec<(RevokedKey, RevocationReason)>,
    /// Withdrawn certificates.
    pub serials: Vec<Serial>,
}

fn event_file_reader() -> Reader {
    Box::new(|bytes| named(Documents::from_event_file(bytes)))
}
