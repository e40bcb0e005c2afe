//! What a gate keeps on disk beside the journal's entries, as CBOR values of the store.

use zeroize::Zeroizing;

use super::journal::{Evidence, Hlc};
use super::trace::Trace;
use super::verdict::RepeatOf;
use crate::code::Reason;
use crate::crypto::{HpkeSecretKey, PublicKey, sha256};
use crate::ticket::{Documents, EntryHash, LogId, Manifest, Revocation, RootId, TicketId, Time};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

pub(super) const IDENTITY: &[u8] = b"identity";
pub(super) const SESSION: &[u8] = b"session";
pub(super) const RECENT: &[u8] = b"recent";
pub(super) const DOCUMENTS: &[u8] = b"documents";
pub(super) const DELTAS: &[u8] = b"deltas";
pub(super) const MANIFEST: &[u8] = b"manifest";
pub(super) const GUESTS: &[u8] = b"guests";
pub(super) const BLANKS: &[u8] = b"blanks";
pub(super) const CARRIERS: &[u8] = b"carriers";
pub(super) const CERTIFICATE: &[u8] = b"certificate";

/// The bytes of a row that holds a key.
pub(super) fn secret_bytes(row: &impl Wire) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(row.to_bytes())
}

/// This device: its key and the gate it stands at.
pub(super) struct Identity {
    pub(super) seed: Zeroizing<[u8; 32]>,
    pub(super) gate: u8,
    pub(super) label: String,
    pub(super) made: Time,
    /// What names for this device are sealed to. A folder of an older version gets one when it is opened.
    pub(super) hpke: Option<HpkeSecretKey>,
}

impl Wire for Identity {
    fn encode(&self, w: &mut Writer) {
        w.array(4 + usize::from(self.hpke.is_some()));
        w.bytes(self.seed.as_slice()).uint(self.gate).text(&self.label).uint(self.made);
        if let Some(hpke) = &self.hpke {
            w.bytes(hpke.expose());
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(4, 5, "identity")?;
        Ok(Self {
            seed: Zeroizing::new(r.bytes_exact("seed")?),
            gate: r.uint8("gate")?,
            label: r.text(0, 32, "label")?.to_owned(),
            made: Time::decode(r, "made")?,
            hpke: match items {
                4 => None,
                _ => Some(HpkeSecretKey::from_bytes(r.bytes_exact("hpke key")?)),
            },
        })
    }
}

/// Whether the device was in use when it was last closed or killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stop {
    #[default]
    Clean,
    /// Set with the first admission of a session, cleared when it ends in order.
    Unclean,
}

/// Where the own log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Session {
    pub(super) log: Option<LogId>,
    pub(super) stop: Stop,
    pub(super) last_admission: Option<EntryHash>,
    /// The highest clock of a peer that may move this one (J-04).
    pub(super) floor: Hlc,
}

impl Session {
    /// Once this device let somebody in.
    pub(super) fn after(self, admission: EntryHash) -> Self {
        Self { stop: Stop::Unclean, last_admission: Some(admission), ..self }
    }
}

impl Wire for Session {
    fn encode(&self, w: &mut Writer) {
        w.array(4).nullable(self.log.as_ref(), |w, log| log.encode(w));
        w.uint(u8::from(self.stop == Stop::Unclean));
        w.nullable(self.last_admission.as_ref(), |w, hash| hash.encode(w));
        w.value(&self.floor);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "session")?;
        Ok(Self {
            log: r.nullable("log", LogId::decode)?,
            stop: if r.uint(1, "stop")? == 1 { Stop::Unclean } else { Stop::Clean },
            last_admission: r.nullable("last admission", EntryHash::decode)?,
            floor: Hlc::decode(r)?,
        })
    }
}

/// A code judged a moment ago (P-00).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recent {
    pub(super) digest: [u8; 32],
    pub(super) at_ms: u64,
    pub(super) of: RepeatOf,
    pub(super) ticket: Option<TicketId>,
}

impl Wire for Recent {
    fn encode(&self, w: &mut Writer) {
        w.array(4).bytes(&self.digest).uint(self.at_ms);
        match self.of {
            RepeatOf::Admitted => w.null(),
            RepeatOf::NotAdmitted(reason) => w.text(reason.code()),
        };
        w.nullable(self.ticket.as_ref(), |w, ticket| ticket.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "recent")?;
        let (digest, at_ms) = (r.bytes_exact("digest")?, r.uint(u64::MAX, "at")?);
        let reason = r.nullable("reason", |r| {
            Reason::from_code(r.text(1, 24, "reason")?).ok_or(WireError::Bounds { field: "reason" })
        })?;
        let of = reason.map_or(RepeatOf::Admitted, RepeatOf::NotAdmitted);
        Ok(Self { digest, at_ms, of, ticket: r.nullable("ticket", TicketId::decode)? })
    }
}

/// The list of [`Recent`] in one row.
pub(super) struct RecentList(pub(super) Vec<Recent>);

impl RecentList {
    pub(super) const MAX: usize = 16;
}

impl Wire for RecentList {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, recent| recent.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.list(0, Self::MAX as u64, "recent", Recent::decode).map(Self)
    }
}

/// The control documents as they came, but for deltas and manifest.
pub(super) struct DocumentsRow {
    pub(super) event_file: Vec<u8>,
    pub(super) revocation: Option<Envelope>,
    /// Not in the folder of an older version: no root had handed over.
    pub(super) former: Vec<RootId>,
}

impl DocumentsRow {
    pub(super) const MAX_BYTES: usize = 2 * 1024 * 1024;

    pub(super) fn of(documents: &Documents) -> Self {
        Self {
            event_file: documents.to_event_file(),
            revocation: documents.revocation().map(|list| list.snapshot().clone()),
            former: documents.former().to_vec(),
        }
    }
}

impl Wire for DocumentsRow {
    fn encode(&self, w: &mut Writer) {
        w.array(2 + usize::from(!self.former.is_empty())).bytes(&self.event_file);
        w.nullable(self.revocation.as_ref(), |w, list| list.encode(w));
        if !self.former.is_empty() {
            w.list(&self.former, |w, root| root.encode(w));
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(2, 3, "documents")?;
        Ok(Self {
            event_file: r.bytes(Self::MAX_BYTES, "event file")?.to_vec(),
            revocation: r.nullable("revocation", Envelope::decode)?,
            former: match items {
                2 => Vec::new(),
                _ => r.list(1, Documents::MAX_FORMER as u64, "former roots", RootId::decode)?,
            },
        })
    }
}

/// The revocation deltas that follow the snapshot, oldest first.
pub(super) struct DeltasRow(pub(super) Vec<Envelope>);

impl DeltasRow {
    pub(super) const MAX_BYTES: usize = 2 * 1024 * 1024;
}

impl Wire for DeltasRow {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, delta| delta.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.list(0, Revocation::MAX_DELTAS as u64, "deltas", Envelope::decode).map(Self)
    }
}

/// An entry with what its code was found to be worth under one state of the documents.
pub(super) struct EntryRow {
    pub(super) payload: Vec<u8>,
    pub(super) evidence: Evidence,
    pub(super) under: Fingerprint,
    /// Of an own entry that stands for a scan. Not in the folder of an older version.
    pub(super) trace: Option<Trace>,
}

/// Names the documents that evidence was judged under.
pub(super) type Fingerprint = [u8; 8];

impl EntryRow {
    pub(super) const MAX_BYTES: usize = 4096;

    /// Evidence depends on the trust list, on the event core and on the manifest (P-02, P-04), on nothing else; and a
    /// newer version may write down more of it.
    pub(super) fn fingerprint(documents: &Documents) -> Fingerprint {
        let manifest = documents.manifest().map(Manifest::digest).unwrap_or_default();
        let trust = documents.trust().signed().payload.as_slice();
        let signer = documents.manifest().map(Manifest::signer);
        let signer = signer.as_ref().map(PublicKey::as_bytes).unwrap_or_default();
        let parts = [Evidence::FORM, trust, &documents.event().digest(), &manifest, signer].concat();
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(sha256(&parts).split_at(8).0);
        fingerprint
    }
}

impl Wire for EntryRow {
    fn encode(&self, w: &mut Writer) {
        w.array(3 + usize::from(self.trace.is_some()));
        w.bytes(&self.payload).value(&self.evidence).bytes(&self.under);
        if let Some(trace) = &self.trace {
            w.value(trace);
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(3, 4, "entry row")?;
        Ok(Self {
            payload: r.bytes(Self::MAX_BYTES, "entry")?.to_vec(),
            evidence: Evidence::decode(r)?,
            under: r.bytes_exact("fingerprint")?,
            trace: if items == 4 { Some(Trace::decode(r)?) } else { None },
        })
    }
}

/// The vault's item: the log and its last signed head (J-01), and the store's generation when it was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VaultItem {
    pub(super) log: LogId,
    pub(super) seq: u64,
    pub(super) entry: EntryHash,
    pub(super) generation: u64,
}

impl Wire for VaultItem {
    fn encode(&self, w: &mut Writer) {
        w.array(4).value(&self.log).uint(self.seq).value(&self.entry).uint(self.generation);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "vault item")?;
        Ok(Self {
            log: LogId::decode(r)?,
            seq: r.uint(u64::MAX, "seq")?,
            entry: EntryHash::decode(r)?,
            generation: r.uint(u64::MAX, "generation")?,
        })
    }
}
