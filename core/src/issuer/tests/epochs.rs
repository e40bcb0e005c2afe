//! Folds and recoveries: one epoch more, and never two that stand.

use super::*;
use crate::code::Reason;
use crate::ticket::{Chain, Credential, EndorsementPayload, HopKind, Manifest, Revocation, Step};
use crate::transfer::{Answer, AnswerRow, Fold, FoldPayload, ReceiptPayload};

fn keys(seed: u64, count: usize) -> Vec<SecretKey> {
    let mut rng = ChaCha20Rng::seed_from_u64(1000 + seed);
    (0..count).map(|_| SecretKey::generate(&mut rng)).collect()
}

fn friend(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// A first holder's ticket and its key.
struct Held {
    holding: Holding,
    key: SecretKey,
}

impl Held {
    fn first(file: &[u8], key: &SecretKey) -> Self {
        Self { holding: holdings(file).remove(0), key: key.clone() }
    }

    fn chain(&self, event: &[u8]) -> (Credential, Chain) {
        verify_holding(&self.holding, &Documents::from_event_file(event).unwrap()).unwrap()
    }

    /// Handed to a friend's key.
    fn to(&self, friend: &SecretKey, event: &[u8]) -> Self {
        let (parent, step) = (self.chain(event).1.head(), time(NOW).step());
        let next = Some(friend.public());
        let hop = EndorsementPayload { parent, kind: HopKind::Forward, next, step }.sign(&self.key);
        let mut holding = self.holding.clone();
        holding.chain.push(hop);
        Self { holding, key: friend.clone() }
    }

    fn fold(&self, event: &[u8]) -> Vec<u8> {
        self.fold_for(event, None)
    }

    fn fold_for(&self, event: &[u8], request: Option<&Request>) -> Vec<u8> {
        let head = self.chain(event).1.head();
        let signature = FoldPayload { head, request: request.map(Request::digest) }.sign(&self.key);
        Fold { holding: self.holding.clone(), request: request.map(Request::to_message), signature }
            .to_bytes()
    }

    /// The word that this ticket is there.
    fn receipt(&self, event: &[u8]) -> Vec<u8> {
        let head = self.chain(event).0.head();
        let signature = ReceiptPayload(head).sign(&self.key);
        Answer { rows: vec![AnswerRow::Receipt { xid: head.xid(), signature }] }.to_bytes()
    }
}

fn evening(desk: &mut Desk) -> (Issuer, Vec<u8>, Held, TicketId) {
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let given = issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap();
    let held = Held::first(&given.files[0], &keys(1, 1)[0]);
    (issuer, event, held, given.tickets[0])
}

fn reason(issuer: &Issuer, list: &[u8], ticket: TicketId, epoch: u16) -> Option<RevocationReason> {
    let list = Revocation::verify(&Revocation::envelope_of(list).unwrap(), issuer.trust()).unwrap();
    list.reason(ticket, epoch)
}

fn listed(issuer: &mut Issuer, event: &[u8], payload: &[u8]) -> bool {
    let manifest = issuer.manifest(event).unwrap();
    Manifest::verify(&Manifest::envelope_of(&manifest).unwrap(), issuer.trust()).unwrap().holds(payload)
}

#[test]
fn a_fold_is_the_same_ticket_for_the_key_that_holds_it_without_a_chain() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, ticket) = evening(&mut desk);
    let far = held.to(&friend(20), &event).to(&friend(21), &event);
    let file = issuer.fold(&far.fold(&event)).unwrap();
    let folded = Held::first(&file, &friend(21));
    let (credential, chain) = folded.chain(&event);
    let before = far.chain(&event).0;
    let expected = crate::ticket::CredentialPayload {
        epoch: 1,
        holder: Some(friend(21).public()),
        ..before.payload().clone()
    };
    assert_eq!((credential.payload(), chain.endorsements().len()), (&expected, 0));
    assert!(folded.holding.to_bytes().len() + 200 < far.holding.to_bytes().len());
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.fold(&far.fold(&event)).unwrap(), file, "again gives the same bytes");
    assert_eq!((issuer.list().unwrap()[0].epoch, issuer.list().unwrap()[0].ticket), (0, ticket));
}

#[test]
fn the_old_epoch_stands_until_its_wallet_says_that_the_new_one_is_there() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, ticket) = evening(&mut desk);
    let far = held.to(&friend(20), &event);
    let file = issuer.fold(&far.fold(&event)).unwrap();
    let folded = Held::first(&file, &friend(20));
    assert!(listed(&mut issuer, &event, &far.holding.credential.payload));
    let stranger = Held { holding: folded.holding.clone(), key: friend(66) };
    assert_eq!(issuer.acknowledge(&stranger.receipt(&event)), Err(IssuerError::Acknowledgement));
    assert_eq!(issuer.acknowledge(&far.receipt(&event)), Err(IssuerError::UnknownFold));
    assert!(matches!(issuer.acknowledge(b"x"), Err(IssuerError::Answer(_))));

    let list = issuer.acknowledge(&folded.receipt(&event)).unwrap();
    assert_eq!(issuer.acknowledge(&folded.receipt(&event)).unwrap(), list);
    assert_eq!(reason(&issuer, &list.list, ticket, 0), Some(RevocationReason::Superseded));
    assert_eq!(reason(&issuer, &list.list, ticket, 1), None);
    assert!(listed(&mut issuer, &event, &folded.holding.credential.payload));
    assert_eq!(issuer.list().unwrap()[0].epoch, 1);
    assert_eq!(issuer.fold(&far.fold(&event)).unwrap(), file, "the answer may be lost and asked for again");
}

#[test]
fn what_is_no_chain_of_this_issuers_newest_epoch_is_not_folded() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, _) = evening(&mut desk);
    assert_eq!(issuer.fold(&held.fold(&event)), Err(IssuerError::NothingToFold));
    let (one, other) = (held.to(&friend(20), &event), held.to(&friend(21), &event));
    let stolen = Held { holding: one.holding.clone(), key: friend(66) };
    assert_eq!(issuer.fold(&stolen.fold(&event)), Err(IssuerError::Holding(Reason::BadSignature)));
    issuer.fold(&one.fold(&event)).unwrap();
    assert_eq!(issuer.fold(&other.fold(&event)), Err(IssuerError::EpochOver), "a fork folds once");
    assert_eq!(issuer.fold(b"x").unwrap_err().code(), "BAD_FOLD");
    let mut forged = one.chain(&event).0.payload().clone();
    forged.epoch = 9;
    let mut forged = Held { holding: one.holding.clone(), key: friend(20) }.with(forged.sign(&issuer.key));
    forged = forged.to(&friend(22), &event);
    assert_eq!(issuer.fold(&forged.fold(&event)), Err(IssuerError::Holding(Reason::NotGenuine)));
}

impl Held {
    fn with(mut self, credential: crate::wire::Envelope) -> Self {
        self.holding = Holding { credential, chain: Vec::new() };
        self.key = keys(1, 1).remove(0);
        self
    }
}

#[test]
fn a_chain_dated_ahead_waits_and_a_withdrawn_ticket_is_not_folded() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, ticket) = evening(&mut desk);
    let mut ahead = Held { holding: held.holding.clone(), key: friend(20) };
    let step: Step = time(NOW + 3600).step();
    let parent = held.chain(&event).1.head();
    let next = Some(friend(20).public());
    let hop = EndorsementPayload { parent, kind: HopKind::Forward, next, step };
    ahead.holding.chain.push(hop.sign(&held.key));
    assert_eq!(issuer.fold(&ahead.fold(&event)), Err(IssuerError::Holding(Reason::ChainAhead)));
    issuer.revoke(&[ticket], RevocationReason::Fraud).unwrap();
    let far = held.to(&friend(20), &event);
    assert_eq!(issuer.fold(&far.fold(&event)), Err(IssuerError::TicketRevoked));
}

#[test]
fn a_lost_ticket_goes_to_a_new_key_and_moves_no_more() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, ticket) = evening(&mut desk);
    let again = issuer.reissue(ticket, &request(5, 1)).unwrap();
    let fresh = Held::first(&again.ticket_file, &keys(5, 1)[0]);
    let payload = fresh.chain(&event).0.payload().clone();
    assert_eq!((payload.epoch, payload.policy.hops, payload.holder), (1, 0, Some(keys(5, 1)[0].public())));
    assert!(payload.policy.flags.has(Flag::Recovered));
    assert_eq!(reason(&issuer, &again.revocation.list, ticket, 0), Some(RevocationReason::Recovered));
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.reissue(ticket, &request(5, 1)).unwrap(), again, "again gives the same bytes");
    assert!(listed(&mut issuer, &event, &payload.to_bytes()));
    let far = held.to(&friend(20), &event);
    assert_eq!(
        issuer.fold(&far.fold(&event)),
        Err(IssuerError::TicketRevoked).or(Err(IssuerError::EpochOver))
    );

    let third = issuer.reissue(ticket, &request(6, 1)).unwrap();
    assert_eq!(reason(&issuer, &third.revocation.list, ticket, 1), Some(RevocationReason::Recovered));
    assert_eq!(issuer.reissue(ticket, &request(5, 1)), Err(IssuerError::EpochOver));
}

#[test]
fn a_recovery_asks_for_a_key_that_holds_nothing_and_a_request_that_stands() {
    let mut desk = Desk::new();
    let (mut issuer, _, _, ticket) = evening(&mut desk);
    assert_eq!(issuer.reissue(ticket, &request(1, 1)), Err(IssuerError::NoNewKey));
    assert_eq!(
        issuer.reissue(TicketId::from_bytes([1; 16]), &request(5, 1)),
        Err(IssuerError::TicketNotFound)
    );
    desk.clock.advance(2 * 24 * 3600);
    let late = issuer.reissue(ticket, &request(5, 1));
    assert_eq!(late, Err(IssuerError::Request { order: 0, error: RequestError::Expired }));
}

#[test]
fn a_lost_ticket_is_printed_once_and_again_as_it_is() {
    let mut desk = Desk::new();
    let (mut issuer, _, _, ticket) = evening(&mut desk);
    let paper = issuer.reissue_on_paper(ticket).unwrap();
    assert_eq!((paper.codes[0].epoch, paper.codes[0].ticket), (1, ticket));
    assert_eq!(reason(&issuer, &paper.revocation.list, ticket, 0), Some(RevocationReason::Recovered));
    assert_eq!(issuer.reissue_on_paper(ticket).unwrap(), paper);
}

#[test]
fn hardware_keys_are_issued_to_where_the_policy_says_so_and_nowhere_else() {
    use crate::crypto::{HardwareKey, Signs as _};
    use crate::testing::{SignatureForm, SoftwareSigner};
    let mut issuer = Desk::new().init();
    let plain = issuer.sign_event(&plan(), None).unwrap();
    let moves = EventPlan { hw_bound: true, ..plan() };
    assert_eq!(issuer.sign_event(&moves, None), Err(IssuerError::HardwareMoves));
    let bound = EventPlan { title: "限定公演".into(), hops: 0, ..moves };
    let bound = issuer.sign_event(&bound, None).unwrap();
    let key = HardwareKey::create(SoftwareSigner::new(SignatureForm::Der)).unwrap();
    let payload = RequestPayload { keys: vec![key.public()], ..request(1, 1).payload().clone() };
    let hardware = Request::sign_by(payload, &key).unwrap();
    let refused = issue(&mut issuer, &plain, &[row("A-1")], std::slice::from_ref(&hardware)).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::KeyKind));
    let refused = issue(&mut issuer, &bound, &[row("A-1")], &[request(2, 1)]).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::KeyKind));
    let given = issue(&mut issuer, &bound, &[row("A-1")], &[hardware]).unwrap();
    let documents = Documents::from_event_file(&bound).unwrap();
    let (credential, _) = verify_holding(&holdings(&given.files[0])[0], &documents).unwrap();
    let policy = credential.payload().policy;
    assert!(policy.flags.has(Flag::HardwareBound) && policy.hops == 0);
    assert_eq!(credential.payload().holder, Some(key.public()));
}

#[test]
fn a_fold_with_its_keys_request_brings_the_new_epochs_digits_and_never_the_buyers_name() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&EventPlan { name_check: true, ..plan() }, None).unwrap();
    let given = issue(&mut issuer, &event, &[row("A-1")], &[super::names::sealed_request(1, 1).0]).unwrap();
    let held = Held::first(&given.files[0], &keys(1, 1)[0]);
    let (asked, hpke) = super::names::sealed_request(3, 2);
    let far = held.to(&keys(3, 2)[1], &event);
    let file = issuer.fold(&far.fold_for(&event, Some(&asked))).unwrap();
    let secrets = super::names::opened(&file, &asked, &hpke).remove(0);
    assert!(secrets.opening.is_none() && secrets.digits.is_some());
    assert_eq!(issuer.fold(&far.fold_for(&event, Some(&asked))).unwrap(), file, "again gives the same bytes");
    let other = super::names::sealed_request(4, 1).0;
    let refused = Err(IssuerError::Holding(Reason::BadSignature));
    assert_eq!(issuer.fold(&far.fold_for(&event, Some(&other))), refused, "a request of other keys");
    let swapped =
        Fold { request: Some(other.to_message()), ..Fold::from_message(&far.fold(&event)).unwrap() };
    assert_eq!(issuer.fold(&swapped.to_bytes()), refused, "the signature names the request");
}

#[test]
fn a_fold_that_waits_when_a_key_is_stolen_is_signed_again_by_the_new_one() {
    let mut desk = Desk::new();
    let (mut issuer, event, held, _) = evening(&mut desk);
    let far = held.to(&friend(20), &event);
    let before = Held::first(&issuer.fold(&far.fold(&event)).unwrap(), &friend(20));
    let root = Root::open(desk.folder.path(), &*desk.vault).unwrap();
    let salvaged = issuer.salvage(&event, &root).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    let again = Held::first(&issuer.fold(&far.fold(&event)).unwrap(), &friend(20));
    assert_eq!(again.holding.credential.payload, before.holding.credential.payload);
    let documents = Documents::from_event_file(&salvaged.event_file).unwrap();
    let signer = |held: &Held| verify_holding(&held.holding, &documents).unwrap().0.issuer();
    assert_eq!(signer(&again), issuer.key.public());
    assert_ne!(signer(&before), issuer.key.public(), "that key was stolen");
    let list = issuer.acknowledge(&again.receipt(&salvaged.event_file)).unwrap();
    assert!(!list.list.is_empty());
}
