//! `mogiri wallet …`

mod answer;
mod challenge;
mod check;
mod erase;
mod mend;
mod show;
mod transfer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use mogiri::ports::Host;
use mogiri::wallet::{Decision, ImportOutcome, Rollback, StillValid, Wallet, WalletError};
use serde_json::{Value, json};

use crate::args::WalletVerb;
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::consent::Consent;
use crate::error::CliError;
use crate::output::Output;
use crate::vault::DevVault;
use crate::{files, input, issuer, message, random};

/// The peer's message was refused.
const REFUSED: u8 = 3;

/// Runs a verb.
pub(crate) fn run(verb: WalletVerb, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    match verb {
        WalletVerb::Init { dir } => {
            make(&dir, clock, output)?.close()?;
            issuer::tell_file(&dir, output)?;
        }
        WalletVerb::List { dir } => list(&dir, clock, output)?,
        WalletVerb::Import { dir, files } => return import(&dir, &files, clock, output),
        WalletVerb::Show(verb) => show::run(&verb, clock, output)?,
        WalletVerb::Answer { picture, dir, ticket, challenge, yes } => {
            let consent = Consent::new(yes);
            let question = challenge::Question { dir: &dir, ticket: &ticket, challenge: &challenge, consent };
            challenge::run(&question, &picture, clock, output)?;
        }
        WalletVerb::Correct { dir, beacon } => {
            let beacon = message::read(&beacon)?;
            let mut wallet = open(&dir, clock, output)?;
            let outcome = wallet.correct(&beacon)?;
            let state = wallet.clock();
            wallet.close()?;
            return answer::corrected(outcome, state, output);
        }
        WalletVerb::Accept { dir, stamp } => {
            let stamp = message::read(&stamp)?;
            let mut wallet = open(&dir, clock, output)?;
            let outcome = wallet.accept_stamp(&stamp)?;
            wallet.close()?;
            return answer::stamp(&outcome, output);
        }
        WalletVerb::Press { dir, ticket, touches } => {
            let touches = input::read_touches(&files::read(&touches)?, &touches.to_string_lossy())?;
            let mut wallet = open(&dir, clock, output)?;
            let ticket = wallet.find(&ticket)?;
            let outcome = wallet.press(ticket, &touches)?;
            wallet.close()?;
            return answer::press(ticket, &outcome, output);
        }
        WalletVerb::Request { dir, count, hardware, compare, out } => {
            let mut wallet = open(&dir, clock, output)?;
            let request =
                if hardware { wallet.request_hardware(count, None)? } else { wallet.request(count, None)? };
            wallet.close()?;
            files::write(&out, &request)?;
            let code = if compare { Some(Wallet::compare_code(&request)?.to_string()) } else { None };
            let value = json!({ "file": out.to_string_lossy(), "keys": count, "compare": code });
            output.say_beside(&out, &value, || match &code {
                Some(code) => format!("{}\ncompare code {code}", out.display()),
                None => out.display().to_string(),
            })?;
        }
        WalletVerb::HandOver { dir, ticket, request, compare, out } => {
            let offer =
                transfer::Offer { ticket: &ticket, request: &message::read(&request)?, compare, out: &out };
            return transfer::hand_over(&dir, &offer, clock, output);
        }
        WalletVerb::Receive { dir, parcel, decline, out } => {
            let decision = if decline { Decision::Decline } else { Decision::Take };
            let mut wallet = open(&dir, clock, output)?;
            let received = wallet.receive(&message::read(&parcel)?, decision)?;
            wallet.close()?;
            return transfer::received(&received, &out, output);
        }
        WalletVerb::Fold { dir, ticket, out } => {
            let mut wallet = open(&dir, clock, output)?;
            let ticket = wallet.find(&ticket)?;
            let fold = wallet.fold(ticket)?;
            wallet.close()?;
            files::write(&out, &fold)?;
            issuer::tell_file(&out, output)?;
        }
        WalletVerb::Acknowledge { dir, ticket, out } => {
            let mut wallet = open(&dir, clock, output)?;
            let ticket = wallet.find(&ticket)?;
            let answer = wallet.acknowledge(ticket)?;
            wallet.close()?;
            files::write(&out, &answer)?;
            issuer::tell_file(&out, output)?;
        }
        WalletVerb::Forget { dir, ticket, still_valid } => {
            let valid = if still_valid { StillValid::Erase } else { StillValid::Keep };
            erase::forget(&dir, &ticket, valid, clock, output)?;
        }
        WalletVerb::Purge { dir } => erase::purge(&dir, clock, output)?,
        WalletVerb::Wipe { dir, yes } => return erase::wipe(&dir, Consent::new(yes), clock, output),
        WalletVerb::Exposure { dir } => erase::exposure(&dir, clock, output)?,
        WalletVerb::Check { dir } => return check::run(&dir, clock, output),
        WalletVerb::Mend { dir } => mend::run(&dir, clock, output)?,
        WalletVerb::DismissRollback { dir } => dismiss_rollback(&dir, clock, output)?,
        WalletVerb::RotateKey { dir } => rotate_key(&dir, clock, output)?,
        WalletVerb::Settle { dir, answer } => {
            let answer = message::read(&answer)?;
            let mut wallet = open(&dir, clock, output)?;
            let settled = wallet.settle(&answer)?;
            wallet.close()?;
            return transfer::settled(&settled, output);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the wallet of a folder, waiting for whoever holds it.
pub(crate) fn open(dir: &Path, clock: CliClock, output: Output) -> Result<Wallet, CliError> {
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    Ok(warned(patiently(|| Wallet::open(dir, host(vault.clone(), clock)))?, output))
}

/// Makes a wallet, or opens the one that is there.
pub(crate) fn make(dir: &Path, clock: CliClock, output: Output) -> Result<Wallet, CliError> {
    match open(dir, clock, output) {
        Err(CliError::Wallet(WalletError::NoWallet)) => {}
        other => return other,
    }
    let vault = Arc::new(DevVault::make(dir).map_err(|error| CliError::file(dir, &error))?);
    let made = patiently(|| match Wallet::create(dir, host(vault.clone(), clock)) {
        Err(WalletError::AlreadyExists) => Wallet::open(dir, host(vault.clone(), clock)),
        other => other,
    });
    Ok(warned(made?, output))
}

fn host(vault: Arc<DevVault>, clock: CliClock) -> Host {
    Host {
        clock: Arc::new(clock),
        signer: Some(vault.clone()),
        vault,
        log: crate::log::sink(),
        rng: random::system(),
    }
}

fn list(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let wallet = open(dir, clock, output)?;
    let tickets = wallet.tickets()?;
    wallet.close()?;
    let list = tickets.iter().map(answer::summary).collect::<Value>();
    output.say(&list, || answer::table(&tickets))
}

fn rotate_key(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut wallet = open(dir, clock, output)?;
    DevVault::renew(dir, |new| {
        wallet.rotate_key(new)?;
        Ok(wallet.close()?)
    })?;
    issuer::tell_file(dir, output)
}

fn dismiss_rollback(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut wallet = open(dir, clock, output)?;
    let before = wallet.rollback();
    wallet.dismiss_rollback()?;
    wallet.close()?;
    output.say(&json!({ "dismissed": before.code() }), || match before {
        Rollback::None => "○ 戻されていません / nothing was put back\n".to_owned(),
        Rollback::Detected { .. } => "○ 確認しました / noted\n".to_owned(),
    })
}

/// A folder put back from a copy works, and its owner is told until he took note.
fn warned(wallet: Wallet, output: Output) -> Wallet {
    if let Rollback::Detected { missing } = wallet.rollback() {
        let lost = format!("an older copy of this wallet was put back: {missing} changes are lost");
        output.warn(&lost);
    }
    wallet
}

fn import(dir: &Path, paths: &[PathBuf], clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    let contents = paths.iter().map(|path| files::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut wallet = open(dir, clock, output)?;
    let mut code = ExitCode::SUCCESS;
    for (path, bytes) in paths.iter().zip(&contents) {
        let imported = wallet.import(bytes)?;
        let good = |outcome| {
            matches!(outcome, ImportOutcome::Added | ImportOutcome::Unchanged | ImportOutcome::Older)
        };
        if !imported.tickets.iter().all(|ticket| good(ticket.outcome)) {
            code = ExitCode::from(REFUSED);
        }
        output.say(&answer::imported(path, &imported), || answer::imported_text(path, &imported))?;
    }
    wallet.close()?;
    Ok(code)
}
