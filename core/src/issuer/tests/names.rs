//! Names that gates compare, and what a ticket's holder alone gets.

use super::*;
use crate::ticket::{EventSecret, NameOpening, OtpUse, TicketSecrets};

pub(super) fn named_plan() -> EventPlan {
    EventPlan { name_check: true, totp: true, hops: 0, ..plan() }
}

/// A request and the key that opens what is sealed to it.
pub(super) fn sealed_request(seed: u64, keys: usize) -> (Request, HpkeSecretKey) {
    let hpke = HpkeSecretKey::generate(&mut ChaCha20Rng::seed_from_u64(seed));
    let payload = RequestPayload { hpke: hpke.public().unwrap(), ..request(seed, keys).payload().clone() };
    let mut rng = ChaCha20Rng::seed_from_u64(1000 + seed);
    (Request::sign(payload, &SecretKey::generate(&mut rng)), hpke)
}

pub(super) fn opened(file: &[u8], request: &Request, key: &HpkeSecretKey) -> Vec<TicketSecrets> {
    let file = TicketFile::from_bytes(file, TicketFile::MAX_BYTES).unwrap();
    let open = |row: &crate::ticket::FiledTicket| {
        let holding = Holding::from_bytes(&row.holding, Holding::MAX_BYTES).unwrap();
        let head = payload(&holding).head();
        TicketSecrets::open(row.sealed.as_ref().unwrap(), key, &request.digest(), head).unwrap()
    };
    file.tickets.iter().map(open).collect()
}

fn payload(holding: &Holding) -> crate::ticket::CredentialPayload {
    Wire::from_bytes(&holding.credential.payload, 256).unwrap()
}

fn kept_secret(issuer: &Issuer, event: &[u8]) -> Option<EventSecret> {
    let event = Documents::from_event_file(event).unwrap().event().event;
    issuer.store.read(|r| super::confide::known_secret(r, event)).unwrap()
}

#[test]
fn a_checked_name_is_committed_to_and_opens_for_the_request_alone() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&named_plan(), None).unwrap();
    let (request, key) = sealed_request(1, 2);
    let rows = [row("A-1"), IssueRow { name: "佐藤 花子".into(), ..row("A-2") }];
    let given = issue(&mut issuer, &event, &rows, std::slice::from_ref(&request)).unwrap();
    let secrets = opened(&given.files[0], &request, &key);
    for (holding, (row, secrets)) in holdings(&given.files[0]).iter().zip(rows.iter().zip(&secrets)) {
        let (payload, opening) = (payload(holding), secrets.opening.as_ref().unwrap());
        assert_eq!(opening.name().as_str(), row.name);
        assert!(opening.opens(&payload.name.unwrap()));
        assert!(payload.policy.flags.has(Flag::NameCheck) && payload.policy.flags.has(Flag::Totp));
        let zone = kept_secret(&issuer, &event).unwrap().zone_key(payload.event, payload.zone);
        assert_eq!(secrets.code, Some(zone.secret(OtpUse::Code, payload.ticket, 0)));
        assert_eq!(secrets.digits, Some(zone.secret(OtpUse::Digits, payload.ticket, 0)));
    }
    assert_ne!(secrets[0].opening.as_ref().unwrap().salt(), secrets[1].opening.as_ref().unwrap().salt());
}

#[test]
fn issuing_named_tickets_again_gives_the_same_bytes() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&named_plan(), None).unwrap();
    let (rows, requests) = ([row("A-1"), row("A-2")], [sealed_request(1, 2).0]);
    let first = issue(&mut issuer, &event, &rows, &requests).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    let secret = kept_secret(&issuer, &event);
    assert_eq!(issue(&mut issuer, &event, &rows, &requests).unwrap().files, first.files);
    let late = [row("A-1"), row("A-2"), row("A-3")];
    issue(&mut issuer, &event, &late, &[sealed_request(2, 1).0]).unwrap();
    assert!(secret.is_some() && kept_secret(&issuer, &event) == secret);
}

#[test]
fn a_checked_name_does_not_change_by_itself_and_is_never_empty() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&named_plan(), None).unwrap();
    let requests = [sealed_request(1, 1).0];
    let unnamed = [IssueRow { name: "　".into(), ..row("A-1") }];
    let refused = issue(&mut issuer, &event, &unnamed, &requests).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::Name));
    issue(&mut issuer, &event, &[row("A-1")], &requests).unwrap();
    let other = [IssueRow { name: "鈴木 次郎".into(), ..row("A-1") }];
    assert_eq!(problem(issue(&mut issuer, &event, &other, &requests).unwrap_err()), (1, RowProblem::Changed));
    let spelt = [IssueRow { reading: "タカハシ".into(), ..row("A-1") }];
    assert_eq!(issue(&mut issuer, &event, &spelt, &requests).unwrap().new, 0);
}

#[test]
fn a_ticket_with_digits_for_turnstiles_is_never_handed_on() {
    let mut issuer = Desk::new().init();
    let moves = EventPlan { totp: true, ..plan() };
    assert_eq!(issuer.sign_event(&moves, None), Err(IssuerError::TotpMoves));
}

#[test]
fn a_register_from_before_there_were_secrets_reads_and_gets_them_with_the_next_ticket() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    issue(&mut issuer, &event, &rows[..1], &[request(1, 1)]).unwrap();
    // As an older version wrote it.
    issuer
        .store
        .write::<_, IssuerError>(&mut *issuer.host.rng, |w| {
            let order = w.all(crate::store::Table::Order)?.remove(0);
            let mut record = super::record::OrderRecord::read(&order)?;
            record.0[0].confided = None;
            w.update(crate::store::Table::Order, order.id, &record.to_bytes())?;
            for key in w.all(crate::store::Table::Key)? {
                if key.key.as_deref().is_some_and(|key| key.starts_with(b"event secret")) {
                    w.delete(crate::store::Table::Key, key.id)?;
                }
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(kept_secret(&issuer, &event), None);
    let given = issue(&mut issuer, &event, &rows, &[request(2, 1)]).unwrap();
    assert_eq!(given.new, 1);
    let all = issue(&mut issuer, &event, &rows, &[]).unwrap();
    let file = TicketFile::from_bytes(&all.files[0], TicketFile::MAX_BYTES).unwrap();
    let sealed: Vec<bool> = file.tickets.iter().map(|row| row.sealed.is_some()).collect();
    assert_eq!((sealed, kept_secret(&issuer, &event).is_some()), (vec![false, true], true));
}

#[test]
fn the_register_keeps_the_name_that_the_ticket_is_bound_to() {
    let opening = NameOpening::new([1; 16], "髙橋 一郎").unwrap();
    let confided = super::record::Confided { opening: Some(opening), sealed: Some(vec![7; 40]) };
    let read = super::record::Confided::from_bytes(&confided.to_bytes(), 1024).unwrap();
    assert!(read == confided);
}
