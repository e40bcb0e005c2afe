//! One of every signed message: who signs what under which domain, how it travels, and who reads it.

mod documents;
pub(crate) mod guests;
mod staff;

use std::fmt::Debug;

use mogiri::code::{
    Against, ChallengeHash, InteractiveCode, Presentation, ReferenceCode, scan, verify, verify_holding,
};
use mogiri::crypto::{Domain, SecretKey, Signature};
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{
    Documents, EndorsementPayload, EventId, Head, Holding, HopKind, Manifest, Signed, Step,
};
use mogiri::transfer::{Answer, AnswerRow, Fold, FoldPayload, ReceiptPayload, Request};
use mogiri::wire::{Envelope, MessageType, Wire, Writer, to_text};

use crate::samples::{Holder, key, reference_payload, request};
pub use documents::{DeltaFields, RevocationFields};
pub use guests::{CarrierFields, GuestFields};

/// A reader's outcome, with the name of its refusal.
pub type Read = Result<(), String>;

/// Puts a payload and its signature into the message that travels.
type Wrap = Box<dyn Fn(&[u8], Signature) -> Vec<u8>>;
type Reader = Box<dyn Fn(&[u8]) -> Read>;

/// A signed message taken apart.
pub struct SignedMessage {
    /// What it is.
    pub name: &'static str,
    /// The domain it belongs under.
    pub domain: Domain,
    /// Who signs it.
    pub key: SecretKey,
    /// The signed bytes.
    pub payload: Vec<u8>,
    /// The type at its front, where it has one of its own.
    pub kind: Option<MessageType>,
    wrap: Wrap,
    read: Reader,
}

impl Debug for SignedMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl SignedMessage {
    /// The signature over its payload under a domain.
    pub fn signature(&self, domain: Domain) -> Signature {
        self.key.sign(domain, &self.payload)
    }

    /// The message as it travels, its own payload signed under a domain.
    pub fn under(&self, domain: Domain) -> Vec<u8> {
        (self.wrap)(&self.payload, self.signature(domain))
    }

    /// The message with another payload and the signature that belongs to its own.
    pub fn forged(&self, payload: &[u8]) -> Vec<u8> {
        (self.wrap)(payload, self.signature(self.domain))
    }

    /// The message with another payload that a key has signed.
    pub fn signed_by(&self, key: &SecretKey, payload: &[u8]) -> Vec<u8> {
        (self.wrap)(payload, key.sign(self.domain, payload))
    }

    /// What its reader says.
    pub fn read(&self, bytes: &[u8]) -> Read {
        (self.read)(bytes)
    }
}

/// The organizer and the first holder that every sample belongs to.
pub struct Cast {
    /// Issues and revokes.
    pub organizer: Organizer,
    /// Has the reference ticket, not handed on.
    pub owner: Holder,
    /// Whom the ticket was handed to.
    pub friend: Holder,
}

impl Default for Cast {
    fn default() -> Self {
        let organizer = Organizer::new();
        let owner = Holder::of(&organizer, &reference_payload(&organizer, key(1).public()), 1);
        let friend = owner.handed_to(5, 0);
        Self { organizer, owner, friend }
    }
}

fn named<T, E: Debug>(outcome: Result<T, E>) -> Read {
    outcome.map(drop).map_err(|error| format!("{error:?}"))
}

fn holds(holds: bool) -> Read {
    if holds { Ok(()) } else { Err("SignatureInvalid".to_owned()) }
}

fn envelope(key: &SecretKey, payload: &[u8], signature: Signature) -> Envelope {
    Envelope { payload: payload.to_vec(), kid: key.public().kid4(), signature }
}

fn enveloped(kind: MessageType, envelope: &Envelope) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(kind.number()).value(envelope);
    w.into_bytes()
}

fn signed(kind: MessageType, payload: &[u8], signature: Signature) -> Vec<u8> {
    Signed { payload: payload.to_vec(), signature }.to_message(kind)
}

impl Cast {
    /// Every message that this version signs.
    pub fn messages(&self) -> Vec<SignedMessage> {
        vec![
            self.credential(),
            self.endorsement(HopKind::Forward),
            self.endorsement(HopKind::Return),
            self.presentation(),
            self.reference(),
            self.interactive(),
            self.request(),
            self.receipt(),
            self.fold(),
            self.event(),
            self.details(),
            self.trust(),
            self.revocation(),
            self.revocation_delta(),
            self.manifest(),
            self.guests(),
            self.blank(),
            self.carriers(),
            self.certificate(),
            self.enrolment(),
            self.stamp(),
            self.beacon(),
            self.challenge(),
            self.head(),
        ]
    }

    fn documents(&self) -> Documents {
        self.organizer.documents()
    }

    /// The credential in a holding without hops.
    pub fn credential(&self) -> SignedMessage {
        let (issuer, documents) = (self.organizer.issuer.clone(), self.documents());
        SignedMessage {
            name: "credential",
            domain: Domain::Credential,
            key: issuer.clone(),
            payload: self.owner.credential.payload().to_bytes(),
            kind: None,
            wrap: Box::new(move |payload, signature| {
                Holding { credential: envelope(&issuer, payload, signature), chain: Vec::new() }.to_bytes()
            }),
            read: holding_reader(documents),
        }
    }

    /// The last hop of a holding: from the owner to the friend, or back.
    pub fn endorsement(&self, kind: HopKind) -> SignedMessage {
        let (holder, next, name) = match kind {
            HopKind::Forward => (&self.owner, Some(key(5).public()), "forward endorsement"),
            HopKind::Return => (&self.friend, None, "return endorsement"),
        };
        let hop = EndorsementPayload { parent: holder.chain.head(), kind, next, step: at(0).step() };
        let holding = holder.holding();
        SignedMessage {
            name,
            domain: Domain::Endorsement,
            key: holder.key().clone(),
            payload: hop.to_bytes(),
            kind: None,
            wrap: Box::new(move |payload, signature| {
                let hop = EndorsementPayload::from_bytes(payload, 256).expect("a sample hop is readable");
                let mut holding = holding.clone();
                let mut travelling = hop.sign(&key(1));
                travelling.signature = signature;
                holding.chain.push(travelling);
                holding.to_bytes()
            }),
            read: holding_reader(self.documents()),
        }
    }

    /// The code on the friend's screen. Its payload never travels: what differs in it differs for the gate, which
    /// makes it anew from the message.
    pub fn presentation(&self) -> SignedMessage {
        let (event, head, step) = self.shown(&self.friend);
        let code = self.friend.code(10).to_bytes();
        self.code("presentation", &self.friend, &Presentation::proof(event, head, step), code, Vec::new())
    }

    /// The owner's short code, for gates that carry the manifest.
    pub fn reference(&self) -> SignedMessage {
        let (event, head, step) = self.shown(&self.owner);
        let code = ReferenceCode::present(&self.owner.credential, self.owner.key(), step).to_bytes();
        self.code("reference", &self.owner, &Presentation::reference(event, head, step), code, Vec::new())
    }

    /// The friend's answer to the sample challenge.
    pub fn interactive(&self) -> SignedMessage {
        let (event, head, step) = self.shown(&self.friend);
        let asked = self.challenge_payload().hash();
        let (credential, chain) = (&self.friend.credential, &self.friend.chain);
        let code =
            InteractiveCode::answer(credential, chain, self.friend.key(), step, asked, None).to_bytes();
        let payload = Presentation::interactive(event, head, step, asked);
        self.code("interactive", &self.friend, &payload, code, vec![asked])
    }

    fn shown(&self, holder: &Holder) -> (EventId, Head, Step) {
        (self.organizer.event.event, holder.chain.head(), at(10).step())
    }

    /// A code of these bytes, at a gate that has the manifest and asked these challenges.
    fn code(
        &self,
        name: &'static str,
        holder: &Holder,
        payload: &Presentation,
        code: Vec<u8>,
        challenges: Vec<ChallengeHash>,
    ) -> SignedMessage {
        let key = holder.key().clone();
        let genuine = key.sign(Domain::Presentation, &payload.to_bytes());
        let at_byte = code.windows(64).position(|bytes| bytes == genuine).expect("a code has its signature");
        let mut documents = self.documents();
        let manifest = self.manifest();
        let manifest =
            Manifest::envelope_of(&manifest.under(Domain::Manifest)).expect("the sample is readable");
        documents.adopt_manifest(&manifest).expect("the sample manifest holds");
        SignedMessage {
            name,
            domain: Domain::Presentation,
            key,
            payload: payload.to_bytes(),
            kind: Some(payload.kind),
            wrap: Box::new(move |_, signature| {
                let (before, after) = (&code[..at_byte], &code[at_byte + signature.len()..]);
                [before, &signature, after].concat()
            }),
            read: Box::new(move |bytes| {
                let code = scan(&to_text(bytes)).map_err(|reason| format!("{reason:?}"))?;
                let gate = Against::gate(&documents, at(10).step());
                named(verify(code, &Against { challenges: &challenges, ..gate }))
            }),
        }
    }

    /// A friend's request.
    pub fn request(&self) -> SignedMessage {
        SignedMessage {
            name: "request",
            domain: Domain::Request,
            key: key(5),
            payload: request(5).0.payload().to_bytes(),
            kind: Some(MessageType::Request),
            wrap: Box::new(|payload, signature| signed(MessageType::Request, payload, signature)),
            read: Box::new(|bytes| named(Request::verify(bytes))),
        }
    }

    /// The friend's yes.
    pub fn receipt(&self) -> SignedMessage {
        let (head, friend) = (self.friend.chain.head(), self.friend.key().public());
        SignedMessage {
            name: "receipt",
            domain: Domain::Receipt,
            key: self.friend.key().clone(),
            payload: ReceiptPayload(head).to_bytes(),
            kind: Some(MessageType::Answer),
            wrap: Box::new(move |_, signature| {
                Answer { rows: vec![AnswerRow::Receipt { xid: head.xid(), signature }] }.to_bytes()
            }),
            read: Box::new(move |bytes| {
                let answer = Answer::from_message(bytes).map_err(|error| format!("{error:?}"))?;
                let receipts = answer.rows.iter().map(|row| match row {
                    AnswerRow::Receipt { signature, .. } => ReceiptPayload(head).holds(&friend, signature),
                    AnswerRow::Return { .. } => false,
                });
                holds(receipts.collect::<Vec<_>>() == [true])
            }),
        }
    }

    /// The friend's wish for a credential without a chain.
    pub fn fold(&self) -> SignedMessage {
        let (holding, documents) = (self.friend.holding(), self.documents());
        SignedMessage {
            name: "fold",
            domain: Domain::Fold,
            key: self.friend.key().clone(),
            payload: FoldPayload { head: self.friend.chain.head(), request: None }.to_bytes(),
            kind: Some(MessageType::Fold),
            wrap: Box::new(move |_, signature| {
                Fold { holding: holding.clone(), request: None, signature }.to_bytes()
            }),
            read: Box::new(move |bytes| {
                let fold = Fold::from_message(bytes).map_err(|error| format!("{error:?}"))?;
                named(fold.verify(&documents))
            }),
        }
    }
}

fn holding_reader(documents: Documents) -> Reader {
    Box::new(move |bytes| {
        let holding = Holding::from_bytes(bytes, Holding::MAX_BYTES).map_err(|error| format!("{error:?}"))?;
        named(verify_holding(&holding, &documents))
    })
}
