//! H-01 to H-08 of a parcel: reads the store, writes nothing, signs nothing.

use super::adoption::{Adoption, Lower};
use super::events::KnownEvents;
use super::friend::{Choice, Offered, Rejected, choose, judge};
use super::import::Candidate;
use super::request::load_requests;
use super::rows::{EventSource, Kept, KeyRow, TombstoneRow};
use super::ticket::find_key;
use super::{ParcelRefusal, Wallet, WalletError};
use crate::code::Reason;
use crate::crypto::{PublicKey, hash};
use crate::order;
use crate::store::Table;
use crate::ticket::{CredentialError, CredentialPayload, Documents, Holding, TicketId, Xid};
use crate::transfer::{AnswerRow, OpenedParcel, Parcel, ParcelError, Request};
use crate::wire::{Envelope, Wire};

/// One hand-over after H-02 to H-08.
pub(super) enum Row {
    Answered(AnswerRow),
    Open(Box<OpenRow>),
    Rejected { xid: Xid, ticket: Option<TicketId>, holding: Holding, why: Rejected },
}

pub(super) struct OpenRow {
    pub(super) candidate: Candidate,
    pub(super) key: Kept<KeyRow>,
    pub(super) choice: Choice,
}

/// A parcel on the table.
pub(super) enum Examined {
    Refused(ParcelRefusal),
    Repeat(Vec<AnswerRow>),
    Rows(Box<ExaminedRows>),
}

/// An opened parcel of an organizer that is known or introduced.
pub(super) struct ExaminedRows {
    pub(super) documents: Documents,
    /// What the parcel brought.
    pub(super) adoption: Option<Adoption>,
    pub(super) rows: Vec<Row>,
}

impl Wallet {
    /// What a parcel holds, judged but not decided.
    pub(super) fn examine(&self, bytes: &[u8]) -> Result<Examined, WalletError> {
        let parcel = match Parcel::from_message(bytes) {
            Ok(parcel) if has_repeats(&parcel.xids) => {
                return Ok(Examined::Refused(ParcelRefusal::Malformed));
            }
            Ok(parcel) => parcel,
            Err(error) => return Ok(Examined::Refused(error.into())),
        };
        let answered = parcel.xids.iter().map(|xid| self.answered(*xid)).collect::<Result<Vec<_>, _>>()?;
        if let Some(answers) = answered.iter().cloned().collect() {
            return Ok(Examined::Repeat(answers));
        }
        let (request, opened) = match self.open_parcel(&parcel)? {
            Ok(opened) => opened,
            Err(refusal) => return Ok(Examined::Refused(refusal)),
        };
        let (documents, adoption) = match trust(self.events()?, &opened) {
            Ok(trusted) => trusted,
            Err(refusal) => return Ok(Examined::Refused(refusal)),
        };
        let mut rows = Vec::new();
        let mut taken = Vec::new();
        for ((xid, holding), answer) in parcel.xids.iter().zip(opened.holdings).zip(answered) {
            rows.push(match answer {
                Some(answer) => Row::Answered(answer),
                None => self.examine_row(*xid, holding, &request, &documents, &mut taken)?,
            });
        }
        Ok(Examined::Rows(Box::new(ExaminedRows { documents, adoption, rows })))
    }

    /// H-02.
    fn answered(&self, xid: Xid) -> Result<Option<AnswerRow>, WalletError> {
        let row =
            self.store.read(|r| Ok::<_, WalletError>(r.find(Table::Tombstone, xid.as_bytes())?.pop()))?;
        let answer = row.map(|row| Kept::<TombstoneRow>::load(&row)).transpose()?.map(|kept| kept.row.answer);
        // A return that the vault does not name never left: another answer did.
        let named = self.item.has_head(self.meta.row.tags.head(xid));
        Ok(answer.filter(|answer| named || answer.endorsement().is_none()))
    }

    /// H-03: with the key of each request, the newest first.
    fn open_parcel(
        &self,
        parcel: &Parcel,
    ) -> Result<Result<(Request, OpenedParcel), ParcelRefusal>, WalletError> {
        for row in self.store.read(load_requests)?.iter().rev() {
            let request = Request::verify(&row.message).map_err(|_| WalletError::Corrupt)?;
            match parcel.open(&request, &row.hpke) {
                Ok(opened) => return Ok(Ok((request, opened))),
                Err(ParcelError::Wire(error)) => return Ok(Err(error.into())),
                Err(ParcelError::NotForMe) => {}
            }
        }
        Ok(Err(ParcelRefusal::NotForMe))
    }

    fn examine_row(
        &self,
        xid: Xid,
        holding: Holding,
        request: &Request,
        documents: &Documents,
        taken: &mut Vec<PublicKey>,
    ) -> Result<Row, WalletError> {
        let Offered { credential, chain, key } =
            match judge(&holding, xid, &request.payload().keys, documents, self.now()) {
                Ok(offered) => offered,
                Err(why) => {
                    let ticket = ticket_of(&holding);
                    return Ok(Row::Rejected { xid, ticket, holding, why });
                }
            };
        let beside = self.rows_of(credential.payload().ticket)?;
        if beside.iter().any(|row| !row.is_under(documents)) {
            let (ticket, why) = (ticket_of(&holding), Rejected::Bad(Reason::UnknownIssuer));
            return Ok(Row::Rejected { xid, ticket, holding, why });
        }
        let row = self.store.read(|r| find_key(r, &key))?.ok_or(WalletError::Corrupt)?;
        let other = taken.contains(&key) || row.row.taken.is_some_and(|head| head != chain.head());
        taken.push(key);
        let tags = &self.meta.row.tags;
        let answered = self.item.has_xid(tags.xid(xid)).into();
        let endorsed = self.item.has_head(tags.head(xid)).into();
        let choice = choose(other.into(), answered, endorsed);
        let candidate = Candidate::new(holding, (credential, chain), documents, self.now())?;
        Ok(Row::Open(Box::new(OpenRow { candidate, key: row, choice })))
    }
}

fn ticket_of(holding: &Holding) -> Option<TicketId> {
    let payload = CredentialPayload::from_bytes(&holding.credential.payload, CredentialPayload::MAX_BYTES);
    payload.ok().map(|payload| payload.ticket)
}

fn has_repeats(xids: &[Xid]) -> bool {
    let mut sorted = xids.to_vec();
    order::sort(&mut sorted);
    sorted.windows(2).any(|pair| pair.first() == pair.last())
}

/// H-04: the documents of the parcel's event. What it brings is taken only for an event that is not known, or from
/// the root that it is known under, or one that this announced.
fn trust(
    events: &KnownEvents,
    opened: &OpenedParcel,
) -> Result<(Documents, Option<Adoption>), ParcelRefusal> {
    let credential = &opened.holdings.first().ok_or(ParcelRefusal::Malformed)?.credential;
    let payload = CredentialPayload::from_bytes(&credential.payload, CredentialPayload::MAX_BYTES)?;
    let of_it = |documents: &Documents| documents.event().event == payload.event;
    let ours: Vec<_> = events.values().map(|event| &event.documents).filter(|ours| of_it(ours)).collect();
    let brought = opened.event_file.as_deref();
    let brought = brought.and_then(|file| events.adopt(file, EventSource::FirstSeen, Lower::KeepOurs).ok());
    match brought.filter(|adoption| of_it(&adoption.documents)) {
        Some(adoption) if lists(&adoption.documents, credential) == Listed::Signer => {
            let foreign = !ours.is_empty() && !adoption.is_of_known_event();
            let documents = adoption.documents.clone();
            if foreign { Err(ParcelRefusal::PendingTrust) } else { Ok((documents, Some(adoption))) }
        }
        Some(adoption) if ours.is_empty() && lists(&adoption.documents, credential) == Listed::Name => {
            Ok((adoption.documents.clone(), Some(adoption)))
        }
        _ => {
            let documents = judge_by(&ours, credential, &opened.event_digest);
            Ok((documents.ok_or(ParcelRefusal::PendingTrust)?.clone(), None))
        }
    }
}

/// The documents whose key signed a credential; where no key did, those that list one of its id. Anybody can list another's
/// key beside a squatted id (protocol §3): of more than one it is those that the sender has.
fn judge_by<'a>(
    ours: &[&'a Documents],
    credential: &Envelope,
    event_digest: &[u8; 32],
) -> Option<&'a Documents> {
    let listing = |how: Listed| ours.iter().copied().filter(move |ours| lists(ours, credential) == how);
    let mut signers = listing(Listed::Signer);
    let named = signers.clone().find(|documents| hash("event", documents.event()) == *event_digest);
    match (signers.next(), signers.next()) {
        (Some(one), None) => Some(one),
        (Some(_), Some(_)) => named,
        (None, _) => listing(Listed::Name).next(),
    }
}

/// What a trust list has of a credential's key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    Signer,
    /// A key of that id, which did not sign.
    Name,
    Nothing,
}

fn lists(documents: &Documents, credential: &Envelope) -> Listed {
    match documents.trust().signer_of_credential(credential) {
        Ok(_) => Listed::Signer,
        Err(CredentialError::UnknownIssuer) => Listed::Nothing,
        Err(_) => Listed::Name,
    }
}
