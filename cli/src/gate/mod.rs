//! `mogiri gate …`

mod answer;
mod blanks;
mod keep;
mod moment;
mod passage;
mod picture;
mod sync;
mod told;

pub(crate) use answer::{in_order, report};

use std::io::{self, BufRead, Read as _, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::gate::{
    Admission, AskName, Ending, Gate, GateError, MergeReport, Repeat, RepeatOf, Updated, Verdict,
};
use mogiri::ports::Host;
use mogiri::store::Reserve;
use mogiri::ticket::CardId;
use mogiri::wire::to_text;
use serde_json::json;

use crate::args::{GateVerb, LAST};
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::vault::DevVault;
use crate::{files, issuer, random};

/// Any verdict but admitted.
const REFUSED: u8 = 3;

/// Runs a verb.
pub(crate) fn run(verb: GateVerb, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    match verb {
        GateVerb::Init { dir, event, gate, label, out } => {
            let event = files::read(&event)?;
            let gate = make(&dir, &event, (&gate, &label), clock)?;
            files::write(&out, &gate.enrolment())?;
            gate.close()?;
            issuer::tell_file(&out, output)?;
        }
        GateVerb::Update { dir, files } => update(&dir, &files, clock, output)?,
        GateVerb::Challenge { dir, ask_name, out } => challenge(&dir, ask_name, out, clock, output)?,
        GateVerb::Scan { dir, text, png, stamp, name } => {
            let at = Desk { dir: &dir, stamp: stamp.as_deref(), name: name.as_deref(), clock, output };
            return match (text.as_deref(), png) {
                (Some(files::DASH), _) => at.scan_lines(),
                (Some(text), _) => at.scan(text),
                (None, Some(png)) => at.scan(&picture::read_code(&png)?),
                (None, None) => Err(CliError::Usage("give a code's text, --png FILE, or -")),
            };
        }
        GateVerb::Beacon { dir, out } => moment::beacon(&dir, out, clock, output)?,
        GateVerb::Clock(verb) => moment::clock(&verb, clock, output)?,
        GateVerb::Check { dir } => return keep::check(&dir, clock, output),
        GateVerb::Purge { dir } => keep::purge(&dir, clock, output)?,
        GateVerb::Exposure { dir } => keep::exposure(&dir, clock, output)?,
        GateVerb::Close { dir, out } => moment::close(&dir, out.as_deref(), clock, output)?,
        GateVerb::Digits { dir, digits, name } => {
            let at = Desk { dir: &dir, stamp: None, name: name.as_deref(), clock, output };
            return at.digits(&digits);
        }
        GateVerb::Tap { dir, card, name } => {
            let at = Desk { dir: &dir, stamp: None, name: name.as_deref(), clock, output };
            return at.tap(&card);
        }
        GateVerb::Exit { dir, text, png } => {
            let text = match (text, png) {
                (Some(text), _) => text,
                (None, Some(png)) => picture::read_code(&png)?,
                (None, None) => return Err(CliError::Usage("give a code's text, or --png FILE")),
            };
            passage::exit(&dir, &text, clock, output)?;
        }
        GateVerb::Override { dir, text, ticket, reason } => {
            let whom = match (text.as_deref(), ticket.as_deref()) {
                (Some(text), _) => passage::Whom::Code(text),
                (None, Some(ticket)) => passage::Whom::Ticket(ticket),
                (None, None) => return Err(CliError::Usage("give a code's text, or --ticket ID")),
            };
            passage::overrule(&dir, whom, &reason, clock, output)?;
        }
        GateVerb::Issue { dir, zone, replaces, reason, again, out } => {
            let wanted = match (again.as_deref(), reason.as_deref()) {
                (Some(LAST), _) => blanks::Wanted::Again(None),
                (Some(ticket), _) => blanks::Wanted::Again(Some(ticket)),
                (None, Some(reason)) => {
                    let (zone, replaces) = (zone.as_deref(), replaces.as_deref());
                    blanks::Wanted::New { zone, replaces, reason }
                }
                (None, None) => return Err(CliError::Usage("give --reason CODE, or --again ID")),
            };
            blanks::issue(&dir, wanted, &out, clock, output)?;
        }
        GateVerb::Void { dir, entry, reason } => {
            let mut gate = open(&dir, clock)?;
            let voided = gate.void(&entry, &reason)?;
            gate.close()?;
            let value = json!({
                "voided": voided.target.to_string(),
                "entry": voided.entry.to_string(),
                "ticket": voided.ticket.map(|ticket| ticket.to_string()),
            });
            output.say(&value, || format!("undone: {}", voided.target))?;
        }
        GateVerb::Merge { dir, files } => merge(&dir, &files, clock, output)?,
        GateVerb::Export { dir, out, reader: None } => {
            let mut gate = open(&dir, clock)?;
            let journal = gate.export()?;
            gate.close()?;
            files::write(&out, &journal)?;
            issuer::tell_file(&out, output)?;
        }
        GateVerb::Export { dir, out, reader: Some(vector) } => {
            sync::export(&dir, &out, &vector, clock, output)?;
        }
        GateVerb::Vector { dir, out } => sync::vector(&dir, out, clock, output)?,
        GateVerb::History { dir, last } => sync::history(&dir, last, clock, output)?,
        GateVerb::RotateKey { dir } => rotate_key(&dir, clock, output)?,
        GateVerb::Report { dir } => {
            let mut gate = open(&dir, clock)?;
            let report = gate.report()?;
            let timezone = gate.documents().event().timezone.clone();
            let watch = gate.clock_watch();
            gate.close()?;
            let value = answer::report_beside_clock(&report, watch);
            let line = format!("clock: {watch}\n");
            output.say(&value, || answer::report_text(&report, &timezone) + &line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the gate of a folder, waiting for whoever holds it.
fn open(dir: &Path, clock: CliClock) -> Result<Gate, CliError> {
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    Ok(patiently(|| Gate::open(dir, host(vault.clone(), clock)))?)
}

fn host(vault: Arc<DevVault>, clock: CliClock) -> Host {
    Host { clock: Arc::new(clock), vault, signer: None, log: crate::log::sink(), rng: random::system() }
}

/// Makes a gate, or opens the one that an earlier run made for the same event and gate.
fn make(dir: &Path, event: &[u8], (name, label): (&str, &str), clock: CliClock) -> Result<Gate, CliError> {
    let vault = Arc::new(DevVault::make(dir).map_err(|error| CliError::file(dir, &error))?);
    let made = patiently(|| Gate::create(dir, host(vault.clone(), clock), event, name, label));
    if !made.as_ref().is_err_and(|error| error.code() == "EXISTS") {
        return Ok(made?);
    }
    let gate = patiently(|| Gate::open(dir, host(vault.clone(), clock)))?;
    let documents = mogiri::ticket::Documents::from_event_file(event).map_err(GateError::BadDocument)?;
    let same = documents.event().event == gate.documents().event().event
        && documents.root() == gate.documents().root()
        && gate.gate_name() == name;
    if same { Ok(gate) } else { Err(CliError::Usage("the folder has a gate of another event or name")) }
}

fn rotate_key(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    DevVault::renew(dir, |new| {
        gate.rotate_key(new)?;
        Ok(gate.close()?)
    })?;
    issuer::tell_file(dir, output)
}

fn update(dir: &Path, paths: &[PathBuf], clock: CliClock, output: Output) -> Result<(), CliError> {
    let documents = paths.iter().map(|path| files::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut gate = open(dir, clock)?;
    let mut adopted = 0;
    for document in &documents {
        adopted += usize::from(gate.update(document)? == Updated::New);
    }
    let (status, left) = (gate.status(), gate.blanks_left());
    gate.close()?;
    let shift = status.shift_begins.zip(status.shift_ends);
    let value = json!({
        "adopted": adopted,
        "gate": status.gate,
        "roles": status.roles,
        "shift": shift.map(|(from, until)| json!({ "from": from.seconds(), "until": until.seconds() })),
        "revocation": status.revocation,
        "manifest": status.manifest,
        "clock": answer::clock(status.clock),
        "guests": status.guests,
        "carriers": status.carriers,
        "blanks": left,
        "reserve": status.reserve == Reserve::Kept,
        "rollback": status.rollback.code(),
    });
    output.say(&value, || {
        let roles = status.roles.join(", ");
        format!("gate {}: {adopted} new, roles {roles}\nclock: {}", status.gate, status.clock)
    })
}

fn challenge(
    dir: &Path,
    ask_name: bool,
    out: Option<PathBuf>,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let challenge = gate.challenge(if ask_name { AskName::Yes } else { AskName::No })?;
    gate.close()?;
    hand_out(&challenge, out, output)
}

/// Writes a message for a phone, or draws it.
fn hand_out(message: &[u8], out: Option<PathBuf>, output: Output) -> Result<(), CliError> {
    if let Some(out) = out {
        files::write(&out, message)?;
        return issuer::tell_file(&out, output);
    }
    let text = to_text(message);
    let qr = QrCode::new(&text, Purpose::Screen)?;
    output.draw(&json!({ "text": text }), &format!("{}\n", qr.to_terminal()), || text.clone())
}

fn merge(dir: &Path, paths: &[PathBuf], clock: CliClock, output: Output) -> Result<(), CliError> {
    let journals = paths.iter().map(|path| files::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut gate = open(dir, clock)?;
    let mut faults = Vec::new();
    for (path, journal) in paths.iter().zip(&journals) {
        let file = path.display().to_string();
        // What is wrong with one file keeps no other from being merged.
        match gate.merge(journal) {
            Ok(merged) => {
                tell_merged(path, &merged, output)?;
                let cut = merged.ending == Ending::Cut;
                faults.extend(cut.then_some(CliError::JournalCut { file }));
            }
            Err(source) => faults.push(CliError::Journal { file, source }),
        }
    }
    gate.close()?;
    let mut faults = faults.into_iter();
    let first = faults.next();
    faults.for_each(|fault| output.warn(&fault.to_string()));
    first.map_or(Ok(()), Err)
}

fn tell_merged(path: &Path, merged: &MergeReport, output: Output) -> Result<(), CliError> {
    let value = json!({
        "file": path.to_string_lossy(),
        "new_entries": merged.new_entries,
        "waiting": merged.waiting,
        "refused_heads": merged.refused_heads,
        "whole": merged.ending == Ending::Whole,
    });
    output.say(&value, || format!("{}: {} new entries", path.display(), merged.new_entries))
}

fn exit_code(verdict: &Verdict) -> ExitCode {
    match verdict {
        Verdict::Admitted(_) => ExitCode::SUCCESS,
        _ => ExitCode::from(REFUSED),
    }
}

/// Longer than any code.
const MAX_LINE: u64 = 8 * 1024;

/// What is no text is no code, and is answered as such; of a line without an end the beginning is enough to say so.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()))
}

/// A gate's folder with what a scan may write.
struct Desk<'a> {
    dir: &'a Path,
    stamp: Option<&'a Path>,
    name: Option<&'a str>,
    clock: CliClock,
    output: Output,
}

impl Desk<'_> {
    fn scan(&self, text: &str) -> Result<ExitCode, CliError> {
        self.answer(text).map(|verdict| exit_code(&verdict))
    }

    fn digits(&self, digits: &str) -> Result<ExitCode, CliError> {
        let mut gate = open(self.dir, self.clock)?;
        let verdict = gate.admit_digits(digits, self.name)?;
        let closed = gate.close();
        self.tell(&verdict)?;
        closed?;
        Ok(exit_code(&verdict))
    }

    fn tap(&self, card: &str) -> Result<ExitCode, CliError> {
        let card: CardId =
            card.parse().map_err(|_| CliError::Usage("a card's id is 4 to 16 bytes in hex"))?;
        let mut gate = open(self.dir, self.clock)?;
        let verdict = gate.tap(card.as_bytes(), self.name)?;
        let closed = gate.close();
        self.tell(&verdict)?;
        closed?;
        Ok(exit_code(&verdict))
    }

    /// One code a line, one answer a line; the folder is held only during a line, so that others get their turn. What
    /// went wrong with one is told, and the next person's code is read.
    fn scan_lines(&self) -> Result<ExitCode, CliError> {
        let (mut input, mut code) = (stdin().lock(), ExitCode::SUCCESS);
        while let Some(line) = next_line(&mut input).map_err(|error| CliError::file(files::DASH, &error))? {
            match self.answer(&line) {
                Ok(_) => {}
                Err(fault) if fault.is_about(files::DASH) => return Err(fault),
                Err(fault) => code = self.output.fail(&fault),
            }
        }
        Ok(code)
    }

    /// What was decided is told even if the gate cannot be closed in order: it is in the journal.
    fn answer(&self, text: &str) -> Result<Verdict, CliError> {
        let mut gate = open(self.dir, self.clock)?;
        let verdict = match self.name {
            Some(name) => gate.admit_named(text, name)?,
            None => gate.admit(text)?,
        };
        let stamped = self.write_stamp(&mut gate, &verdict);
        let closed = gate.close();
        self.tell(&verdict)?;
        stamped?;
        closed?;
        Ok(verdict)
    }

    /// A repeated admission is stamped too: the run before may have been killed between the two.
    fn write_stamp(&self, gate: &mut Gate, verdict: &Verdict) -> Result<(), CliError> {
        let entry = match verdict {
            Verdict::Admitted(Admission { entry, .. }) => Some(*entry),
            Verdict::Repeat(Repeat { of: RepeatOf::Admitted, ticket, .. }) => {
                ticket.and_then(|ticket| gate.admission_of(ticket))
            }
            _ => None,
        };
        match entry.zip(self.stamp) {
            Some((entry, path)) => files::write(path, &gate.stamp(&entry)?),
            None => Ok(()),
        }
    }

    fn tell(&self, verdict: &Verdict) -> Result<(), CliError> {
        let value = answer::verdict(verdict);
        match self.stamp.filter(|_| verdict.reason().is_none()) {
            Some(stamp) => self.output.say_beside(stamp, &value, || told::verdict_text(verdict)),
            None => self.output.say(&value, || told::verdict_text(verdict)),
        }
    }
}
