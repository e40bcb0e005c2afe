//! Exact counts: a pure fold over the set, so that gates which merged report the same (J-11).

use std::collections::HashMap;

use super::journal::{Act, Body, Group, Stored, TicketState};
use super::{Gate, GateError};
use crate::order;
use crate::store::{StoreError, Table};
use crate::ticket::{EntryHash, TicketId, Time};
use crate::transfer::{ProofKind, find_proof};

/// What happened, over everything this device knows. Gates that merged report the same, refused here apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Tickets with an admission that counts.
    pub admitted: u64,
    /// People in the hall: who came in, with conflicts, less who went out, as far as codes show it.
    pub in_hall: u64,
    /// Exits that stand.
    pub exits: u64,
    /// Overrides that stand, by reason.
    pub overrides: HashMap<String, u64>,
    /// Codes that more than one log saw (SAME-CODE): a copy, or one code at two gates.
    pub same_codes: Vec<SameCode>,
    /// Blanks that were sold or given out.
    pub issued: u64,
    /// Blanks with more than one such entry (BLANK-TWICE): nobody is blamed.
    pub blanks_twice: Vec<BlankTwice>,
    /// Journaled refusals of all gates.
    pub refused: u64,
    /// Every refusal of this device by cause, journaled or not: the only part that is not the same everywhere.
    pub refused_here: HashMap<String, u64>,
    /// Tickets with admissions that cannot stand together.
    pub conflicts: Vec<Conflict>,
    /// Admitted tickets by gate.
    pub gates: HashMap<String, u64>,
    /// Admitted tickets by zone, where a code showed it.
    pub zones: HashMap<String, u64>,
    /// Admitted tickets by minute, in order.
    pub minutes: Vec<MinuteCount>,
    /// Logs that prove a device's own fault (LOG-FORK).
    pub forked_logs: u64,
    /// Admissions, exits and overrides that a device wrote after a supervisor had closed its log: look at them.
    pub after_close: u64,
}

/// The admissions of one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinuteCount {
    /// The minute's first second.
    pub minute: Time,
    /// Tickets admitted in it.
    pub admitted: u64,
}

/// One code that several logs saw: it counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameCode {
    /// The ticket.
    pub ticket: TicketId,
    /// Its entries, the first witness first.
    pub entries: Vec<EntryHash>,
}

/// One blank that was issued more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankTwice {
    /// The blank.
    pub ticket: TicketId,
    /// The entries that issue it.
    pub entries: Vec<EntryHash>,
}

/// Two people with one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The ticket.
    pub ticket: TicketId,
    /// The first witness of each admission, those that stood first.
    pub entries: Vec<EntryHash>,
    /// What their codes prove together.
    pub proof: Option<ProofKind>,
}

impl Gate {
    /// Counts everything.
    pub fn report(&mut self) -> Result<Report, GateError> {
        let mut tickets: Vec<_> = self.journal.tickets().collect();
        order::sort(&mut tickets);
        let refused = self.journal.iter().filter(|s| matches!(s.entry.body, Body::Refuse { .. })).count();
        let passes = |body: &Body| matches!(body, Body::Admit(_) | Body::Exit(_) | Body::Override(_));
        let late = |s: &&Stored| s.above_close && passes(&s.entry.body);
        let after_close = self.journal.iter().filter(late).count();
        let mut report = Report {
            refused: refused as u64,
            refused_here: self.refused_here()?,
            forked_logs: self.journal.forked_logs().count() as u64,
            after_close: after_close as u64,
            ..Report::default()
        };
        for ticket in tickets {
            self.count(ticket, &mut report);
        }
        Ok(report)
    }

    fn count(&mut self, ticket: TicketId, report: &mut Report) {
        let state = self.fold(ticket);
        if let Some(first) = state.counted().next() {
            report.admitted += 1;
            self.count_place(first, report);
        }
        report.issued += u64::from(!state.issues().is_empty());
        if state.issues().len() > 1 {
            report.blanks_twice.push(BlankTwice { ticket, entries: state.issues().to_vec() });
        }
        report.in_hall += state.inside() as u64;
        for group in state.groups() {
            self.count_group(ticket, group, report);
        }
        self.count_conflicts(ticket, &state, report);
    }

    fn count_group(&self, ticket: TicketId, group: &Group, report: &mut Report) {
        report.exits += u64::from(group.act == Act::Out);
        let entries = group.witnesses.iter().filter_map(|hash| self.journal.get(hash));
        for stored in entries {
            if let Body::Override(act) = &stored.entry.body {
                *report.overrides.entry(act.reason.clone()).or_default() += 1;
            }
        }
        if group.logs > 1 {
            report.same_codes.push(SameCode { ticket, entries: group.witnesses.clone() });
        }
    }

    fn count_conflicts(&self, ticket: TicketId, state: &TicketState, report: &mut Report) {
        if state.conflicts().next().is_none() {
            return;
        }
        let groups: Vec<&Group> = state.against().chain(state.conflicts()).collect();
        let entries: Vec<EntryHash> = groups.iter().filter_map(|g| g.witnesses.first().copied()).collect();
        let proof = self.proof_among(&entries);
        report.conflicts.push(Conflict { ticket, entries, proof });
    }

    fn count_place(&self, group: &Group, report: &mut Report) {
        let event = self.documents.event();
        if let Some(stored) = group.witnesses.first().and_then(|hash| self.journal.get(hash)) {
            *report.gates.entry(event.gate_name(stored.entry.gate)).or_default() += 1;
        }
        if let Some(zone) = group.zone {
            *report.zones.entry(event.zone_name(zone)).or_default() += 1;
        }
        let seconds = group.time.time().seconds();
        if let Some(minute) = Time::from_seconds(seconds - seconds % 60) {
            report.count_minute(minute);
        }
    }

    /// The strongest thing that any two of the codes prove.
    fn proof_among(&self, entries: &[EntryHash]) -> Option<ProofKind> {
        let shown: Vec<_> = entries.iter().filter_map(|hash| self.presented(hash)).collect();
        let pairs = shown.iter().enumerate().flat_map(|(i, a)| shown.iter().skip(i + 1).map(move |b| (a, b)));
        pairs.filter_map(|(a, b)| find_proof(a, b)).map(|proof| proof.kind).min()
    }

    fn refused_here(&self) -> Result<HashMap<String, u64>, GateError> {
        let mut counts = HashMap::new();
        self.store.read(|tables| {
            tables.for_each(Table::Refused, |row| {
                let count = row.value.as_slice().try_into().map_err(|_| StoreError::Corrupt)?;
                let reason =
                    row.key.and_then(|key| String::from_utf8(key).ok()).ok_or(StoreError::Corrupt)?;
                counts.insert(reason, u64::from_be_bytes(count));
                Ok::<_, GateError>(())
            })
        })?;
        Ok(counts)
    }
}

impl Report {
    fn count_minute(&mut self, minute: Time) {
        let place = self.minutes.binary_search_by_key(&minute, |count| count.minute);
        match place.map(|at| self.minutes.get_mut(at)) {
            Ok(Some(count)) => count.admitted += 1,
            Ok(None) => {}
            Err(at) => self.minutes.insert(at, MinuteCount { minute, admitted: 1 }),
        }
    }
}
