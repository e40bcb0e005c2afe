//! Paper: sold as such, and twins of tickets on phones.

use super::*;
use crate::code::{Against, Presented, scan, verify};
use crate::ticket::{Manifest, Revocation, Step};

/// What a printed code says, checked as a gate checks it.
fn read(code: &PaperCode, event: &[u8]) -> Presented {
    let documents = Documents::from_event_file(event).unwrap();
    verify(scan(&code.code).unwrap(), &Against::gate(&documents, Step::default())).unwrap()
}

fn twin_plan() -> EventPlan {
    EventPlan { paper_twin: true, ..plan() }
}

#[test]
fn an_order_sold_at_the_box_office_is_paper_that_moves_nowhere() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let mut rows = vec![row("A-1"), row("A-2")];
    rows[1].kind = TicketKind::Wheelchair;
    let codes = issuer.issue_paper(&event, "当日1", &rows).unwrap();
    let payloads: Vec<_> = codes.iter().map(|code| read(code, &event).payload().clone()).collect();
    assert_eq!((payloads[0].epoch, payloads[0].holder, payloads[0].policy.hops), (0, None, 0));
    assert!(!payloads[0].policy.flags.has(Flag::Reference) && !payloads[0].policy.flags.has(Flag::StaffNote));
    assert!(payloads[1].policy.flags.has(Flag::StaffNote));
    assert_eq!((codes[1].row, codes[1].place.as_str(), codes[1].zone.as_str()), (2, "A-2", "A"));
    assert_eq!((codes[0].name.as_str(), codes[0].gates.len()), ("髙橋 一郎", 0), "any gate");

    assert_eq!(issuer.issue_paper(&event, "当日1", &rows).unwrap(), codes, "again doubles none");
    rows.push(row("A-3"));
    let more = issuer.issue_paper(&event, "当日1", &rows).unwrap();
    assert_eq!((&more[..2], more.len()), (&codes[..], 3));
    assert_eq!(issuer.list().unwrap().len(), 3);
    assert!(!format!("{codes:?}").contains("髙橋"), "no name in a log");
}

#[test]
fn a_row_is_on_a_phone_or_on_paper_and_never_both() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1")];
    let phone = issue(&mut issuer, &event, &rows, &[request(1, 1)]).unwrap();
    let refused = issuer.issue_paper(&event, "注文1001", &rows).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::OnPhone));
    issuer.issue_paper(&event, "当日1", &rows).unwrap();
    let order = OrderIssue { order: "当日1", rows: &rows, requests: &[request(2, 1)] };
    assert_eq!(problem(issuer.issue(&event, &[order]).unwrap_err()), (1, RowProblem::HolderFixed));
    let without = OrderIssue { order: "当日1", rows: &rows, requests: &[] };
    assert_eq!(issuer.issue(&event, &[without]).unwrap()[0].files, Vec::<Vec<u8>>::new());
    assert_eq!(issuer.print_twins(&phone.tickets), Err(IssuerError::TwinNotAllowed));
}

#[test]
fn a_twin_is_one_epoch_higher_and_withdraws_the_phones() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&twin_plan(), None).unwrap();
    let phone = issue(&mut issuer, &event, &[row("A-1"), row("A-2")], &[request(1, 2)]).unwrap();
    let before = issuer.manifest(&event).unwrap();
    let twins = issuer.print_twins(&phone.tickets[..1]).unwrap();
    let twin = read(&twins.codes[0], &event).payload().clone();
    assert_eq!((twin.ticket, twin.epoch, twin.holder), (phone.tickets[0], 1, None));
    let list = |bytes: &[u8], issuer: &Issuer| {
        Revocation::verify(&Revocation::envelope_of(bytes).unwrap(), issuer.trust()).unwrap()
    };
    let revoked = list(&twins.revocation.list, &issuer);
    assert_eq!(revoked.reason(twin.ticket, 0), Some(RevocationReason::Superseded));
    assert_eq!(revoked.reason(twin.ticket, 1), None);
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.print_twins(&phone.tickets[..1]).unwrap(), twins, "again gives the same");
    let file = issue(&mut issuer, &event, &[row("A-1"), row("A-2")], &[]).unwrap();
    assert_eq!(file.files, phone.files, "the order is what it was");

    let manifest = issuer.manifest(&event).unwrap();
    assert_ne!(manifest, before);
    let manifest = Manifest::verify(&Manifest::envelope_of(&manifest).unwrap(), issuer.trust()).unwrap();
    assert!(manifest.holds(&twin.to_bytes()) && manifest.len() == 2);
    let listed = issuer.list().unwrap();
    assert_eq!((listed[0].epoch, listed[0].state), (1, TicketState::Issued));

    let refunded = issuer.revoke(&phone.tickets[..1], RevocationReason::Refund).unwrap();
    assert_eq!(list(&refunded.list, &issuer).reason(twin.ticket, 1), Some(RevocationReason::Refund));
    assert_eq!(issuer.print_twins(&phone.tickets[..1]), Err(IssuerError::TicketRevoked));
    assert_eq!(issuer.list().unwrap()[0].state, TicketState::Revoked(RevocationReason::Refund));
}

#[test]
fn a_paper_ticket_is_printed_again_as_it_is() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let codes = issuer.issue_paper(&event, "当日1", &[row("A-1")]).unwrap();
    assert_eq!(issuer.print_twins(&[codes[0].ticket]).unwrap().codes, codes);
    assert_eq!(issuer.print_twins(&[]), Err(IssuerError::NoTickets));
}
