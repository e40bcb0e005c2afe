//! The issuer's operations.

use mogiri::code::verify_holding;
use mogiri::issuer::{
    EventPlan, IssueRow, IssuedRevocation, Issuer, IssuerError, IssuerVault, OrderIssue, Root, StaffGrant,
    StaffHours, TicketKind,
};
use mogiri::testing::fixtures::{CountingRng, DOORS, at};
use mogiri::ticket::{
    Documents, EndorsementPayload, Enrolment, EntryRule, GatePlan, Holding, HopKind, RevocationReason, Role,
    TicketFile, TicketId,
};
use mogiri::transfer::{Answer, AnswerRow, Fold, FoldPayload, ReceiptPayload, Request};
use mogiri::wire::Wire;

use super::operation::{Act, Again, Open, Operation, Room};
use super::scene::Scene;
use crate::samples::{key, request};
use crate::vault::FolderVault;

const DAY: u64 = DOORS - 3600;
const ORG: (Room, &str) = (Room::Issuer, "org");

pub(super) fn operations() -> Vec<Operation> {
    let mut all = lives();
    all.extend(keys());
    all.extend([
        works("Issuer::sign_event", desk, |issuer, _| {
            issuer.sign_event(&EventPlan { title: "春公演".into(), ..plan() }, None)
        })
        .when("a new event"),
        works("Issuer::sign_event", desk, |issuer, scene| {
            issuer.sign_event(&EventPlan { moved: 600, ..plan() }, Some(&scene.message("event")))
        })
        .when("a new version"),
        works("Issuer::issue", desk, |issuer, scene| {
            let (rows, requests) = ([row(3), row(4)], [request(3).0, request(4).0]);
            issue(issuer, &scene.message("event"), "order 2", &rows, &requests)
        }),
        works("Issuer::issue_paper", desk, |issuer, scene| {
            let codes = issuer.issue_paper(&scene.message("event"), "order 3", &[row(5), row(6)])?;
            Ok(codes.iter().flat_map(|code| code.code.bytes()).collect())
        }),
        works("Issuer::print_twins", desk, |issuer, scene| {
            let twins = issuer.print_twins(&[first(scene)])?;
            Ok([twins.codes[0].code.as_bytes(), &lists(&twins.revocation)].concat())
        })
        .in_transactions(2),
        works("Issuer::reissue", desk, |issuer, scene| {
            let again = issuer.reissue(first(scene), &request(9).0)?;
            Ok([again.ticket_file, lists(&again.revocation)].concat())
        })
        .in_transactions(3),
        works("Issuer::reissue_on_paper", desk, |issuer, scene| {
            let twins = issuer.reissue_on_paper(first(scene))?;
            Ok([twins.codes[0].code.as_bytes(), &lists(&twins.revocation)].concat())
        })
        .in_transactions(3),
        works("Issuer::revoke", desk, |issuer, scene| {
            issuer.revoke(&[first(scene)], RevocationReason::Refund).map(|issued| lists(&issued))
        }),
        works("Issuer::revoke_staff", certified, |issuer, scene| {
            issuer.revoke_staff(&enrolment(scene)).map(|issued| lists(&issued))
        }),
        works("Issuer::rotate", desk, |issuer, scene| issuer.rotate(&scene.message("event"), &root(scene)))
            .in_transactions(2),
        works("Issuer::announce", two_roots, |issuer, scene| {
            issuer.announce(&scene.message("event"), &root(scene), &root_in(scene, "next"))
        }),
        works("Issuer::hand_over", announced, |issuer, scene| {
            issuer.hand_over(&scene.message("event"), &root_in(scene, "next"))
        }),
        works("Issuer::salvage", revoked, |issuer, scene| {
            let saved = issuer.salvage(&scene.message("event"), &root(scene))?;
            Ok([saved.event_file, saved.manifest, saved.revocation].concat())
        })
        .in_transactions(4),
        works("Issuer::certify", desk, |issuer, scene| {
            let grant = StaffGrant {
                roles: [Role::Scan].into_iter().collect(),
                gates: None,
                hours: StaffHours::default(),
            };
            issuer.certify(&scene.message("event"), &enrolment(scene), &grant)
        }),
        works("Issuer::manifest", desk, |issuer, scene| issuer.manifest(&scene.message("event"))),
        works("Issuer::guests", certified, |issuer, scene| {
            issuer.guests(&scene.message("event"), &enrolment(scene))
        })
        .again(Again::Other),
        works("Issuer::carriers", certified, |issuer, scene| {
            issuer.carriers(&scene.message("event"), &enrolment(scene))
        })
        .again(Again::Other),
        works("Issuer::blanks", certified, |issuer, scene| {
            Ok(issuer.blanks(&scene.message("event"), &enrolment(scene), 0, 3)?.message)
        })
        .again(Again::Other),
        works("Issuer::fold", desk, |issuer, scene| issuer.fold(&fold(scene))),
        works("Issuer::acknowledge", folded, |issuer, scene| {
            issuer.acknowledge(&scene.message("message")).map(|issued| lists(&issued))
        })
        .in_transactions(2),
    ]);
    all
}

/// What lies beside an issuer: its root, and the vault of its folder.
fn keys() -> Vec<Operation> {
    vec![
        Operation::new(
            "Root::make",
            (Room::Issuer, "root"),
            DAY,
            || {
                let scene = Scene::new();
                FolderVault::beside(&scene.path("root")).make();
                std::fs::create_dir(scene.path("root")).expect("a scratch folder can be made");
                scene
            },
            Act::Start(|scene, seed| {
                let vault = FolderVault::beside(&scene.path("root"));
                let made = Root::make(&scene.path("root"), &vault, &mut CountingRng(seed));
                made.map(|_| Open::Nothing).map_err(named)
            }),
        )
        .then(|scene, _| {
            let vault = FolderVault::beside(&scene.path("root"));
            Root::open(&scene.path("root"), &vault).map(drop).map_err(named)
        }),
        Operation::new(
            "Root::open",
            (Room::Issuer, "root"),
            DAY,
            desk,
            Act::Start(|scene, _| {
                let vault = FolderVault::beside(&scene.path("root"));
                Root::open(&scene.path("root"), &vault).map(|_| Open::Nothing).map_err(named)
            }),
        )
        .quiet(),
        Operation::new(
            "IssuerVault::make",
            (Room::Issuer, "locked"),
            DAY,
            Scene::new,
            Act::Start(|scene, seed| {
                let made = IssuerVault::make(&scene.path("locked"), None, Box::new(CountingRng(seed)));
                made.map(|_| Open::Nothing).map_err(named)
            }),
        )
        .then(|scene, _| {
            let opened = IssuerVault::open(&scene.path("locked"), None, Box::new(CountingRng(1)));
            opened.map(drop).map_err(named)
        }),
        Operation::new(
            "IssuerVault::open",
            (Room::Issuer, "locked"),
            DAY,
            || {
                let scene = Scene::new();
                IssuerVault::make(&scene.path("locked"), None, Box::new(CountingRng(1))).expect("it is made");
                scene
            },
            Act::Start(|scene, seed| {
                let opened = IssuerVault::open(&scene.path("locked"), None, Box::new(CountingRng(seed)));
                opened.map(|_| Open::Nothing).map_err(named)
            }),
        )
        .quiet(),
    ]
}

fn lives() -> Vec<Operation> {
    vec![
        Operation::new(
            "Issuer::init",
            ORG,
            DAY,
            || {
                let scene = Scene::new();
                for folder in ["org", "root"] {
                    FolderVault::beside(&scene.path(folder)).make();
                }
                std::fs::create_dir(scene.path("root")).expect("a scratch folder can be made");
                make_root(&scene);
                scene
            },
            Act::Start(|scene, seed| {
                let issuer = Issuer::init(&scene.path("org"), &root(scene), scene.host("org", DAY, seed));
                issuer.map(|issuer| Open::Issuer(Box::new(issuer))).map_err(named)
            }),
        )
        .in_transactions(2),
        Operation::new(
            "Issuer::sandbox",
            ORG,
            DAY,
            || {
                let scene = Scene::new();
                FolderVault::beside(&scene.path("org")).make();
                scene
            },
            Act::Start(|scene, seed| {
                let issuer = Issuer::sandbox(&scene.path("org"), scene.host("org", DAY, seed));
                issuer.map(|issuer| Open::Issuer(Box::new(issuer))).map_err(named)
            }),
        )
        .in_transactions(2),
        Operation::new(
            "Issuer::open",
            ORG,
            DAY,
            crashed,
            Act::Start(|scene, seed| {
                let issuer = Issuer::open(&scene.path("org"), scene.host("org", DAY, seed));
                issuer.map(|issuer| Open::Issuer(Box::new(issuer))).map_err(named)
            }),
        )
        .quiet(),
        Operation::new("Issuer::close", ORG, DAY, crashed, Act::Close),
        Operation::new(
            "Issuer::suspend",
            ORG,
            DAY,
            crashed,
            Act::Issuer(|issuer, _| issuer.suspend().map(|()| Vec::new())),
        ),
    ]
}

fn works(
    method: &'static str,
    prepare: fn() -> Scene,
    act: fn(&mut Issuer, &Scene) -> Result<Vec<u8>, IssuerError>,
) -> Operation {
    Operation::new(method, ORG, DAY, prepare, Act::Issuer(act))
}

#[allow(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn named(error: IssuerError) -> String {
    error.code().to_owned()
}

fn plan() -> EventPlan {
    let gate = |name: &str| GatePlan { name: name.into(), zones: None };
    EventPlan {
        title: "もぎり座 冬公演".into(),
        venue: "小劇場".into(),
        timezone: "Asia/Tokyo".into(),
        doors: at(0),
        start: at(1800),
        end: at(7200),
        early: 600,
        late: 300,
        moved: 0,
        zones: vec!["S".into(), "A".into()],
        gates: vec![gate("A"), gate("B")],
        stamps: None,
        hops: 2,
        deadline: 0,
        paper_twin: true,
        hw_bound: false,
        name_check: false,
        totp: false,
        entry_rule: EntryRule::Single,
        count: 1,
    }
}

fn row(seat: u8) -> IssueRow {
    IssueRow {
        place: format!("1列 {seat}番"),
        zone: 1,
        kind: TicketKind::Adult,
        name: "髙橋 一郎".into(),
        reading: "たかはし いちろう".into(),
        card: None,
    }
}

fn make_root(scene: &Scene) -> Root {
    make_root_in(scene, "root", 77)
}

fn make_root_in(scene: &Scene, folder: &str, seed: u64) -> Root {
    let vault = FolderVault::beside(&scene.path(folder));
    Root::make(&scene.path(folder), &vault, &mut CountingRng(seed)).expect("a root is made")
}

fn root(scene: &Scene) -> Root {
    root_in(scene, "root")
}

fn root_in(scene: &Scene, folder: &str) -> Root {
    Root::open(&scene.path(folder), &FolderVault::beside(&scene.path(folder))).expect("the root opens")
}

/// With the root that comes next.
fn two_roots() -> Scene {
    let scene = desk();
    std::fs::create_dir(scene.path("next")).expect("a scratch folder can be made");
    make_root_in(&scene, "next", 88);
    scene
}

/// And it is announced.
fn announced() -> Scene {
    let scene = two_roots();
    let (event, root, next) = (scene.message("event"), root(&scene), root_in(&scene, "next"));
    works_at(&scene, |issuer| drop(issuer.announce(&event, &root, &next).expect("it announces")));
    scene
}

fn open(scene: &Scene, seed: u64) -> Issuer {
    Issuer::open(&scene.path("org"), scene.host("org", DAY, seed)).expect("the issuer opens")
}

fn issue(
    issuer: &mut Issuer,
    event: &[u8],
    order: &str,
    rows: &[IssueRow],
    requests: &[Request],
) -> Result<Vec<u8>, IssuerError> {
    let given = issuer.issue(event, &[OrderIssue { order, rows, requests }])?;
    Ok(given.into_iter().flat_map(|order| order.files).flatten().collect())
}

/// An issuer with an event and an order of one ticket for the key of seed 1.
fn desk() -> Scene {
    let scene = Scene::new();
    for folder in ["org", "root"] {
        FolderVault::beside(&scene.path(folder)).make();
    }
    std::fs::create_dir(scene.path("root")).expect("a scratch folder can be made");
    let root = make_root(&scene);
    let mut issuer = Issuer::init(&scene.path("org"), &root, scene.host("org", DAY, 1)).expect("it is made");
    let event = issuer.sign_event(&plan(), None).expect("it signs");
    let file = issue(&mut issuer, &event, "order 1", &[row(1)], &[request(1).0]).expect("it issues");
    scene.keep("event", event);
    scene.keep("tickets", file);
    issuer.close().expect("it closes");
    scene
}

fn works_at(scene: &Scene, work: impl FnOnce(&mut Issuer)) {
    let mut issuer = open(scene, 2);
    work(&mut issuer);
    issuer.close().expect("it closes");
}

/// A ticket of it is revoked.
fn revoked() -> Scene {
    let scene = desk();
    let ticket = first(&scene);
    works_at(&scene, |issuer| drop(issuer.revoke(&[ticket], RevocationReason::Refund).expect("it revokes")));
    scene
}

/// A device is certified.
fn certified() -> Scene {
    let scene = desk();
    let (event, enrolment) = (scene.message("event"), enrolment(&scene));
    let roles = [Role::Scan, Role::Manual, Role::Issue].into_iter().collect();
    let grant = StaffGrant { roles, gates: None, hours: StaffHours::default() };
    works_at(&scene, |issuer| drop(issuer.certify(&event, &enrolment, &grant).expect("it certifies")));
    scene
}

/// A ticket was folded, and its wallet says that the new one is there.
fn folded() -> Scene {
    let scene = desk();
    let fold = fold(&scene);
    works_at(&scene, |issuer| {
        let file = issuer.fold(&fold).expect("it folds");
        let holding = holding(&file);
        let documents = Documents::from_event_file(&scene.message("event")).expect("the event holds");
        let head = verify_holding(&holding, &documents).expect("the fold holds").0.head();
        let signature = ReceiptPayload(head).sign(&key(20));
        let row = AnswerRow::Receipt { xid: head.xid(), signature };
        scene.keep("message", Answer { rows: vec![row] }.to_bytes());
    });
    scene
}

/// Killed after it revoked a ticket.
fn crashed() -> Scene {
    let scene = desk();
    let mut issuer = open(&scene, 2);
    issuer.revoke(&[first(&scene)], RevocationReason::Refund).expect("it revokes");
    let crashed = scene.copy();
    drop(issuer);
    crashed
}

fn holding(file: &[u8]) -> Holding {
    let file = TicketFile::from_bytes(file, TicketFile::MAX_BYTES).expect("a ticket file is whole");
    Holding::from_bytes(&file.tickets[0].holding, Holding::MAX_BYTES).expect("a ticket is whole")
}

fn first(scene: &Scene) -> TicketId {
    let documents = Documents::from_event_file(&scene.message("event")).expect("the event holds");
    let holding = holding(&scene.message("tickets"));
    verify_holding(&holding, &documents).expect("the ticket holds").0.payload().ticket
}

/// The first ticket, handed to the key of seed 20, which asks for a fold.
fn fold(scene: &Scene) -> Vec<u8> {
    let documents = Documents::from_event_file(&scene.message("event")).expect("the event holds");
    let mut holding = holding(&scene.message("tickets"));
    let parent = verify_holding(&holding, &documents).expect("the ticket holds").1.head();
    let (kind, next, step) = (HopKind::Forward, Some(key(20).public()), at(-3600).step());
    holding.chain.push(EndorsementPayload { parent, kind, next, step }.sign(&key(1)));
    let head = verify_holding(&holding, &documents).expect("the chain holds").1.head();
    let signature = FoldPayload { head, request: None }.sign(&key(20));
    Fold { holding, request: None, signature }.to_bytes()
}

fn enrolment(scene: &Scene) -> Vec<u8> {
    let documents = Documents::from_event_file(&scene.message("event")).expect("the event holds");
    let hpke = mogiri::crypto::HpkeSecretKey::generate(&mut CountingRng(8));
    let enrolment = Enrolment {
        event: documents.event().event,
        key: key(30).public(),
        label: "iPad".into(),
        made: at(-7200),
        hpke: hpke.public().expect("a generated key has a public half"),
    };
    enrolment.sign(&key(30))
}

fn lists(issued: &IssuedRevocation) -> Vec<u8> {
    [issued.list.as_slice(), &issued.delta].concat()
}
