//! What passes between people: codes, stamps, requests, parcels, answers.

use data_encoding::HEXLOWER;
use mogiri::code::{Beacon, Challenge, Code, Door, Known, entrance, examine, verify_holding};
use mogiri::stamp::DigitalStamp;
use mogiri::ticket::{CredentialPayload, Documents, Holding, HopKind, Step, Time};
use mogiri::transfer::{Answer, AnswerRow, Parcel, Request, RequestError};
use mogiri::wire::{Wire as _, WireError, to_text};
use serde_json::{Value, json};

use super::Told;
use crate::clock::utc;

const NEEDS_EVENT: &str = "give the event file with --event";

/// A code of any profile; with documents, each rule of table P by its id, as a gate would ask at that moment.
pub(super) fn code(
    told: &mut Told,
    bytes: &[u8],
    event: Option<&Documents>,
    asked: &Asked,
) -> Result<(), WireError> {
    let code = Code::from_bytes(bytes)?;
    told.field("profile", code.profile().code());
    if let Some(step) = code.step() {
        told.field("step", step.number());
        told.field("shown_at", utc(step.begins()));
    }
    if let Some(held) = code.holding() {
        holding(told, &held, event)?;
    }
    match event {
        None => told.unchecked("signatures", NEEDS_EVENT),
        Some(documents) => rules(told, &to_text(bytes), documents, &code, asked),
    }
    Ok(())
}

/// When and where a code is judged; by itself at its own step and the first gate that its ticket may enter by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    pub(super) at: Option<Time>,
    pub(super) gate: Option<u8>,
}

fn rules(told: &mut Told, text: &str, documents: &Documents, code: &Code, asked: &Asked) {
    let shown = code.step().map(Step::begins);
    let Some(now) = asked.at.or(shown) else {
        return told.unchecked("rules", "paper and digits say no time: give one with --at");
    };
    let gate = asked.gate.unwrap_or_else(|| entrance(text, documents));
    let door = Door { documents, gate, now };
    let found = examine(text, &door, &Known::default());
    for rule in found.holds {
        told.holds(rule.id());
    }
    if let Some((rule, finding)) = found.fails {
        told.fails(rule.id(), finding.reason.code());
    }
    for rule in ["P-15", "P-16"] {
        told.unchecked(rule, "only a gate's journal knows");
    }
}

/// The fields of a credential and its chain.
fn holding(told: &mut Told, holding: &Holding, event: Option<&Documents>) -> Result<(), WireError> {
    for (name, value) in credential(holding, event)? {
        told.field(name, value);
    }
    Ok(())
}

/// A ticket as a row of a file; whether it holds under the file's own event documents.
pub(super) fn ticket(bytes: &[u8], event: Option<&Documents>) -> Result<(Value, Option<String>), WireError> {
    let holding = Holding::from_bytes(bytes, Holding::MAX_BYTES)?;
    let row = credential(&holding, event)?.into_iter().map(|(name, value)| (name.to_owned(), value));
    let fault = event.and_then(|event| verify_holding(&holding, event).err());
    Ok((Value::Object(row.collect()), fault.map(|reason| reason.to_string())))
}

fn credential(holding: &Holding, event: Option<&Documents>) -> Result<Vec<(&'static str, Value)>, WireError> {
    let payload = CredentialPayload::from_bytes(&holding.credential.payload, CredentialPayload::MAX_BYTES)?;
    let zone = event.map_or_else(|| format!("#{}", payload.zone), |e| e.event().zone_name(payload.zone));
    let hop = |kind| holding.chain.iter().filter(|hop| hop.kind == kind).count();
    Ok(vec![
        ("ticket", json!(payload.ticket.to_string())),
        ("event", json!(payload.event.to_string())),
        ("epoch", json!(payload.epoch)),
        ("seat", json!(payload.place)),
        ("zone", json!(zone)),
        ("from", json!(utc(payload.from))),
        ("end", json!(utc(payload.end()))),
        ("flags", json!(format!("0x{:04x}", payload.policy.flags.bits()))),
        ("hops", json!(payload.policy.hops)),
        ("deadline_minutes", json!(payload.policy.deadline)),
        ("forwards", json!(hop(HopKind::Forward))),
        ("returns", json!(hop(HopKind::Return))),
    ])
}

pub(super) fn stamp(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let stamp = DigitalStamp::from_message(bytes)?;
    let Some(event) = event else {
        told.unchecked("signature", NEEDS_EVENT);
        return Ok(());
    };
    let Some(payload) = told.check("signature", stamp.verify(event)) else { return Ok(()) };
    told.field("presentation", HEXLOWER.encode(payload.presentation.as_bytes()));
    told.field("gate", event.event().gate_name(payload.gate));
    told.field("time", utc(payload.time));
    told.field("level", payload.level);
    told.field("entry", HEXLOWER.encode(&payload.entry));
    Ok(())
}

pub(super) fn beacon(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let beacon = Beacon::from_message(bytes)?;
    let Some(event) = event else {
        told.unchecked("signature", NEEDS_EVENT);
        return Ok(());
    };
    let Some(payload) = told.check("signature", beacon.verify(event)) else { return Ok(()) };
    told.field("presentation", HEXLOWER.encode(payload.presentation.as_bytes()));
    told.field("gate", event.event().gate_name(payload.gate));
    told.field("time", utc(payload.time));
    Ok(())
}

pub(super) fn challenge(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let challenge = Challenge::from_message(bytes)?;
    let Some(event) = event else {
        told.unchecked("signature", NEEDS_EVENT);
        return Ok(());
    };
    let Some(payload) = told.check("signature", challenge.verify(event)) else { return Ok(()) };
    told.field("gate", event.event().gate_name(payload.gate));
    told.field("time", utc(payload.time));
    told.field("seconds", payload.seconds);
    told.field("asks_name", payload.hpke.is_some());
    Ok(())
}

pub(super) fn request(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let request = match Request::verify(bytes) {
        Ok(request) => request,
        Err(RequestError::Wire(error)) => return Err(error),
        Err(error) => {
            told.fails("signature", &error.to_string());
            return Ok(());
        }
    };
    told.holds("signature");
    let payload = request.payload();
    told.field("keys", payload.keys.len());
    told.field("expires", utc(payload.expiry));
    told.field("event", payload.event.map(|event| event.to_string()));
    told.field("known_roots", payload.known_roots.iter().map(|kid| HEXLOWER.encode(kid)).collect::<Vec<_>>());
    Ok(())
}

pub(super) fn parcel(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let parcel = Parcel::from_message(bytes)?;
    let xids = parcel.xids.iter().map(|xid| HEXLOWER.encode(xid.as_bytes()));
    told.field("hand_overs", xids.collect::<Vec<_>>());
    told.unchecked("contents", "sealed to the friend's request");
    Ok(())
}

pub(super) fn answer(told: &mut Told, bytes: &[u8]) -> Result<(), WireError> {
    let answer = Answer::from_message(bytes)?;
    let row = |row: &AnswerRow| {
        let word = if row.endorsement().is_some() { "return" } else { "receipt" };
        json!({ "hand_over": HEXLOWER.encode(row.xid().as_bytes()), "answer": word })
    };
    told.field("answers", answer.rows.iter().map(row).collect::<Vec<_>>());
    told.unchecked("signatures", "only the wallet that handed over can check them");
    Ok(())
}
