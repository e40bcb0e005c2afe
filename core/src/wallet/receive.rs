//! The friend's side of a hand-over: look, say yes or no, answer (H-01..H-09).

use super::adoption::Adoption;
use super::commit::keep_evidence;
use super::examine::{Examined, ExaminedRows, OpenRow, Row};
use super::friend::{Choice, Rejected, give_back, receipt};
use super::holder_key::KeySecret;
use super::import::Candidate;
use super::owner::hops_left;
use super::rows::{EventSource, EvidenceKind, State, TombstoneRow};
use super::ticket::closes;
use super::{
    Decision, EventFace, Preview, PreviewRow, Received, ReceivedRow, RowOutcome, Wallet, WalletError,
};
use crate::code::Reason;
use crate::ports::LogAct;
use crate::store::{Table, Writer};
use crate::ticket::{Documents, EventId, RootId, Time, Xid};
use crate::transfer::{Answer, AnswerRow};
use crate::wire::{FrameRead, Wire};

/// What a decision writes.
#[derive(Default)]
struct Verdict {
    answers: Vec<AnswerRow>,
    rows: Vec<ReceivedRow>,
    kept: Vec<(OpenRow, AnswerRow)>,
    evidence: Vec<(Xid, EvidenceKind, Vec<u8>)>,
    endorsed: Vec<Xid>,
}

impl Wallet {
    /// Takes one frame that a friend shows, in any order and as often as the camera sees it, until its file is whole: a
    /// parcel, to be previewed. A frame of another file begins anew. Nothing is written: what is there so far is not kept
    /// when the wallet closes.
    ///
    /// J-13.
    pub fn read_frame(&mut self, frame: &[u8]) -> Result<FrameRead, WalletError> {
        self.frames.take(frame).map_err(WalletError::BadFile)
    }

    /// What a parcel (type 9) offers, for a person to see before receiving it. Writes nothing.
    pub fn preview(&self, parcel: &[u8]) -> Result<Preview, WalletError> {
        Ok(match self.examine(parcel)? {
            Examined::Refused(refusal) => Preview::Refused(refusal),
            Examined::Repeat(_) => Preview::Answered,
            Examined::Rows(examined) => {
                let ExaminedRows { documents, adoption, rows } = *examined;
                let source = self.source(&documents, adoption.as_ref())?;
                let offered = rows.iter().filter_map(|row| row.preview(&documents)).collect();
                let others = rows.iter().filter_map(Row::foregone).collect();
                Preview::Offer { event: face(&documents, source), rows: offered, others }
            }
        })
    }

    /// Takes or declines every ticket of a parcel (type 9); the answer goes back to the owner. What it says is
    /// durable, here and in the vault, before it is returned; the same parcel again gives the same answer.
    pub fn receive(&mut self, parcel: &[u8], decision: Decision) -> Result<Received, WalletError> {
        self.logged(LogAct::Receive, |wallet| {
            let (adoption, rows) = match wallet.examine(parcel)? {
                Examined::Refused(refusal) => return Ok(Received::Refused(refusal)),
                Examined::Repeat(answers) => (None, answers.into_iter().map(Row::Answered).collect()),
                Examined::Rows(examined) => (examined.adoption, examined.rows),
            };
            let mut verdict = Verdict::default();
            let now = wallet.now();
            for row in rows {
                verdict.add(row, decision, now);
            }
            wallet.keep(&mut verdict, adoption, now)?;
            wallet.flush()?;
            let answer = Answer { rows: verdict.answers };
            let answer = (!answer.rows.is_empty()).then(|| answer.to_bytes());
            Ok(Received::Rows { answer, rows: verdict.rows })
        })
    }

    /// H-09: one transaction, then the vault.
    fn keep(
        &mut self,
        verdict: &mut Verdict,
        adoption: Option<Adoption>,
        now: Time,
    ) -> Result<(), WalletError> {
        let kept = std::mem::take(&mut verdict.kept);
        let evidence = std::mem::take(&mut verdict.evidence);
        // A refused parcel must not squat the event that it named.
        let adoption = adoption.filter(|_| kept.iter().any(|(_, answer)| is_receipt(answer)));
        let answered: Vec<Xid> = kept.iter().map(|(_, answer)| answer.xid()).collect();
        let endorsed = std::mem::take(&mut verdict.endorsed);
        if !endorsed.is_empty() && !self.item.has_room_to_refuse(endorsed.len()) {
            return Err(WalletError::VaultFull);
        }
        let known: Vec<(RootId, EventId)> = self.events()?.keys().copied().collect();
        let row = self.commit(
            &|tags, item| {
                for xid in &answered {
                    item.add_xid(tags.xid(*xid));
                }
                for xid in &endorsed {
                    item.add_head(tags.head(*xid));
                }
            },
            |w| {
                let row = adoption.as_ref().map(|adoption| adoption.write(w)).transpose()?;
                for (open, answer) in kept {
                    let listed = row.is_some() || known.contains(&open.candidate.event());
                    open.write(w, &answer, listed)?;
                }
                for (xid, kind, bytes) in evidence {
                    keep_evidence(w, xid.as_bytes(), kind, now, bytes)?;
                }
                Ok(row)
            },
        )?;
        if let Some((adoption, row)) = adoption.zip(row) {
            self.remember(adoption, row);
        }
        Ok(())
    }

    fn source(&self, documents: &Documents, adoption: Option<&Adoption>) -> Result<EventSource, WalletError> {
        let key = (documents.root(), documents.event().event);
        let here = self.events()?.get(&key).map(|event| event.source);
        Ok(here.or(adoption.map(|adoption| adoption.source)).unwrap_or(EventSource::FirstSeen))
    }
}

impl Verdict {
    fn add(&mut self, row: Row, decision: Decision, now: Time) {
        match row {
            Row::Answered(answer) => {
                self.rows.push(ReceivedRow { xid: answer.xid(), ticket: None, outcome: RowOutcome::Repeat });
                self.answers.push(answer);
            }
            Row::Rejected { xid, ticket, holding, why } => {
                if matches!(why, Rejected::Bad(reason) if reason != Reason::Expired) {
                    self.evidence.push((xid, EvidenceKind::BadTicket, holding.to_bytes()));
                }
                self.rows.push(ReceivedRow { xid, ticket, outcome: why.outcome() });
            }
            Row::Open(open) => self.decide(*open, decision, now),
        }
    }

    fn decide(&mut self, open: OpenRow, decision: Decision, now: Time) {
        let (xid, ticket) = (open.candidate.chain.head().xid(), Some(open.candidate.ticket()));
        if open.choice == Choice::ReturnOnly {
            self.evidence.push((xid, EvidenceKind::SecondVersion, open.candidate.holding.to_bytes()));
        }
        let outcome = open.outcome(decision);
        self.rows.push(ReceivedRow { xid, ticket, outcome });
        let answer = match (open.key.row.secret.as_ref().and_then(KeySecret::software), outcome) {
            (Some(key), RowOutcome::Taken) => receipt(&open.candidate.chain, key),
            (Some(key), RowOutcome::Returned) => {
                self.endorsed.push(xid);
                give_back(&open.candidate.chain, key, now.step())
            }
            _ => return,
        };
        self.answers.push(answer.clone());
        self.kept.push((open, answer));
    }
}

impl OpenRow {
    /// What a decision comes to.
    fn outcome(&self, decision: Decision) -> RowOutcome {
        match (self.choice, decision) {
            _ if self.key.row.secret.as_ref().and_then(KeySecret::software).is_none() => {
                RowOutcome::KeyErased
            }
            (Choice::Either | Choice::TakeOnly, Decision::Take) => RowOutcome::Taken,
            (Choice::Either | Choice::ReturnOnly, Decision::Decline) => RowOutcome::Returned,
            (Choice::ReturnOnly, Decision::Take) => RowOutcome::KeyTaken,
            (Choice::TakeOnly, Decision::Decline) | (Choice::Neither, _) => RowOutcome::AnsweredBefore,
        }
    }

    fn write(self, w: &mut Writer<'_>, answer: &AnswerRow, listed: bool) -> Result<(), WalletError> {
        let tombstone = TombstoneRow { answer: answer.clone() };
        w.insert(Table::Tombstone, Some(answer.xid().as_bytes()), &tombstone.to_bytes())?;
        let Self { candidate, key, .. } = self;
        if is_receipt(answer) {
            candidate.insert(w, State::Held)?;
            candidate.take_key(w, key)
        } else if listed {
            candidate.insert(w, State::Returned)
        } else {
            Ok(())
        }
    }
}

impl Row {
    fn preview(&self, documents: &Documents) -> Option<PreviewRow> {
        let Self::Open(open) = self else { return None };
        if matches!(open.outcome(Decision::Take), RowOutcome::KeyErased | RowOutcome::AnsweredBefore) {
            return None;
        }
        let Candidate { credential, chain, .. } = &open.candidate;
        let (payload, event) = (credential.payload(), documents.event());
        Some(PreviewRow {
            xid: chain.head().xid(),
            ticket: payload.ticket,
            place: payload.place.clone(),
            zone: event.zone_name(payload.zone),
            from: payload.from.shifted(event.moved),
            until: closes(credential, documents),
            hops_left: hops_left(credential, chain),
        })
    }

    /// What it comes to whatever the person says.
    fn foregone(&self) -> Option<ReceivedRow> {
        match self {
            Self::Answered(answer) => {
                Some(ReceivedRow { xid: answer.xid(), ticket: None, outcome: RowOutcome::Repeat })
            }
            Self::Rejected { xid, ticket, why, .. } => {
                Some(ReceivedRow { xid: *xid, ticket: *ticket, outcome: why.outcome() })
            }
            Self::Open(open) => {
                let outcome = open.outcome(Decision::Take);
                let xid = open.candidate.chain.head().xid();
                (!matches!(outcome, RowOutcome::Taken)).then(|| ReceivedRow {
                    xid,
                    ticket: Some(open.candidate.ticket()),
                    outcome,
                })
            }
        }
    }
}

impl Rejected {
    fn outcome(self) -> RowOutcome {
        match self {
            Self::Bad(reason) => RowOutcome::BadTicket(reason),
            Self::ClockDiffers => RowOutcome::ClockDiffers,
        }
    }
}

fn face(documents: &Documents, source: EventSource) -> EventFace {
    let event = documents.event();
    EventFace {
        event: event.event,
        root: event.root,
        source,
        title: event.title.clone(),
        venue: event.venue.clone(),
        timezone: event.timezone.clone(),
        doors: event.doors.shifted(event.moved),
        start: event.start.shifted(event.moved),
        end: event.end.shifted(event.moved),
    }
}

const fn is_receipt(answer: &AnswerRow) -> bool {
    matches!(answer, AnswerRow::Receipt { .. })
}
