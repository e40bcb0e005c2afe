//! `mogiri issuer …`

mod keys;
mod names;
mod roots;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use mogiri::issuer::{
    EventPlan, IssuedRevocation, Issuer, IssuerVault, ListedTicket, Root, StaffGrant, StaffHours, TicketState,
};
use mogiri::ports::Host;
use mogiri::stamp::StampFamily;
use mogiri::ticket::{Documents, GatePlan, RevocationReason, Role, Roles, Time, TrustList};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::args::{IssuerFolder, IssuerVerb};
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::{Output, columns};
use crate::{files, input, issue, random};

/// Runs a verb.
pub(crate) fn run(verb: IssuerVerb, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    match verb {
        IssuerVerb::Init { folder, root } => init(&folder, root.as_deref(), clock, output)?,
        IssuerVerb::Event { folder, event, out, replaces } => {
            let plan = read_plan(&event)?;
            let replaces = replaces.map(|path| files::read(&path)).transpose()?;
            let file = open(&folder, clock)?.sign_event(&plan, replaces.as_deref())?;
            files::write(&out, &file)?;
            tell_event(&file, &out, output)?;
        }
        IssuerVerb::Issue(verb) => issue::run(&verb, clock, output)?,
        IssuerVerb::Paper(verb) => issue::paper(&verb, clock, output)?,
        IssuerVerb::Fold { folder, fold, out } => {
            let fold = files::read(&fold)?;
            files::write(&out, &open(&folder, clock)?.fold(&fold)?)?;
            tell_file(&out, output)?;
        }
        IssuerVerb::Acknowledge { folder, answer, out } => {
            let answer = files::read(&answer)?;
            files::write(&out, &open(&folder, clock)?.acknowledge(&answer)?.list)?;
            tell_file(&out, output)?;
        }
        IssuerVerb::Reissue(verb) => issue::reissue(&verb, clock, output)?,
        IssuerVerb::List { folder, order } => {
            let mut tickets = open(&folder, clock)?.list()?;
            tickets.retain(|ticket| order.as_ref().is_none_or(|order| ticket.order == *order));
            output.say(&tickets.iter().map(listed).collect(), || table(&tickets))?;
        }
        IssuerVerb::Staff { folder, event, enrol, roles, gates, from, until, out } => {
            let hours = StaffHours { from: from.map(|time| time.0), until: until.map(|time| time.0) };
            let grant = StaffGrant { roles: read_roles(&roles)?, gates, hours };
            let (event, enrol) = (files::read(&event)?, files::read(&enrol)?);
            let certificate = open(&folder, clock)?.certify(&event, &enrol, &grant)?;
            files::write(&out, &certificate)?;
            tell_file(&out, output)?;
        }
        IssuerVerb::Revoke { folder, tickets, enrol, reason, out, delta } => {
            let enrol = enrol.map(|path| files::read(&path)).transpose()?;
            let mut issuer = open(&folder, clock)?;
            let revoked = match enrol {
                Some(enrol) => issuer.revoke_staff(&enrol)?,
                None => revoke(&mut issuer, &tickets, &reason)?,
            };
            if let Some(delta) = &delta {
                files::write(delta, &revoked.delta)?;
            }
            files::write(&out, &revoked.list)?;
            tell_file(&out, output)?;
        }
        IssuerVerb::Manifest { folder, event, out } => {
            let event = files::read(&event)?;
            files::write(&out, &open(&folder, clock)?.manifest(&event)?)?;
            tell_file(&out, output)?;
        }
        IssuerVerb::Guests { folder, event, enrol, out } => {
            names::guests(&folder, &event, &enrol, &out, (clock, output))?;
        }
        IssuerVerb::Carriers { folder, event, enrol, out } => {
            names::carriers(&folder, &event, &enrol, &out, (clock, output))?;
        }
        IssuerVerb::Blanks { folder, event, enrol, zone, count, out } => {
            let wanted = names::Wanted { zone: zone.as_deref(), count };
            names::blanks(&folder, &event, &enrol, wanted, &out, (clock, output))?;
        }
        IssuerVerb::Pass { folder, ticket } => names::pass(&folder, &ticket, clock, output)?,
        IssuerVerb::Rotate { folder, root, event, out } => {
            keys::rotate((&folder, root.as_deref()), &event, &out, clock, output)?;
        }
        IssuerVerb::Root(verb) => roots::run(verb, clock, output)?,
        IssuerVerb::Salvage { folder, root, event, out } => {
            keys::salvage((&folder, root.as_deref()), &event, &out, clock, output)?;
        }
        IssuerVerb::Stamps { count, points, tolerance, out } => {
            // Outside 0 to 655 mm the cast ends at a bound, which the family refuses.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a float cast saturates"
            )]
            let tolerance = (tolerance * 100.0).round() as u16;
            let family = StampFamily::generate(count, points, tolerance, &mut *random::system())?;
            files::write(&out, input::write_stamps(&family).as_bytes())?;
            tell_file(&out, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the issuer of a folder, waiting for whoever holds it.
pub(crate) fn open(folder: &IssuerFolder, clock: CliClock) -> Result<Issuer, CliError> {
    let passphrase = read_passphrase(folder)?;
    open_with(folder, passphrase.as_deref().map(String::as_str), clock)
}

fn open_with(folder: &IssuerFolder, passphrase: Option<&str>, clock: CliClock) -> Result<Issuer, CliError> {
    let vault = Arc::new(IssuerVault::open(&folder.dir, passphrase, random::system())?);
    Ok(patiently(|| Issuer::open(&folder.dir, host(vault.clone(), clock)))?)
}

fn init(folder: &IssuerFolder, root: Option<&Path>, clock: CliClock, output: Output) -> Result<(), CliError> {
    let trust = make(folder, root, clock)?;
    let name = data_encoding::HEXLOWER.encode(&trust.root_kid());
    output.say(&json!({ "root": name, "trust_version": trust.version() }), || {
        format!("issuer ready: root {name}, trust list version {}", trust.version())
    })
}

/// Makes root and issuer, or finishes what was begun, and gives the trust list.
pub(crate) fn make(
    folder: &IssuerFolder,
    root: Option<&Path>,
    clock: CliClock,
) -> Result<TrustList, CliError> {
    let passphrase = read_passphrase(folder)?;
    let passphrase = passphrase.as_deref().map(String::as_str);
    let root = root_folder(folder, root);
    let vault = |folder: &Path| patiently(|| IssuerVault::make(folder, passphrase, random::system()));
    let (issuer_vault, root_vault) = (Arc::new(vault(&folder.dir)?), vault(&root)?);
    let root = patiently(|| Root::make(&root, &root_vault, &mut *random::system()))?;
    let issuer = patiently(|| Issuer::init(&folder.dir, &root, host(issuer_vault.clone(), clock)))?;
    let trust = issuer.trust().clone();
    issuer.close()?;
    Ok(trust)
}

fn root_folder(folder: &IssuerFolder, root: Option<&Path>) -> PathBuf {
    root.map_or_else(|| folder.dir.join("root"), Path::to_owned)
}

fn host(vault: Arc<IssuerVault>, clock: CliClock) -> Host {
    Host { clock: Arc::new(clock), vault, signer: None, log: None, rng: random::system() }
}

/// The first line of the passphrase's file, read once: it may be standard input.
fn read_passphrase(folder: &IssuerFolder) -> Result<Option<Zeroizing<String>>, CliError> {
    let Some(path) = &folder.passphrase_file else { return Ok(None) };
    let bytes = Zeroizing::new(files::read(path)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| CliError::Usage("the passphrase is not UTF-8"))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Some(Zeroizing::new(line.to_owned()))),
        _ => Err(CliError::Usage("the passphrase file begins with an empty line")),
    }
}

/// The event's TOML, and the stamps it names.
pub(crate) fn read_plan(path: &Path) -> Result<EventPlan, CliError> {
    let plan = input::read_event(&files::read(path)?, &path.to_string_lossy())?;
    let stamps = plan.stamps.as_ref().map(|stamps| {
        let stamps = path.parent().unwrap_or(Path::new("")).join(stamps);
        let bytes = files::read(&stamps)?;
        Ok::<_, CliError>(input::read_stamps(&bytes, &stamps.to_string_lossy())?)
    });
    Ok(EventPlan {
        doors: time(plan.doors),
        start: time(plan.start),
        end: time(plan.end),
        early: plan.early_minutes.saturating_mul(60),
        late: plan.late_minutes.saturating_mul(60),
        moved: i64::from(plan.moved_minutes).saturating_mul(60),
        gates: plan.gates.into_iter().map(|gate| GatePlan { name: gate.name, zones: gate.zones }).collect(),
        title: plan.title,
        venue: plan.venue,
        timezone: plan.timezone,
        zones: plan.zones,
        stamps: stamps.transpose()?,
        hops: plan.policy.hops,
        deadline: plan.policy.deadline_minutes,
        paper_twin: plan.policy.paper_twin,
        hw_bound: plan.policy.hw_bound,
        name_check: plan.policy.name_check,
        totp: plan.policy.totp,
        entry_rule: plan.policy.entry,
        count: plan.policy.count,
    })
}

/// Before 1970 nothing is issued: the library refuses the order of such times.
fn time(at: jiff::Timestamp) -> Time {
    let seconds = u64::try_from(at.as_second()).ok().and_then(Time::from_seconds);
    seconds.unwrap_or_default()
}

fn read_roles(words: &[String]) -> Result<Roles, CliError> {
    let role = |word: &String| {
        Role::from_word(word)
            .ok_or(CliError::Usage("a role is one of scan, stamp, manual, void, override, issue, supervise"))
    };
    words.iter().map(role).collect()
}

fn revoke(issuer: &mut Issuer, prefixes: &[String], reason: &str) -> Result<IssuedRevocation, CliError> {
    let tickets = prefixes.iter().map(|prefix| issuer.find(prefix)).collect::<Result<Vec<_>, _>>()?;
    Ok(issuer.revoke(&tickets, read_reason(reason))?)
}

/// The word passed clap's list.
fn read_reason(word: &str) -> RevocationReason {
    match word {
        "superseded" => RevocationReason::Superseded,
        "recovered" => RevocationReason::Recovered,
        "fraud" => RevocationReason::Fraud,
        _ => RevocationReason::Refund,
    }
}

fn reason_word(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::Refund => "refund",
        RevocationReason::Superseded => "superseded",
        RevocationReason::Recovered => "recovered",
        RevocationReason::Fraud => "fraud",
    }
}

fn listed(ticket: &ListedTicket) -> Value {
    json!({
        "ticket": ticket.ticket.to_string(),
        "title": ticket.title,
        "order": ticket.order,
        "row": ticket.row,
        "epoch": ticket.epoch,
        "seat": ticket.place,
        "zone": ticket.zone,
        "state": state_word(ticket.state),
    })
}

fn state_word(state: TicketState) -> String {
    match state {
        TicketState::Issued => "issued".to_owned(),
        TicketState::Revoked(reason) => format!("revoked:{}", reason_word(reason)),
    }
}

fn table(tickets: &[ListedTicket]) -> String {
    let head = ["ticket", "order", "row", "seat", "zone", "state"].map(str::to_owned).to_vec();
    let row = |t: &ListedTicket| {
        let (ticket, row, state) = (t.ticket.to_string(), t.row.to_string(), state_word(t.state));
        vec![ticket, t.order.clone(), row, t.place.clone(), t.zone.clone(), state]
    };
    columns(&std::iter::once(head).chain(tickets.iter().map(row)).collect::<Vec<_>>())
}

fn tell_event(file: &[u8], out: &Path, output: Output) -> Result<(), CliError> {
    let documents = Documents::from_event_file(file).map_err(mogiri::issuer::IssuerError::EventFile)?;
    let event = documents.event();
    let value = json!({
        "event": event.event.to_string(),
        "version": event.version,
        "title": event.title,
        "doors": event.doors.seconds(),
        "file": out.to_string_lossy(),
    });
    output.say_beside(out, &value, || {
        format!("{}: event {}, version {}", out.display(), event.event, event.version)
    })
}

/// Says which file was written.
pub(crate) fn tell_file(out: &Path, output: Output) -> Result<(), CliError> {
    output.say_beside(out, &json!({ "file": out.to_string_lossy() }), || out.display().to_string())
}
