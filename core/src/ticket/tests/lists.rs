//! Revocation deltas and snapshots.

use super::*;

fn delta(desk: &Desk, before: &Revocation, tickets: &[u8]) -> RevocationDelta {
    let rows = tickets.iter().map(|n| (revoked(*n), RevocationReason::Fraud)).collect();
    RevocationDelta::issue(desk.old(), before, at(-60), at(86_400), rows, Vec::new())
}

fn envelope(delta: &RevocationDelta) -> Envelope {
    Revocation::envelope_of(&delta.to_message()).unwrap()
}

#[test]
fn a_delta_adds_to_the_list_that_it_names() {
    let desk = Desk::new();
    let mut documents = desk.documents();
    let first = desk.list(desk.old(), 1, &[1, 2]);
    documents.adopt_revocation(first.envelope()).unwrap();
    let second = envelope(&delta(&desk, &first, &[2, 3]));
    assert_eq!(documents.adopt_revocation(&second), Ok(Adopted::New));
    assert_eq!(documents.adopt_revocation(&second), Ok(Adopted::Unchanged));
    let list = documents.revocation().unwrap();
    let reasons = [1, 2, 3, 4].map(|n| list.reason(TicketId::from_bytes([n; 16]), 0));
    let (refund, fraud) = (Some(RevocationReason::Refund), Some(RevocationReason::Fraud));
    assert_eq!(reasons, [refund, refund, fraud, None], "the first reason of a row stays");
    assert_eq!((list.version(), list.deltas()), (2, &[second][..]));
    assert_eq!(Documents::reload(&kept(&documents)).as_ref(), Ok(&documents));
}

#[test]
fn a_gap_is_named_changes_nothing_and_is_healed_by_a_snapshot() {
    let desk = Desk::new();
    let lists: Vec<_> = (1..=4).map(|n| desk.list(desk.old(), n, &[1, 2, 3, 4][..n as usize])).collect();
    let deltas: Vec<_> =
        (1..4_u8).map(|n| envelope(&delta(&desk, &lists[usize::from(n) - 1], &[n + 1]))).collect();
    let mut documents = desk.documents();
    assert_eq!(documents.adopt_revocation(&deltas[0]), Err(AdoptError::Gap { have: 0, needs: 1 }));
    documents.adopt_revocation(lists[0].envelope()).unwrap();
    let before = documents.clone();
    assert_eq!(documents.adopt_revocation(&deltas[2]), Err(AdoptError::Gap { have: 1, needs: 3 }));
    let sibling = envelope(&delta(&desk, &desk.list(desk.old(), 1, &[9]), &[2]));
    assert_eq!(
        documents.adopt_revocation(&sibling),
        Err(AdoptError::Gap { have: 1, needs: 1 }),
        "another list 1"
    );
    assert_eq!(documents, before);
    assert_eq!(documents.adopt_revocation(lists[2].envelope()), Ok(Adopted::New));
    assert_eq!(documents.adopt_revocation(&deltas[2]), Ok(Adopted::New), "it follows a snapshot as well");
    assert_eq!(documents.adopt_revocation(&deltas[0]), Err(AdoptError::Older));
    assert_eq!(documents.revocation().unwrap().version(), 4);
}

#[test]
fn a_list_of_deltas_and_its_snapshot_are_one_list() {
    let desk = Desk::new();
    let first = desk.list(desk.old(), 1, &[1]);
    let second = delta(&desk, &first, &[2]);
    let merged = first.followed_by(&second).unwrap();
    let rows = merged.rows().0.to_vec();
    let event = desk.organizer.event.event;
    let whole = Revocation::issue(desk.old(), event, 2, at(-60), at(86_400), rows, Vec::new());
    assert_eq!(merged.hash(), whole.hash());
    let mut documents = desk.documents();
    for message in [first.envelope(), &envelope(&second)] {
        documents.adopt_revocation(message).unwrap();
    }
    assert_eq!(documents.adopt_revocation(whole.envelope()), Ok(Adopted::New), "in one piece");
    assert_eq!(documents.revocation().unwrap().deltas(), []);
    assert_eq!(documents.adopt_revocation(whole.envelope()), Ok(Adopted::Unchanged));
    assert_eq!(documents.adopt_revocation(&envelope(&second)), Ok(Adopted::Unchanged), "it is in the list");
    let third = envelope(&delta(&desk, &merged, &[3]));
    assert_eq!(
        documents.adopt_revocation(&third),
        Ok(Adopted::New),
        "whichever way the list was put together"
    );
    let other = envelope(&delta(&desk, &merged, &[4]));
    assert_eq!(documents.adopt_revocation(&other), Err(AdoptError::Contradicts));
}

#[test]
fn after_256_deltas_a_snapshot_is_asked_for() {
    let desk = Desk::new();
    let mut list = desk.list(desk.old(), 1, &[]);
    for n in 0..=u8::MAX {
        list = list.followed_by(&delta(&desk, &list, &[n])).unwrap();
    }
    assert_eq!((list.version(), list.rows().0.len()), (257, 256));
    let next = delta(&desk, &list, &[1]);
    assert_eq!(list.followed_by(&next), Err(AdoptError::Gap { have: 257, needs: 257 }));
    let event = desk.organizer.event.event;
    let rows = list.rows().0.to_vec();
    let whole = Revocation::issue(desk.old(), event, 257, at(-60), at(86_400), rows, Vec::new());
    assert!(whole.followed_by(&next).is_ok());
}

#[test]
fn under_a_revoked_key_a_delta_adds_nothing_and_a_list_takes_none_until_a_snapshot_replaces_it() {
    let desk = Desk::new();
    let mut documents = desk.documents();
    let first = desk.list(desk.old(), 1, &[1]);
    documents.adopt_revocation(first.envelope()).unwrap();
    documents.adopt_trust(desk.salvaged().signed()).unwrap();
    let forged = envelope(&delta(&desk, &first, &[2]));
    assert_eq!(documents.adopt_revocation(&forged), Err(AdoptError::KeyRevoked));
    let rows = vec![(revoked(3), RevocationReason::Refund)];
    let genuine = RevocationDelta::issue(&desk.new, &first, at(-60), at(86_400), rows, Vec::new());
    let gap = Err(AdoptError::Gap { have: 1, needs: 1 });
    assert_eq!(documents.adopt_revocation(&envelope(&genuine)), gap, "row 1 may be the thief's");
    assert_eq!(documents.revocation().unwrap().signer(), desk.old().public());
    let whole = desk.list(&desk.new, 1, &[1]);
    assert_eq!(documents.adopt_revocation(whole.envelope()), Ok(Adopted::New));
    assert_eq!(documents.adopt_revocation(&envelope(&genuine)), Ok(Adopted::New));
    assert_eq!(documents.revocation().unwrap().signer(), desk.new.public());
    assert_eq!(Documents::reload(&kept(&documents)).as_ref(), Ok(&documents));
}
