//! What an organizer hands out, and what gates exchange.

use data_encoding::HEXLOWER;
use mogiri::gate::journal::{Completeness, Item, JournalReader, SyncVector};
use mogiri::ticket::{
    Certificate, CertificatePayload, Documents, Enrolment, EventFile, FiledTicket, KeyStatus, Manifest,
    Revocation, RevocationMessage, Role, TicketFile, TrustList,
};
use mogiri::wire::{Envelope, Frame, MAX_CODE_BYTES, MessageType, Reader, Wire as _, WireError};
use serde_json::Value;

use super::Told;
use super::messages::ticket;
use crate::clock::{local, utc};

const NEEDS_EVENT: &str = "give the event file with --event";

pub(super) fn event_file(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    EventFile::from_bytes(bytes, EventFile::MAX_BYTES)?;
    if let Some(documents) = told.check("signatures", Documents::from_event_file(bytes)) {
        event(told, &documents);
    }
    Ok(())
}

fn event(told: &mut Told, documents: &Documents) {
    let event = documents.event();
    let at = |time| local(time, &event.timezone);
    told.field("root", HEXLOWER.encode(&documents.trust().root_kid()));
    told.field("next_root", documents.trust().next_root_key().map(|key| HEXLOWER.encode(&key.kid())));
    told.field("trust_version", documents.trust().version());
    told.field("event", event.event.to_string());
    told.field("version", event.version);
    told.field("title", event.title.clone());
    told.field("venue", event.venue.clone());
    told.field("doors", at(event.doors));
    told.field("start", at(event.start));
    told.field("end", at(event.end));
    told.field("moved_seconds", event.moved);
    told.field("zones", event.zones.clone());
    told.field("gates", event.gates.iter().map(|gate| gate.name.clone()).collect::<Vec<_>>());
    told.field("stamps", event.templates.is_some());
}

pub(super) fn ticket_file(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let file = TicketFile::from_bytes(bytes, TicketFile::MAX_BYTES)?;
    let documents = told.check("event documents", Documents::from_event_file(&file.event_file));
    if let Some(documents) = &documents {
        event(told, documents);
    }
    let mut tickets: Vec<Value> = Vec::new();
    for FiledTicket { holding, .. } in &file.tickets {
        let (row, fault) = ticket(holding, documents.as_ref())?;
        tickets.push(row);
        match fault {
            None if documents.is_some() => told.holds("ticket"),
            None => told.unchecked("ticket", "its event documents do not hold"),
            Some(reason) => told.fails("ticket", &reason),
        }
    }
    told.field("tickets", tickets);
    Ok(())
}

pub(super) fn enrolment(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let enrolment = Enrolment::verify(bytes)?;
    told.holds("signature");
    told.field("event", enrolment.event.to_string());
    told.field("key", HEXLOWER.encode(&enrolment.key.kid()));
    told.field("label", enrolment.label);
    told.field("made", utc(enrolment.made));
    Ok(())
}

pub(super) fn certificate(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let envelope = envelope(bytes, MessageType::StaffCertificate)?;
    let payload = CertificatePayload::from_bytes(&envelope.payload, CertificatePayload::MAX_BYTES)?;
    let words = Role::WORDS.iter().filter(|(role, _)| payload.roles.has(*role)).map(|(_, word)| *word);
    let gate = |gate: &u8| event.map_or_else(|| format!("#{gate}"), |e| e.event().gate_name(*gate));
    told.field("serial", HEXLOWER.encode(payload.serial.as_bytes()));
    told.field("event", payload.event.to_string());
    told.field("key", HEXLOWER.encode(&payload.key.kid()));
    told.field("roles", words.collect::<Vec<_>>());
    told.field("gates", payload.gates.as_ref().map(|gates| gates.iter().map(gate).collect::<Vec<_>>()));
    told.field("not_before", utc(payload.not_before));
    told.field("not_after", utc(payload.not_after));
    match event {
        None => told.unchecked("signature", NEEDS_EVENT),
        Some(event) => {
            if let Some(certificate) = told.check("signature", Certificate::verify(&envelope, event)) {
                key_stands(told, Some(certificate.issuer_status()));
            }
        }
    }
    Ok(())
}

/// `[type, env]`
fn envelope(bytes: &[u8], kind: MessageType) -> Result<Envelope, WireError> {
    let mut r = Reader::new(bytes);
    r.array(2, "message")?;
    kind.require(&mut r)?;
    let envelope = Envelope::decode_within(&mut r, CertificatePayload::MAX_BYTES)?;
    r.end().map(|()| envelope)
}

pub(super) fn revocation(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let envelope = Revocation::envelope_of(bytes)?;
    let Some(event) = event else {
        told.unchecked("signature", NEEDS_EVENT);
        return Ok(());
    };
    match told.check("signature", RevocationMessage::verify(&envelope, event.trust())) {
        None => {}
        Some(RevocationMessage::Snapshot(list)) => {
            told.field("event", list.event().to_string());
            told.field("version", list.version());
            told.field("next_update", utc(list.next_update()));
            rows(told, list.rows().0.len(), list.rows().1.len());
            key_stands(told, event.trust().status(&list.signer()));
        }
        Some(RevocationMessage::Delta(delta)) => {
            told.field("version", delta.version());
            told.field("follows", delta.version().saturating_sub(1));
            rows(told, delta.rows().0.len(), delta.rows().1.len());
            key_stands(told, event.trust().status(&delta.signer()));
        }
    }
    Ok(())
}

fn rows(told: &mut Told, tickets: usize, serials: usize) {
    told.field("tickets", tickets);
    told.field("certificates", serials);
}

/// Whether a gate would newly adopt what this key signed.
fn key_stands(told: &mut Told, status: Option<KeyStatus>) {
    match status {
        Some(KeyStatus::Active) => told.holds("key"),
        _ => told.fails("key", "it was revoked"),
    }
}

pub(super) fn manifest(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let envelope = Manifest::envelope_of(bytes)?;
    let Some(event) = event else {
        told.unchecked("signature", NEEDS_EVENT);
        return Ok(());
    };
    let Some(manifest) = told.check("signature", Manifest::verify(&envelope, event.trust())) else {
        return Ok(());
    };
    told.field("event", manifest.event().to_string());
    told.field("version", manifest.version());
    told.field("issued", utc(manifest.issued()));
    told.field("tickets", manifest.len());
    key_stands(told, event.trust().status(&manifest.signer()));
    Ok(())
}

pub(super) fn trust_list(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let list = TrustList::from_message(bytes)?;
    told.holds("signature");
    told.field("root", HEXLOWER.encode(&list.root_kid()));
    told.field("next_root", list.next_root_key().map(|key| HEXLOWER.encode(&key.kid())));
    told.field("version", list.version());
    told.field("next_update", utc(list.next_update()));
    Ok(())
}

pub(super) fn journal(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let (mut reader, header) = JournalReader::new(bytes)?;
    told.field("event", header.event.to_string());
    let (mut entries, mut unread, mut heads) = (0_u64, 0_u64, 0_u64);
    let ending = loop {
        match reader.next_item() {
            Ok(Item::Entries(items)) => {
                entries += items.iter().flatten().count() as u64;
                unread += items.iter().filter(|item| item.is_none()).count() as u64;
            }
            Ok(Item::Head(_)) => heads += 1,
            Err(ending) => break ending,
        }
    };
    told.field("entries", entries);
    told.field("unreadable_entries", unread);
    told.field("heads", heads);
    match ending {
        Completeness::Whole => told.holds("whole"),
        Completeness::Cut => told.fails("whole", "its last item is missing or false"),
    }
    told.unchecked("signatures", "merging checks them");
    Ok(())
}

pub(super) fn sync_vector(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let vector = SyncVector::from_bytes(bytes, MAX_CODE_BYTES)?;
    told.field("event", vector.event.to_string());
    told.field("trust_list", vector.trust);
    told.field("revocation", vector.revocation);
    told.field("branches", vector.branches());
    Ok(())
}

pub(super) fn frame(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let frame = Frame::from_bytes(bytes, MAX_CODE_BYTES)?;
    told.field("file", HEXLOWER.encode(frame.file()));
    told.field("number", u64::from(frame.index()) + 1);
    told.field("of", frame.count());
    Ok(())
}
