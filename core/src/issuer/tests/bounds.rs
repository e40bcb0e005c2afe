//! What would not read back is neither signed nor kept: one such row ends every walk over the register.

use super::*;
use crate::issuer::record::put;
use crate::store::Table;
use crate::ticket::{EventId, Revocation, RevokedKey, Serial};

fn revoked(count: u128) -> Vec<(RevokedKey, RevocationReason)> {
    let key = |n: u128| RevokedKey::of(TicketId::from_bytes(n.to_be_bytes()), 0);
    (0..count).map(|n| (key(n), RevocationReason::Refund)).collect()
}

/// A list of as many bytes as one may have: the next version, 24, has one more.
fn keep_full_list(issuer: &mut Issuer, event: &[u8]) {
    let event = Documents::from_event_file(event).unwrap().event().event;
    let serials = (0..8).map(|n| Serial::from_bytes([n; 8])).collect();
    let list = Revocation::issue(&issuer.key, event, 23, time(NOW), time(NOW + 9), revoked(95_316), serials);
    assert_eq!(list.envelope().payload.len(), Revocation::MAX_BYTES);
    let message = list.to_message();
    issuer
        .store
        .write::<_, StoreError>(&mut *issuer.host.rng, |w| {
            put(w, Table::Revocation, event.as_bytes(), &message)
        })
        .unwrap();
}

#[test]
fn an_order_of_more_rows_than_the_register_reads_is_refused_whole() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap();
    let generation = issuer.store.generation();
    let mut rows = vec![row("A-2"); 4097];
    let refused = issuer.issue_paper(&event, "当日1", &rows).err();
    assert_eq!(refused, Some(IssuerError::Store(StoreError::TooLarge)));
    assert_eq!((issuer.store.generation(), issuer.list().unwrap().len()), (generation, 1));
    rows.pop();
    assert_eq!(issuer.issue_paper(&event, "当日1", &rows).unwrap().len(), 4096);
    assert_eq!(issuer.list().unwrap().len(), 4097);
}

#[test]
fn a_name_or_reading_longer_than_the_register_reads_is_neither_issued_nor_taken_over() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap();
    let generation = issuer.store.generation();
    let long = "a".repeat(4097);
    for bad in [IssueRow { name: long.clone(), ..row("A-1") }, IssueRow { reading: long, ..row("A-1") }] {
        let rows = [bad];
        let new = OrderIssue { order: "1002", rows: &rows, requests: &[request(2, 1)] };
        let corrected = OrderIssue { order: "注文1001", rows: &rows, requests: &[] };
        for order in [new, corrected] {
            let refused = issuer.issue(&event, &[order]).err();
            assert_eq!(refused, Some(IssuerError::Store(StoreError::TooLarge)));
            assert_eq!((issuer.store.generation(), issuer.list().unwrap().len()), (generation, 1));
        }
    }
    let name = "a".repeat(4096);
    issue(&mut issuer, &event, &[IssueRow { name, ..row("A-1") }], &[]).unwrap();
    assert_eq!(issuer.list().unwrap().len(), 1);
}

#[test]
fn a_list_that_no_gate_could_read_withdraws_nothing_and_issues_nothing_again() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let ticket = issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap().tickets[0];
    keep_full_list(&mut issuer, &event);
    let root = Root::open(desk.folder.path(), &*desk.vault).unwrap();
    let generation = issuer.store.generation();
    let refused = [
        issuer.revoke(&[ticket], RevocationReason::Refund).err(),
        issuer.reissue(ticket, &request(5, 1)).err(),
        issuer.reissue_on_paper(ticket).err(),
        issuer.salvage(&event, &root).err(),
    ];
    assert_eq!(refused, [const { Some(IssuerError::TooManyTickets) }; 4]);
    let listed = issuer.list().unwrap();
    assert_eq!((listed[0].epoch, listed[0].state), (0, TicketState::Issued));
    assert_eq!((issuer.store.generation(), issuer.trust().version()), (generation, 1));
}

#[test]
fn a_delta_that_no_gate_could_read_is_not_signed_beside_a_list_that_reads() {
    let issuer = Desk::new().init();
    let event = EventId::from_bytes([7; 8]);
    let empty = Revocation::issue(&issuer.key, event, 1, time(NOW), time(NOW + 9), Vec::new(), Vec::new());
    let refused = |last: Option<&Revocation>| issuer.next_list(event, last, revoked(95_322).into()).err();
    assert_eq!((refused(None), refused(Some(&empty))), (None, Some(IssuerError::TooManyTickets)));
}
