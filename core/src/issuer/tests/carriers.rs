//! Cards that stand for tickets: bound at issuing, replaced when lost, sealed to one device as tags.

use super::*;
use crate::ticket::{CardId, Carriers, CredentialPayload};

fn carded(place: &str, number: u8) -> IssueRow {
    IssueRow { card: Some(id(number)), ..row(place) }
}

fn id(number: u8) -> CardId {
    CardId::new(&[number; 7]).unwrap()
}

struct Reader {
    enrolment: Vec<u8>,
    key: HpkeSecretKey,
}

impl Reader {
    fn new(issuer: &mut Issuer, event: &[u8]) -> Self {
        let staff = SecretKey::from_seed(&[9; 32]);
        let key = HpkeSecretKey::generate(&mut ChaCha20Rng::seed_from_u64(9));
        let enrolment = Enrolment {
            event: Documents::from_event_file(event).unwrap().event().event,
            key: staff.public(),
            label: "reader".into(),
            made: time(NOW),
            hpke: key.public().unwrap(),
        };
        let enrolment = enrolment.sign(&staff);
        let roles = [Role::Scan, Role::Manual].into_iter().collect();
        issuer
            .certify(event, &enrolment, &StaffGrant { roles, gates: None, hours: StaffHours::default() })
            .unwrap();
        Self { enrolment, key }
    }

    fn list(&self, issuer: &mut Issuer, event: &[u8]) -> Carriers {
        let documents = Documents::from_event_file(event).unwrap();
        let message = issuer.carriers(event, &self.enrolment).unwrap();
        let opened = Carriers::open(&message, &self.key, documents.event().event).unwrap();
        Carriers::verify(&opened, documents.trust()).unwrap()
    }
}

fn problem<T: core::fmt::Debug>(outcome: Result<T, IssuerError>) -> RowProblem {
    match outcome {
        Err(IssuerError::Row { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_ticket_with_a_card_stays_and_a_lost_card_gives_way_to_another() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let reader = Reader::new(&mut issuer, &event);
    let rows = [carded("A-1", 1), row("A-2")];
    let codes = issuer.issue_paper(&event, "o1", &rows).unwrap();
    let list = reader.list(&mut issuer, &event);
    assert_eq!((list.version(), list.len(), list.ticket(&id(1))), (1, 1, Some(codes[0].ticket)));
    assert_eq!(reader.list(&mut issuer, &event).version(), 1, "nothing changed");
    drop(issuer);
    let mut issuer = desk.open();
    let again = issuer.issue_paper(&event, "o1", &[carded("A-1", 2), carded("A-2", 1)]).unwrap();
    assert_eq!(again[0].code, codes[0].code, "the ticket is the same");
    let list = reader.list(&mut issuer, &event);
    assert_eq!((list.version(), list.ticket(&id(2))), (2, Some(codes[0].ticket)));
    assert_eq!(list.ticket(&id(1)), Some(codes[1].ticket), "cards may change places within an order");
    issuer.issue_paper(&event, "o1", &rows[1..]).unwrap_err();
}

#[test]
fn a_card_is_one_tickets_and_a_ticket_that_moves_has_none() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&EventPlan { hops: 2, ..plan() }, None).unwrap();
    let request = [request(1, 1)];
    let issue = |issuer: &mut Issuer, order, rows: &[IssueRow], requests: &[Request]| {
        issuer.issue(&event, &[OrderIssue { order, rows, requests }])
    };
    issue(&mut issuer, "o1", &[carded("A-1", 1)], &request).unwrap();
    let moving = [self::request(2, 1)];
    issue(&mut issuer, "o2", &[row("A-2")], &moving).unwrap();
    let file = issue(&mut issuer, "o1", &[carded("A-1", 1)], &[]).unwrap().remove(0).files.remove(0);
    let filed = TicketFile::from_bytes(&file, TicketFile::MAX_BYTES).unwrap();
    let holding = Holding::from_bytes(&filed.tickets[0].holding, Holding::MAX_BYTES).unwrap();
    let payload = CredentialPayload::from_bytes(&holding.credential.payload, 256).unwrap();
    assert_eq!((payload.policy.hops, payload.policy.deadline), (0, 0));
    assert_eq!(problem(issue(&mut issuer, "o2", &[carded("A-2", 2)], &[])), RowProblem::Changed);
    let third = [self::request(3, 1)];
    assert_eq!(problem(issue(&mut issuer, "o3", &[carded("A-3", 1)], &third)), RowProblem::CardTaken);
    issue(&mut issuer, "o1", &[row("A-1")], &[]).unwrap();
    issue(&mut issuer, "o3", &[carded("A-3", 1)], &third).unwrap();
}

#[test]
fn a_device_gets_the_cards_of_its_gates_zones_and_no_id_leaves() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issuer.issue_paper(&event, "o1", &[carded("A-1", 1), IssueRow { zone: 0, ..carded("S-1", 2) }]).unwrap();
    let stranger = Enrolment {
        event: Documents::from_event_file(&event).unwrap().event().event,
        key: SecretKey::from_seed(&[8; 32]).public(),
        label: String::new(),
        made: time(NOW),
        hpke: HpkeSecretKey::generate(&mut ChaCha20Rng::seed_from_u64(8)).public().unwrap(),
    };
    let stranger = stranger.sign(&SecretKey::from_seed(&[8; 32]));
    assert_eq!(issuer.carriers(&event, &stranger), Err(IssuerError::NotCertified));
    let reader = Reader::new(&mut issuer, &event);
    let message = issuer.carriers(&event, &reader.enrolment).unwrap();
    assert_eq!(reader.list(&mut issuer, &event).len(), 2);
    assert!(!message.windows(7).any(|bytes| bytes == id(1).as_bytes()));
}
