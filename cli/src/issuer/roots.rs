//! `mogiri issuer root announce`, `mogiri issuer root hand-over`.

use std::path::Path;

use mogiri::issuer::{Issuer, IssuerVault, Root};
use serde_json::json;

use super::{keys, open_with, read_passphrase};
use crate::args::RootVerb;
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, random};

pub(super) fn run(verb: RootVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    match verb {
        RootVerb::Announce { folder, root, next, event, out } => {
            let event = files::read(&event)?;
            let passphrase = read_passphrase(&folder)?;
            let passphrase = passphrase.as_deref().map(String::as_str);
            let (mut issuer, root) = keys::open_with_root((&folder, root.as_deref()), passphrase, clock)?;
            let vault = patiently(|| IssuerVault::make(&next, passphrase, random::system()))?;
            let next = patiently(|| Root::make(&next, &vault, &mut *random::system()))?;
            let file = issuer.announce(&event, &root, &next)?;
            tell(&issuer, &file, &out, output)
        }
        RootVerb::HandOver { folder, next, event, out } => {
            let event = files::read(&event)?;
            let passphrase = read_passphrase(&folder)?;
            let passphrase = passphrase.as_deref().map(String::as_str);
            let vault = IssuerVault::open(&next, passphrase, random::system())?;
            let next = Root::open(&next, &vault)?;
            let mut issuer = open_with(&folder, passphrase, clock)?;
            let file = issuer.hand_over(&event, &next)?;
            tell(&issuer, &file, &out, output)
        }
    }
}

fn tell(issuer: &Issuer, file: &[u8], out: &Path, output: Output) -> Result<(), CliError> {
    files::write(out, file)?;
    let trust = issuer.trust();
    let root = data_encoding::HEXLOWER.encode(&trust.root_kid());
    let next = trust.next_root_key().map(|key| data_encoding::HEXLOWER.encode(&key.kid()));
    let value = json!({
        "file": out.to_string_lossy(), "root": root, "next_root": next, "trust_version": trust.version(),
    });
    output.say_beside(out, &value, || {
        let announced = next.as_ref().map_or_else(String::new, |next| format!(", announces {next}"));
        format!("{}: root {root}, trust list version {}{announced}", out.display(), trust.version())
    })
}
