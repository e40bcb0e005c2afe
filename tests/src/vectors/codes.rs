//! `codes.json`: P-01 to P-14, each kept and each broken.

mod bounds;
mod chains;
mod credentials;
mod digits;
mod doors;
mod forms;
mod items;
mod names;
mod profiles;
mod signatures;
mod standing;

use mogiri::code::{Challenge, ChallengePayload, Door, Examination, Known, Rule, examine};
use mogiri::crypto::{HpkeSecretKey, SecretKey};
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    Carriers, CredentialPayload, Documents, EntryRule, Flag, Flags, GuestList, HopKind, NameOpening, Policy,
    Role, Step, Time, sandbox_issuer,
};
use mogiri::wire::{Wire, Writer, from_text, to_text};

use super::forge::Forge;
use super::stage::{Stage, flagged, policy};
use super::{CodeCase, CodeFile, DocumentSet, Sets, bytes, hex};
use crate::samples::{colliding_keys, key};

const ABOUT: &str =
    "A code shown to a gate that has documents, a clock and no memory: docs/protocol.md, P-01 to P-14";

/// The file as it must be.
///
/// # Panics
/// If the library judges a case otherwise than it says.
pub fn codes() -> CodeFile {
    let stage = Stage::default();
    let documents = stage.sets();
    let cases = Cases { stage: &stage, sets: &documents, made: Vec::new() }.all();
    CodeFile { about: ABOUT.to_owned(), documents, cases }
}

struct Cases<'a> {
    stage: &'a Stage,
    sets: &'a Sets,
    made: Vec<CodeCase>,
}

/// What is changed in a credential.
type Change = fn(&mut CredentialPayload);

/// Where and when a code is shown.
#[derive(Clone, Copy)]
struct Scene<'a> {
    documents: &'a str,
    gate: u8,
    seconds: i64,
    challenge: Option<&'a [u8]>,
    challenge_key: Option<&'a HpkeSecretKey>,
    compared: Option<&'a str>,
}

const HERE: Scene<'static> =
    Scene { documents: "plain", gate: 0, seconds: 0, challenge: None, challenge_key: None, compared: None };

const fn under(documents: &str) -> Scene<'_> {
    Scene { documents, ..HERE }
}

const fn after(seconds: i64) -> Scene<'static> {
    Scene { seconds, ..HERE }
}

fn step(seconds: i64) -> Step {
    at(seconds).step()
}

impl Cases<'_> {
    fn all(mut self) -> Vec<CodeCase> {
        self.forms();
        self.issuers();
        self.credentials();
        self.chains();
        self.presentations();
        self.times();
        self.lists();
        self.short_codes();
        self.answers();
        self.paper();
        self.policies();
        self.digits();
        self.names();
        self.every_item();
        self.signatures();
        self.bounds();
        self.standing();
        self.made
    }

    /// Ticket `number`, shown at the doors by its holder.
    fn honest(&self, number: u8) -> Forge {
        let payload = self.stage.organizer.payload(number, key(number).public());
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    fn with(&self, number: u8, change: impl FnOnce(&mut CredentialPayload)) -> Forge {
        let mut payload = self.stage.organizer.payload(number, key(number).public());
        change(&mut payload);
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    fn holds(&mut self, name: &str, scene: Scene<'_>, text: &str) {
        self.push(name, scene, text, None, "admitted");
    }

    fn fails(&mut self, name: &str, scene: Scene<'_>, text: &str, rule: Rule, reason: &str) {
        self.push(name, scene, text, Some(rule), reason);
    }

    fn push(&mut self, name: &str, scene: Scene<'_>, text: &str, rule: Option<Rule>, expect: &str) {
        let case = Self::case(name, scene, text);
        let found = judged(&case, &self.sets[scene.documents]);
        let reason = found.fails.as_ref().map_or("admitted", |(_, finding)| finding.reason.code());
        assert_eq!((found.fails.as_ref().map(|(rule, _)| *rule), reason), (rule, expect), "{name}");
        let holds = found.holds.iter().map(|rule| rule.id().to_owned()).collect();
        let rule = rule.map(|rule| rule.id().to_owned());
        self.made.push(CodeCase { expect: expect.to_owned(), rule, holds, ..case });
    }

    /// What is tried; what becomes of it is still open.
    fn case(name: &str, scene: Scene<'_>, text: &str) -> CodeCase {
        CodeCase {
            name: name.to_owned(),
            documents: scene.documents.to_owned(),
            gate: scene.gate,
            now: at(scene.seconds).seconds(),
            challenge: scene.challenge.map(hex),
            challenge_key: scene.challenge_key.map(|key| hex(key.expose())),
            compared: scene.compared.map(str::to_owned),
            code: text.to_owned(),
            expect: String::new(),
            rule: None,
            holds: Vec::new(),
        }
    }
}

/// What the library says of a case, but for what the case expects.
///
/// # Panics
/// If the case is none.
pub fn judged(case: &CodeCase, set: &DocumentSet) -> Examination {
    let documents = adopted(set);
    let guests = guests(set, &documents);
    let now = Time::from_seconds(case.now).expect("a time");
    let challenge = case.challenge.as_ref().map(|message| challenge_payload(&bytes(message)));
    let secret = case
        .challenge_key
        .as_ref()
        .map(|key| HpkeSecretKey::from_bytes(bytes(key).try_into().expect("a key of 32 bytes")));
    let known = Known {
        challenge: challenge.as_ref(),
        challenge_key: secret.as_ref(),
        guests: guests.as_ref(),
        compared: case.compared.as_deref(),
    };
    examine(&case.code, &Door { documents: &documents, gate: case.gate, now }, &known)
}

fn name() -> NameOpening {
    NameOpening::new([5; 16], "山田 太郎").expect("a short name")
}

fn challenge_payload(message: &[u8]) -> ChallengePayload {
    let challenge = Challenge::from_message(message).expect("a sample challenge reads");
    ChallengePayload::from_bytes(challenge.payload_bytes(), 128).expect("a sample challenge reads")
}

/// The documents of a set, adopted in its order.
///
/// # Panics
/// If one of them is refused.
pub fn adopted(set: &DocumentSet) -> Documents {
    let mut documents = Documents::from_event_file(&bytes(&set.event_file)).expect("the event file holds");
    for message in set.revocations.iter().chain(&set.manifest).chain(&set.then) {
        documents.adopt(&bytes(message)).expect("a document of a set is adopted");
    }
    documents
}

/// The list of carriers of a set, adopted after its documents.
///
/// # Panics
/// If it is refused.
pub fn carriers(set: &DocumentSet, documents: &Documents) -> Option<Carriers> {
    let message = bytes(set.carriers.as_ref()?);
    let envelope = Carriers::read_envelope(&message).expect("the list of carriers reads");
    Carriers::adopt(&envelope, None, documents).expect("the list of carriers is adopted")
}

/// The guest list of a set, adopted after its documents.
///
/// # Panics
/// If it is refused.
pub fn guests(set: &DocumentSet, documents: &Documents) -> Option<GuestList> {
    let message = bytes(set.guest_list.as_ref()?);
    let envelope = GuestList::read_envelope(&message).expect("the guest list reads");
    GuestList::adopt(&envelope, None, documents).expect("the guest list is adopted")
}
