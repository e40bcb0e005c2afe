//! Asking for tickets: fresh keys that an issuer or a friend binds tickets to (protocol §3, §6).

use super::holder_key::HolderKey;
use super::rows::{Kept, KeyRow, RequestRow, RequestTableRow, secret_bytes};
use super::{Wallet, WalletError};
use crate::crypto::{HardwareKey, HpkeSecretKey, SecretKey, Signs};
use crate::store::{Reader, Table};
use crate::ticket::{EventId, Time};
use crate::transfer::{CompareCode, Request, RequestPayload};

/// A request is answered within a day: long enough for an issuer's evening run, short enough that keys that wait are
/// few. A choice; the protocol leaves it open.
const LIFETIME_SECONDS: i64 = 24 * 60 * 60;
/// Open at once (protocol §2).
const MAX_OPEN: usize = 32;
const MAX_ROOTS: usize = 4;

impl Wallet {
    /// A request for 1 to 20 tickets, to be answered within 24 hours. Durable before it is returned; what is sealed to
    /// it later is taken by [`Wallet::receive`], what an issuer binds to it by [`Wallet::import`].
    pub fn request(&mut self, count: usize, expected: Option<EventId>) -> Result<Vec<u8>, WalletError> {
        self.ask(count, expected, &|wallet| {
            Ok(HolderKey::Software(SecretKey::generate(&mut *wallet.host.rng)))
        })
    }

    /// The same for tickets that are bound to this phone: the keys are made in its hardware and never leave it. An
    /// organizer answers it only for an event of that policy; no friend does.
    ///
    /// # Errors
    /// [`WalletError::NoHardware`] if the host brought no signer, [`WalletError::HardwareUnavailable`] and its like if it makes no key.
    pub fn request_hardware(
        &mut self,
        count: usize,
        expected: Option<EventId>,
    ) -> Result<Vec<u8>, WalletError> {
        let signer = self.hardware()?;
        self.ask(count, expected, &|_| Ok(HolderKey::Hardware(HardwareKey::create(signer.clone())?)))
    }

    fn ask(
        &mut self,
        count: usize,
        expected: Option<EventId>,
        make: &dyn Fn(&mut Self) -> Result<HolderKey, WalletError>,
    ) -> Result<Vec<u8>, WalletError> {
        if !(1..=RequestPayload::MAX_KEYS).contains(&count) {
            return Err(WalletError::BadCount);
        }
        let now = self.now();
        let open = self.store.read(load_requests)?.into_iter().filter(|row| !row.is_over(now)).count();
        if open >= MAX_OPEN {
            return Err(WalletError::TooManyRequests);
        }
        let mut keys = Vec::with_capacity(count);
        let every = (0..count).try_for_each(|_| make(self).map(|key| keys.push(key)));
        let asked = every.and_then(|()| self.ask_with(&keys, expected, now));
        if asked.is_err() {
            self.give_up(&keys);
        }
        asked
    }

    fn ask_with(
        &mut self,
        keys: &[HolderKey],
        expected: Option<EventId>,
        now: Time,
    ) -> Result<Vec<u8>, WalletError> {
        let hpke = HpkeSecretKey::generate(&mut *self.host.rng);
        let request = self.sign_request(keys, &hpke, expected, now.shifted(LIFETIME_SECONDS))?;
        self.keep_request(&request, keys, hpke)?;
        Ok(request.to_message())
    }

    /// What both sides read to each other when a request did not come by camera: eight characters.
    pub fn compare_code(request: &[u8]) -> Result<CompareCode, WalletError> {
        Ok(CompareCode::of(&Request::verify(request)?)?)
    }

    fn sign_request(
        &mut self,
        keys: &[HolderKey],
        hpke: &HpkeSecretKey,
        event: Option<EventId>,
        expiry: Time,
    ) -> Result<Request, WalletError> {
        let mut nonce = [0; 16];
        self.host.rng.fill_bytes(&mut nonce);
        let payload = RequestPayload {
            keys: keys.iter().map(Signs::public).collect(),
            hpke: hpke.public()?,
            nonce,
            expiry,
            event,
            known_roots: self.known_roots(event)?,
        };
        let first = keys.first().ok_or(WalletError::BadCount)?;
        Ok(Request::sign_by(payload, first)?)
    }

    /// The organizers that a friend need not introduce. With an expected event only its own.
    fn known_roots(&self, expected: Option<EventId>) -> Result<Vec<[u8; 8]>, WalletError> {
        let known = self.events()?.iter().filter(|((_, event), _)| expected.is_none_or(|id| id == *event));
        let mut roots: Vec<[u8; 8]> = known.map(|(_, event)| event.documents.trust().root_kid()).collect();
        roots.dedup();
        roots.truncate(MAX_ROOTS);
        Ok(roots)
    }

    fn keep_request(
        &mut self,
        request: &Request,
        keys: &[HolderKey],
        hpke: HpkeSecretKey,
    ) -> Result<(), WalletError> {
        let (message, expiry) = (request.to_message(), request.payload().expiry);
        let row = RequestTableRow::Request(RequestRow { message, hpke, expiry });
        let digest = request.digest();
        self.commit(&|_, _| (), |w| {
            w.insert(Table::Request, None, &secret_bytes(&row))?;
            for key in keys {
                let (public, secret) = (key.public(), Some(key.secret()));
                let row = RequestTableRow::Key(KeyRow { secret, request: digest, taken: None });
                w.insert(Table::Request, Some(public.as_bytes()), &secret_bytes(&row))?;
            }
            Ok(())
        })
    }
}

impl RequestRow {
    pub(super) fn is_over(&self, now: Time) -> bool {
        now > self.expiry.shifted(Request::EXPIRY_TOLERANCE)
    }
}

impl Wallet {
    /// The request with this digest.
    pub(super) fn request_with(&self, digest: &[u8; 32]) -> Result<Option<RequestRow>, WalletError> {
        for row in self.store.read(load_requests)? {
            if Request::verify(&row.message).map_err(|_| WalletError::Corrupt)?.digest() == *digest {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

/// When a request was made that lives until then.
pub(super) fn made(expiry: Time) -> Time {
    expiry.shifted(-LIFETIME_SECONDS)
}

/// Every request of this wallet. One that is over still opens a parcel that was sealed to it in time.
pub(super) fn load_requests(r: &Reader<'_>) -> Result<Vec<RequestRow>, WalletError> {
    let mut requests = Vec::new();
    r.for_each(Table::Request, |row| {
        if let RequestTableRow::Request(request) = Kept::<RequestTableRow>::load(&row)?.row {
            requests.push(request);
        }
        Ok::<_, WalletError>(())
    })?;
    Ok(requests)
}
