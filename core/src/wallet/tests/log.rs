use super::*;
use crate::ports::LogAct;
use crate::wallet::{Confirmation, Decision};

#[test]
fn a_log_is_told_what_was_done_and_what_came_of_it() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let mut bob = Person::new(2);
    alice.w().present(ids[0]).unwrap();
    let request = bob.w().request(1, None).unwrap();
    alice.w().hand_over(ids[0], &request, &Confirmation::Camera).unwrap();
    alice.w().present(ids[0]).unwrap_err();
    alice.clock.advance(60);
    let parcel = alice.parcel(ids[0]);
    bob.w().receive(&parcel, Decision::Take).unwrap();
    let acts = [
        (LogAct::Open, "none"),
        (LogAct::Import, "ok"),
        (LogAct::Present, "P"),
        (LogAct::HandOver, "ok"),
        (LogAct::Present, "HANDED_ON"),
    ];
    assert_eq!(alice.log.told(), acts);
    assert_eq!(bob.log.told(), [(LogAct::Open, "none"), (LogAct::Receive, "ok")]);
}

#[test]
fn diagnostics_count_and_name_nobody_and_nothing() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 2);
    alice.w().present(ids[0]).unwrap();
    let told = alice.w().diagnostics().unwrap();
    assert_eq!((told.tickets, told.held, told.events), (2, 2, 1));
    let text = format!("{told:?}").to_lowercase();
    let ticket = alice.w().ticket(ids[0]).unwrap();
    let said = [ticket.id.to_string(), ticket.event.to_string(), ticket.title, ticket.venue, ticket.place];
    for said in said.into_iter().filter(|said| said.len() > 2) {
        assert!(!text.contains(&said.to_lowercase()), "{said} in {text}");
    }
}
