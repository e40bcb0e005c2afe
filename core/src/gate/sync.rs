//! What leaves for another gate: the whole journal, or only what that gate lacks, as a file or in codes (protocol §8.1).

use std::collections::HashSet;

use super::journal::{FileHeader, HeadPayload, Hlc, JournalWriter, SignedHead, SyncVector};
use super::{Gate, GateError, MergeReport};
use crate::ports::LogAct;
use crate::ticket::{LogId, Revocation};
use crate::wire::{Frame, FrameRead, MAX_CODE_BYTES, Wire};

/// What another gate lacks of what this one knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingEntries {
    /// How many entries; 0 if it has them all.
    pub entries: u64,
    /// A journal file of just these, and of the control documents that are newer here. It is merged like any other.
    pub file: Vec<u8>,
    /// The same file as messages, each short enough for one code, to be shown in turn. Empty if the other gate lacks
    /// nothing, more than 100 entries, or more than 40 KiB: then the file goes by sharing.
    pub frames: Vec<Vec<u8>>,
}

/// A frame that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameTaken {
    /// Frames of this file that are there.
    pub have: u32,
    /// Frames that it has.
    pub of: u32,
    /// What the file brought, once all are there.
    pub merged: Option<MergeReport>,
}

/// More entries than these are not shown in codes: a file is there sooner.
const MAX_SHOWN: u64 = 100;

impl Gate {
    /// Everything this device knows, as a file for another gate.
    ///
    /// Signs the own head first: vault, then bytes (J-01).
    pub fn export(&mut self) -> Result<Vec<u8>, GateError> {
        self.logged(LogAct::Export, |gate| {
            gate.sign_own_head()?;
            let nothing = SyncVector::nothing(gate.documents.event().event);
            Ok(gate.file_for(&nothing, &gate.header_for(&nothing)).0)
        })
    }

    /// What this device has, as a message (type 28) that fits one code: another gate reads it and shows what is missing
    /// here. It says nothing about a ticket.
    ///
    /// At most 744 bytes (J-12).
    pub fn sync_vector(&self) -> Vec<u8> {
        let mut mine = SyncVector::nothing(self.documents.event().event);
        mine.trust = self.documents.trust().version();
        mine.revocation = self.documents.revocation().map(Revocation::version);
        let tips = self.journal.tips().flat_map(|(_, tips)| tips);
        let tips = tips.filter_map(|tip| self.journal.get(&tip.entry)).collect();
        mine.naming(tips, Hlc::latest_at(self.now_ms())).to_bytes()
    }

    /// What the gate that showed this vector lacks. Signs the own head first.
    ///
    /// J-12; vault, then bytes (J-01).
    pub fn missing(&mut self, vector: &[u8]) -> Result<MissingEntries, GateError> {
        self.logged(LogAct::Export, |gate| {
            let vector = SyncVector::from_bytes(vector, MAX_CODE_BYTES)?;
            if vector.event != gate.documents.event().event {
                return Err(GateError::OtherEvent);
            }
            gate.sign_own_head()?;
            let header = gate.header_for(&vector);
            let (file, entries) = gate.file_for(&vector, &header);
            let brings = entries > 0 || header.trust.is_some() || header.revocation.is_some();
            let frames = if brings && entries <= MAX_SHOWN { Frame::messages(&file) } else { Vec::new() };
            Ok(MissingEntries { entries, file, frames })
        })
    }

    /// Takes one frame that another gate shows, in any order and as often as the camera sees it. With the last one the
    /// file is merged. A frame of another file begins anew; what is there so far is not kept when the gate closes.
    ///
    /// J-13. A frame of a file that was merged merges it once more, which changes nothing.
    pub fn take_frame(&mut self, frame: &[u8]) -> Result<FrameTaken, GateError> {
        let FrameRead { have, of, file } = self.frames.take(frame)?;
        let merged = file.map(|file| self.merge(&file)).transpose()?;
        Ok(FrameTaken { have, of, merged })
    }

    /// A file that holds one head and nothing else.
    pub(super) fn head_file(&self, head: &SignedHead) -> Vec<u8> {
        let mut writer = JournalWriter::new(&self.bare_header());
        writer.head(head);
        writer.finish()
    }

    fn bare_header(&self) -> FileHeader {
        let (root, event) = (self.documents.root(), self.documents.event().event);
        FileHeader { root, event, trust: None, revocation: None }
    }

    fn header_for(&self, vector: &SyncVector) -> FileHeader {
        let (trust, revocation) = (self.documents.trust(), self.documents.revocation());
        let newer = revocation.filter(|list| vector.revocation.is_none_or(|known| known < list.version()));
        FileHeader {
            trust: (vector.trust < trust.version()).then(|| trust.signed().clone()),
            revocation: newer.map(|list| list.envelope().clone()),
            ..self.bare_header()
        }
    }

    /// The journal less what a vector names, and how many entries that is.
    fn file_for(&self, vector: &SyncVector, header: &FileHeader) -> (Vec<u8>, u64) {
        let mut writer = JournalWriter::new(header);
        let (mut heads, mut entries) = (Vec::new(), 0);
        for (log, tips) in self.journal.tips() {
            let mut written = HashSet::new();
            // A head that its device never signed cannot be checked by anybody, nor what stands above the last one.
            for head in tips.iter().filter_map(|tip| self.last_head(log, tip)) {
                let chain = self.journal.chain(&head.payload.entry, 0);
                let unknown = chain.get(vector.unknown_from(*log, &chain)..).unwrap_or_default();
                let fresh: Vec<_> =
                    unknown.iter().filter(|s| written.insert(s.hash)).map(|s| &s.entry).collect();
                if let Some(first) = fresh.first() {
                    writer.entries(*log, first.seq, &fresh);
                }
                entries += fresh.len() as u64;
                heads.extend((!unknown.is_empty()).then_some(head));
            }
        }
        for head in &heads {
            writer.head(head);
        }
        (writer.finish(), entries)
    }

    fn last_head(&self, log: &LogId, tip: &HeadPayload) -> Option<SignedHead> {
        self.journal.signed(tip).or_else(|| self.journal.last_signed(log)).copied()
    }
}
