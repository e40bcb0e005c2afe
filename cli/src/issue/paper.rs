//! `mogiri issuer paper`: tickets sold at a box office or by post, and twins of tickets on phones.

use std::path::Path;

use mogiri::issuer::{Issuer, IssuerError, PaperCode};
use mogiri::ticket::{Documents, EventCore, TicketId};
use serde_json::{Value, json};

use super::list::{ListedOrder, OrderList};
use crate::args::PaperVerb;
use crate::clock::{CliClock, printed};
use crate::error::CliError;
use crate::output::Output;
use crate::paper::{IdentityCheck, PaperError, PaperTicket, pdf, png};
use crate::{files, issuer};

const NOT_PRINTABLE: &str = "NOT_PRINTABLE";

/// Runs the verb.
pub(crate) fn run(verb: &PaperVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let event = files::read(&verb.event)?;
    let core = Documents::from_event_file(&event).map_err(IssuerError::EventFile)?.event().clone();
    let mut issuer = issuer::open(&verb.folder, clock)?;
    let codes = match (&verb.orders, &verb.order) {
        (Some(orders), Some(order)) => {
            let list = OrderList::read(orders, &event, output)?;
            sold(&mut issuer, &event, (&list, order), verb, &core)?
        }
        _ => twins(&mut issuer, verb, &core)?,
    };
    let value = json!({
        "file": verb.out.to_string_lossy(),
        "revoked": verb.revoked.as_ref().map(|path| path.to_string_lossy()),
        "tickets": codes.iter().map(told).collect::<Vec<_>>(),
    });
    output.say_beside(&verb.out, &value, || format!("{}: {} tickets", verb.out.display(), codes.len()))
}

/// An order of the list, issued as paper.
fn sold(
    issuer: &mut Issuer,
    event: &[u8],
    (list, number): (&OrderList, &str),
    verb: &PaperVerb,
    core: &EventCore,
) -> Result<Vec<PaperCode>, CliError> {
    let orders = list.orders();
    let order = orders.iter().find(|order| order.number() == number);
    let order = order.ok_or(CliError::Usage("the order list has no order of this number"))?;
    let explain = |error| explain(list, order, error);
    // What cannot be printed is not sold on paper.
    let trial: Vec<_> = order
        .rows
        .iter()
        .map(|row| {
            trial(
                &row.place,
                core.zone_name(row.zone),
                number,
                Some(row.name.clone()).filter(|_| verb.names),
                core,
            )
        })
        .collect();
    pdf(&trial).map_err(explain)?;
    let codes =
        issuer.issue_paper(event, number, order.rows).map_err(|error| list.explain(&[*order], error))?;
    print(&codes, &Page::of(verb), core).map_err(|error| match error {
        CliError::Paper(error) => explain(error),
        other => other,
    })?;
    Ok(codes)
}

fn explain(list: &OrderList, order: &ListedOrder<'_>, error: PaperError) -> CliError {
    match error {
        PaperError::Ticket { number, fault } => {
            list.about(Some(order), number, NOT_PRINTABLE, fault.to_string())
        }
        other => other.into(),
    }
}

/// Twins of tickets on phones. The phones' tickets end before the page is there, so it is tried first.
fn twins(issuer: &mut Issuer, verb: &PaperVerb, core: &EventCore) -> Result<Vec<PaperCode>, CliError> {
    let tickets = verb.tickets.iter().map(|prefix| issuer.find(prefix)).collect::<Result<Vec<_>, _>>()?;
    try_pages(issuer, &tickets, core)?;
    let twins = issuer.print_twins(&tickets)?;
    if let Some(path) = &verb.revoked {
        files::write(path, &twins.revocation.list)?;
    }
    print(&twins.codes, &Page::of(verb), core)?;
    Ok(twins.codes)
}

/// Prints into the air: a ticket that cannot be printed stays where it is.
pub(super) fn try_pages(issuer: &Issuer, tickets: &[TicketId], core: &EventCore) -> Result<(), CliError> {
    let listed = issuer.list()?;
    let here = |ticket: &TicketId| listed.iter().find(|listed| listed.ticket == *ticket);
    let pages = tickets.iter().filter_map(here);
    let pages = pages.map(|ticket| trial(&ticket.place, ticket.zone.clone(), &ticket.order, None, core));
    pdf(&pages.collect::<Vec<_>>())?;
    Ok(())
}

/// A page as large as the real one will be.
fn trial(place: &str, zone: String, order: &str, name: Option<String>, event: &EventCore) -> PaperTicket {
    let code = PaperCode {
        ticket: TicketId::from_bytes([0; 16]),
        epoch: 0,
        code: format!("MG1:{}", "0".repeat(220)),
        order: order.to_owned(),
        row: 1,
        place: place.to_owned(),
        zone,
        gates: event.gates.iter().map(|gate| gate.name.clone()).collect(),
        name: name.clone().unwrap_or_default(),
    };
    PaperTicket { name, ..page(&code, event) }
}

/// Where pages go, and whether they show names.
pub(super) struct Page<'a> {
    pub(super) out: &'a Path,
    pub(super) names: bool,
}

impl<'a> Page<'a> {
    fn of(verb: &'a PaperVerb) -> Self {
        Self { out: &verb.out, names: verb.names }
    }
}

pub(super) fn print(codes: &[PaperCode], to: &Page<'_>, core: &EventCore) -> Result<(), CliError> {
    let name = |code: &PaperCode| Some(code.name.clone()).filter(|_| to.names);
    let pages = codes.iter().map(|code| PaperTicket { name: name(code), ..page(code, core) });
    let pages: Vec<PaperTicket> = pages.collect();
    if is_document(to.out) {
        return files::write(to.out, &pdf(&pages)?);
    }
    files::make_folder(to.out)?;
    for page in &pages {
        files::write(&to.out.join(format!("{}.png", page.id)), &png(page)?)?;
    }
    Ok(())
}

fn is_document(path: &Path) -> bool {
    files::is_dash(path) || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
}

/// The page without the name. A gate compares the name with every paper ticket.
fn page(code: &PaperCode, event: &EventCore) -> PaperTicket {
    let moved = |time: mogiri::ticket::Time| printed(time.shifted(event.moved), &event.timezone);
    PaperTicket {
        code: code.code.clone(),
        title: event.title.clone(),
        venue: event.venue.clone(),
        starts: moved(event.start),
        doors: Some(moved(event.doors)),
        place: code.place.clone(),
        zone: (!event.zones.is_empty()).then(|| code.zone.clone()),
        gates: code.gates.clone(),
        id: code.ticket.to_string(),
        order: Some(code.order.clone()),
        name: None,
        identity: IdentityCheck::Name,
        notes: Vec::new(),
    }
}

pub(super) fn told(code: &PaperCode) -> Value {
    json!({
        "ticket": code.ticket.to_string(),
        "epoch": code.epoch,
        "row": code.row,
        "seat": code.place,
        "zone": code.zone,
        "text": code.code,
    })
}
