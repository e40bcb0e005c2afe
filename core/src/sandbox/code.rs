//! How the codes of the samples are made: good ones, then one thing wrong with each.

use super::HOUR;
use super::sample::{Sample, SampleKind};
use crate::code::{ProofCode, ReferenceCode, StaticCode};
use crate::crypto::{SecretKey, hash_bytes};
use crate::issuer::IssuerError;
use crate::ticket::{
    Chain, Credential, CredentialPayload, Documents, EndorsementPayload, EventId, Flag, Flags, HopKind,
    Policy, Revocation, RevocationReason, RevokedKey, TicketId, Time, sandbox_issuer,
};
use crate::wire::{Wire, to_text};

const MINUTE: i64 = 60;

/// Makes the codes of one event at one moment.
pub(super) struct Maker {
    documents: Documents,
    now: Time,
}

/// Who has a ticket.
#[derive(Clone)]
struct Holder {
    credential: Credential,
    chain: Chain,
    key: SecretKey,
}

impl Maker {
    pub(super) fn new(event_file: &[u8], now: Time) -> Result<Self, IssuerError> {
        Ok(Self { documents: Documents::from_event_file(event_file)?, now })
    }

    pub(super) fn sample(&self, kind: SampleKind) -> Result<Sample, IssuerError> {
        let gate = if kind == SampleKind::WrongGate { "B" } else { "A" };
        let listed =
            matches!(kind, SampleKind::Revoked | SampleKind::Superseded | SampleKind::RecoveredChain);
        let documents = if listed { vec![self.revocations().to_message()] } else { Vec::new() };
        let (before, text) = self.codes(kind)?;
        let before = before.into_iter().collect();
        Ok(Sample { kind, gate, documents, before, text, expected: kind.expected() })
    }

    /// The code before, if there is one, and the code.
    fn codes(&self, kind: SampleKind) -> Result<(Option<String>, String), IssuerError> {
        let (now, owner) = (self.now, self.owner(kind)?);
        let friend = |seconds| self.friend(&owner, "friend", seconds);
        let alone = |text| Ok((None, text));
        match kind {
            SampleKind::HandedOnce | SampleKind::RecoveredChain => alone(friend(-10 * MINUTE)?.show(now)),
            SampleKind::HandedTwice => {
                alone(self.friend(&friend(-10 * MINUTE)?, "their friend", -5 * MINUTE)?.show(now))
            }
            SampleKind::ChainAhead => alone(friend(10 * MINUTE)?.show(now)),
            SampleKind::Repeated => Ok((Some(owner.show(now)), owner.show(now))),
            SampleKind::Used => Ok((Some(owner.show(now.shifted(-10))), owner.show(now))),
            SampleKind::HandedOn => Ok((Some(friend(-10 * MINUTE)?.show(now)), owner.show(now))),
            SampleKind::BlockerCheated => Ok((Some(owner.show(now)), friend(-10 * MINUTE)?.show(now))),
            SampleKind::HigherEpoch => {
                let before = self.holder(kind, |_| ())?;
                Ok((Some(before.show(now)), owner.show(now)))
            }
            SampleKind::UnprovedEntry => {
                let paper = self.signed(&CredentialPayload { holder: None, ..self.payload(kind) })?;
                Ok((Some(printed(&paper)), owner.show(now)))
            }
            SampleKind::ClockBehind => alone(owner.show(now.shifted(-10 * MINUTE))),
            SampleKind::ClockAhead => alone(owner.show(now.shifted(10 * MINUTE))),
            SampleKind::Paper | SampleKind::WrongForm => alone(printed(&owner.credential)),
            SampleKind::NeedProof => {
                let code = ReferenceCode::present(&owner.credential, &owner.key, now.step());
                alone(to_text(&code.to_bytes()))
            }
            SampleKind::BadChain => {
                let mut code = friend(-10 * MINUTE)?.code(now);
                code.holding.chain.iter_mut().for_each(|hop| turn(&mut hop.signature));
                alone(code.to_text())
            }
            SampleKind::BadSignature => {
                let thief = Holder { key: key(kind, "thief"), ..owner };
                alone(thief.show(now))
            }
            SampleKind::NotGenuine => {
                let mut code = owner.code(now);
                turn(&mut code.holding.credential.signature);
                alone(code.to_text())
            }
            SampleKind::UnknownIssuer => {
                let mut code = owner.code(now);
                code.holding.credential = owner.credential.payload().sign(&key(kind, "organizer"));
                alone(code.to_text())
            }
            SampleKind::UpdateApp => alone(owner.show(now).replacen("MG1:", "MG2:", 1)),
            SampleKind::NotATicket => alone(to_text(&self.revocations().to_message())),
            SampleKind::Malformed => alone("https://example.com/".to_owned()),
            _ => alone(owner.show(now)),
        }
    }

    /// Whoever the ticket was issued to, with what is wrong with the ticket itself.
    fn owner(&self, kind: SampleKind) -> Result<Holder, IssuerError> {
        self.holder(kind, |payload| match kind {
            SampleKind::Paper => payload.holder = None,
            SampleKind::HigherEpoch => payload.epoch = 1,
            SampleKind::WrongEvent => payload.event = EventId::from_bytes([0; 8]),
            SampleKind::NotYet => payload.from = self.now.shifted(HOUR),
            SampleKind::Expired => {
                (payload.from, payload.minutes) = (self.now.shifted(-3 * HOUR), 60);
            }
            SampleKind::NeedChallenge => payload.policy.flags = payload.policy.flags.with_stamp_level(3),
            SampleKind::NeedName => {
                payload.policy.flags = payload.policy.flags.with(Flag::NameCheck);
                payload.name = Some([7; 16]);
            }
            _ => {}
        })
    }

    fn holder(
        &self,
        kind: SampleKind,
        change: impl FnOnce(&mut CredentialPayload),
    ) -> Result<Holder, IssuerError> {
        let mut payload = self.payload(kind);
        change(&mut payload);
        let credential = self.signed(&payload)?;
        let chain = Chain::unmoved(payload.holder, credential.head());
        Ok(Holder { credential, chain, key: key(kind, "owner") })
    }

    fn payload(&self, kind: SampleKind) -> CredentialPayload {
        let event = self.documents.event();
        let flags = Flags::default().with(Flag::Reference).with_stamp_level(1);
        CredentialPayload {
            ticket: ticket(kind),
            event: event.event,
            epoch: 0,
            holder: Some(key(kind, "owner").public()),
            from: event.doors,
            minutes: u32::try_from(event.doors.distance(event.end) / 60).unwrap_or(u32::MAX),
            place: "SAMPLE".to_owned(),
            zone: 0,
            policy: Policy { flags, hops: 2, deadline: 0 },
            name: None,
        }
    }

    fn signed(&self, payload: &CredentialPayload) -> Result<Credential, IssuerError> {
        let envelope = payload.sign(&sandbox_issuer());
        Credential::verify(&envelope, self.documents.trust()).map_err(|_| IssuerError::Damaged)
    }

    /// The holder after a hand-over, so many seconds from now.
    fn friend(&self, owner: &Holder, who: &str, seconds: i64) -> Result<Holder, IssuerError> {
        let key = SecretKey::from_seed(&hash_bytes(
            "sandbox",
            &[who.as_bytes(), owner.chain.head().as_bytes()].concat(),
        ));
        let hop = EndorsementPayload {
            parent: owner.chain.head(),
            kind: HopKind::Forward,
            next: Some(key.public()),
            step: self.now.shifted(seconds).step(),
        };
        let mut hops = owner.chain.endorsements().to_vec();
        hops.push(hop.sign(&owner.key));
        let chain = Chain::verify(&owner.credential, &hops, 0).map_err(|_| IssuerError::Damaged)?;
        Ok(Holder { credential: owner.credential.clone(), chain, key })
    }

    /// One list for every sample that is on one, so that a gate can adopt it again and again.
    fn revocations(&self) -> Revocation {
        let rows = [
            (SampleKind::Revoked, RevocationReason::Refund),
            (SampleKind::Superseded, RevocationReason::Superseded),
            (SampleKind::RecoveredChain, RevocationReason::Recovered),
        ];
        let rows = rows.map(|(kind, reason)| (RevokedKey::of(ticket(kind), 0), reason)).to_vec();
        let (event, next) = (self.documents.event().event, self.now.shifted(24 * HOUR));
        Revocation::issue(&sandbox_issuer(), event, 1, self.now.shifted(-HOUR), next, rows, Vec::new())
    }
}

impl Holder {
    fn code(&self, at: Time) -> ProofCode {
        ProofCode::present(&self.credential, &self.chain, &self.key, at.step())
    }

    fn show(&self, at: Time) -> String {
        self.code(at).to_text()
    }
}

fn printed(credential: &Credential) -> String {
    to_text(&StaticCode::of(credential).to_bytes())
}

/// A signature that nobody made.
fn turn(signature: &mut [u8; 64]) {
    signature.reverse();
}

fn ticket(kind: SampleKind) -> TicketId {
    let mut id = [0; 16];
    id.copy_from_slice(seed(kind, "ticket").split_at(16).0);
    TicketId::from_bytes(id)
}

fn key(kind: SampleKind, who: &str) -> SecretKey {
    SecretKey::from_seed(&seed(kind, who))
}

fn seed(kind: SampleKind, what: &str) -> [u8; 32] {
    hash_bytes("sandbox", format!("{kind:?} {what}").as_bytes())
}
