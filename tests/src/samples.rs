//! One organizer, one ticket, one of every message: what the tests of sizes and damage start from.

use mogiri::code::ProofCode;
use mogiri::crypto::{HpkeSecretKey, PublicKey, SecretKey};
use mogiri::testing::fixtures::{CountingRng, Organizer, at};
use mogiri::ticket::{
    Chain, Credential, CredentialPayload, EndorsementPayload, FiledTicket, Flag, Flags, Holding, HopKind,
    Policy, Step, TicketFile, TicketId,
};
use mogiri::transfer::{Answer, AnswerRow, OpenedParcel, Parcel, ReceiptPayload, Request, RequestPayload};

/// The reference ticket of protocol §4: place of 12 bytes, no name, epoch 0, zone 1, flags 0x0408, hops 1, deadline
/// 60, minutes 1440.
pub fn reference_payload(organizer: &Organizer, holder: PublicKey) -> CredentialPayload {
    let flags = Flags::default().with(Flag::Reference).with_stamp_level(1);
    CredentialPayload {
        ticket: TicketId::from_bytes([0x42; 16]),
        event: organizer.event.event,
        epoch: 0,
        holder: Some(holder),
        from: organizer.event.doors,
        minutes: 1440,
        place: "1F 12-34 ABC".to_owned(),
        zone: 1,
        policy: Policy { flags, hops: 1, deadline: 60 },
        name: None,
    }
}

/// A holder: a credential, what became of it, and the key that shows it.
#[derive(Debug, Clone)]
pub struct Holder {
    /// What the issuer signed.
    pub credential: Credential,
    /// The hand-overs since.
    pub chain: Chain,
    /// Every key that held it, the newest last.
    pub keys: Vec<SecretKey>,
}

impl Holder {
    /// The first holder of a payload that names the key of `seed`.
    pub fn of(organizer: &Organizer, payload: &CredentialPayload, seed: u8) -> Self {
        let credential = organizer.verified(payload);
        let chain = Chain::verify(&credential, &[], 0).expect("an empty chain holds");
        Self { credential, chain, keys: vec![key(seed)] }
    }

    /// The key that shows the ticket now.
    pub fn key(&self) -> &SecretKey {
        self.keys.last().expect("a ticket has a holder")
    }

    /// The code of a second after the doors.
    pub fn code(&self, seconds: i64) -> ProofCode {
        ProofCode::present(&self.credential, &self.chain, self.key(), at(seconds).step())
    }

    /// Credential and chain as they travel.
    pub fn holding(&self) -> Holding {
        Holding { credential: self.credential.envelope().clone(), chain: self.chain.endorsements().to_vec() }
    }

    /// The ticket in a friend's hand.
    #[must_use]
    pub fn handed_to(&self, seed: u8, seconds: i64) -> Self {
        let mut keys = self.keys.clone();
        keys.push(key(seed));
        self.hop(HopKind::Forward, Some(key(seed).public()), at(seconds).step(), keys)
    }

    /// The ticket given back by the friend who was asked last.
    #[must_use]
    pub fn given_back(&self, seconds: i64) -> Self {
        let mut keys = self.keys.clone();
        keys.pop();
        self.hop(HopKind::Return, None, at(seconds).step(), keys)
    }

    fn hop(&self, kind: HopKind, next: Option<PublicKey>, step: Step, keys: Vec<SecretKey>) -> Self {
        let payload = EndorsementPayload { parent: self.chain.head(), kind, next, step };
        let mut hops = self.chain.endorsements().to_vec();
        hops.push(payload.sign(self.key()));
        let chain = Chain::verify(&self.credential, &hops, 0).expect("the sample chain holds");
        Self { credential: self.credential.clone(), chain, keys }
    }
}

/// A friend's request for one ticket, and the key that opens the parcel for it.
pub fn request(seed: u8) -> (Request, HpkeSecretKey) {
    let hpke = HpkeSecretKey::generate(&mut CountingRng(u64::from(seed)));
    let payload = RequestPayload {
        keys: vec![key(seed).public()],
        hpke: hpke.public().expect("a generated key has a public half"),
        nonce: [9; 16],
        expiry: at(3600),
        event: None,
        known_roots: Vec::new(),
    };
    (Request::sign(payload, &key(seed)), hpke)
}

/// The parcel of a ticket whose last hop leads to the request's key.
pub fn parcel(organizer: &Organizer, ticket: &Holder, request: &Request) -> Parcel {
    let contents = OpenedParcel {
        holdings: vec![ticket.holding()],
        event_digest: organizer.event.digest(),
        event_file: None,
    };
    Parcel::seal(request, vec![ticket.chain.head().xid()], &contents, &mut CountingRng(77))
        .expect("a valid key takes a sealing")
}

/// The friend's yes.
pub fn receipt(ticket: &Holder) -> Answer {
    let head = ticket.chain.head();
    Answer {
        rows: vec![AnswerRow::Receipt {
            xid: head.xid(),
            signature: ReceiptPayload(head).sign(ticket.key()),
        }],
    }
}

/// The friend's no.
pub fn refusal(ticket: &Holder, seconds: i64) -> Answer {
    let head = ticket.chain.head();
    let step = at(seconds).step();
    let hop = EndorsementPayload { parent: head, kind: HopKind::Return, next: None, step };
    let signature = hop.sign(ticket.key()).signature;
    Answer { rows: vec![AnswerRow::Return { xid: head.xid(), step, signature }] }
}

/// A ticket file of holders' tickets.
pub fn ticket_file(organizer: &Organizer, tickets: &[Holder]) -> TicketFile {
    let tickets = tickets.iter().map(|ticket| FiledTicket::from(&ticket.holding())).collect();
    TicketFile { event_file: organizer.event_file(), tickets }
}

/// The key of a seed.
pub fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// Two keys whose ids begin with the same four bytes, dd0598e8, found among 163,803 seeds.
pub fn colliding_keys() -> [SecretKey; 2] {
    [96_995_u32, 163_802].map(|n| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        SecretKey::from_seed(&seed)
    })
}
