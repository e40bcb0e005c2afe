//! What a gate answers, as the core has it.

use mogiri::code::Reason;
use mogiri::gate::{
    Admission, Conflict, Detail, Device, Ending, ExitEffect, First, MergeReport, Missing, Note, Refusal,
    Repeat, RepeatOf, Rests, SameCode, Updated, Verdict, Voided,
};
use mogiri::ticket::{EntryHash, PersonName, PresentationId, TicketId, Time};
use mogiri::transfer::ProofKind;

/// The answer to one code.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// Let in; the entry is on disk.
    Admitted(Admission),
    /// Not with this code.
    Refused(Refusal),
    /// A person with authority decides.
    Ask(Refusal),
    /// The same code again within five seconds, or again after a crash: one person, no new entry.
    Repeat(Repeat),
}

/// Somebody was let in.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
    /// The code, if the gate may show a beacon for it: the phone's clock is wrong.
    pub beacon_for: Option<PresentationId>,
    /// What to look at.
    pub notes: Vec<Note>,
}

/// More about a cause.
#[uniffi::remote(Enum)]
pub enum Detail {
    /// The cause says it all.
    None,
    /// Valid from this second.
    ValidFrom(Time),
    /// Was valid until this second.
    ValidUntil(Time),
    /// These gates admit the ticket.
    OtherGates(Vec<String>),
    /// The code is older than this gate's clock by so many seconds: a picture, or the phone's clock is slow.
    CodeBehind(u64),
    /// The code is ahead of this gate's clock by so many seconds: one of the two clocks is wrong.
    CodeAhead(u64),
    /// The challenge it answers is spent, over, or another gate's.
    ChallengeOver,
    /// The name in the guest list, to be compared with a document.
    NameOnList(PersonName),
    /// Digits are tried again from this second on.
    TryAgainFrom(Time),
    /// This very code let somebody in or out before: the phone shows the next one within seconds.
    CodeSpent,
    /// Of a pass-out ticket: in the hall since.
    InSince(Time),
    /// Of a ticket that lets in so many times: how many are used.
    CountUsed {
        /// Admissions that stand; of who was let in, this one too.
        used: u16,
        /// How often the ticket lets in.
        of: u16,
    },
    /// Of a ticket that lets in once in each zone: the zone behind this gate.
    InZone(String),
}

/// What an exit did for the ticket. The guest goes in any case.
#[uniffi::remote(Enum)]
pub enum ExitEffect {
    /// The ticket is open again.
    MayReturn,
    /// Written down; whether it opens the ticket a person has to say.
    AsksLead,
    /// Written down; no admission that is known here belongs to it. Merge with the other gates.
    Unmatched,
    /// Written down; this ticket does not come back in.
    Final,
    /// The same code again within five seconds: no new entry.
    Repeat,
    /// Not written down: the code does not prove who went out. The reason says why.
    Unrecorded,
}

/// What an override rests on.
#[uniffi::remote(Enum)]
pub enum Rests {
    /// A code that holds: it counts as if it had been scanned.
    Code,
    /// Only a person's word: it counts as unproved.
    Word,
}

/// The admission that stands against a code.
#[uniffi::remote(Record)]
pub struct First {
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// Whose entry it is.
    pub device: Device,
}

/// Whose entry something is.
#[uniffi::remote(Enum)]
pub enum Device {
    /// This device's.
    This,
    /// Another one's, known by a merge.
    Other,
}

/// The same code again.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
pub enum RepeatOf {
    /// Let in.
    Admitted,
    /// Refused or asked, by cause.
    NotAdmitted(Reason),
}

/// A note on a verdict.
#[uniffi::remote(Enum)]
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
}

/// Why a code did not open the door. The protocol has a table of them (docs/protocol.md, table P).
#[uniffi::remote(Enum)]
pub enum Reason {
    /// No readable code.
    Malformed,
    /// A message of Mogiri, but none to show at a gate.
    NotATicket,
    /// A newer type, flag or kind; never "forged".
    UpdateApp,
    /// The short code does not do here; show the full one.
    NeedProof,
    /// Other organizer, or our list is old.
    UnknownIssuer,
    /// Not signed by a listed key as it stands.
    NotGenuine,
    /// A ticket of the sandbox, to try apps with.
    TestTicket,
    /// The issuer's key was revoked.
    KeyRevoked,
    /// Another event of this organizer.
    WrongEvent,
    /// A form that this ticket may not have.
    WrongForm,
    /// The hand-overs do not hold.
    BadChain,
    /// Handed over by a phone whose clock is ahead; wait and show again.
    ChainAhead,
    /// Not signed by the holder.
    BadSignature,
    /// Too early.
    NotYet,
    /// Too late.
    Expired,
    /// Withdrawn by the issuer.
    Revoked,
    /// A newer issue of this ticket exists.
    Superseded,
    /// Recovered for its account, and this one was handed on.
    RecoveredChain,
    /// Another gate.
    WrongGate,
    /// The code of another moment; turn the screen on again.
    Stale,
    /// This ticket answers a challenge; show the gate's code to the phone.
    NeedChallenge,
    /// This ticket needs its name checked.
    NeedName,
    /// Check digits alone let nobody in: the ticket can have moved, or no name was compared.
    DigitsOnly,
    /// No ticket has these check digits at this moment; nothing more is told.
    WrongDigits,
    /// Too many wrong check digits; for some minutes none are tried.
    TooManyTries,
    /// Handed on to somebody else.
    HandedOn,
    /// Somebody is in with this ticket.
    AlreadyUsed,
    /// An entry without proof stands against it.
    UnprovedEntry,
    /// The code that stands against it is disputed.
    CodeDisputed,
    /// An exit cannot be matched to its entry.
    ExitUnclear,
    /// A newer issue of a ticket that is in already.
    HigherEpoch,
    /// What is shown proves that whoever is in had handed the ticket on.
    BlockerCheated,
    /// The list is old and the event asks the lead then.
    ListOldHard,
}

/// What two codes of one ticket prove.
#[uniffi::remote(Enum)]
pub enum ProofKind {
    /// Two endorsements by one key over one state of the ticket.
    Fork,
    /// A code shown after the ticket was handed on.
    AfterHandOver,
    /// A code shown, then the ticket handed on.
    UsedThenHanded,
    /// A code shown by a key that gave the ticket back.
    ReturnedUsed,
    /// Two credentials of one ticket and epoch.
    IssuerDouble,
    /// Two codes over one state of the ticket: nobody is named.
    SameHeadTwice,
}

/// What a gate that is not ready lacks.
#[uniffi::remote(Enum)]
pub enum Missing {
    /// A certificate for this device's key.
    Certificate,
    /// The role scan in it.
    ScanRole,
}

/// What an update did.
#[uniffi::remote(Enum)]
pub enum Updated {
    /// A newer document is in force.
    New,
    /// It was in force already.
    Unchanged,
}

/// An entry that was taken back.
#[uniffi::remote(Record)]
pub struct Voided {
    /// The entry that no longer counts.
    pub target: EntryHash,
    /// The entry that says so.
    pub entry: EntryHash,
    /// The ticket it was about.
    pub ticket: Option<TicketId>,
}

/// What a journal file brought.
#[uniffi::remote(Record)]
pub struct MergeReport {
    /// Entries that are known now and were not before.
    pub new_entries: u64,
    /// Entries and heads that wait for something missing.
    pub waiting: u64,
    /// Heads that never count: a broken chain, or a key that did not sign.
    pub refused_heads: u64,
    /// Heads over the bound of one staff key.
    pub over_limit: u64,
    /// Whether the file came whole.
    pub ending: Ending,
}

/// Whether a file came whole; what was merged stays in either case.
#[uniffi::remote(Enum)]
pub enum Ending {
    /// It did.
    Whole,
    /// Its last item is missing or false: ask for it again.
    Cut,
}

/// One code that several logs saw: it counts once.
#[uniffi::remote(Record)]
pub struct SameCode {
    /// The ticket.
    pub ticket: TicketId,
    /// Its entries, the first witness first.
    pub entries: Vec<EntryHash>,
}

/// Two people with one ticket.
#[uniffi::remote(Record)]
pub struct Conflict {
    /// The ticket.
    pub ticket: TicketId,
    /// The first witness of each admission, those that stood first.
    pub entries: Vec<EntryHash>,
    /// What their codes prove together.
    pub proof: Option<ProofKind>,
}
