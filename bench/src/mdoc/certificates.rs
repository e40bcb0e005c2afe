//! The certificates of an mdoc's issuer, as ISO/IEC 18013-5 annex B asks for them: a root, and the signer it names.

use std::time::Duration;

use anyhow::Result;
use const_oid::ObjectIdentifier;
use der::asn1::OctetString;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use p256::ecdsa::{DerSignature, SigningKey};
use sha1::{Digest as _, Sha1};
use x509_cert::Certificate;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName,
    KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

/// Document signers of annex B.
const DOCUMENT_SIGNER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.0.18013.5.1.2");

pub(super) struct Certificates {
    pub(super) signer: SigningKey,
    signer_certificate: Certificate,
    root_certificate: Certificate,
}

impl Certificates {
    pub(super) fn make() -> Result<Self> {
        let (root, signer) = (SigningKey::from_slice(&[3; 32])?, SigningKey::from_slice(&[4; 32])?);
        let name: Name = "CN=root,C=JP".parse()?;

        let mut builder = begin(Profile::Manual { issuer: None }, &root, &root, name.clone())?;
        builder.add_extension(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?;
        builder.add_extension(&BasicConstraints { ca: true, path_len_constraint: Some(0) })?;
        let root_certificate = builder.build::<DerSignature>()?;

        let profile = Profile::Manual { issuer: Some(name) };
        let mut builder = begin(profile, &signer, &root, "CN=signer,C=JP".parse()?)?;
        builder.add_extension(&AuthorityKeyIdentifier {
            key_identifier: Some(key_identifier(&root)?),
            ..AuthorityKeyIdentifier::default()
        })?;
        builder.add_extension(&KeyUsage(KeyUsages::DigitalSignature.into()))?;
        builder.add_extension(&ExtendedKeyUsage(vec![DOCUMENT_SIGNER]))?;
        let signer_certificate = builder.build::<DerSignature>()?;
        Ok(Self { signer, signer_certificate, root_certificate })
    }

    /// What the reader is given.
    pub(super) fn trusted(&self) -> TrustAnchorRegistry {
        let certificate = self.root_certificate.clone();
        TrustAnchorRegistry { anchors: vec![TrustAnchor { certificate, purpose: TrustPurpose::Iaca }] }
    }

    /// What the document carries.
    pub(super) fn chain(&self) -> Result<X5Chain> {
        X5Chain::builder().with_certificate(self.signer_certificate.clone())?.build()
    }
}

/// What both certificates have.
fn begin<'a>(
    profile: Profile,
    subject_key: &SigningKey,
    issuer_key: &'a SigningKey,
    subject: Name,
) -> Result<CertificateBuilder<'a, SigningKey>> {
    let validity = Validity::from_now(Duration::from_hours(24))?;
    let key = SubjectPublicKeyInfoOwned::from_key(*subject_key.verifying_key())?;
    let mut builder = CertificateBuilder::new(profile, 1_u32.into(), validity, subject, key, issuer_key)?;
    builder.add_extension(&SubjectKeyIdentifier(key_identifier(subject_key)?))?;
    let mail = GeneralName::Rfc822Name("issuer@example.org".to_owned().try_into()?);
    builder.add_extension(&IssuerAltName(vec![mail]))?;
    let list = GeneralName::UniformResourceIdentifier("https://example.org/crl".to_owned().try_into()?);
    builder.add_extension(&CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![list])),
        reasons: None,
        crl_issuer: None,
    }]))?;
    Ok(builder)
}

fn key_identifier(key: &SigningKey) -> Result<OctetString> {
    let key = SubjectPublicKeyInfoOwned::from_key(*key.verifying_key())?;
    Ok(OctetString::new(Sha1::digest(key.subject_public_key.raw_bytes()).to_vec())?)
}
