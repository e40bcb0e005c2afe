//! Challenges of this gate: asked, kept until answered, used once (protocol §5, P-13).

use zeroize::Zeroizing;

use super::setup::replace;
use super::{Gate, GateError};
use crate::code::{Challenge, ChallengeHash, ChallengePayload, Presented, opened_name};
use crate::crypto::HpkeSecretKey;
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{NameOpening, Role};
use crate::wire::{Reader, Wire, WireError, Writer};

pub(super) const CHALLENGES: &[u8] = b"challenges";
/// How long an old challenge is known again, in seconds, so that a late answer is called late and not forged.
const REMEMBERED_SECONDS: i64 = 600;

/// Whether the answer shall bring the holder's name, sealed to this gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskName {
    /// Only the signature.
    No,
    /// The name too.
    Yes,
}

/// A challenge that was shown.
#[derive(Clone)]
pub(super) struct Asked {
    /// `[payload, signature, cert]`, as the journal will hold it.
    item: Vec<u8>,
    payload: ChallengePayload,
    secret: Option<HpkeSecretKey>,
    used: Use,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Open,
    Spent,
}

impl Gate {
    /// A challenge to show to one phone, open for 30 seconds and good for one entry. It is kept before it is returned.
    ///
    /// `[14, payload, signature, cert]`
    pub fn challenge(&mut self, ask: AskName) -> Result<Vec<u8>, GateError> {
        self.check_role(Role::Scan, self.now())?;
        let certificate = self.certificate()?.clone();
        let secret = match ask {
            AskName::Yes => Some(HpkeSecretKey::generate(&mut *self.rng)),
            AskName::No => None,
        };
        let mut nonce = [0; 16];
        self.rng.fill_bytes(&mut nonce);
        let payload = ChallengePayload {
            event: self.documents.event().event,
            gate: self.identity.gate,
            time: self.now(),
            nonce,
            seconds: ChallengePayload::MAX_SECONDS,
            hpke: secret.as_ref().map(HpkeSecretKey::public).transpose().map_err(|_| StoreError::Corrupt)?,
        };
        let challenge = Challenge::sign(&payload, &self.key, &certificate);
        let asked = Asked { item: challenge.to_item(), payload, secret, used: Use::Open };
        let kept = self.with_challenge(asked);
        self.store.write(&mut *self.rng, |tables| put_challenges(tables, &kept))?;
        self.challenges = kept;
        Ok(challenge.to_bytes())
    }

    /// Those that a type I code may answer, old ones too.
    pub(super) fn asked(&self) -> Vec<ChallengeHash> {
        self.challenges.iter().map(Asked::hash).collect()
    }

    /// P-13 for type I: this gate's, open, unused.
    pub(super) fn is_answered_in_time(&self, presented: &Presented) -> bool {
        let asked = self.answered(presented);
        asked.is_some_and(|asked| asked.used == Use::Open && self.door().is_open(&asked.payload))
    }

    /// The challenge beside an entry in the journal (J-07).
    pub(super) fn challenge_item(&self, presented: &Presented) -> Option<Vec<u8>> {
        self.answered(presented).map(|asked| asked.item.clone())
    }

    /// The name that a type I code brings, if it opens the credential's.
    pub(super) fn opened_name(&self, presented: &Presented) -> Option<NameOpening> {
        opened_name(presented, self.answered(presented)?.secret.as_ref()?)
    }

    /// The challenges once this code let somebody in.
    pub(super) fn spent_by(&self, presented: &Presented) -> Vec<Asked> {
        let mut kept = self.challenges.clone();
        for asked in &mut kept {
            if Some(asked.hash()) == presented.challenge() {
                asked.used = Use::Spent;
            }
        }
        kept
    }

    fn answered(&self, presented: &Presented) -> Option<&Asked> {
        let hash = presented.challenge()?;
        self.challenges.iter().find(|asked| asked.hash() == hash)
    }

    fn with_challenge(&self, fresh: Asked) -> Vec<Asked> {
        let now = self.now();
        let known = |asked: &&Asked| asked.payload.time.shifted(REMEMBERED_SECONDS) >= now;
        let mut kept = vec![fresh];
        kept.extend(self.challenges.iter().filter(known).take(AskedList::MAX - 1).cloned());
        kept
    }
}

impl Asked {
    fn hash(&self) -> ChallengeHash {
        self.payload.hash()
    }
}

pub(super) fn put_challenges(tables: &mut Tables<'_>, asked: &[Asked]) -> Result<(), StoreError> {
    let bytes = Zeroizing::new(AskedList(asked.to_vec()).to_bytes());
    replace(tables, Table::Judged, CHALLENGES, &bytes)
}

/// What a row of challenges is found by, and how it is read.
pub(super) fn read_challenges(row: Option<Vec<u8>>) -> Result<Vec<Asked>, StoreError> {
    let Some(row) = row.map(Zeroizing::new) else { return Ok(Vec::new()) };
    let mut reader = Reader::new(&row);
    AskedList::decode(&mut reader).map(|list| list.0).map_err(|_| StoreError::Corrupt)
}

pub(super) const CHALLENGES_ROW: (Table, &[u8]) = (Table::Judged, CHALLENGES);

struct AskedList(Vec<Asked>);

impl AskedList {
    const MAX: usize = 16;
}

impl Wire for AskedList {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, asked| {
            w.array(3).bytes(&asked.item);
            w.nullable(asked.secret.as_ref(), |w, secret| {
                w.bytes(secret.expose());
            });
            w.uint(u8::from(asked.used == Use::Spent));
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        const MAX_ITEM: usize = 1024;
        r.list(0, Self::MAX as u64, "challenges", |r| {
            r.array(3, "challenge")?;
            let item = r.bytes(MAX_ITEM, "challenge")?.to_vec();
            let payload = Challenge::from_item(&item)?;
            let payload = ChallengePayload::from_bytes(payload.payload_bytes(), item.len())?;
            let secret = r.nullable("key", |r| Ok(HpkeSecretKey::from_bytes(r.bytes_exact("key")?)))?;
            let used = if r.uint(1, "used")? == 1 { Use::Spent } else { Use::Open };
            Ok(Asked { item, payload, secret, used })
        })
        .map(Self)
    }
}
