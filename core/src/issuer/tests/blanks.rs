//! Blanks: numbered on through the event, each range one device's, withdrawn by id.

use super::*;
use crate::ticket::{Blank, Blanks, CredentialPayload, Revocation};

struct Seller {
    enrolment: Vec<u8>,
    key: HpkeSecretKey,
}

impl Seller {
    fn new(issuer: &mut Issuer, event: &[u8], seed: u8, role: Role) -> Self {
        let staff = SecretKey::from_seed(&[seed; 32]);
        let key = HpkeSecretKey::generate(&mut ChaCha20Rng::seed_from_u64(seed.into()));
        let enrolment = Enrolment {
            event: Documents::from_event_file(event).unwrap().event().event,
            key: staff.public(),
            label: "box office".into(),
            made: time(NOW),
            hpke: key.public().unwrap(),
        };
        let enrolment = enrolment.sign(&staff);
        let roles = [Role::Scan, role].into_iter().collect();
        let grant = StaffGrant { roles, gates: None, hours: StaffHours::default() };
        issuer.certify(event, &enrolment, &grant).unwrap();
        Self { enrolment, key }
    }

    /// What the message has for this device, checked as its gate checks it.
    fn read(&self, event: &[u8], message: &[u8]) -> Vec<CredentialPayload> {
        let documents = Documents::from_event_file(event).unwrap();
        let opened = Blanks::open(message, &self.key, documents.event().event).unwrap();
        let blanks = opened.envelopes().iter();
        blanks.map(|blank| Blank::verify(blank, &documents).unwrap().payload().clone()).collect()
    }
}

#[test]
fn each_device_gets_its_own_range_and_no_number_comes_twice_after_a_crash() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&EventPlan { entry_rule: EntryRule::PassOut, ..plan() }, None).unwrap();
    let first = Seller::new(&mut issuer, &event, 3, Role::Issue);
    let second = Seller::new(&mut issuer, &event, 4, Role::Issue);
    let made = issuer.blanks(&event, &first.enrolment, 1, 3).unwrap();
    assert_eq!((made.first, made.count), (1, 3));
    let blanks = first.read(&event, &made.message);
    assert_eq!(blanks.iter().map(|blank| blank.ticket).collect::<Vec<_>>(), made.tickets);
    assert_eq!(made.tickets.iter().map(|ticket| Blanks::number(*ticket)).collect::<Vec<_>>(), [1, 2, 3]);
    let rule = blanks[0].policy.flags.entry_rule();
    assert_eq!((blanks[0].zone, blanks[0].policy.hops, rule), (1, 0, EntryRule::PassOut));
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.blanks(&event, &second.enrolment, 0, 5_000).unwrap().first, 4);
    let more = issuer.blanks(&event, &first.enrolment, 1, 1).unwrap();
    assert_eq!(more.first, 5_004);
    assert!(Blanks::open(&more.message, &second.key, blanks[0].event).is_err());
    let all = issuer.blanks_of(&event, &first.enrolment).unwrap();
    assert_eq!(all, [made.tickets, more.tickets].concat());
}

#[test]
fn blanks_are_for_a_device_that_may_issue_in_a_zone_that_is_there() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let seller = Seller::new(&mut issuer, &event, 3, Role::Issue);
    let scanner = Seller::new(&mut issuer, &event, 4, Role::Void);
    let mut refused = |seller: &Seller, zone, count| issuer.blanks(&event, &seller.enrolment, zone, count);
    assert_eq!(refused(&scanner, 0, 1), Err(IssuerError::NotToIssue));
    assert_eq!(refused(&seller, 2, 1), Err(IssuerError::ZoneNotFound));
    assert_eq!(refused(&seller, 0, 0), Err(IssuerError::BlankCount));
    assert_eq!(refused(&seller, 0, 5_001), Err(IssuerError::BlankCount));
    assert_eq!(refused(&seller, 0, 1).unwrap().first, 1, "nothing was numbered before");
}

#[test]
fn blanks_are_withdrawn_by_id_beside_tickets_and_stand_in_no_list_of_orders() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let ticket = issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap().tickets[0];
    let seller = Seller::new(&mut issuer, &event, 3, Role::Issue);
    let blank = issuer.blanks(&event, &seller.enrolment, 0, 2).unwrap().tickets[1];
    assert_eq!(issuer.find(&blank.to_string()[..8]), Ok(blank));
    assert_eq!(issuer.list().unwrap().len(), 1);
    let revoked = issuer.revoke(&[blank, ticket], RevocationReason::Fraud).unwrap();
    let list = Revocation::verify(&Revocation::envelope_of(&revoked.list).unwrap(), issuer.trust()).unwrap();
    for id in [blank, ticket] {
        assert_eq!(list.reason(id, 0), Some(RevocationReason::Fraud));
    }
}

#[test]
fn an_order_on_paper_needs_a_place_or_it_would_be_a_blank() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let refused = issuer.issue_paper(&event, "当日1", &[row("")]).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::Place));
}
