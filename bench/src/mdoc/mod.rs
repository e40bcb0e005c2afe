//! A ticket-like mdoc (ISO/IEC 18013-5) shown to the reader of the `isomdl` crate.
//!
//! The reader takes only documents of the driving licence's type and namespace, so five short elements of a ticket
//! stand there. What is timed is [`reader::SessionManager::handle_response`]: decrypt, decode, and check the signer's
//! certificate, the issuer's signature and the device's. It compares no element with its signed digest.

mod certificates;

use anyhow::{Context, Result, ensure};
use ciborium::Value;
use isomdl::definitions::device_request::{DataElements, Namespaces};
use isomdl::definitions::{
    CoseKey, DeviceKeyInfo, DigestAlgorithm, EC2Curve, EC2Y, SessionEstablishment, ValidityInfo,
};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::AuthenticationStatus;
use isomdl::presentation::device::{Documents, SessionManager, SessionManagerInit};
use isomdl::presentation::reader;
use p256::ecdsa::{Signature, SigningKey};
use signature::Signer as _;
use time::{Duration, OffsetDateTime};

use crate::contest::{prepared, work};
use crate::reference::Reference;
use crate::table::{Target, print_timed};
use certificates::Certificates;

const DOCUMENT: &str = "org.iso.18013.5.1.mDL";
const NAMESPACE: &str = "org.iso.18013.5.1";
const ELEMENTS: [(&str, &str); 5] = [
    ("event", "1111111111111111"),
    ("place", "1F 12-34 ABC"),
    ("zone", "A"),
    ("from", "2026-12-19T08:00:00Z"),
    ("until", "2026-12-20T08:00:00Z"),
];

pub(crate) fn print() -> Result<()> {
    let (reader, response) = shown()?;
    let outcome = reader.clone().handle_response(&response);
    ensure!(
        (outcome.issuer_authentication, outcome.device_authentication)
            == (AuthenticationStatus::Valid, AuthenticationStatus::Valid),
        "isomdl refuses its own document: {:?}",
        outcome.errors
    );
    let reference = Reference::after(0);
    let text = reference.present().to_text();
    print_timed(
        "judge a code, 0 hand-overs",
        "isomdl 0.2: reader, response with 5 short elements",
        Target::TimesFaster(5.0),
        work(|| reference.verify(std::hint::black_box(&text))),
        prepared(|| reader.clone(), |mut reader| reader.handle_response(std::hint::black_box(&response))),
    );
    Ok(())
}

/// A reader in a session, and what the holder's device answered.
fn shown() -> Result<(reader::SessionManager, Vec<u8>)> {
    let (issuer, device_key) = (Certificates::make()?, SigningKey::from_slice(&[5; 32])?);
    let documents = Documents::new(DOCUMENT.to_owned(), issue(&issuer, &device_key)?.into());
    let (engaged, engagement) = SessionManagerInit::initialise(documents, None, None)?.qr_engagement()?;

    let mut elements = DataElements::new("event".to_owned(), false);
    for (name, _) in ELEMENTS {
        elements.insert(name.to_owned(), false);
    }
    let requested = Namespaces::new(NAMESPACE.to_owned(), elements);
    let (reader, request, _) =
        reader::SessionManager::establish_session(engagement, requested, issuer.trusted())?;
    let request: SessionEstablishment =
        isomdl::cbor::from_slice(&request).map_err(|error| anyhow::anyhow!("{error}"))?;
    let (mut device, asked) = engaged.process_session_establishment(request, issuer.trusted())?;
    device.prepare_response(&asked.items_request, permitted());
    Ok((reader, answer(device, &device_key)?))
}

fn permitted() -> isomdl::presentation::device::PermittedItems {
    let elements = ELEMENTS.map(|(name, _)| name.to_owned()).to_vec();
    [(DOCUMENT.to_owned(), [(NAMESPACE.to_owned(), elements)].into())].into()
}

fn answer(mut device: SessionManager, key: &SigningKey) -> Result<Vec<u8>> {
    let (_, payload) = device.get_next_signature_payload().context("isomdl has nothing to sign")?;
    let signature: Signature = key.sign(payload);
    device.submit_next_signature(signature.to_vec())?;
    device.retrieve_response().context("isomdl has no response")
}

fn issue(issuer: &Certificates, device: &SigningKey) -> Result<Mdoc> {
    let now = OffsetDateTime::now_utc();
    let validity = ValidityInfo {
        signed: now,
        valid_from: now,
        valid_until: now + Duration::days(1),
        expected_update: None,
    };
    let point = device.verifying_key().to_encoded_point(false);
    let (x, y) = (point.x().context("a point")?.to_vec(), point.y().context("a point")?.to_vec());
    let device_key = CoseKey::EC2 { crv: EC2Curve::P256, x, y: EC2Y::Value(y) };
    let elements = ELEMENTS.map(|(name, value)| (name.to_owned(), Value::Text(value.to_owned())));
    Mdoc::builder()
        .doc_type(DOCUMENT.to_owned())
        .namespaces([(NAMESPACE.to_owned(), elements.into())].into())
        .validity_info(validity)
        .digest_algorithm(DigestAlgorithm::SHA256)
        .device_key_info(DeviceKeyInfo { device_key, key_authorizations: None, key_info: None })
        .enable_decoy_digests(false)
        .issue::<SigningKey, Signature>(issuer.chain()?, issuer.signer.clone())
}
