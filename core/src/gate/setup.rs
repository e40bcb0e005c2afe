//! Making, opening and updating a gate: event file, key, certificate, lists.

use std::collections::HashMap;
use std::path::Path;

use super::blanks::read_blanks;
use super::carriers::read_carriers;
use super::challenge::{CHALLENGES_ROW, read_challenges};
use super::clock::{ClockWatch, Watch};
use super::digits::read_tries;
use super::documents::{put_documents, read_documents};
use super::exposure::note_held;
use super::guests::{read_guests, read_identity};
use super::journal::{Body, Entry, Journal, SignedHead};
use super::own_time::OwnTime;
use super::rows::{
    CERTIFICATE, EntryRow, Fingerprint, IDENTITY, Identity, RECENT, RecentList, SESSION, Session, Stop,
    secret_bytes,
};
use super::trace::Traces;
use super::{Gate, GateError};
use crate::crypto::{HpkeSecretKey, SecretKey};
use crate::ports::{Host, LogAct, tell};
use crate::store::{Reserve, Rollback, Schema, Store, StoreError, Table, Writer as Tables};
use crate::ticket::{
    AdoptError, Adopted, Carriers, Certificate, Documents, Enrolment, EntryHash, GuestList, KeyStatus,
    Manifest, PersonalData, Revocation, Role, Time,
};
use crate::wire::{Envelope, Frames, MessageType, Wire};

/// What an update did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Updated {
    /// A newer document is in force.
    New,
    /// It was in force already.
    Unchanged,
}

/// What this device is and has, for the staff screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateStatus {
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

impl Gate {
    /// Makes a gate from an event file. Its key is made here and never leaves; [`Gate::enrolment`] asks the issuer
    /// for a certificate.
    pub fn create(
        folder: &Path,
        mut host: Host,
        event_file: &[u8],
        gate_name: &str,
        label: &str,
    ) -> Result<Self, GateError> {
        let documents = Documents::from_event_file(event_file)?;
        let gate = documents.event().gate_index(gate_name).ok_or(GateError::UnknownGate)?;
        let key = SecretKey::generate(&mut *host.rng);
        let made = Time::from_clock_ms(host.clock.now_ms());
        let label: String = label.chars().scan(0, |used, c| within(used, c, 32)).collect();
        let hpke = Some(HpkeSecretKey::generate(&mut *host.rng));
        let identity = Identity { seed: zeroize::Zeroizing::new(*key.expose()), gate, label, made, hpke };
        let mut store = match Store::create(folder, Schema::Gate, &*host.vault, &mut *host.rng) {
            // Killed between the empty store and its first rows: nothing was there yet that could be lost.
            Err(StoreError::AlreadyExists) => unfinished(folder, &host)?,
            other => other?,
        };
        store.write(&mut *host.rng, |tables| {
            tables.insert(Table::Meta, Some(IDENTITY), &secret_bytes(&identity))?;
            put_documents(tables, &documents, None)
        })?;
        Self::opened(Ok(store), host)
    }

    /// Opens a gate. Every entry is read and its chain checked; what is damaged is an error, never a changed value.
    pub fn open(folder: &Path, host: Host) -> Result<Self, GateError> {
        Self::opened(Store::open(folder, Schema::Gate, &*host.vault), host)
    }

    fn opened(store: Result<Store, StoreError>, host: Host) -> Result<Self, GateError> {
        let log = host.log.clone();
        let gate = store.map_err(GateError::from).and_then(|store| Self::load(store, host));
        tell(log.as_deref(), LogAct::Open, gate.as_ref().map_err(GateError::code));
        gate
    }

    fn load(mut store: Store, mut host: Host) -> Result<Self, GateError> {
        // Its last guests would be let in again. A whole folder put back does not show it (J-01).
        if store.missing() > 0 {
            return Err(StoreError::RolledBack.into());
        }
        let corrupt = |_| StoreError::Corrupt;
        let (identity, hpke) = read_identity(&mut store, &mut host)?;
        let hpke_public = hpke.public().map_err(|_| StoreError::Corrupt)?;
        let session = match meta(&store, Table::Meta, SESSION)? {
            Some(row) => Session::from_bytes(&row, 256).map_err(corrupt)?,
            None => Session::default(),
        };
        let recent = match meta(&store, Table::Judged, RECENT)? {
            Some(row) => RecentList::from_bytes(&row, 4096).map_err(corrupt)?.0,
            None => Vec::new(),
        };
        let (table, key) = CHALLENGES_ROW;
        let challenges = read_challenges(meta(&store, table, key)?.map(|row| row.to_vec()))?;
        let (table, key) = Watch::ROW;
        let watch = Watch::read(meta(&store, table, key)?.as_ref().map(|row| row.as_slice()))?;
        let (table, key) = OwnTime::ROW;
        let own_time = OwnTime::read(meta(&store, table, key)?.as_ref().map(|row| row.as_slice()))?;
        let documents = read_documents(&store)?;
        let guests = read_guests(&store, &documents)?;
        let blanks = read_blanks(&store)?;
        let carriers = read_carriers(&store, &documents)?;
        let tries = read_tries(&store)?;
        let certificate = match meta(&store, Table::Event, CERTIFICATE)? {
            Some(row) => Certificate::from_message(&row, &documents).ok(),
            None => None,
        };
        let key = SecretKey::from_seed(&identity.seed);
        let Host { clock, vault, log, rng, .. } = host;
        let mut gate = Self {
            store,
            clock,
            vault,
            log,
            rng,
            identity,
            key,
            hpke,
            hpke_public,
            documents,
            guests,
            blanks,
            carriers,
            tries,
            certificate,
            journal: Journal::default(),
            evidence: HashMap::new(),
            under: Fingerprint::default(),
            session,
            resumed_after: None,
            recent,
            challenges,
            watch,
            own_time,
            frames: Frames::default(),
            vault_generation: 0,
            vault_head: None,
            rollback: Rollback::None,
        };
        let traces = gate.read_journal()?;
        gate.recall(traces);
        if gate.session.stop == Stop::Unclean {
            gate.resumed_after = gate.session.last_admission;
        }
        gate.check_vault()?;
        // An erasure that is still due keeps nobody out.
        let _later = gate.store.finish_erasing(&mut *gate.rng);
        // What the first scan would wait for.
        gate.store.prepare()?;
        gate.store.keep_reserve()?;
        Ok(gate)
    }

    /// Reads every entry and head again; the chains and certificates are judged under the documents in force.
    pub(super) fn read_journal(&mut self) -> Result<Traces, GateError> {
        let corrupt = |_| StoreError::Corrupt;
        let fingerprint = EntryRow::fingerprint(&self.documents);
        let (mut journal, mut evidence) = (Journal::default(), HashMap::new());
        let mut traces = Traces::default();
        let documents = &self.documents;
        self.store.read(|tables| {
            tables.for_each(Table::Entry, |row| {
                let row = EntryRow::from_bytes(&row.value, EntryRow::MAX_BYTES).map_err(corrupt)?;
                let entry = Entry::from_payload(&row.payload).map_err(corrupt)?;
                let hash = journal.append_own(entry, documents).ok_or(StoreError::Corrupt)?;
                if let (Some(trace), Some(stored)) = (row.trace, journal.get(&hash)) {
                    traces.add(&stored.entry, hash, &trace);
                }
                if row.under == fingerprint {
                    evidence.insert(hash, row.evidence);
                }
                Ok::<_, GateError>(())
            })?;
            tables.for_each(Table::Head, |row| {
                let head = SignedHead::from_bytes(&row.value, 256).map_err(corrupt)?;
                journal.keep_head(head);
                Ok::<_, GateError>(())
            })
        })?;
        (self.journal, self.evidence, self.under) = (journal, evidence, fingerprint);
        Ok(traces)
    }

    /// The message that asks the organizer to certify this device.
    ///
    /// `[18, payload, signature]`
    pub fn enrolment(&self) -> Vec<u8> {
        let enrolment = Enrolment {
            event: self.documents.event().event,
            key: self.key.public(),
            label: self.identity.label.clone(),
            made: self.identity.made,
            hpke: self.hpke_public,
        };
        enrolment.sign(&self.key)
    }

    /// Adopts a certificate, event file, trust list, revocation list (whole, or what follows the one in force), manifest,
    /// guest list, list of carriers or blanks.
    pub fn update(&mut self, document: &[u8]) -> Result<Updated, GateError> {
        self.logged(LogAct::Update, |gate| match MessageType::of(document)? {
            MessageType::StaffCertificate => gate.adopt_certificate(document),
            MessageType::GuestList => gate.adopt_guests(document),
            MessageType::Blanks => gate.adopt_blanks(document),
            MessageType::Carriers => gate.adopt_carriers(document),
            _ => gate.adopt(|documents| documents.adopt(document)),
        })
    }

    pub(super) fn adopt_revocation(&mut self, envelope: &Envelope) -> Result<Updated, GateError> {
        self.adopt(|documents| documents.adopt_revocation(envelope))
    }

    pub(super) fn adopt(
        &mut self,
        change: impl FnOnce(&mut Documents) -> Result<Adopted, AdoptError>,
    ) -> Result<Updated, GateError> {
        let mut documents = self.documents.clone();
        if change(&mut documents)? == Adopted::Unchanged {
            return Ok(Updated::Unchanged);
        }
        let before = Some(&self.documents);
        let now = self.now();
        self.store.write(&mut *self.rng, |tables| {
            if documents.manifest().is_some() {
                note_held(tables, PersonalData::Tickets, now)?;
            }
            put_documents(tables, &documents, before)
        })?;
        self.documents = documents;
        self.certificate = match meta(&self.store, Table::Event, CERTIFICATE)? {
            Some(row) => Certificate::from_message(&row, &self.documents).ok(),
            None => None,
        };
        let _known = self.read_journal()?;
        Ok(Updated::New)
    }

    /// Adopted iff its key is this device's, its event this gate's and its issuer's key active; the last adopted is in force, and a renewal is
    /// a `cert` entry in the log that is open.
    fn adopt_certificate(&mut self, bytes: &[u8]) -> Result<Updated, GateError> {
        let certificate = Certificate::from_message(bytes, &self.documents)?;
        if certificate.payload().key != self.key.public() {
            return Err(GateError::OtherDevice);
        }
        if self.certificate.as_ref() == Some(&certificate) {
            return Ok(Updated::Unchanged);
        }
        if certificate.issuer_status() == KeyStatus::Revoked {
            return Err(GateError::BadDocument(AdoptError::KeyRevoked));
        }
        if !certificate.stands() {
            return Err(GateError::BadDocument(AdoptError::NotSigned));
        }
        let renewal = Body::Cert(certificate.envelope().clone());
        let before = self.certificate.replace(certificate);
        if let Err(error) = self.keep_certificate(bytes, renewal) {
            self.certificate = before;
            return Err(error);
        }
        Ok(Updated::New)
    }

    /// Certificate and entry in one transaction: a renewal that is in force and not in the log would never get there.
    fn keep_certificate(&mut self, bytes: &[u8], renewal: Body) -> Result<(), GateError> {
        let put = |tables: &mut Tables<'_>| replace(tables, Table::Event, CERTIFICATE, bytes);
        if self.session.log.is_none() {
            return Ok(self.store.write(&mut *self.rng, put)?);
        }
        let draft = self.draft(renewal, None)?;
        let session = self.session;
        self.commit(draft, session, put).map(drop)
    }

    /// What this device is and has.
    pub fn status(&self) -> GateStatus {
        let staff = self.certificate.as_ref().map(Certificate::payload);
        GateStatus {
            event: self.documents.event().title.clone(),
            gate: self.gate_name(),
            roles: Role::WORDS
                .iter()
                .filter(|(role, _)| staff.is_some_and(|s| s.roles.has(*role)))
                .map(|(_, word)| (*word).to_owned())
                .collect(),
            shift_begins: staff.map(|s| s.not_before),
            shift_ends: staff.map(|s| s.not_after),
            revocation: self.documents.revocation().map(Revocation::version),
            manifest: self.documents.manifest().map(Manifest::version),
            guests: self.guests.as_ref().map(GuestList::version),
            carriers: self.carriers.as_ref().map(Carriers::version),
            entries: self.journal.len() as u64,
            clock: self.clock_watch(),
            clock_offset: self.clock_offset(),
            reserve: self.store.reserve(),
            rollback: self.rollback,
        }
    }

    /// Ends the session in order: nothing that follows is taken for the aftermath of a crash.
    pub fn close(mut self) -> Result<(), GateError> {
        if self.session.stop == Stop::Unclean {
            self.session.stop = Stop::Clean;
            let session = self.session;
            self.store.write(&mut *self.rng, |tables| put_session(tables, &session))?;
        }
        self.put_vault_item()?;
        Ok(self.store.close()?)
    }
}

/// A store that was made but has no identity yet is finished by the next try.
fn unfinished(folder: &Path, host: &Host) -> Result<Store, GateError> {
    let store = Store::open(folder, Schema::Gate, &*host.vault)?;
    match meta(&store, Table::Meta, IDENTITY)? {
        None => Ok(store),
        Some(_) => Err(StoreError::AlreadyExists.into()),
    }
}

fn within(used: &mut usize, c: char, max: usize) -> Option<char> {
    *used += c.len_utf8();
    (*used <= max).then_some(c)
}

/// The value of a row that stands once in its table.
pub(super) fn meta(
    store: &Store,
    table: Table,
    key: &[u8],
) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, StoreError> {
    store.read(|tables| Ok(tables.find(table, key)?.pop().map(|row| row.value)))
}

pub(super) fn put_session(tables: &mut Tables<'_>, session: &Session) -> Result<(), StoreError> {
    replace(tables, Table::Meta, SESSION, &session.to_bytes())
}

pub(super) fn put_entry(tables: &mut Tables<'_>, hash: &EntryHash, row: &EntryRow) -> Result<(), StoreError> {
    tables.insert(Table::Entry, Some(hash.as_bytes()), &row.to_bytes()).map(drop)
}

pub(super) fn replace(
    tables: &mut Tables<'_>,
    table: Table,
    key: &[u8],
    value: &[u8],
) -> Result<(), StoreError> {
    match tables.find(table, key)?.pop() {
        Some(row) => tables.update(table, row.id, value),
        None => tables.insert(table, Some(key), value).map(drop),
    }
}
