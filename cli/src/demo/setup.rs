//! Before the evening: keys, event, tickets in wallets, certified gates.

use mogiri::gate::Gate;
use mogiri::issuer::{Issuer, StaffGrant, StaffHours};
use mogiri::ticket::Role;

use super::stage::{Door, EveningClock, Stage, host};
use super::tell::Teller;
use crate::args::{IssueVerb, IssuerFolder};
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::vault::DevVault;
use crate::{files, issue, issuer};

/// The organizer's part: root, event, every ticket of the order list in a wallet of its own folder.
pub(super) fn issue(stage: &mut Stage, teller: &mut Teller) -> Result<(), CliError> {
    let at = at(stage);
    let folder = issuer_folder(stage);
    issuer::make(&folder, Some(&stage.folder.join("root")), at)?;
    let plan = issuer::read_plan(&stage.event_toml)?;
    let mut opened = issuer::open(&folder, at)?;
    stage.event_file = opened.sign_event(&plan, None)?;
    opened.close()?;
    let event = stage.folder.join("event.mgr");
    files::write(&event, &stage.event_file)?;
    let verb = IssueVerb {
        folder,
        event,
        orders: stage.orders_csv.clone(),
        wallets: Some(stage.wallets()),
        requests: None,
        out: None,
    };
    let tally = issue::issue(&verb, at, Output::Text)?;
    teller.scene("issued", &format!("{} orders, {} tickets in wallets / 発券", tally.orders, tally.tickets));
    Ok(())
}

/// The staff's part: each gate makes its key, asks for a certificate and gets nothing else.
pub(super) fn open_gates(stage: &mut Stage, teller: &mut Teller) -> Result<(), CliError> {
    let documents = stage.documents()?;
    let mut organizer = issuer::open(&issuer_folder(stage), at(stage))?;
    for plan in &documents.event().gates {
        let door = open_gate(stage, &mut organizer, &plan.name)?;
        stage.doors.push(door);
    }
    organizer.close()?;
    let names: Vec<_> = stage.doors.iter().map(|door| door.name.as_str()).collect();
    teller.scene("gates", &format!("gates {} with an event file and a certificate each", names.join(", ")));
    Ok(())
}

fn open_gate(stage: &Stage, organizer: &mut Issuer, name: &str) -> Result<Door, CliError> {
    let folder = stage.folder.join("gates").join(name);
    files::make_folder(&stage.folder.join("gates"))?;
    let doors = stage.documents()?.event().doors;
    let clock = EveningClock::at(doors);
    let ports = host(&folder, &clock, DevVault::make(&folder))?;
    let mut gate = Gate::create(&folder, ports, &stage.event_file, name, "demo")?;
    let grant = StaffGrant {
        roles: [Role::Scan, Role::Stamp, Role::Void].into_iter().collect(),
        gates: Some(vec![name.to_owned()]),
        hours: StaffHours::default(),
    };
    let certificate = organizer.certify(&stage.event_file, &gate.enrolment(), &grant)?;
    gate.update(&certificate)?;
    Ok(Door { name: name.to_owned(), gate, clock })
}

fn issuer_folder(stage: &Stage) -> IssuerFolder {
    IssuerFolder { dir: stage.folder.join("issuer"), passphrase_file: None }
}

/// The organizer works on the evening's clock too, some weeks before.
fn at(stage: &Stage) -> CliClock {
    use mogiri::ports::Clock as _;
    CliClock::Fixed(stage.clock.now_ms())
}
