//! What a gate answers.

use crate::code::{Detail, Reason};
use crate::ticket::{EntryHash, PersonName, PresentationId, TicketId, Time};
use crate::transfer::ProofKind;

/// The answer to one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Let in; the entry is on disk.
    Admitted(Admission),
    /// Not with this code.
    Refused(Refusal),
    /// A person with authority decides.
    Ask(Refusal),
    /// The same code again within five seconds, or again after a crash (P-00, P-16): one person, no new entry.
    Repeat(Repeat),
}

/// Somebody was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The ticket.
    pub ticket: TicketId,
    /// The journal entry, for stamps and undo.
    pub entry: EntryHash,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// The seat as the organizer signed it.
    pub place: String,
    /// The zone's name.
    pub zone: String,
    /// What to look at.
    pub notes: Vec<Note>,
    /// The name that belongs to the ticket, where it was opened or compared.
    pub name: Option<PersonName>,
    /// How far a ticket that lets in several times, or once in each zone, is used now.
    pub detail: Detail,
}

/// Somebody was not let in with this code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The cause.
    pub reason: Reason,
    /// What staff can say and do about it.
    pub detail: Detail,
    /// The ticket, once the organizer's signature holds.
    pub ticket: Option<TicketId>,
    /// The seat as the organizer signed it.
    pub place: Option<String>,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// The admission that stands against it.
    pub first: Option<First>,
    /// What this code proves together with that admission.
    pub proof: Option<ProofKind>,
    /// The code, if the gate may show a beacon for it (STALE): the phone's clock is wrong.
    pub beacon_for: Option<PresentationId>,
    /// What to look at.
    pub notes: Vec<Note>,
}

/// The admission that stands against a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// Whose entry it is.
    pub device: Device,
}

/// Whose entry something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Device {
    /// This device's.
    This,
    /// Another one's, known by a merge.
    Other,
}

/// The same code again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// What it was the first time.
    pub of: RepeatOf,
    /// The ticket, if the first verdict knew it.
    pub ticket: Option<TicketId>,
    /// The gate's name.
    pub gate: String,
    /// Now.
    pub at: Time,
    /// When it was judged first.
    pub first_at: Time,
}

/// What a repeated code was the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepeatOf {
    /// Let in.
    Admitted,
    /// Refused or asked, by cause.
    NotAdmitted(Reason),
}

/// A note on a verdict (P-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// A trust or revocation list is past its next update, or older than the event asks for.
    ListOld,
    /// Another chain of this ticket is known; nobody was admitted with it.
    ForkSeen,
    /// Look at the staff list.
    StaffNote,
    /// The shift is over, its grace is not.
    InGrace,
    /// The key that signed this device's certificate was revoked: ask the organizer for a new shift.
    CertificateKeyRevoked,
    /// Compare name or face: paper shows no living code, and a phone can be lent.
    CheckName,
    /// This gate's clock differs from the phones': set it to automatic.
    ClockSkewed,
    /// The disk is nearly full: make room now.
    DiskLow,
    /// Let in by a turnstile's digits: nothing proves it.
    Totp,
    /// Let in by check digits and a name: nothing proves it.
    Digits,
    /// Let in by a card, whose id can be copied.
    Card,
}

impl Note {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ListOld => "LIST_OLD",
            Self::ForkSeen => "FORK_SEEN",
            Self::StaffNote => "STAFF_NOTE",
            Self::InGrace => "IN_GRACE",
            Self::CertificateKeyRevoked => "CERT_KEY_REVOKED",
            Self::CheckName => "CHECK_NAME",
            Self::ClockSkewed => "CLOCK_SKEWED",
            Self::DiskLow => "DISK_LOW",
            Self::Totp => "TOTP",
            Self::Digits => "DIGITS",
            Self::Card => "CARD",
        }
    }
}

impl Verdict {
    /// The stable word of the verdict.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Admitted(_) => "admitted",
            Self::Refused(_) => "refused",
            Self::Ask(_) => "ask",
            Self::Repeat(_) => "repeat",
        }
    }

    /// The cause, for all but admissions.
    pub const fn reason(&self) -> Option<Reason> {
        match self {
            Self::Admitted(_) | Self::Repeat(Repeat { of: RepeatOf::Admitted, .. }) => None,
            Self::Refused(refusal) | Self::Ask(refusal) => Some(refusal.reason),
            Self::Repeat(Repeat { of: RepeatOf::NotAdmitted(reason), .. }) => Some(*reason),
        }
    }

    /// The ticket, where the code showed one.
    pub const fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Admitted(admission) => Some(admission.ticket),
            Self::Refused(refusal) | Self::Ask(refusal) => refusal.ticket,
            Self::Repeat(repeat) => repeat.ticket,
        }
    }
}
