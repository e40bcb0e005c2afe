//! P-02 to P-09: one pure function of a code and the control documents. Gates, wallets (H-05) and journals (J-07) run
//! the same one; the first rule that fails is the answer.

use super::{
    ChallengeHash, Code, InteractiveCode, Presentation, Profile, ProofCode, Reason, ReferenceCode,
    StaticCode, TotpCode, TotpForm,
};
use crate::crypto::{Domain, PublicKey, Signature};
use crate::ticket::{
    Chain, ChainError, Credential, CredentialError, CredentialPayload, Documents, Flag, Head, Holding,
    KeyStatus, PresentationId, Step, TicketId, ZoneKey, is_sandbox_ticket,
};
use crate::wire::{Envelope, Wire};

/// What to do with a credential whose key was revoked (P-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedKeys {
    /// A gate asks the lead.
    AskLead,
    /// A journal goes on: the entry is *static* then (J-07), and a wallet keeps what it has.
    Accept,
}

/// What a code is held against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The control documents.
    pub documents: &'a Documents,
    /// The gate's step.
    pub at: Step,
    /// What a revoked issuer key means.
    pub revoked: RevokedKeys,
    /// The challenges that a type I code may answer.
    pub challenges: &'a [ChallengeHash],
    /// The zones whose digits (profile T) can be judged here.
    pub zones: &'a [(u8, ZoneKey)],
}

impl<'a> Against<'a> {
    /// At a gate that asked nothing.
    pub const fn gate(documents: &'a Documents, at: Step) -> Self {
        Self { documents, at, revoked: RevokedKeys::AskLead, challenges: &[], zones: &[] }
    }
}

/// A code for which P-01 to P-09 hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    shown: Verified,
    code: Code,
}

/// What the rules found of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Verified {
    payload: CredentialPayload,
    issuer: PublicKey,
    key_status: KeyStatus,
    chain: Chain,
    id: PresentationId,
    challenge: Option<ChallengeHash>,
    step: Option<Step>,
}

impl Presented {
    /// The credential's fields.
    pub fn payload(&self) -> &CredentialPayload {
        &self.shown.payload
    }

    /// The key that stands for them.
    pub fn issuer(&self) -> PublicKey {
        self.shown.issuer
    }

    /// The chain.
    pub fn chain(&self) -> &Chain {
        &self.shown.chain
    }

    /// The step that the holder signed, or that the digits are of; paper has none.
    pub fn step(&self) -> Option<Step> {
        self.shown.step
    }

    /// The profile.
    pub fn profile(&self) -> Profile {
        self.code.profile()
    }

    /// The code as it travelled.
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// Names this one code.
    pub fn id(&self) -> PresentationId {
        self.shown.id
    }

    /// The challenge that it answers.
    pub fn challenge(&self) -> Option<ChallengeHash> {
        self.shown.challenge
    }

    /// Whether the issuer's key still stands, or its manifest stands for this credential.
    pub fn key_status(&self) -> KeyStatus {
        self.shown.key_status
    }
}

/// P-02 to P-09 of a code. Digits (T) prove nothing: where their zone's key is not known, `NEED_PROOF`.
pub fn verify(code: Code, against: &Against<'_>) -> Result<Presented, Reason> {
    let shown = match &code {
        Code::Proof(proof) => held(Profile::Proof, &Shown::of(proof), against)?,
        Code::Interactive(answer) => held(Profile::Interactive, &Shown::of(answer), against)?,
        Code::Reference(reference) => listed(reference, against)?,
        Code::Static(paper) => printed(paper, against)?,
        Code::Totp(totp) => digits(*totp, against)?,
        Code::Card(ticket) => carried(*ticket, against)?,
    };
    Ok(Presented { shown, code })
}

/// The same rules less the holder's signature and the clock: what a wallet checks of a parcel or ticket file (H-05).
pub fn verify_holding(holding: &Holding, documents: &Documents) -> Result<(Credential, Chain), Reason> {
    let (credential, _) = verify_credential(&holding.credential, documents, RevokedKeys::Accept)?;
    check_form(credential.payload(), documents, Form::Held)?;
    let chain = verify_chain(&credential, holding, documents)?;
    Ok((credential, chain))
}

/// The parts of a code whose holder signed over a chain.
struct Shown<'a> {
    holding: &'a Holding,
    step: Step,
    signature: &'a Signature,
}

impl<'a> Shown<'a> {
    fn of(code: &'a impl HeldCode) -> Self {
        let (holding, step, signature) = code.parts();
        Self { holding, step, signature }
    }
}

trait HeldCode {
    fn parts(&self) -> (&Holding, Step, &Signature);
}

impl HeldCode for ProofCode {
    fn parts(&self) -> (&Holding, Step, &Signature) {
        (&self.holding, self.step, &self.signature)
    }
}

impl HeldCode for InteractiveCode {
    fn parts(&self) -> (&Holding, Step, &Signature) {
        (&self.holding, self.step, &self.signature)
    }
}

/// Profiles P and I.
fn held(profile: Profile, shown: &Shown<'_>, against: &Against<'_>) -> Result<Verified, Reason> {
    let (credential, key_status) =
        verify_credential(&shown.holding.credential, against.documents, against.revoked)?;
    check_form(credential.payload(), against.documents, Form::Held)?;
    let chain = verify_chain(&credential, shown.holding, against.documents)?;
    if chain.is_ahead_of(against.at) {
        return Err(Reason::ChainAhead);
    }
    let (event, head, step) = (credential.payload().event, chain.head(), shown.step);
    let presentations = match profile {
        Profile::Interactive => {
            let over = |challenge: &ChallengeHash| Presentation::interactive(event, head, step, *challenge);
            against.challenges.iter().map(over).collect()
        }
        _ => vec![Presentation::proof(event, head, step)],
    };
    let signed = signed_one(&presentations, &chain, shown.signature).ok_or(Reason::BadSignature)?;
    let (id, challenge) = (signed.id(), signed.challenge);
    let issuer = credential.issuer();
    let payload = credential.into_payload();
    Ok(Verified { payload, issuer, key_status, chain, id, challenge, step: Some(step) })
}

/// P-02: what the manifest says of a ticket, and the key that signed it.
fn manifest_row(ticket: TicketId, documents: &Documents) -> Option<(CredentialPayload, PublicKey)> {
    let manifest = documents.manifest()?;
    let row = manifest.row(ticket).filter(|row| documents.salvages(row))?;
    let payload = CredentialPayload::from_bytes(row, CredentialPayload::MAX_BYTES).ok()?;
    Some((payload, manifest.signer()))
}

/// How far digits may be from the clock to be known at all, in steps: further away they are nobody's.
const KNOWN_STEPS: u64 = 30;

/// Profile T, and check digits: P-02, P-06 and P-07 over the manifest's row, then the digits themselves.
fn digits(totp: TotpCode, against: &Against<'_>) -> Result<Verified, Reason> {
    let (payload, issuer) = manifest_row(totp.ticket, against.documents).ok_or(Reason::NeedProof)?;
    let allowed = payload.policy.flags.has(Flag::Totp) && payload.policy.hops == 0;
    let typed = totp.form == TotpForm::Typed;
    let key = against.zones.iter().find(|(zone, _)| *zone == payload.zone).map(|(_, key)| key);
    let key = key.filter(|_| allowed || typed).ok_or(Reason::NeedProof)?;
    check_form(&payload, against.documents, Form::Held)?;
    let secret = key.secret(totp.form.purpose(), payload.ticket, payload.epoch);
    let window = if typed { super::door::WINDOW } else { KNOWN_STEPS };
    let step = totp.digits.step_of(&secret, against.at, window).ok_or(Reason::BadSignature)?;
    let chain = Chain::unmoved(payload.holder, payload.head());
    let id = Presentation::totp(payload.event, chain.head(), step).id();
    let (key_status, step) = (KeyStatus::Active, Some(step));
    Ok(Verified { payload, issuer, key_status, chain, id, challenge: None, step })
}

/// A card: P-02 and P-06 over the manifest's row. It may stand beside a phone or paper, so P-07 asks nothing. What stands
/// for a presentation is that of digits, and no entry has it.
fn carried(ticket: TicketId, against: &Against<'_>) -> Result<Verified, Reason> {
    let (payload, issuer) = manifest_row(ticket, against.documents).ok_or(Reason::NeedProof)?;
    if payload.policy.hops > 0 {
        return Err(Reason::NeedProof);
    }
    if payload.event != against.documents.event().event {
        return Err(Reason::WrongEvent);
    }
    let chain = Chain::unmoved(payload.holder, payload.head());
    let id = Presentation::totp(payload.event, chain.head(), against.at).id();
    let key_status = KeyStatus::Active;
    Ok(Verified { payload, issuer, key_status, chain, id, challenge: None, step: None })
}

/// Profile R: P-02, then P-06, P-07 and P-09 over the manifest's row.
fn listed(reference: &ReferenceCode, against: &Against<'_>) -> Result<Verified, Reason> {
    let row = manifest_row(reference.ticket, against.documents);
    let (payload, issuer) = row.ok_or(Reason::NeedProof)?;
    if !payload.policy.flags.has(Flag::Reference) {
        return Err(Reason::NeedProof);
    }
    check_form(&payload, against.documents, Form::Held)?;
    let chain = Chain::unmoved(payload.holder, payload.head());
    let presentations = [Presentation::reference(payload.event, chain.head(), reference.step)];
    // Handed on since the manifest was made, or not its holder: the full code tells which.
    let signed = signed_one(&presentations, &chain, &reference.signature).ok_or(Reason::NeedProof)?;
    let id = signed.id();
    let key_status = KeyStatus::Active;
    let step = Some(reference.step);
    Ok(Verified { payload, issuer, key_status, chain, id, challenge: None, step })
}

/// Profile S.
fn printed(paper: &StaticCode, against: &Against<'_>) -> Result<Verified, Reason> {
    let (credential, key_status) = verify_credential(&paper.credential, against.documents, against.revoked)?;
    check_form(credential.payload(), against.documents, Form::Paper)?;
    let id = StaticCode::presentation(&credential).id();
    let chain = Chain::unmoved(None, credential.head());
    let issuer = credential.issuer();
    let payload = credential.into_payload();
    Ok(Verified { payload, issuer, key_status, chain, id, challenge: None, step: None })
}

/// P-09: the presentation among these that the holder signed.
fn signed_one<'p>(
    presentations: &'p [Presentation],
    chain: &Chain,
    signature: &Signature,
) -> Option<&'p Presentation> {
    let holder = chain.holder()?;
    presentations.iter().find(|p| holder.verify(Domain::Presentation, &p.to_bytes(), signature).is_ok())
}

/// P-03 to P-05.
fn verify_credential(
    envelope: &Envelope,
    documents: &Documents,
    revoked: RevokedKeys,
) -> Result<(Credential, KeyStatus), Reason> {
    if is_sandbox_ticket(envelope, documents.root()) {
        return Err(Reason::TestTicket);
    }
    let issuer = documents.trust().signer_of_credential(envelope).map_err(credential_reason)?;
    let salvaged = || documents.salvages(&envelope.payload);
    let status = match issuer.status {
        KeyStatus::Revoked if !salvaged() => KeyStatus::Revoked,
        _ => KeyStatus::Active,
    };
    if status == KeyStatus::Revoked && revoked == RevokedKeys::AskLead {
        return Err(Reason::KeyRevoked);
    }
    let credential = Credential::under(envelope, issuer).map_err(credential_reason)?;
    Ok((credential, status))
}

/// Whether a credential is shown by a phone or on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Held,
    Paper,
}

/// P-06 and P-07, but for the chain.
fn check_form(payload: &CredentialPayload, documents: &Documents, form: Form) -> Result<(), Reason> {
    if payload.event != documents.event().event {
        return Err(Reason::WrongEvent);
    }
    if payload.holder.is_none() != (form == Form::Paper) {
        return Err(Reason::WrongForm);
    }
    Ok(())
}

fn verify_chain(credential: &Credential, holding: &Holding, documents: &Documents) -> Result<Chain, Reason> {
    let bound = credential.payload().policy.flags.has(Flag::HardwareBound);
    if bound && !holding.chain.is_empty() {
        return Err(Reason::WrongForm);
    }
    Chain::verify(credential, &holding.chain, documents.event().moved).map_err(|e| match e {
        ChainError::Bound => Reason::WrongForm,
        _ => Reason::BadChain,
    })
}

fn credential_reason(error: CredentialError) -> Reason {
    match error {
        CredentialError::UnknownIssuer => Reason::UnknownIssuer,
        CredentialError::NotGenuine => Reason::NotGenuine,
        CredentialError::Newer => Reason::UpdateApp,
    }
}

/// What a wallet signed for one step of a head: the codes that a stamp or a beacon may name (D-02, C-02).
pub fn codes_of(event: crate::ticket::EventId, head: Head, step: Step) -> [PresentationId; 2] {
    [Presentation::proof(event, head, step).id(), Presentation::reference(event, head, step).id()]
}
