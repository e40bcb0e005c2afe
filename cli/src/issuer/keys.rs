//! `mogiri issuer rotate`, `mogiri issuer salvage`: the verbs that need the root.

use std::path::Path;

use mogiri::issuer::{Issuer, IssuerVault, Root};
use mogiri::ticket::{CertificatePayload, Documents, EventCore};
use serde_json::{Value, json};

use super::{open_with, read_passphrase, root_folder};
use crate::args::IssuerFolder;
use crate::clock::{CliClock, local};
use crate::error::CliError;
use crate::output::Output;
use crate::{files, random};

/// The issuer's folder and the root's; the passphrase opens both.
pub(super) type Folders<'a> = (&'a IssuerFolder, Option<&'a Path>);

pub(super) fn rotate(
    folders: Folders<'_>,
    event: &Path,
    out: &Path,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let event = files::read(event)?;
    let (mut issuer, root) = open(folders, clock)?;
    files::write(out, &issuer.rotate(&event, &root)?)?;
    let version = issuer.trust().version();
    let value = json!({ "file": out.to_string_lossy(), "trust_version": version });
    output.say_beside(out, &value, || format!("{}: trust list version {version}", out.display()))
}

pub(super) fn salvage(
    folders: Folders<'_>,
    event: &Path,
    out: &Path,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let event = files::read(event)?;
    let (mut issuer, root) = open(folders, clock)?;
    let salvaged = issuer.salvage(&event, &root)?;
    files::make_folder(out)?;
    let parts = [
        (out.join("event.mgr"), &salvaged.event_file),
        (out.join("manifest.mgr"), &salvaged.manifest),
        (out.join("revoked.mgr"), &salvaged.revocation),
    ];
    for (path, bytes) in &parts {
        files::write(path, bytes)?;
    }
    let documents = Documents::from_event_file(&salvaged.event_file);
    let documents = documents.map_err(mogiri::issuer::IssuerError::EventFile)?;
    let again = salvaged.certificates.iter().map(|fallen| certificate(fallen, documents.event()));
    let value = json!({
        "files": parts.iter().map(|(path, _)| path.to_string_lossy()).collect::<Vec<_>>(),
        "trust_version": issuer.trust().version(),
        "certify_again": again.collect::<Vec<_>>(),
    });
    output.say(&value, || text(out, documents.event(), &salvaged.certificates))
}

fn open(folders: Folders<'_>, clock: CliClock) -> Result<(Issuer, Root), CliError> {
    let passphrase = read_passphrase(folders.0)?;
    open_with_root(folders, passphrase.as_deref().map(String::as_str), clock)
}

pub(super) fn open_with_root(
    (folder, root): Folders<'_>,
    passphrase: Option<&str>,
    clock: CliClock,
) -> Result<(Issuer, Root), CliError> {
    let root = root_folder(folder, root);
    let vault = IssuerVault::open(&root, passphrase, random::system())?;
    let root = Root::open(&root, &vault)?;
    Ok((open_with(folder, passphrase, clock)?, root))
}

fn certificate(certificate: &CertificatePayload, event: &EventCore) -> Value {
    json!({
        "serial": serial(certificate),
        "gates": gates(certificate, event),
        "from": certificate.not_before.seconds(),
        "until": certificate.not_after.seconds(),
    })
}

fn serial(certificate: &CertificatePayload) -> String {
    data_encoding::HEXLOWER.encode(certificate.serial.as_bytes())
}

/// The gates' names; `None` for all.
fn gates(certificate: &CertificatePayload, event: &EventCore) -> Option<Vec<String>> {
    Some(certificate.gates.as_ref()?.iter().map(|gate| event.gate_name(*gate)).collect())
}

fn text(out: &Path, event: &EventCore, certificates: &[CertificatePayload]) -> String {
    let again = certificates.iter().map(|certificate| {
        let gates =
            gates(certificate, event).map_or_else(|| "all gates".to_owned(), |gates| gates.join(", "));
        let until = local(certificate.not_after, &event.timezone);
        format!("certify again: {} ({gates}, until {until})", serial(certificate))
    });
    let first = format!("{}: every gate needs event.mgr, manifest.mgr and revoked.mgr", out.display());
    std::iter::once(first).chain(again).collect::<Vec<_>>().join("\n")
}
