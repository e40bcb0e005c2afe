//! `mogiri inspect`: what a code or file says, what of it holds and what does not; nothing secret.

mod documents;
mod messages;
mod proof;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mogiri::issuer::IssuerError;
use mogiri::ticket::{Documents, Time};
use mogiri::wire::{MessageType, WireError};
use serde_json::{Map, Value, json};

use crate::args::InspectVerb;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, message};
use messages::Asked;

/// Reads a message and tells about it.
pub(crate) fn run(verb: &InspectVerb, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    let bytes = message::read(&verb.input)?;
    let event = verb.event.as_deref().map(|file| read_event(file, &verb.lists)).transpose()?;
    let kind = MessageType::of(&bytes).map_err(|error| CliError::Unreadable(unreadable(error)))?;
    let asked = asked(verb, event.as_ref(), clock)?;
    let mut told = tell(kind, &bytes, event.as_ref(), &asked);
    if let Some(against) = &verb.against {
        proof::compare(&mut told, &bytes, &message::read(against)?, event.as_ref());
    }
    output.say(&told.value(kind, bytes.len()), || told.text(kind, bytes.len()))?;
    Ok(ExitCode::SUCCESS)
}

const fn unreadable(error: WireError) -> &'static str {
    match error {
        WireError::Unknown { .. } => "the message is of a newer version: update",
        _ => "not a message of Mogiri",
    }
}

fn read_event(path: &Path, lists: &[PathBuf]) -> Result<Documents, CliError> {
    let refused = |error| CliError::Issuer(IssuerError::EventFile(error));
    let mut documents = Documents::from_event_file(&files::read(path)?).map_err(refused)?;
    for list in lists {
        documents.adopt(&files::read(list)?).map_err(refused)?;
    }
    Ok(documents)
}

/// At the time of --at, else at the code's own.
fn asked(verb: &InspectVerb, event: Option<&Documents>, clock: CliClock) -> Result<Asked, CliError> {
    let at = match clock {
        CliClock::Fixed(ms) => Some(Time::from_clock_ms(ms)),
        CliClock::System => None,
    };
    let index = |name: &String| {
        let found = event.and_then(|documents| documents.event().gate_index(name));
        found.ok_or(CliError::Usage("the event has no gate of this name"))
    };
    Ok(Asked { at, gate: verb.gate.as_ref().map(index).transpose()? })
}

fn tell(kind: MessageType, bytes: &[u8], event: Option<&Documents>, asked: &Asked) -> Told {
    let mut told = Told::default();
    let read = match kind {
        MessageType::Proof
        | MessageType::Reference
        | MessageType::Interactive
        | MessageType::Static
        | MessageType::Totp => messages::code(&mut told, bytes, event, asked),
        MessageType::Beacon => messages::beacon(&mut told, bytes, event),
        MessageType::Challenge => messages::challenge(&mut told, bytes, event),
        MessageType::Stamp => messages::stamp(&mut told, bytes, event),
        MessageType::Request => messages::request(&mut told, bytes),
        MessageType::Parcel => messages::parcel(&mut told, bytes),
        MessageType::Fold => proof::fold(&mut told, bytes, event),
        MessageType::Answer => messages::answer(&mut told, bytes),
        MessageType::TicketFile => documents::ticket_file(&mut told, bytes),
        MessageType::EventFile => documents::event_file(&mut told, bytes),
        MessageType::Enrolment => documents::enrolment(&mut told, bytes),
        MessageType::StaffCertificate => documents::certificate(&mut told, bytes, event),
        MessageType::Revocation => documents::revocation(&mut told, bytes, event),
        MessageType::Manifest => documents::manifest(&mut told, bytes, event),
        MessageType::TrustList => documents::trust_list(&mut told, bytes),
        MessageType::Journal => documents::journal(&mut told, bytes),
        MessageType::SyncVector => documents::sync_vector(&mut told, bytes),
        MessageType::Frame => documents::frame(&mut told, bytes),
        _ => {
            told.unchecked("form", "this version does not know this type in detail");
            return told;
        }
    };
    match read {
        Ok(()) => told.holds("form"),
        Err(error) => told.fails("form", &error.to_string()),
    }
    told
}

/// What was found: fields in order, and checks.
#[derive(Default)]
struct Told {
    fields: Map<String, Value>,
    order: Vec<String>,
    checks: Vec<Check>,
}

struct Check {
    name: &'static str,
    holds: Option<bool>,
    why: String,
}

impl Told {
    fn field(&mut self, name: &str, value: impl Into<Value>) {
        self.order.push(name.to_owned());
        self.fields.insert(name.to_owned(), value.into());
    }

    fn holds(&mut self, name: &'static str) {
        self.checks.push(Check { name, holds: Some(true), why: String::new() });
    }

    fn fails(&mut self, name: &'static str, why: &str) {
        self.checks.push(Check { name, holds: Some(false), why: why.to_owned() });
    }

    fn unchecked(&mut self, name: &'static str, why: &str) {
        self.checks.push(Check { name, holds: None, why: why.to_owned() });
    }

    /// A check that gives a value where it holds.
    fn check<T, E: std::fmt::Display>(&mut self, name: &'static str, outcome: Result<T, E>) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.holds(name);
                Some(value)
            }
            Err(error) => {
                self.fails(name, &error.to_string());
                None
            }
        }
    }

    fn value(&self, kind: MessageType, bytes: usize) -> Value {
        let check = |c: &Check| json!({ "check": c.name, "holds": c.holds, "why": c.why });
        json!({
            "type": kind_word(kind),
            "bytes": bytes,
            "fields": self.fields,
            "checks": self.checks.iter().map(check).collect::<Vec<_>>(),
        })
    }

    fn text(&self, kind: MessageType, bytes: usize) -> String {
        let mut lines = vec![format!("{}, {bytes} bytes", kind_word(kind))];
        lines.extend(self.order.iter().filter_map(|name| {
            let value = self.fields.get(name)?;
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Some(format!("  {name}: {text}"))
        }));
        lines.extend(self.checks.iter().map(|check| {
            let word = match check.holds {
                Some(true) => "holds",
                Some(false) => "DOES NOT HOLD",
                None => "not checked",
            };
            let why = if check.why.is_empty() { String::new() } else { format!(" ({})", check.why) };
            format!("  {} {word}{why}", check.name)
        }));
        lines.join("\n")
    }
}

fn kind_word(kind: MessageType) -> String {
    let name = format!("{kind:?}");
    let mut word = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}
