//! Codes put together by hand, honest or not: the library itself makes no broken ones.

use mogiri::code::{InteractiveCode, Presentation, ProofCode, ReferenceCode, SealedOpening, StaticCode};
use mogiri::crypto::{Domain, PublicKey, SecretKey};
use mogiri::ticket::{CredentialPayload, Endorsement, EndorsementPayload, Head, Holding, HopKind, Step};
use mogiri::wire::{Wire, to_text};

/// A credential with what became of it, and who signs what.
#[derive(Clone)]
pub(super) struct Forge {
    /// The credential's fields.
    pub(super) payload: CredentialPayload,
    /// Signs the credential.
    pub(super) issuer: SecretKey,
    /// Signs the presentation.
    pub(super) holder: SecretKey,
    /// The step of the presentation.
    pub(super) step: Step,
    hops: Vec<Endorsement>,
    head: Head,
}

impl Forge {
    /// A ticket that was never handed on.
    pub(super) fn new(
        payload: CredentialPayload,
        issuer: &SecretKey,
        holder: &SecretKey,
        step: Step,
    ) -> Self {
        let head = payload.head();
        Self { payload, issuer: issuer.clone(), holder: holder.clone(), step, hops: Vec::new(), head }
    }

    /// One more hop, signed by whoever is named.
    #[must_use]
    pub(super) fn hop(
        mut self,
        kind: HopKind,
        next: Option<PublicKey>,
        step: Step,
        signer: &SecretKey,
    ) -> Self {
        let payload = EndorsementPayload { parent: self.head, kind, next, step };
        self.hops.push(payload.sign(signer));
        self.head = payload.head();
        self
    }

    /// Handed on by its holder, who is then the friend.
    #[must_use]
    pub(super) fn forward(self, friend: &SecretKey, step: Step) -> Self {
        let holder = self.holder.clone();
        let mut forged = self.hop(HopKind::Forward, Some(friend.public()), step, &holder);
        forged.holder = friend.clone();
        forged
    }

    /// Given back to `owner`.
    #[must_use]
    pub(super) fn give_back(self, owner: &SecretKey, step: Step) -> Self {
        let holder = self.holder.clone();
        let mut forged = self.hop(HopKind::Return, None, step, &holder);
        forged.holder = owner.clone();
        forged
    }

    /// Shown in another step.
    #[must_use]
    pub(super) fn shown_in(mut self, step: Step) -> Self {
        self.step = step;
        self
    }

    /// Shown by another key.
    #[must_use]
    pub(super) fn shown_by(mut self, key: &SecretKey) -> Self {
        self.holder = key.clone();
        self
    }

    fn holding(&self) -> Holding {
        Holding { credential: self.payload.sign(&self.issuer), chain: self.hops.clone() }
    }

    fn sign(&self, presentation: &Presentation) -> [u8; 64] {
        self.holder.sign(Domain::Presentation, &presentation.to_bytes())
    }

    /// Profile P.
    pub(super) fn code(&self) -> ProofCode {
        let signature = self.sign(&Presentation::proof(self.payload.event, self.head, self.step));
        ProofCode { holding: self.holding(), step: self.step, signature }
    }

    /// Profile P, as text.
    pub(super) fn proof(&self) -> String {
        to_text(&self.code().to_bytes())
    }

    /// Profile R, as text.
    pub(super) fn reference(&self) -> String {
        let signature = self.sign(&Presentation::reference(self.payload.event, self.head, self.step));
        to_text(&ReferenceCode { ticket: self.payload.ticket, step: self.step, signature }.to_bytes())
    }

    /// Profile I over a challenge's payload, as text.
    pub(super) fn interactive(&self, challenge: &mogiri::code::ChallengePayload) -> String {
        self.answer(challenge, None)
    }

    /// The same with a sealed name.
    pub(super) fn answer(
        &self,
        challenge: &mogiri::code::ChallengePayload,
        opening: Option<SealedOpening>,
    ) -> String {
        let presentation =
            Presentation::interactive(self.payload.event, self.head, self.step, challenge.hash());
        let (holding, signature) = (self.holding(), self.sign(&presentation));
        to_text(&InteractiveCode { holding, step: self.step, signature, opening }.to_bytes())
    }

    /// The bytes of profile P or, without a holder, of profile S.
    pub(super) fn shown_bytes(&self) -> Vec<u8> {
        match self.payload.holder {
            Some(_) => self.code().to_bytes(),
            None => StaticCode { credential: self.holding().credential }.to_bytes(),
        }
    }

    /// Profile S, as text.
    pub(super) fn paper(&self) -> String {
        to_text(&StaticCode { credential: self.holding().credential }.to_bytes())
    }
}
