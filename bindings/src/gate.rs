//! The gate: what the staff do.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use mogiri::code::Reason;
use mogiri::gate::{
    self, AskName, BlankTwice, ClockWatch, ClosedLog, Conflict, Detail, Device, ExitEffect, First,
    GatePurged, IssuedBlank, MergeReport, Note, PeerTime, Rests, SameCode, Updated, Verdict, Voided,
};
use mogiri::store::{Reserve, Rollback};
use mogiri::ticket::{EntryHash, Held, PresentationId, TicketId, Time};

use crate::GateError;
use crate::host::{Clock, KeyVault, host, vault};
use crate::session::Session;

/// One staff device at one gate of one event. It needs no network: a folder, an event file and a certificate.
///
/// Every method may be called from any thread and does its work before it returns, disk included: call it off the
/// main thread.
#[derive(uniffi::Object)]
pub struct Gate(Session<gate::Gate>);

/// What this device is and has, for the staff screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StaffStatus {
    /// The event's title.
    pub event: String,
    /// The gate's name.
    pub gate: String,
    /// Words of the roles that the certificate gives.
    pub roles: Vec<String>,
    /// The first second of the shift, if there is a certificate.
    pub shift_begins: Option<Time>,
    /// The last second of the shift, without its grace.
    pub shift_ends: Option<Time>,
    /// Version of the revocation list, if there is one.
    pub revocation: Option<u32>,
    /// Version of the manifest, if there is one.
    pub manifest: Option<u32>,
    /// Version of the guest list, if there is one.
    pub guests: Option<u32>,
    /// Version of the list of carriers, if there is one.
    pub carriers: Option<u32>,
    /// Entries of all logs.
    pub entries: u64,
    /// What its clock is worth.
    pub clock: ClockWatch,
    /// What it adds to the device's clock, in seconds, since a supervisor took another device's time.
    pub clock_offset: Option<i64>,
    /// Whether the disk has room kept for ten thousand admissions.
    pub reserve: Reserve,
    /// Whether the folder was put back from an older copy, as far as this opening can tell.
    pub rollback: Rollback,
}

/// What happened, over everything this device knows. Gates that merged report the same, refusedHere apart.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateReport {
    /// Tickets with an admission that counts.
    pub admitted: u64,
    /// People in the hall: who came in, with conflicts, less who went out, as far as codes show it.
    pub in_hall: u64,
    /// Exits that stand.
    pub exits: u64,
    /// Overrides that stand, by reason.
    pub overrides: HashMap<String, u64>,
    /// Codes that more than one log saw: a copy, or one code at two gates.
    pub same_codes: Vec<SameCode>,
    /// Blanks that were sold or given out.
    pub issued: u64,
    /// Blanks with more than one such entry: nobody is blamed.
    pub blanks_twice: Vec<BlankTwice>,
    /// Journaled refusals of all gates.
    pub refused: u64,
    /// Every refusal of this device by the cause's code.
    pub refused_here: HashMap<String, u64>,
    /// Tickets with admissions that cannot stand together.
    pub conflicts: Vec<Conflict>,
    /// Admitted tickets by gate.
    pub gates: HashMap<String, u64>,
    /// Admitted tickets by zone, where a code showed it.
    pub zones: HashMap<String, u64>,
    /// Admitted tickets by minute, in order.
    pub minutes: Vec<MinuteCount>,
    /// Logs that prove a device's own fault.
    pub forked_logs: u64,
    /// Admissions, exits and overrides that a device wrote after a supervisor had closed its log.
    pub after_close: u64,
}

/// Somebody was let out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateExit {
    /// What it did for the ticket.
    pub effect: ExitEffect,
    /// The journal entry, to take it back; none for a repeat and for what was not written down.
    pub entry: Option<EntryHash>,
    /// Why it was not written down.
    pub reason: Option<Reason>,
    /// More about that.
    pub detail: Detail,
    /// The ticket, once the organizer's and the holder's signatures hold.
    pub ticket: Option<TicketId>,
    /// The seat as the organizer signed it.
    pub place: Option<String>,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// The code, if the gate may show a beacon for it: the phone's clock is wrong.
    pub beacon_for: Option<PresentationId>,
    /// What to look at.
    pub notes: Vec<Note>,
}

/// Somebody was let in by a person with authority.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateOverride {
    /// The ticket.
    pub ticket: TicketId,
    /// The journal entry, to take it back.
    pub entry: EntryHash,
    /// What it rests on.
    pub rests: Rests,
    /// The entry that stood against it.
    pub over: Option<OverruledEntry>,
    /// The seat as the organizer signed it, where a code or the manifest says it.
    pub place: Option<String>,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
}

/// The entry that an override went over.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OverruledEntry {
    /// The entry.
    pub entry: EntryHash,
    /// Its gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// Whose entry it is.
    pub device: Device,
}

/// The admissions of one minute.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MinuteCount {
    /// The minute's first second.
    pub minute: Time,
    /// Tickets admitted in it.
    pub admitted: u64,
}

#[uniffi::export]
impl Gate {
    /// Makes a gate in a folder from an event file. Its key is made here and never leaves. `label` names the device,
    /// no person.
    #[uniffi::constructor(default(clock = None))]
    pub fn create(
        folder: String,
        event_file: Vec<u8>,
        gate: String,
        label: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, GateError> {
        let made = gate::Gate::create(Path::new(&folder), host(vault, clock), &event_file, &gate, &label)?;
        Ok(Arc::new(Self(Session::new(made))))
    }

    /// Opens the gate in a folder. What is damaged is an error, never a changed value.
    #[uniffi::constructor(default(clock = None))]
    pub fn open(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, GateError> {
        let opened = gate::Gate::open(Path::new(&folder), host(vault, clock))?;
        Ok(Arc::new(Self(Session::new(opened))))
    }

    /// The message that asks the organizer to certify this device.
    pub fn enrolment(&self) -> Result<Vec<u8>, GateError> {
        self.with(|gate| Ok(gate.enrolment()))
    }

    /// Adopts a certificate, event file, trust list, revocation list, manifest, guest list, list of carriers or blanks.
    pub fn update(&self, document: Vec<u8>) -> Result<Updated, GateError> {
        self.with(|gate| gate.update(&document))
    }

    /// What this device is and has.
    pub fn status(&self) -> Result<StaffStatus, GateError> {
        self.with(|gate| Ok(gate.status().into()))
    }

    /// Judges the text of a code. When this returns, the verdict is on disk.
    pub fn admit(&self, text: String) -> Result<Verdict, GateError> {
        self.with(|gate| gate.admit(&text))
    }

    /// As `admit`, after staff compared the person's document: `name` as it stands there.
    pub fn admit_named(&self, text: String, name: String) -> Result<Verdict, GateError> {
        self.with(|gate| gate.admit_named(&text, &name))
    }

    /// Judges check digits that a guest read out. They let somebody in only with `name` as it stands on the person's
    /// document; wrong ones are counted.
    pub fn admit_digits(&self, digits: String, name: Option<String>) -> Result<Verdict, GateError> {
        self.with(|gate| gate.admit_digits(&digits, name.as_deref()))
    }

    /// Judges a card or wristband that was tapped (role manual). `card` is its id as the reader gives it, 4 to 16 bytes;
    /// `name` stands on the person's document, for tickets that ask for one. A card can be copied: the note CARD says so.
    pub fn tap(&self, card: Vec<u8>, name: Option<String>) -> Result<Verdict, GateError> {
        self.with(|gate| gate.tap(&card, name.as_deref()))
    }

    /// Lets somebody out. The guest goes in any case; where the code proves who it is, the entry is on disk when this
    /// returns, and a pass-out ticket is open again.
    pub fn exit(&self, text: String) -> Result<GateExit, GateError> {
        self.with(|gate| Ok(gate.exit(&text)?.into()))
    }

    /// Lets in whoever shows this code, over whatever stands against it (role override). `reason` is one of
    /// `overrideReasons`. A code that does not hold is an error: name the ticket instead.
    pub fn override_code(&self, text: String, reason: String) -> Result<GateOverride, GateError> {
        self.with(|gate| Ok(gate.override_code(&text, &reason)?.into()))
    }

    /// Lets in whoever has this ticket, without a code (role override). `name` is at least six characters of a ticket
    /// that the manifest or the journal has, or a whole id. `reason` is one of `overrideReasons`.
    pub fn override_ticket(&self, name: String, reason: String) -> Result<GateOverride, GateError> {
        self.with(|gate| Ok(gate.override_ticket(&name, &reason)?.into()))
    }

    /// Sells the blank with the lowest number, or gives it out in place of a ticket (role issue). The entry is on disk
    /// before this answers: print what comes back. `zone` may be left out where all blanks that are left are of one;
    /// `replaces` names a ticket as in `overrideTicket`; `reason` is one of `issueReasons`.
    pub fn issue(
        &self,
        zone: Option<String>,
        replaces: Option<String>,
        reason: String,
    ) -> Result<IssuedBlank, GateError> {
        self.with(|gate| gate.issue(zone.as_deref(), replaces.as_deref(), &reason))
    }

    /// A blank that this device issued, to be printed again. `name` is at least six characters of its ticket.
    pub fn issued(&self, name: Option<String>) -> Result<IssuedBlank, GateError> {
        self.with(|gate| gate.issued(name.as_deref()))
    }

    /// How many blanks of each zone are left here, by the zone's name.
    pub fn blanks_left(&self) -> Result<HashMap<String, u64>, GateError> {
        self.with(|gate| Ok(gate.blanks_left().into_iter().collect()))
    }

    /// A challenge to show to one phone, open for 30 seconds and good for one entry.
    pub fn challenge(&self, ask: AskName) -> Result<Vec<u8>, GateError> {
        self.with(|gate| gate.challenge(ask))
    }

    /// The beacon for a refusal's `beaconFor`, to show to that phone: made again, it has the time of then.
    pub fn beacon(&self, presentation: PresentationId) -> Result<Vec<u8>, GateError> {
        self.with(|gate| gate.beacon(&presentation))
    }

    /// Asks another device for the time (role supervise), to be answered within a minute. The device may be in doubt of
    /// its own clock: its hours are not asked.
    pub fn ask_time(&self) -> Result<Vec<u8>, GateError> {
        self.with(gate::Gate::ask_time)
    }

    /// This gate's time for another device that asked.
    pub fn tell_time(&self, asked: Vec<u8>) -> Result<Vec<u8>, GateError> {
        self.with(|gate| gate.tell_time(&asked))
    }

    /// What another device's answer says, to look at before takeTime. Writes nothing.
    pub fn read_time(&self, answer: Vec<u8>) -> Result<PeerTime, GateError> {
        self.with(|gate| gate.read_time(&answer))
    }

    /// Takes another device's time for this gate's own (role supervise), until the device's clock is set or 12 hours are
    /// over.
    pub fn take_time(&self, answer: Vec<u8>) -> Result<PeerTime, GateError> {
        self.with(|gate| gate.take_time(&answer))
    }

    /// The digital stamp for an own admission, to show to the guest. Asking again gives the same bytes.
    pub fn stamp(&self, entry: EntryHash) -> Result<Vec<u8>, GateError> {
        self.with(|gate| gate.stamp(&entry))
    }

    /// Takes an entry back. `name` is at least six characters of the entry's hash, or of a ticket's id: then it is
    /// that ticket's last admission. `reason` is one of the words that voidReasons gives.
    pub fn void_entry(&self, name: String, reason: String) -> Result<Voided, GateError> {
        self.with(|gate| gate.void(&name, &reason))
    }

    /// Closes this device's log (role supervise). The head covers all of it: write it down.
    pub fn close_log(&self) -> Result<ClosedLog, GateError> {
        self.with(gate::Gate::close_log)
    }

    /// Everything this device knows, as a file for another gate.
    pub fn export(&self) -> Result<Vec<u8>, GateError> {
        self.with(gate::Gate::export)
    }

    /// Takes another gate's file in. The same file again changes nothing.
    pub fn merge(&self, file: Vec<u8>) -> Result<MergeReport, GateError> {
        self.with(|gate| gate.merge(&file))
    }

    /// Counts everything.
    pub fn report(&self) -> Result<GateReport, GateError> {
        self.with(|gate| Ok(gate.report()?.into()))
    }

    /// Forgets names, digit keys and the manifest once the event's purge time has passed, by this clock and by a time
    /// that the organizer signed. The journal stays, and every count with it.
    pub fn purge(&self) -> Result<GatePurged, GateError> {
        self.with(gate::Gate::purge)
    }

    /// Which kinds of personal data are here and were erased, and when: for a notice after a theft, never the data.
    pub fn exposure(&self) -> Result<Vec<Held>, GateError> {
        self.with(|gate| gate.exposure())
    }

    /// Brings the last scans into the database, keeps room on the disk for ten thousand admissions and lets the vault
    /// name the last change. Call it when nobody has scanned for some seconds.
    pub fn maintain(&self) -> Result<Reserve, GateError> {
        self.with(gate::Gate::maintain)
    }

    /// Closes the files and lets the folder go; the next call opens it again. Call it before iOS suspends an app whose
    /// folder is shared. The session goes on.
    pub fn suspend(&self) -> Result<(), GateError> {
        self.with(gate::Gate::suspend)
    }

    /// Moves to another key of the host: the new vault gets the item, then one row is sealed anew. Killed at any point,
    /// the gate opens with the old vault or with the new one; delete the old key once this returned.
    pub fn rotate_key(&self, to: Arc<dyn KeyVault>) -> Result<(), GateError> {
        self.with(|gate| gate.rotate_key(vault(to)))
    }

    /// Ends the session in order and lets the folder go; every later call is Released. Call it when the shift ends.
    pub fn release(&self) -> Result<(), GateError> {
        self.0.take()?.map_or(Ok(()), |gate| Ok(gate.close()?))
    }
}

impl Gate {
    fn with<R>(
        &self,
        work: impl FnOnce(&mut gate::Gate) -> Result<R, gate::GateError>,
    ) -> Result<R, GateError> {
        Ok(self.0.with(work)??)
    }
}

/// The words for taking an entry back: codes and no free text, so that no name can enter a journal.
#[uniffi::export]
pub fn void_reasons() -> Vec<String> {
    gate::VOID_REASONS.map(str::to_owned).into()
}

/// The words for an override: codes and no free text, so that no name can enter a journal.
#[uniffi::export]
pub fn override_reasons() -> Vec<String> {
    gate::OVERRIDE_REASONS.map(str::to_owned).into()
}

/// The words that `issue` takes as a reason.
#[uniffi::export]
pub fn issue_reasons() -> Vec<String> {
    gate::ISSUE_REASONS.map(str::to_owned).into()
}

impl From<gate::Exit> for GateExit {
    fn from(exit: gate::Exit) -> Self {
        let gate::Exit { effect, entry, reason, detail, ticket, place, gate, at, beacon_for, notes } = exit;
        Self { effect, entry, reason, detail, ticket, place, gate, at, beacon_for, notes }
    }
}

impl From<gate::Overridden> for GateOverride {
    fn from(act: gate::Overridden) -> Self {
        let gate::Overridden { ticket, entry, rests, over, place, gate, at } = act;
        let over = over.map(|(entry, First { gate, at, device })| OverruledEntry { entry, gate, at, device });
        Self { ticket, entry, rests, over, place, gate, at }
    }
}

impl From<gate::GateStatus> for StaffStatus {
    fn from(status: gate::GateStatus) -> Self {
        let gate::GateStatus {
            event,
            gate,
            roles,
            shift,
            revocation,
            manifest,
            guests,
            carriers,
            entries,
            clock,
            clock_offset,
            reserve,
            rollback,
        } = status;
        Self {
            event,
            gate,
            roles: roles.into_iter().map(str::to_owned).collect(),
            shift_begins: shift.map(|(begins, _)| begins),
            shift_ends: shift.map(|(_, ends)| ends),
            revocation,
            manifest,
            guests,
            carriers,
            entries: entries as u64,
            clock,
            clock_offset,
            reserve,
            rollback,
        }
    }
}

impl From<gate::Report> for GateReport {
    fn from(report: gate::Report) -> Self {
        let minutes = report.minutes.into_iter().map(|(minute, admitted)| MinuteCount { minute, admitted });
        Self {
            admitted: report.admitted,
            in_hall: report.in_hall,
            exits: report.exits,
            overrides: report.overrides.into_iter().collect(),
            same_codes: report.same_codes,
            issued: report.issued,
            blanks_twice: report.blanks_twice,
            refused: report.refused,
            refused_here: report.refused_here.into_iter().collect(),
            conflicts: report.conflicts,
            gates: report.gates.into_iter().collect(),
            zones: report.zones.into_iter().collect(),
            minutes: minutes.collect(),
            forked_logs: report.forked_logs,
            after_close: report.after_close,
        }
    }
}
