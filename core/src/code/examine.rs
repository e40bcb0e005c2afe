//! A code held against table P rule by rule, with the documents and no memory: what `inspect` tells, what the test
//! vectors say, and what a gate in another language is compared with.

use super::door::Door;
use super::verify::{Against, Presented, RevokedKeys, verify};
use super::{ChallengePayload, Code, Finding, NameSeen, Profile, Reason, opened_name, scan};
use crate::crypto::HpkeSecretKey;
use crate::ticket::{CredentialPayload, Documents, Flag, GuestList};
use crate::wire::Wire;

/// A rule of table P that needs no journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the protocol's rule ids, protocol §5.1")]
pub enum Rule {
    P01,
    P02,
    P03,
    P04,
    P05,
    P06,
    P07,
    P08,
    P09,
    P10,
    P11,
    P12,
    P13,
    P14,
}

impl Rule {
    /// In the order in which they are asked.
    pub const ALL: [Self; 14] = [
        Self::P01,
        Self::P02,
        Self::P03,
        Self::P04,
        Self::P05,
        Self::P06,
        Self::P07,
        Self::P08,
        Self::P09,
        Self::P10,
        Self::P11,
        Self::P12,
        Self::P13,
        Self::P14,
    ];

    /// The protocol's id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::P01 => "P-01",
            Self::P02 => "P-02",
            Self::P03 => "P-03",
            Self::P04 => "P-04",
            Self::P05 => "P-05",
            Self::P06 => "P-06",
            Self::P07 => "P-07",
            Self::P08 => "P-08",
            Self::P09 => "P-09",
            Self::P10 => "P-10",
            Self::P11 => "P-11",
            Self::P12 => "P-12",
            Self::P13 => "P-13",
            Self::P14 => "P-14",
        }
    }

    /// Whether the rule says anything of a profile.
    pub const fn is_asked_of(self, profile: Profile) -> bool {
        match (self, profile) {
            (Self::P02, profile) => {
                matches!(profile, Profile::Reference | Profile::Totp | Profile::Card)
            }
            (Self::P03 | Self::P04 | Self::P05, Profile::Reference | Profile::Totp | Profile::Card)
            | (Self::P08 | Self::P09 | Self::P13, Profile::Static | Profile::Card) => false,
            _ => true,
        }
    }
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The profile, once P-01 held.
    pub profile: Option<Profile>,
    /// The rules that hold, in order, up to the first that fails.
    pub holds: Vec<Rule>,
    /// The first rule that fails, and why.
    pub fails: Option<(Rule, Finding)>,
}

/// What is known at a door beside documents and clock. The default is nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The challenge that a type I code may answer.
    pub challenge: Option<&'a ChallengePayload>,
    /// The secret half of that challenge's key, which opens the name in the answer.
    pub challenge_key: Option<&'a HpkeSecretKey>,
    /// The guest list of a device that judges digits.
    pub guests: Option<&'a GuestList>,
    /// The name on the person's document, as staff entered it.
    pub compared: Option<&'a str>,
}

/// Holds a code against P-01 to P-14 at a door.
pub fn examine(text: &str, door: &Door<'_>, known: &Known<'_>) -> Examination {
    match scan(text) {
        Ok(code) => examine_code(&code, door, known),
        Err(reason) => failed(None, Rule::P01, reason.into()),
    }
}

/// Index of the event's first gate that the ticket of a code may enter by, as far as code and manifest say which zone
/// that is; of the first gate, where none may or nothing says it.
pub fn entrance(text: &str, documents: &Documents) -> u8 {
    let payload = scan(text).ok().and_then(|code| payload_of(&code, documents));
    let admits = |zone| (0..).zip(&documents.event().gates).find(|(_, gate)| gate.admits(zone));
    payload.and_then(|payload| admits(payload.zone)).map_or(0, |(index, _)| index)
}

/// What a code says of its ticket, nothing checked.
fn payload_of(code: &Code, documents: &Documents) -> Option<CredentialPayload> {
    let listed = |ticket| documents.manifest()?.payload(ticket)?.ok();
    match code {
        Code::Reference(reference) => listed(reference.ticket),
        Code::Totp(totp) => listed(totp.ticket),
        Code::Card(ticket) => listed(*ticket),
        other => {
            let envelope = other.holding()?.credential;
            CredentialPayload::from_bytes(&envelope.payload, CredentialPayload::MAX_BYTES).ok()
        }
    }
}

fn examine_code(code: &Code, door: &Door<'_>, known: &Known<'_>) -> Examination {
    let profile = code.profile();
    let challenges: Vec<_> = known.challenge.into_iter().map(ChallengePayload::hash).collect();
    let against = Against {
        documents: door.documents,
        at: door.now.step(),
        revoked: RevokedKeys::AskLead,
        challenges: &challenges,
        zones: known.guests.map(GuestList::zones).unwrap_or_default(),
    };
    match verify(code.clone(), &against) {
        Ok(presented) => at_door(&presented, door, known),
        Err(reason) => failed(Some(profile), rule_of(reason, code, door.documents), reason.into()),
    }
}

fn at_door(presented: &Presented, door: &Door<'_>, known: &Known<'_>) -> Examination {
    let moment = || match presented.profile() {
        Profile::Static | Profile::Card => Ok(()),
        Profile::Interactive if known.challenge.is_some_and(|c| door.is_open(c)) => Ok(()),
        Profile::Interactive => Err(Finding { reason: Reason::Stale, detail: super::Detail::ChallengeOver }),
        Profile::Proof | Profile::Reference | Profile::Totp => {
            door.check_step(presented.step().unwrap_or_default())
        }
    };
    let opened = known.challenge_key.and_then(|key| opened_name(presented, key));
    let listed = known.guests.and_then(|guests| guests.name_of(presented.payload()));
    let name = NameSeen::of(opened.as_ref(), listed, known.compared);
    let outcome = door
        .check_time(presented)
        .map_err(|finding| (Rule::P10, finding))
        .and_then(|()| door.check_listed(presented).map_err(|finding| (Rule::P11, finding)))
        .and_then(|()| door.check_staleness().map_err(|finding| (Rule::P11, finding)))
        .and_then(|()| door.check_gate(presented).map_err(|finding| (Rule::P12, finding)))
        .and_then(|()| moment().map_err(|finding| (Rule::P13, finding)))
        .and_then(|()| name.check(presented).map_err(|finding| (Rule::P14, finding)));
    match outcome {
        Ok(()) => Examination {
            profile: Some(presented.profile()),
            holds: asked_before(None, presented.profile()),
            fails: None,
        },
        Err((rule, finding)) => failed(Some(presented.profile()), rule, finding),
    }
}

fn failed(profile: Option<Profile>, rule: Rule, finding: Finding) -> Examination {
    let holds = profile.map(|profile| asked_before(Some(rule), profile)).unwrap_or_default();
    Examination { profile, holds, fails: Some((rule, finding)) }
}

/// The rules that were asked before one, or all of them.
fn asked_before(rule: Option<Rule>, profile: Profile) -> Vec<Rule> {
    let before = Rule::ALL.into_iter().filter(|r| rule.is_none_or(|failed| *r < failed));
    before.filter(|r| r.is_asked_of(profile)).collect()
}

/// Which rule of P-02 to P-09 gives this reason.
fn rule_of(reason: Reason, code: &Code, documents: &Documents) -> Rule {
    let envelope = code.holding().map(|holding| holding.credential);
    let signed = envelope.as_ref().is_some_and(|e| documents.trust().signer_of_credential(e).is_ok());
    match reason {
        Reason::NotGenuine if signed => Rule::P05,
        Reason::UnknownIssuer | Reason::NotGenuine => Rule::P03,
        Reason::TestTicket | Reason::KeyRevoked => Rule::P04,
        Reason::UpdateApp => Rule::P05,
        Reason::WrongEvent => Rule::P06,
        Reason::WrongForm => Rule::P07,
        Reason::BadChain | Reason::ChainAhead => Rule::P08,
        Reason::NeedProof if is_listed(code, documents) => Rule::P09,
        Reason::NeedProof => Rule::P02,
        _ => Rule::P09,
    }
}

/// Whether a manifest that stands has the row of a short code: then its signature is what failed.
fn is_listed(code: &Code, documents: &Documents) -> bool {
    let Code::Reference(reference) = code else { return false };
    let row = documents.manifest().and_then(|manifest| manifest.row(reference.ticket));
    let listed = |row: &&[u8]| documents.salvages(row);
    row.filter(listed)
        .and_then(|row| CredentialPayload::from_bytes(row, CredentialPayload::MAX_BYTES).ok())
        .is_some_and(|payload| payload.policy.flags.has(Flag::Reference))
}
