//! Signing events.

use super::IssuerError;
use super::facade::Issuer;
use super::record::{EventRecord, only, put};
use crate::stamp::StampFamily;
use crate::store::{Row, StoreError, Table};
use crate::ticket::{
    Documents, EntryRule, EventCore, EventFile, EventId, Flag, Flags, GatePlan, Policy, RootId, Staleness,
    Time,
};
use crate::wire::{Wire, WireError};

const STAFF_GRACE_SECONDS: u32 = 2 * 60 * 60;
const PURGE_SECONDS: i64 = 90 * 24 * 60 * 60;
const STAMP_LEVEL: u8 = 2;
const MINIMUM_STAMP_LEVEL: u8 = 1;

/// An event as the organizer wants it.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the policy, named where it is set")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlan {
    /// 1 to 120 bytes.
    pub title: String,
    /// 0 to 120 bytes.
    pub venue: String,
    /// IANA name.
    pub timezone: String,
    /// When the doors open: credentials are valid from here.
    pub doors: Time,
    /// When the show starts.
    pub start: Time,
    /// When it ends: credentials are valid until here.
    pub end: Time,
    /// Seconds before the doors in which gates already admit.
    pub early: u32,
    /// Seconds after the end in which gates still admit.
    pub late: u32,
    /// Seconds by which everything has moved: the postponed show, with no re-issue.
    pub moved: i64,
    /// Zone names. A new version may only add some at the end.
    pub zones: Vec<String>,
    /// Gates. A new version may only add some at the end.
    pub gates: Vec<GatePlan>,
    /// Capacitive stamps, if the event has any.
    pub stamps: Option<StampFamily>,
    /// How many friends in a row a ticket may be handed to, 0 to 3.
    pub hops: u8,
    /// Minutes before the end after which nothing is handed on.
    pub deadline: u32,
    /// Whether a ticket on a phone may be printed too, which withdraws it from the phone.
    pub paper_twin: bool,
    /// Whether a ticket is bound to a key in a phone's hardware. It then cannot be handed on.
    pub hw_bound: bool,
    /// Whether a ticket is bound to its visitor's name, which gates compare.
    pub name_check: bool,
    /// Whether a ticket also has digits for doors that know only TOTP (profile T). It then cannot be handed on.
    pub totp: bool,
    /// How often a ticket lets somebody in.
    pub entry_rule: EntryRule,
    /// Of the entry rule "count": how often, from 2. 1 with every other rule.
    pub count: u16,
}

impl EventPlan {
    fn policy(&self) -> Policy {
        let set = |flags: Flags, (flag, set)| if set { flags.with(flag) } else { flags };
        let wanted = [
            (Flag::NameCheck, self.name_check),
            (Flag::Totp, self.totp),
            (Flag::PaperTwin, self.paper_twin),
            (Flag::HardwareBound, self.hw_bound),
        ];
        let always = Flags::default().with(Flag::Reference).with_stamp_level(MINIMUM_STAMP_LEVEL);
        let flags = wanted.into_iter().fold(always, set).with_entry_rule(self.entry_rule);
        Policy { flags, hops: self.hops, deadline: self.deadline }
    }

    fn check(&self) -> Result<(), IssuerError> {
        if self.end <= self.doors || self.start < self.doors || self.end < self.start {
            return Err(IssuerError::EventTimes);
        }
        if self.hw_bound && self.hops > 0 {
            return Err(IssuerError::HardwareMoves);
        }
        if self.hops > Policy::MAX_HOPS {
            return Err(IssuerError::EventRefused(WireError::Bounds { field: "hops" }));
        }
        if self.totp && self.hops > 0 {
            return Err(IssuerError::TotpMoves);
        }
        if (self.entry_rule == EntryRule::Count) != (self.count > 1) || self.count == 0 {
            return Err(IssuerError::Count);
        }
        if self.deadline > minutes(self.doors, self.end) {
            return Err(IssuerError::EventRefused(WireError::Bounds { field: "deadline" }));
        }
        self.stamps.as_ref().map_or(Ok(()), |family| Ok(family.check_apart()?))
    }

    fn core(&self, event: EventId, version: u32, root: RootId, minimum_trust: u32) -> EventCore {
        EventCore {
            event,
            root,
            version,
            title: self.title.clone(),
            venue: self.venue.clone(),
            timezone: self.timezone.clone(),
            doors: self.doors,
            start: self.start,
            end: self.end,
            early: self.early,
            late: self.late,
            moved: self.moved,
            zones: self.zones.clone(),
            gates: self.gates.clone(),
            count: self.count,
            stamp_level: STAMP_LEVEL,
            minimum_trust,
            minimum_revocation: 0,
            staleness: Staleness::Note,
            grace: STAFF_GRACE_SECONDS,
            purge: self.end.shifted(self.moved).shifted(i64::from(self.late) + PURGE_SECONDS),
            return_key: None,
            templates: self.stamps.as_ref().map(StampFamily::encode),
            locations: None,
        }
    }
}

/// The length of validity of a credential: rounded up.
pub(super) fn minutes(doors: Time, end: Time) -> u32 {
    u32::try_from(doors.distance(end).div_ceil(60)).unwrap_or(u32::MAX)
}

impl Issuer {
    /// Signs an event and gives its event file. The same plan gives the same event; a plan that replaces a file gives
    /// the next version of that event, in which gates and zones may only be added and stamps stay.
    ///
    /// # Errors
    /// [`IssuerError::EventOutdated`] if the file to replace is not the newest one; [`IssuerError::StampsChanged`] if it
    /// has other stamps.
    pub fn sign_event(&mut self, plan: &EventPlan, replaces: Option<&[u8]>) -> Result<Vec<u8>, IssuerError> {
        plan.check()?;
        let record = match replaces {
            None => self.first_version(plan)?,
            Some(file) => self.next_version(plan, file)?,
        };
        Ok(self.file_of(record))
    }

    /// An event's newest file, with the trust list in force.
    pub(super) fn event_file(&self, event: EventId) -> Result<Vec<u8>, IssuerError> {
        Ok(self.file_of(self.event_record(event)?.ok_or(IssuerError::ForeignEvent)?))
    }

    fn file_of(&self, record: EventRecord) -> Vec<u8> {
        EventFile { trust: self.trust.signed().clone(), event: record.envelope, details: None }.to_bytes()
    }

    pub(super) fn event_record(&self, event: EventId) -> Result<Option<EventRecord>, IssuerError> {
        let row = self.store.read(|r| only(r, Table::Event, event.as_bytes()))?;
        row.map(|row| read(&row)).transpose()
    }

    pub(super) fn event_records(&self) -> Result<Vec<EventRecord>, IssuerError> {
        let rows = self.store.read(|r| r.all(Table::Event))?;
        rows.iter().map(read).collect()
    }

    fn first_version(&mut self, plan: &EventPlan) -> Result<EventRecord, IssuerError> {
        for record in self.event_records()? {
            let core = record.core()?;
            if self.says(&record, &core, plan) {
                return Ok(record);
            }
        }
        let mut id = [0; 8];
        self.host.rng.fill_bytes(&mut id);
        self.keep(plan, EventId::from_bytes(id), 1)
    }

    fn next_version(&mut self, plan: &EventPlan, file: &[u8]) -> Result<EventRecord, IssuerError> {
        let documents = Documents::from_event_file(file)?;
        let old = documents.event();
        let newest = self.event_record(old.event)?.filter(|_| documents.root() == self.root());
        let newest = newest.ok_or(IssuerError::ForeignEvent)?;
        let core = newest.core()?;
        if self.says(&newest, &core, plan) && core.version <= old.version.saturating_add(1) {
            return Ok(newest);
        }
        if core.version != old.version {
            return Err(IssuerError::EventOutdated);
        }
        only_grows("zone", &core.zones, &plan.zones)?;
        let names = |gates: &[GatePlan]| gates.iter().map(|gate| gate.name.clone()).collect::<Vec<_>>();
        only_grows("gate", &names(&core.gates), &names(&plan.gates))?;
        // They are of rubber: what staff hold in their hands stays what it is.
        if core.templates.is_some() && core.templates != plan.stamps.as_ref().map(StampFamily::encode) {
            return Err(IssuerError::StampsChanged);
        }
        self.keep(plan, core.event, core.version.saturating_add(1))
    }

    /// Whether a record is this very plan, so that nothing is left to sign.
    fn says(&self, record: &EventRecord, core: &EventCore, plan: &EventPlan) -> bool {
        let same = plan.core(core.event, core.version, self.root(), core.minimum_trust);
        *core == same && record.policy == plan.policy()
    }

    fn keep(&mut self, plan: &EventPlan, event: EventId, version: u32) -> Result<EventRecord, IssuerError> {
        let minimum_trust = u32::try_from(self.trust.version()).unwrap_or(u32::MAX);
        let core = plan.core(event, version, self.root(), minimum_trust);
        // What is signed must read back: the bounds are those of the decoder.
        EventCore::from_bytes(&core.to_bytes(), EventCore::MAX_BYTES).map_err(IssuerError::EventRefused)?;
        let record = EventRecord { envelope: core.sign(&self.key), policy: plan.policy() };
        let (key, value) = (*event.as_bytes(), record.to_bytes());
        self.store.write::<_, StoreError>(&mut *self.host.rng, |w| put(w, Table::Event, &key, &value))?;
        Ok(record)
    }
}

fn read(row: &Row) -> Result<EventRecord, IssuerError> {
    EventRecord::from_bytes(&row.value, crate::store::MAX_LENGTH)
        .map_err(|_| IssuerError::Store(StoreError::Corrupt))
}

fn only_grows(what: &'static str, old: &[String], new: &[String]) -> Result<(), IssuerError> {
    if new.starts_with(old) { Ok(()) } else { Err(IssuerError::ListShrunk(what)) }
}
