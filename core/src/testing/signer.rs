//! A software stand-in for keys in hardware.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;

use crate::ports::{CreatedKey, HolderSigner, SignerError};

/// In which form a signer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureForm {
    /// ASN.1 DER, as Secure Enclave and Keystore answer.
    Der,
    /// `r || s`.
    Raw,
    /// `r || s` with a high `s`, as a signer may answer that does not know the rule.
    RawHigh,
}

/// Keeps P-256 keys in memory.
#[derive(Debug)]
pub struct SoftwareSigner {
    keys: Mutex<BTreeMap<Vec<u8>, SigningKey>>,
    fault: Mutex<Option<SignerError>>,
    form: SignatureForm,
}

impl SoftwareSigner {
    /// Without keys.
    pub fn new(form: SignatureForm) -> Arc<Self> {
        Arc::new(Self { keys: Mutex::default(), fault: Mutex::default(), form })
    }

    /// From now on every call fails with `fault`, or works again with `None`.
    pub fn fail_with(&self, fault: Option<SignerError>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// How many keys it keeps.
    pub fn count(&self) -> usize {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn check(&self) -> Result<(), SignerError> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

impl HolderSigner for SoftwareSigner {
    fn create(&self) -> Result<CreatedKey, SignerError> {
        self.check()?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let number = u8::try_from(keys.len().saturating_add(1)).map_err(|_| SignerError::Refused)?;
        let key = SigningKey::from_slice(&[number; 32]).map_err(|_| SignerError::Refused)?;
        let (handle, public) = (vec![number], key.verifying_key().to_sec1_point(true).as_bytes().to_vec());
        keys.insert(handle.clone(), key);
        Ok(CreatedKey { public, handle })
    }

    fn sign(&self, handle: &[u8], message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.check()?;
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let key = keys.get(handle).ok_or(SignerError::KeyLost)?;
        let signature: p256::ecdsa::Signature = key.sign(message);
        let low = signature.normalize_s();
        Ok(match self.form {
            SignatureForm::Der => low.to_der().as_bytes().to_vec(),
            SignatureForm::Raw => low.to_bytes().to_vec(),
            SignatureForm::RawHigh => p256::ecdsa::Signature::from_scalars(*low.r(), -*low.s())
                .map_err(|_| SignerError::Refused)?
                .to_bytes()
                .to_vec(),
        })
    }

    fn delete(&self, handle: &[u8]) -> Result<(), SignerError> {
        self.check()?;
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(handle);
        Ok(())
    }
}
