//! What an entry is worth: J-06 (who wrote it) and J-07 (what it rests on). Pure functions of the entry and the
//! control documents.

use super::{Body, Entry, Stored};
use crate::code::{Against, Challenge, ChallengeHash, Code, Presented, Profile, RevokedKeys, verify};
use crate::crypto::PublicKey;
use crate::ticket::{
    Certificate, CredentialPayload, Documents, EntryRule, KeyStatus, Millis, PresentationId, Role, Step, Time,
};
use crate::wire::{Reader, Wire, WireError, Writer};

/// What an admission, exit or override counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Anybody can check that the holder was there.
    Proved,
    /// Paper, or all holds but the issuer's key, which was revoked.
    Static,
    /// A person with authority let somebody in without a code.
    Unproved,
    /// A note: it moves nobody.
    Nothing,
}

/// Whether the code in an entry holds, remembered beside the entry: checking it costs two signatures and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// No code.
    Absent,
    /// There is a code and it does not hold.
    Fails,
    /// A short code of an epoch that the manifest in force does not have: it was judged by another one.
    Unlisted,
    /// It holds.
    Holds(Facts),
}

/// What a holding code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The code.
    pub presentation: PresentationId,
    /// The credential's zone.
    pub zone: u8,
    /// How much it is worth.
    pub worth: Worth,
    /// When it was shown: step × period, or the challenge's time; paper says nothing.
    pub time: Option<Millis>,
    /// The credential's entry rule.
    pub rule: EntryRule,
}

/// What a holding code proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// The holder was there.
    Proof,
    /// Paper.
    Static,
    /// A blank: paper that is worth something once a gate has issued it.
    Blank,
    /// A credential of a revoked key that no manifest holds, on a phone or on paper.
    Disowned,
}

impl Worth {
    const ALL: [Self; 4] = [Self::Proof, Self::Static, Self::Blank, Self::Disowned];

    fn of(presented: &Presented) -> Self {
        match (presented.key_status(), presented.profile()) {
            (KeyStatus::Revoked, _) => Self::Disowned,
            (KeyStatus::Active, Profile::Static) if presented.payload().is_blank() => Self::Blank,
            (KeyStatus::Active, Profile::Static) => Self::Static,
            (KeyStatus::Active, _) => Self::Proof,
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let number = r.uint8("worth")?;
        let worth = Self::ALL.into_iter().find(|worth| *worth as u8 == number);
        worth.ok_or(WireError::Bounds { field: "worth" })
    }
}

/// A code counts when the entry's clock is within this of its step, in milliseconds (J-07).
const MAX_DISTANCE_MS: u64 = 600_000;

impl Evidence {
    /// Which form it has on disk.
    pub(crate) const FORM: &'static [u8] = &[3];

    /// J-07: P-03 and P-05 to P-09 hold with the gate step of the entry's clock, ticket, epoch and step are the
    /// entry's, and the clock is near the step.
    ///
    /// A type I code counts by the time of the challenge beside it, which the log's own `key` signed.
    pub fn of(entry: &Entry, key: &PublicKey, documents: &Documents) -> Self {
        if entry.code().is_none() {
            return Self::Absent;
        }
        match Self::presented(entry, key, documents) {
            Some((presented, at)) => Self::Holds(facts(&presented, at)),
            None if is_unlisted(entry, documents) => Self::Unlisted,
            None => Self::Fails,
        }
    }

    /// The same for the entry that this device is about to write of a code that it verified under the same documents: what
    /// the entry's clock has to do with is asked again, the signatures of a proof are not.
    pub(crate) fn of_verified(
        entry: &Entry,
        key: &PublicKey,
        documents: &Documents,
        presented: &Presented,
    ) -> Self {
        let shown = presented.step().map(Step::begins);
        if !matches!(presented.code(), Code::Proof(_)) {
            return Self::of(entry, key, documents);
        }
        let ahead = presented.chain().is_ahead_of(entry.hlc.ms.time().step());
        if ahead || is_far(entry, shown) || !is_about(entry, presented) {
            return Self::Fails;
        }
        Self::Holds(facts(presented, shown))
    }

    /// The verified code of an entry, for proofs and chains.
    pub fn presented(
        entry: &Entry,
        key: &PublicKey,
        documents: &Documents,
    ) -> Option<(Presented, Option<Time>)> {
        let code = Code::from_bytes(entry.code()?).ok()?;
        let asked = entry.challenge().and_then(|item| asked(item, key));
        let shown = match code.profile() {
            Profile::Interactive => Some(asked.map(|(_, time)| time)?),
            _ => code.step().map(Step::begins),
        };
        if is_far(entry, shown) {
            return None;
        }
        let challenges: Vec<ChallengeHash> = asked.into_iter().map(|(hash, _)| hash).collect();
        let at = entry.hlc.ms.time().step();
        let against =
            Against { documents, at, revoked: RevokedKeys::Accept, challenges: &challenges, zones: &[] };
        let presented = verify(code, &against).ok()?;
        is_about(entry, &presented).then_some((presented, shown))
    }
}

fn is_far(entry: &Entry, shown: Option<Time>) -> bool {
    shown.is_some_and(|at| entry.hlc.ms.0.abs_diff(at.seconds() * 1000) > MAX_DISTANCE_MS)
}

fn is_about(entry: &Entry, presented: &Presented) -> bool {
    let payload = presented.payload();
    entry.ticket == Some(payload.ticket)
        && entry.epoch == Some(payload.epoch)
        && entry.step == presented.step()
}

fn asked(item: &[u8], key: &PublicKey) -> Option<(ChallengeHash, Time)> {
    let challenge = Challenge::from_item(item).ok()?;
    let payload = challenge.read_by(key)?;
    Some((ChallengeHash::of(challenge.payload_bytes()), payload.time))
}

/// Whether the manifest in force cannot say anything of an entry's short code.
fn is_unlisted(entry: &Entry, documents: &Documents) -> bool {
    let code = entry.code().and_then(|bytes| Code::from_bytes(bytes).ok());
    let Some(Code::Reference(code)) = code else { return false };
    let row = documents.manifest().and_then(|manifest| manifest.row(code.ticket));
    let row = row.filter(|row| documents.salvages(row));
    let epoch = row.and_then(|row| CredentialPayload::from_bytes(row, CredentialPayload::MAX_BYTES).ok());
    entry.ticket == Some(code.ticket)
        && entry.step == Some(code.step)
        && epoch.map(|payload| payload.epoch) != entry.epoch
}

fn facts(presented: &Presented, shown: Option<Time>) -> Facts {
    Facts {
        presentation: presented.id(),
        zone: presented.payload().zone,
        worth: Worth::of(presented),
        time: shown.map(|at| Millis(at.seconds() * 1000)),
        rule: presented.payload().policy.flags.entry_rule(),
    }
}

impl Wire for Evidence {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Absent => w.array(1).uint(0_u8),
            Self::Fails => w.array(1).uint(1_u8),
            Self::Unlisted => w.array(1).uint(3_u8),
            Self::Holds(facts) => w
                .array(6)
                .uint(4_u8)
                .value(&facts.presentation)
                .uint(facts.zone)
                .uint(facts.worth as u8)
                .nullable(facts.time, |w, time| {
                    w.uint(time.0);
                })
                .uint(facts.rule.number()),
        };
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array_between(1, 6, "evidence")?;
        match r.uint(4, "evidence")? {
            0 => Ok(Self::Absent),
            1 => Ok(Self::Fails),
            3 => Ok(Self::Unlisted),
            number => {
                let (presentation, zone) = (PresentationId::decode(r)?, r.uint8("zone")?);
                let worth = Worth::decode(r)?;
                let time = r.nullable("time", |r| r.uint(u64::MAX, "time").map(Millis))?;
                // Before entry rules; its row was judged under other documents, so it is found anew.
                let rule = if number == 2 { EntryRule::Single } else { EntryRule::decode(r)? };
                Ok(Self::Holds(Facts { presentation, zone, worth, time, rule }))
            }
        }
    }
}

/// Whether the writer had authority for more than writing proofs down.
pub(super) struct Authority<'a> {
    stored: &'a Stored,
    documents: &'a Documents,
    above_fork: bool,
}

impl<'a> Authority<'a> {
    pub(super) fn new(stored: &'a Stored, documents: &'a Documents, above_fork: AboveFork) -> Self {
        Self { stored, documents, above_fork: above_fork == AboveFork::Yes }
    }

    /// Inside the shift, the role there, the gate among the certificate's (J-06), and the log not closed before.
    pub(super) fn has(&self, role: Role) -> bool {
        let grace = match role {
            Role::Scan | Role::Stamp => self.documents.event().grace,
            _ => 0,
        };
        let staff = self.stored.certificate.payload();
        let at = self.stored.entry.hlc.ms.time();
        !self.stored.above_close
            && staff.roles.has(role)
            && at >= staff.not_before
            && at <= staff.not_after.shifted(grace.into())
            && self.stored.certificate.covers_gate(self.stored.entry.gate)
    }

    /// As [`Authority::has`] for void, override, issue and entries without a code: not above a fork, and not under a
    /// revoked serial or a certificate of a revoked key.
    pub(super) fn may(&self, role: Role) -> bool {
        self.has(role) && !self.above_fork && !is_disowned(self.stored, self.documents)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AboveFork {
    Yes,
    No,
}

/// Whether a gate that may has issued the blank that an entry is about, and nobody took that back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    Issued,
    Unissued,
}

/// Whether the organizer no longer stands for the certificate of an entry.
pub(crate) fn is_disowned(stored: &Stored, documents: &Documents) -> bool {
    is_withdrawn(&stored.certificate, documents)
}

/// Whether the organizer no longer stands for a certificate: its serial was withdrawn, or the key that signed it. Who
/// stole that key signs certificates as he likes.
pub(crate) fn is_withdrawn(certificate: &Certificate, documents: &Documents) -> bool {
    let serial = certificate.payload().serial;
    !certificate.stands() || documents.revocation().is_some_and(|list| list.has_serial(serial))
}

/// The class of an entry (J-06, J-07).
pub(super) fn class(
    stored: &Stored,
    evidence: Evidence,
    documents: &Documents,
    above_fork: AboveFork,
    blank: Blank,
) -> Class {
    let authority = Authority::new(stored, documents, above_fork);
    match stored.entry.body {
        Body::Admit(_) => authority.admitted(evidence, &[Role::Override, Role::Manual, Role::Issue], blank),
        Body::Override(_) => authority.admitted(evidence, &[Role::Override], blank),
        Body::Exit(_) if is_proof(evidence) => Class::Proved,
        _ => Class::Nothing,
    }
}

fn is_proof(evidence: Evidence) -> bool {
    matches!(evidence, Evidence::Holds(Facts { worth: Worth::Proof, .. }))
}

impl Authority<'_> {
    /// J-07 of an admit, and of an override, whose roles let its writer do what a scanner may do besides.
    fn admitted(&self, evidence: Evidence, roles: &[Role], blank: Blank) -> Class {
        let stands = self.stored.certificate.stands();
        match evidence {
            Evidence::Holds(Facts { worth: Worth::Proof, .. }) => Class::Proved,
            // Who stole the key makes codes and scanners alike: under it they do not vouch for one another.
            Evidence::Holds(Facts { worth: Worth::Disowned, .. }) if !stands => Class::Nothing,
            Evidence::Holds(Facts { worth: Worth::Blank, .. }) if blank == Blank::Unissued => {
                if self.overrides() { Class::Unproved } else { Class::Nothing }
            }
            Evidence::Holds(_) if self.has(Role::Scan) || self.overrides() => Class::Static,
            // A manifest that moves on must not open the door again: somebody came in, and the lead is asked.
            Evidence::Unlisted if stands && (self.may(Role::Scan) || self.overrides()) => Class::Unproved,
            Evidence::Absent if roles.iter().any(|role| self.may(*role)) => Class::Unproved,
            _ => Class::Nothing,
        }
    }

    fn overrides(&self) -> bool {
        matches!(self.stored.entry.body, Body::Override(_)) && self.may(Role::Override)
    }
}
