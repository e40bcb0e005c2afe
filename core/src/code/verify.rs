//! P-01 to P-09: one pure function of bytes and control documents. Gates, wallets (H-05) and journals (J-07) run the
//! same one; the first rule that fails is the answer.

use super::{Presentation, ProofCode, Reason};
use crate::crypto::Domain;
use crate::ticket::{
    Chain, ChainError, Credential, CredentialError, Documents, Holding, KeyStatus, PresentationId, Step,
};
use crate::wire::{MAX_CODE_BYTES, MessageType, TextError, Wire, WireError, from_text};

/// What to do with a credential whose key was revoked (P-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedKeys {
    /// A gate asks the lead.
    AskLead,
    /// A journal goes on: the entry is *static* then (J-07), and a wallet keeps what it has.
    Accept,
}

/// A code for which P-01 to P-09 hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    credential: Credential,
    chain: Chain,
    code: ProofCode,
    id: PresentationId,
    key_status: KeyStatus,
}

impl Presented {
    /// The credential.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The chain.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The turn of the code.
    pub fn step(&self) -> Step {
        self.code.step
    }

    /// The code as it travelled.
    pub fn code(&self) -> &ProofCode {
        &self.code
    }

    /// Names this one code.
    pub fn id(&self) -> PresentationId {
        self.id
    }

    /// Whether the issuer's key still stands.
    pub fn key_status(&self) -> KeyStatus {
        self.key_status
    }
}

/// P-01: text to a code of a type that gates take.
pub fn scan(text: &str) -> Result<ProofCode, Reason> {
    let bytes = from_text(text).map_err(|e| match e {
        TextError::NewerVersion => Reason::UpdateApp,
        TextError::Foreign | TextError::Damaged | TextError::TooLong => Reason::Malformed,
    })?;
    if bytes.len() > MAX_CODE_BYTES {
        return Err(wrong_type(&bytes));
    }
    match MessageType::of(&bytes).map_err(wire_reason)? {
        MessageType::Proof => ProofCode::from_code(&bytes).map_err(wire_reason),
        // Codes of the protocol that this version does not judge yet.
        MessageType::Reference | MessageType::Interactive | MessageType::Static | MessageType::Totp => {
            Err(Reason::UpdateApp)
        }
        _ => Err(Reason::NotATicket),
    }
}

/// Too long for a code: a request or parcel held up at a gate is no damaged ticket.
fn wrong_type(bytes: &[u8]) -> Reason {
    match MessageType::of(bytes) {
        Ok(kind) if kind.number() > MessageType::Totp.number() => Reason::NotATicket,
        _ => Reason::Malformed,
    }
}

fn wire_reason(error: WireError) -> Reason {
    match error {
        WireError::Unknown { .. } => Reason::UpdateApp,
        WireError::WrongType => Reason::NotATicket,
        _ => Reason::Malformed,
    }
}

/// P-03 to P-09 of a code against the control documents, at a gate's step.
pub fn verify(
    code: ProofCode,
    documents: &Documents,
    at: Step,
    revoked: RevokedKeys,
) -> Result<Presented, Reason> {
    let (credential, key_status) = verify_credential(&code.holding, documents, revoked)?;
    let chain = verify_chain(&credential, &code.holding, documents)?;
    if chain.last_step().is_some_and(|last| last > at.plus(Chain::MAX_AHEAD)) {
        return Err(Reason::ChainAhead);
    }
    let presentation = Presentation::proof(credential.payload().event, chain.head(), code.step);
    let holder = chain.holder().ok_or(Reason::WrongForm)?;
    holder
        .verify(Domain::Presentation, &presentation.to_bytes(), &code.signature)
        .map_err(|_| Reason::BadSignature)?;
    Ok(Presented { credential, chain, code, id: presentation.id(), key_status })
}

/// The same rules less the holder's signature and the clock: what a wallet checks of a parcel or ticket file (H-05).
pub fn verify_holding(holding: &Holding, documents: &Documents) -> Result<(Credential, Chain), Reason> {
    let (credential, _) = verify_credential(holding, documents, RevokedKeys::Accept)?;
    let chain = verify_chain(&credential, holding, documents)?;
    Ok((credential, chain))
}

fn verify_credential(
    holding: &Holding,
    documents: &Documents,
    revoked: RevokedKeys,
) -> Result<(Credential, KeyStatus), Reason> {
    let issuer = documents.trust().signer_of_credential(&holding.credential).map_err(credential_reason)?;
    if issuer.status == KeyStatus::Revoked && revoked == RevokedKeys::AskLead {
        return Err(Reason::KeyRevoked);
    }
    let credential = Credential::under(&holding.credential, issuer).map_err(credential_reason)?;
    if credential.payload().event != documents.event().event {
        return Err(Reason::WrongEvent);
    }
    if credential.payload().holder.is_none() {
        return Err(Reason::WrongForm);
    }
    // A known flag that this version does not act on yet: an update can, so it is never called forged.
    if !credential.payload().policy.flags.is_supported() {
        return Err(Reason::UpdateApp);
    }
    Ok((credential, issuer.status))
}

fn verify_chain(credential: &Credential, holding: &Holding, documents: &Documents) -> Result<Chain, Reason> {
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
