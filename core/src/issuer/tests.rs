//! An organizer from the root to the last late order.

use std::path::Path;
use std::sync::Arc;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

use super::*;
use crate::code::verify_holding;
use crate::crypto::{HpkePublicKey, HpkeSecretKey, SecretKey};
use crate::ports::{Host, VaultError};
use crate::store::StoreError;
use crate::testing::{FixedClock, MemoryVault};
use crate::ticket::{
    Certificate, Documents, Enrolment, EntryRule, Flag, GatePlan, Holding, RevocationReason, Role,
    TicketFile, TicketId, Time,
};
use crate::transfer::{Request, RequestError, RequestPayload};
use crate::wire::Wire;

mod blanks;
mod bounds;
mod carriers;
mod epochs;
mod keys;
mod names;
mod paper;
mod plan_names;

const NOW: u64 = 1_790_000_000;
const DOORS: u64 = 1_790_100_000;

/// A folder whose issuer can be dropped and opened again.
struct Desk {
    folder: TempDir,
    vault: Arc<MemoryVault>,
    clock: Arc<FixedClock>,
    seed: u64,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, vault: MemoryVault::new(), clock: FixedClock::at(NOW), seed: 0 }
    }

    fn host(&mut self) -> Host {
        self.seed += 1;
        let rng = Box::new(ChaCha20Rng::seed_from_u64(self.seed));
        Host { clock: self.clock.clone(), vault: self.vault.clone(), signer: None, log: None, rng }
    }

    fn init(&mut self) -> Issuer {
        let mut host = self.host();
        let root = Root::make(self.folder.path(), &*self.vault, &mut *host.rng).unwrap();
        Issuer::init(self.folder.path(), &root, host).unwrap()
    }

    fn open(&mut self) -> Issuer {
        let host = self.host();
        Issuer::open(self.folder.path(), host).unwrap()
    }
}

fn time(seconds: u64) -> Time {
    Time::from_seconds(seconds).unwrap()
}

fn plan() -> EventPlan {
    let gate = |name: &str| GatePlan { name: name.into(), zones: None };
    EventPlan {
        title: "もぎり座 冬公演".into(),
        venue: "小劇場".into(),
        timezone: "Asia/Tokyo".into(),
        doors: time(DOORS),
        start: time(DOORS + 1800),
        end: time(DOORS + 7201),
        early: 600,
        late: 300,
        moved: 0,
        zones: vec!["S".into(), "A".into()],
        gates: vec![gate("A"), gate("B")],
        stamps: None,
        hops: 2,
        deadline: 0,
        paper_twin: false,
        hw_bound: false,
        name_check: false,
        totp: false,
        entry_rule: EntryRule::Single,
        count: 1,
    }
}

fn row(place: &str) -> IssueRow {
    IssueRow {
        place: place.into(),
        zone: 1,
        kind: TicketKind::Adult,
        name: "髙橋 一郎".into(),
        reading: "たかはし いちろう".into(),
        card: None,
    }
}

fn request(seed: u64, keys: usize) -> Request {
    let mut rng = ChaCha20Rng::seed_from_u64(1000 + seed);
    let keys: Vec<SecretKey> = (0..keys).map(|_| SecretKey::generate(&mut rng)).collect();
    let payload = RequestPayload {
        keys: keys.iter().map(SecretKey::public).collect(),
        hpke: HpkeSecretKey::generate(&mut rng).public().unwrap(),
        nonce: [9; 16],
        expiry: time(NOW + 3600),
        event: None,
        known_roots: Vec::new(),
    };
    Request::sign(payload, &keys[0])
}

fn issue(
    issuer: &mut Issuer,
    event: &[u8],
    rows: &[IssueRow],
    requests: &[Request],
) -> Result<IssuedOrder, IssuerError> {
    let order = OrderIssue { order: "注文1001", rows, requests };
    issuer.issue(event, &[order]).map(|mut issued| issued.remove(0))
}

fn holdings(file: &[u8]) -> Vec<Holding> {
    let file = TicketFile::from_bytes(file, TicketFile::MAX_BYTES).unwrap();
    file.tickets.iter().map(|row| Holding::from_bytes(&row.holding, Holding::MAX_BYTES).unwrap()).collect()
}

fn problem(error: IssuerError) -> (usize, RowProblem) {
    match error {
        IssuerError::Row { row, problem, .. } => (row, problem),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_ticket_file_holds_under_the_event_file_in_it() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let mut rows = [row("A-1"), row("A-2")];
    rows[1].kind = TicketKind::Wheelchair;
    let request = request(1, 2);
    let outcome = issue(&mut issuer, &event, &rows, std::slice::from_ref(&request)).unwrap();
    assert_eq!((outcome.files.len(), outcome.tickets.len(), outcome.new), (1, 2, 2));

    let file = TicketFile::from_bytes(&outcome.files[0], TicketFile::MAX_BYTES).unwrap();
    let documents = Documents::from_event_file(&file.event_file).unwrap();
    assert_eq!(documents.root(), issuer.root());
    for (n, holding) in holdings(&outcome.files[0]).iter().enumerate() {
        let (credential, _) = verify_holding(holding, &documents).unwrap();
        let payload = credential.payload();
        assert_eq!((payload.ticket, payload.holder), (outcome.tickets[n], Some(request.payload().keys[n])));
        assert_eq!(
            (payload.from, payload.minutes, payload.place.as_str()),
            (time(DOORS), 121, &*rows[n].place)
        );
        assert_eq!((payload.policy.hops, payload.policy.flags.stamp_level()), (2, 1));
        assert_eq!(payload.policy.flags.has(Flag::StaffNote), n == 1);
    }
}

#[test]
fn issuing_again_gives_the_same_bytes_and_no_new_ticket() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let (rows, requests) = ([row("A-1"), row("A-2")], [request(1, 2)]);
    let first = issue(&mut issuer, &event, &rows, &requests).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    let generation = issuer.store.generation();
    let second = issue(&mut issuer, &event, &rows, &requests).unwrap();
    assert_eq!(second, IssuedOrder { new: 0, ..first.clone() });
    assert_eq!(issue(&mut issuer, &event, &rows, &[]).unwrap().files, first.files);
    assert_eq!(issuer.store.generation(), generation, "nothing was written");
    assert_eq!(issuer.list().unwrap().len(), 2);
}

#[test]
fn a_late_row_gets_a_ticket_and_the_others_keep_theirs() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2"), row("A-3")];
    let before = issue(&mut issuer, &event, &rows[..2], &[request(1, 2)]).unwrap();
    assert_eq!(issuer.unissued(&event, "注文1001", 3), Ok(1));
    let after = issue(&mut issuer, &event, &rows, &[request(2, 1)]).unwrap();
    assert_eq!((after.new, &after.tickets[..2]), (1, &before.tickets[..]));
    assert_eq!(holdings(&after.files[0]).len(), 1, "only the new request's ticket");
    let all = issue(&mut issuer, &event, &rows, &[]).unwrap();
    assert_eq!(holdings(&all.files[0]).len(), 3);
    assert_eq!(issuer.unissued(&event, "注文1001", 3), Ok(0));
}

#[test]
fn removed_rows_are_named_and_their_tickets_stay() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let first = issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap();
    let second = issue(&mut issuer, &event, &rows[..1], &[request(1, 2)]).unwrap();
    assert_eq!(second.removed, &first.tickets[1..]);
    let gone = |orders: Vec<(&'static str, usize)>| -> Vec<TicketId> {
        issuer.not_in(&event, orders).unwrap().iter().map(|t| t.ticket).collect()
    };
    assert_eq!(gone(vec![("注文1001", 2)]), []);
    assert_eq!(gone(vec![("注文1001", 1)]), &first.tickets[1..]);
    assert_eq!(gone(vec![("注文1002", 2)]), first.tickets);
}

#[test]
fn a_changed_row_is_refused_and_a_corrected_name_is_kept() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let mut rows = [row("A-1"), row("A-2")];
    let first = issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap();
    rows[0].name = "高橋 一郎".into();
    assert_eq!(issue(&mut issuer, &event, &rows, &[]).unwrap().files, first.files);
    rows[1].place = "A-9".into();
    let refused = issue(&mut issuer, &event, &rows, &[]).unwrap_err();
    assert_eq!(problem(refused), (2, RowProblem::Changed));
}

#[test]
fn a_ticket_moves_to_no_other_requests_key() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap();
    let refused = issue(&mut issuer, &event, &rows, &[request(2, 2)]).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::HolderFixed));
}

#[test]
fn a_key_never_holds_two_tickets() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap();
    let other = OrderIssue { order: "1002", rows: &[row("A-2")], requests: &[request(1, 1)] };
    let refused = issuer.issue(&event, &[other]).unwrap_err();
    assert_eq!(problem(refused), (1, RowProblem::KeyReused));
    assert_eq!(issuer.list().unwrap().len(), 1);
}

#[test]
fn a_batch_with_one_bad_row_issues_nothing() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let long = "あ".repeat(16) + "b";
    let mut outside = row("A-3");
    outside.zone = 2;
    for (bad, why) in
        [(row(&long), RowProblem::Place), (row("か\u{3099}"), RowProblem::Place), (outside, RowProblem::Zone)]
    {
        let good = OrderIssue { order: "1", rows: &[row("A-1")], requests: &[request(1, 1)] };
        let rows = [row("A-2"), bad];
        let bad = OrderIssue { order: "2", rows: &rows, requests: &[request(2, 2)] };
        let refused = issuer.issue(&event, &[good, bad]).unwrap_err();
        assert_eq!(refused, IssuerError::Row { order: 1, row: 2, problem: why });
        assert_eq!(issuer.list().unwrap(), []);
    }
}

#[test]
fn a_place_of_48_bytes_is_issued_whole() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issue(&mut issuer, &event, &[row(&"あ".repeat(16))], &[request(1, 1)]).unwrap();
    assert_eq!(issuer.list().unwrap()[0].place.len(), 48);
}

#[test]
fn old_requests_and_requests_for_another_event_are_refused() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    assert_eq!(
        issue(&mut issuer, &event, &[row("A-1"), row("A-2")], &[request(1, 1)]),
        Err(IssuerError::TooFewKeys { order: 0, needed: 2, found: 1 })
    );
    desk.clock.advance(3600 + 601);
    assert_eq!(
        issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]),
        Err(IssuerError::Request { order: 0, error: RequestError::Expired })
    );
}

#[test]
fn the_same_plan_is_the_same_event() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let first = issuer.sign_event(&plan(), None).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.sign_event(&plan(), None).unwrap(), first);
    let other = EventPlan { title: "千秋楽".into(), ..plan() };
    let other = Documents::from_event_file(&issuer.sign_event(&other, None).unwrap()).unwrap();
    assert_ne!(other.event().event, Documents::from_event_file(&first).unwrap().event().event);
}

#[test]
fn a_new_version_keeps_the_event_and_its_tickets() {
    let mut issuer = Desk::new().init();
    let first = issuer.sign_event(&plan(), None).unwrap();
    let outcome = issue(&mut issuer, &first, &[row("A-1")], &[request(1, 1)]).unwrap();
    let mut more = EventPlan { moved: 86_400, ..plan() };
    more.gates.push(GatePlan { name: "C".into(), zones: Some(vec![1]) });
    let second = issuer.sign_event(&more, Some(&first)).unwrap();
    let mut documents = Documents::from_event_file(&first).unwrap();
    documents.adopt_event_file(&second).unwrap();
    assert_eq!((documents.event().version, documents.event().gates.len()), (2, 3));
    assert_eq!(issuer.sign_event(&more, Some(&first)).unwrap(), second, "after a crash");
    assert_eq!(issuer.sign_event(&more, Some(&second)).unwrap(), second);
    assert_eq!(issuer.sign_event(&plan(), Some(&first)), Err(IssuerError::EventOutdated));
    assert_eq!(issue(&mut issuer, &first, &[row("A-1")], &[]), Err(IssuerError::EventOutdated));
    let again = issue(&mut issuer, &second, &[row("A-1")], &[]).unwrap();
    assert_eq!(again.tickets, outcome.tickets);
    assert_eq!(holdings(&again.files[0]), holdings(&outcome.files[0]));
}

#[test]
fn gates_and_zones_only_grow() {
    let mut issuer = Desk::new().init();
    let first = issuer.sign_event(&plan(), None).unwrap();
    let zones = EventPlan { zones: vec!["A".into(), "S".into()], ..plan() };
    assert_eq!(issuer.sign_event(&zones, Some(&first)), Err(IssuerError::ListShrunk("zone")));
    let gates = EventPlan { gates: plan().gates[..1].to_vec(), ..plan() };
    assert_eq!(issuer.sign_event(&gates, Some(&first)), Err(IssuerError::ListShrunk("gate")));
}

#[test]
fn a_count_belongs_to_the_entry_rule_count_and_to_no_other() {
    let mut issuer = Desk::new().init();
    for bad in [
        EventPlan { count: 2, ..plan() },
        EventPlan { count: 0, ..plan() },
        EventPlan { entry_rule: EntryRule::Count, ..plan() },
    ] {
        assert_eq!(issuer.sign_event(&bad, None), Err(IssuerError::Count));
    }
    let counted = EventPlan { entry_rule: EntryRule::Count, count: 11, ..plan() };
    assert!(issuer.sign_event(&counted, None).is_ok());
}

#[test]
fn plans_beyond_the_protocols_bounds_are_refused() {
    let mut issuer = Desk::new().init();
    let backwards = EventPlan { end: time(DOORS), start: time(DOORS), ..plan() };
    assert_eq!(issuer.sign_event(&backwards, None), Err(IssuerError::EventTimes));
    for bad in [
        EventPlan { hops: 4, ..plan() },
        EventPlan { deadline: 122, ..plan() },
        EventPlan { title: String::new(), ..plan() },
        EventPlan { gates: Vec::new(), ..plan() },
    ] {
        assert!(matches!(issuer.sign_event(&bad, None), Err(IssuerError::EventRefused(_))));
    }
}

#[test]
fn anothers_event_is_not_issued_for() {
    let event = Desk::new().init().sign_event(&plan(), None).unwrap();
    let mut desk = Desk::new();
    desk.seed = 50;
    let mut issuer = desk.init();
    assert_eq!(issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]), Err(IssuerError::ForeignEvent));
    assert_eq!(issuer.sign_event(&plan(), Some(&event)), Err(IssuerError::ForeignEvent));
}

#[test]
fn each_revocation_holds_all_before_it() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let tickets = issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap().tickets;
    let first = issuer.revoke(&tickets[..1], RevocationReason::Refund).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.revoke(&tickets[..1], RevocationReason::Fraud).unwrap(), first, "nothing new");
    let second = issuer.revoke(&tickets, RevocationReason::Fraud).unwrap();
    let mut documents = Documents::from_event_file(&event).unwrap();
    for message in [first.list, second.list] {
        documents.adopt_revocation(&crate::ticket::Revocation::envelope_of(&message).unwrap()).unwrap();
    }
    let list = documents.revocation().unwrap();
    assert_eq!(list.version(), 2);
    assert_eq!(list.reason(tickets[0], 0), Some(RevocationReason::Refund));
    assert_eq!(list.reason(tickets[1], 0), Some(RevocationReason::Fraud));
    let states: Vec<TicketState> = issuer.list().unwrap().iter().map(|t| t.state).collect();
    assert_eq!(states[0], TicketState::Revoked(RevocationReason::Refund));
    let unknown = TicketId::from_bytes([0; 16]);
    assert_eq!(
        issuer.revoke(&[tickets[0], unknown], RevocationReason::Refund),
        Err(IssuerError::TicketNotFound)
    );
    assert_eq!(issuer.revoke(&[], RevocationReason::Refund), Err(IssuerError::NoTickets));
}

#[test]
fn a_ticket_is_found_by_the_beginning_of_its_text() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let ticket = issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap().tickets[0];
    let text = ticket.to_string();
    assert_eq!(issuer.find(&text[..6]), Ok(ticket));
    assert_eq!(issuer.find(&text.to_lowercase()), Ok(ticket));
    assert_eq!(issuer.find(&text[..5]), Err(IssuerError::TicketNotFound));
}

#[test]
fn a_certificate_is_for_the_enrolled_key_the_named_gates_and_the_events_hours() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let documents = Documents::from_event_file(&event).unwrap();
    let staff = SecretKey::from_seed(&[3; 32]);
    let enrolment = Enrolment {
        event: documents.event().event,
        key: staff.public(),
        label: "gate B".into(),
        made: time(NOW),
        hpke: HpkePublicKey::from_bytes([9; 32]),
    };
    let message = enrolment.sign(&staff);
    let grant = StaffGrant {
        roles: [Role::Scan, Role::Stamp].into_iter().collect(),
        gates: Some(vec!["B".into()]),
        hours: StaffHours::default(),
    };
    let certificate = issuer.certify(&event, &message, &grant).unwrap();
    let payload = Certificate::from_message(&certificate, &documents).unwrap().payload().clone();
    assert_eq!((payload.key, payload.roles, payload.gates), (staff.public(), grant.roles, Some(vec![1])));
    assert_eq!(payload.not_before, time(DOORS - 600 - 7200));
    assert_eq!(payload.not_after, time(DOORS + 7201 + 300));
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.certify(&event, &message, &grant).unwrap(), certificate, "after a crash");

    let mut refused = |grant: StaffGrant| issuer.certify(&event, &message, &grant).unwrap_err();
    assert_eq!(
        refused(StaffGrant { gates: Some(vec!["Z".into()]), ..grant.clone() }),
        IssuerError::GateNotFound
    );
    assert_eq!(
        refused(StaffGrant { roles: [].into_iter().collect(), ..grant.clone() }),
        IssuerError::NoRoles
    );
    let hours = StaffHours { from: Some(time(2)), until: Some(time(2)) };
    assert_eq!(refused(StaffGrant { hours, ..grant.clone() }), IssuerError::ShiftTimes);
    let other = Enrolment { event: crate::ticket::EventId::from_bytes([0; 8]), ..enrolment }.sign(&staff);
    assert_eq!(issuer.certify(&event, &other, &grant), Err(IssuerError::EnrolmentEvent));
}

#[test]
fn init_finishes_what_was_cut_short_and_changes_nothing_that_is_complete() {
    let mut desk = Desk::new();
    let mut host = desk.host();
    let root = Root::make(desk.folder.path(), &*desk.vault, &mut *host.rng).unwrap();
    // A crash between the store and its first rows.
    crate::store::Store::create(
        desk.folder.path(),
        crate::store::Schema::Issuer,
        &*desk.vault,
        &mut *host.rng,
    )
    .unwrap();
    let host = desk.host();
    assert!(matches!(Issuer::open(desk.folder.path(), host), Err(IssuerError::NotFound)));
    let trust = desk.init().trust().clone();
    assert_eq!(trust.root(), root.id());
    assert_eq!(desk.init().trust(), &trust);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut host = desk.host();
    let other = Root::make(elsewhere.path(), &*desk.vault, &mut *host.rng).unwrap();
    assert!(matches!(Issuer::init(desk.folder.path(), &other, host), Err(IssuerError::OtherRoot)));
}

fn vault(folder: &Path, passphrase: Option<&str>) -> Result<IssuerVault, IssuerError> {
    IssuerVault::make(folder, passphrase, Box::new(ChaCha20Rng::seed_from_u64(5)))
}

#[test]
fn a_wrong_passphrase_is_an_error_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let sealed =
        crate::ports::KeyVault::seal(&vault(folder.path(), Some("木戸銭")).unwrap(), b"key").unwrap();
    let again = vault(folder.path(), Some("木戸銭")).unwrap();
    assert_eq!(crate::ports::KeyVault::open(&again, &sealed), Ok(b"key".to_vec()));
    for wrong in [Some("木戸"), None] {
        assert_eq!(vault(folder.path(), wrong).err(), Some(IssuerError::WrongPassphrase));
    }
}

#[test]
fn a_folder_without_its_vault_or_with_anothers_is_named() {
    use crate::ports::KeyVault as _;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = vault(one.path(), None).unwrap();
    let other = IssuerVault::make(two.path(), None, Box::new(ChaCha20Rng::seed_from_u64(6))).unwrap();
    assert_eq!(other.open(&first.seal(b"key").unwrap()), Err(VaultError::KeyLost));
    assert_eq!(vault(two.path(), Some("x")).err(), Some(IssuerError::WrongPassphrase));
    std::fs::write(one.path().join("vault.key"), b"damaged").unwrap();
    assert_eq!(vault(one.path(), None).err(), Some(IssuerError::Damaged));
    let empty = tempfile::tempdir().unwrap();
    let opened = IssuerVault::open(empty.path(), None, Box::new(ChaCha20Rng::seed_from_u64(6)));
    assert_eq!(opened.err(), Some(IssuerError::NotFound));
}

#[cfg(unix)]
#[test]
fn keys_in_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("issuer");
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    Root::make(&inside, &vault(&inside, None).unwrap(), &mut rng).unwrap();
    for (name, mode) in [(".", 0o700), ("vault.key", 0o600), ("root.sealed", 0o600)] {
        let found = std::fs::metadata(inside.join(name)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
}

#[test]
fn an_open_issuer_is_busy_for_a_second_object_at_once() {
    let mut desk = Desk::new();
    let issuer = desk.init();
    let host = desk.host();
    assert_eq!(Issuer::open(desk.folder.path(), host).err().map(|error| error.code()), Some("BUSY"));
    drop(issuer);
    desk.open();
}

#[test]
fn an_issuer_whose_log_was_cut_does_not_sign_under_versions_that_are_out() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(desk.folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), crashed.path().join(file.file_name())).unwrap();
    }
    let log = crashed.path().join("store.db-wal");
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, &whole[..whole.len() - 4096]).unwrap();
    for _ in 0..2 {
        let host = desk.host();
        assert_eq!(Issuer::open(crashed.path(), host).err().map(|error| error.code()), Some("ROLLED_BACK"));
        assert!(std::fs::read(&log).unwrap() == whole[..whole.len() - 4096], "its log stays");
    }
    std::fs::write(&log, &whole).unwrap();
    let host = desk.host();
    assert_eq!(Issuer::open(crashed.path(), host).unwrap().list().unwrap().len(), 1);
}

#[test]
fn no_name_reading_or_order_number_is_in_debug_or_errors() {
    let rows = [row("A-1")];
    let order = OrderIssue { order: "注文1001", rows: &rows, requests: &[] };
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let error = issuer.issue(&event, &[order]).unwrap_err();
    issue(&mut issuer, &event, &rows, &[request(1, 1)]).unwrap();
    let said = format!("{order:?} {error:?} {error} {:?}", issuer.list().unwrap());
    for secret in ["髙橋", "たかはし", "注文"] {
        assert!(!said.contains(secret), "{said}");
    }
    assert_eq!(IssuerError::Store(StoreError::AlreadyOpen).code(), IssuerError::Busy.code());
}
