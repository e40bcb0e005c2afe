//! The reference ticket of protocol §4, as holders show it and gates read it.

use mogiri::code::{Against, Presentation, Presented, ProofCode, ReferenceCode, scan, verify};
use mogiri::crypto::{Domain, PublicKey, Signature};
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{Documents, Step};
use mogiri::wire::Wire;
use mogiri_tests::samples::{Holder, key, reference_payload};

/// The reference ticket after so many hand-overs.
pub(crate) struct Reference {
    pub(crate) holder: Holder,
    organizer: Organizer,
    documents: Documents,
}

/// One Ed25519 verification that no gate can do without.
pub(crate) struct Check {
    pub(crate) key: [u8; 32],
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Signature,
}

impl Reference {
    pub(crate) fn after(hops: u8) -> Self {
        let organizer = Organizer::new();
        let mut payload = reference_payload(&organizer, key(1).public());
        payload.policy.hops = payload.policy.hops.max(hops);
        let first = Holder::of(&organizer, &payload, 1);
        let holder = (0..hops).fold(first, |holder, hop| holder.handed_to(hop + 3, 0));
        let documents = organizer.documents();
        Self { holder, organizer, documents }
    }

    /// The turn that is shown and judged.
    pub(crate) fn step() -> Step {
        at(60).step()
    }

    /// Profile R.
    pub(crate) fn short(&self) -> ReferenceCode {
        ReferenceCode::present(&self.holder.credential, self.holder.key(), Self::step())
    }

    /// Makes the code: the pure part of showing a ticket.
    pub(crate) fn present(&self) -> ProofCode {
        ProofCode::present(&self.holder.credential, &self.holder.chain, self.holder.key(), Self::step())
    }

    /// Judges a text by P-01 to P-09.
    pub(crate) fn verify(&self, text: &str) -> Presented {
        let code = scan(text).expect("our own code");
        verify(code, &Against::gate(&self.documents, Self::step())).expect("our own code")
    }

    /// The bytes over which the holder signs.
    pub(crate) fn signed(&self) -> Vec<u8> {
        let event = self.holder.credential.payload().event;
        let presentation = Presentation::proof(event, self.holder.chain.head(), Self::step());
        self.holder.key().public().sig_structure(Domain::Presentation, &presentation.to_bytes())
    }

    /// What must be verified: issuer, one a hand-over, holder.
    pub(crate) fn checks(&self) -> Vec<Check> {
        let (credential, chain) = (&self.holder.credential, &self.holder.chain);
        let envelope = credential.envelope();
        let issuer = self.organizer.issuer.public();
        let mut checks = vec![check(issuer, Domain::Credential, &envelope.payload, envelope.signature)];
        for (place, hop) in chain.endorsements().iter().enumerate() {
            let signer = chain.holder_at(place).expect("a hop has a signer");
            let payload = hop.payload(chain.heads()[place]).to_bytes();
            checks.push(check(signer, Domain::Endorsement, &payload, hop.signature));
        }
        let key = raw(self.holder.key().public());
        checks.push(Check { key, message: self.signed(), signature: self.present().signature });
        checks
    }
}

fn check(key: PublicKey, domain: Domain, payload: &[u8], signature: Signature) -> Check {
    Check { key: raw(key), message: key.sig_structure(domain, payload), signature }
}

fn raw(key: PublicKey) -> [u8; 32] {
    key.as_bytes().try_into().expect("an Ed25519 key")
}

/// The text of the code in the protocol's worked example (§2.1).
pub(crate) fn worked_example() -> String {
    const COLUMN: usize = 16;
    let protocol = include_str!("../../docs/protocol.md");
    let lines = protocol.lines().skip_while(|line| !line.starts_with("text (364)"));
    let text = lines.take_while(|line| !line.starts_with("forward")).map(|line| &line[COLUMN..]);
    let text: String = text.collect();
    assert_eq!(text.len(), 364, "the worked example of protocol §2.1 has another form");
    text
}
