//! `inspect A --against B`: what two files prove of each other (protocol §6.3).

use data_encoding::HEXLOWER;
use mogiri::code::{Against, Code, Reason, RevokedKeys, verify, verify_holding};
use mogiri::ticket::{Documents, Holding, TicketFile};
use mogiri::transfer::{Accused, Exhibit, Fold, Proof, Weight, find_proof_between};
use mogiri::wire::{MessageType, Wire as _, WireError};
use serde_json::{Value, json};

use super::Told;

const NEEDS_EVENT: &str = "give the event file with --event";
const SHOWS_NONE: &str = "it shows no ticket that can be compared";

/// Adds the proofs, or why there can be none, to what is told of the first file.
pub(super) fn compare(told: &mut Told, first: &[u8], second: &[u8], event: Option<&Documents>) {
    let (mut exhibits, mut faults) = (Vec::new(), Vec::new());
    for bytes in [first, second] {
        match exhibits_of(bytes, event) {
            Ok(found) => exhibits.push(found),
            Err(why) => faults.push(why),
        }
    }
    let [a, b] = exhibits.as_slice() else {
        told.unchecked("against", &faults.join("; "));
        return;
    };
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let proofs: Vec<Value> =
        pairs.filter_map(|(a, b)| find_proof_between(a, b)).map(|p| told_as(&p)).collect();
    told.field("proofs", proofs);
    told.holds("against");
}

/// A wallet's wish to have its chain folded.
pub(super) fn fold(told: &mut Told, bytes: &[u8], event: Option<&Documents>) -> Result<(), WireError> {
    let fold = Fold::from_message(bytes)?;
    let (row, _) = super::messages::ticket(&fold.holding.to_bytes(), event)?;
    for (name, value) in row.as_object().into_iter().flatten() {
        told.field(name, value.clone());
    }
    match event {
        None => told.unchecked("signatures", NEEDS_EVENT),
        Some(event) => {
            told.check("signatures", fold.verify(event));
        }
    }
    Ok(())
}

fn told_as(proof: &Proof) -> Value {
    let (who, key) = match &proof.accused {
        Accused::Holder(key) => ("holder", Some(key)),
        Accused::Issuer(key) => ("issuer", Some(key)),
        Accused::Nobody => ("nobody", None),
    };
    json!({
        "proof": proof.kind.code(),
        "weight": if proof.weight == Weight::Proof { "proof" } else { "evidence" },
        "accused": who,
        "key": key.map(|key| HEXLOWER.encode(&key.kid())),
    })
}

/// The tickets of a file, each checked. Only those that hold count.
fn exhibits_of(bytes: &[u8], event: Option<&Documents>) -> Result<Vec<Exhibit>, String> {
    let read = |error: WireError| error.to_string();
    match MessageType::of(bytes).map_err(read)? {
        MessageType::TicketFile => {
            let file = TicketFile::from_bytes(bytes, TicketFile::MAX_BYTES).map_err(read)?;
            let own = Documents::from_event_file(&file.event_file).map_err(|error| error.to_string())?;
            let documents = event.unwrap_or(&own);
            file.tickets
                .iter()
                .map(|row| {
                    let holding = Holding::from_bytes(&row.holding, Holding::MAX_BYTES).map_err(read)?;
                    held(&holding, documents)
                })
                .collect()
        }
        MessageType::Fold => {
            let fold = Fold::from_message(bytes).map_err(read)?;
            held(&fold.holding, event.ok_or(NEEDS_EVENT)?).map(|exhibit| vec![exhibit])
        }
        MessageType::Proof | MessageType::Reference | MessageType::Interactive | MessageType::Static => {
            let code = Code::from_bytes(bytes).map_err(read)?;
            shown(code, event.ok_or(NEEDS_EVENT)?).map(|exhibit| vec![exhibit])
        }
        _ => Err(SHOWS_NONE.to_owned()),
    }
}

fn held(holding: &Holding, documents: &Documents) -> Result<Exhibit, String> {
    let told = |reason: Reason| reason.to_string();
    verify_holding(holding, documents)
        .map(|(credential, chain)| Exhibit::Held(credential, chain))
        .map_err(told)
}

/// A code at its own step. What was shown over a challenge that is not here counts as held.
fn shown(code: Code, documents: &Documents) -> Result<Exhibit, String> {
    if let Code::Interactive(interactive) = &code {
        return held(&interactive.holding, documents);
    }
    let at = code.step().unwrap_or_default();
    let against = Against { revoked: RevokedKeys::Accept, ..Against::gate(documents, at) };
    verify(code, &against).map(Exhibit::Shown).map_err(|reason| reason.to_string())
}
