//! The gate's operations.

mod scenes;

use std::sync::Arc;

use mogiri::code::{Challenge, CheckDigits, Digits, InteractiveCode, Locator};
use mogiri::gate::journal::SyncVector;
use mogiri::gate::{self, AskName, Gate, GateError, Verdict};
use mogiri::store::Schema;
use mogiri::testing::fixtures::{DOORS, Organizer, at, card};
use mogiri::ticket::{OtpUse, RevocationReason, Role, TicketId};
use mogiri::wire::{Frame, Wire};

use super::judge::counted;
use super::operation::{Act, Again, Open, Operation, Room};
use super::scene::Scene;
use crate::samples::{Holder, key};
use crate::vault::FolderVault;
use scenes::{
    box_office, certified, crashed, door, enrolled, last_blank, neighbours, open, reopened, staying,
    timekeeper, turnstile, unnamed_sale, with_message,
};

const EVENING: u64 = DOORS + 60;
/// After the purge time.
const LATER: u64 = DOORS + 31 * 86_400;
const SECONDS: i64 = 60;
const NAME: &str = "山田 太郎";

const GATE: (Room, &str) = (Room::Gate, "gate");
const ROLES: [Role; 7] =
    [Role::Scan, Role::Stamp, Role::Void, Role::Manual, Role::Supervise, Role::Override, Role::Issue];

pub(super) fn operations() -> Vec<Operation> {
    [lives(), admits(), writes(), syncs(), passes(), times(), updates(), forgets(), opens(), quiet()]
        .into_iter()
        .flatten()
        .collect()
}

fn lives() -> Vec<Operation> {
    vec![
        Operation::new(
            "Gate::create",
            GATE,
            EVENING,
            || {
                let scene = Scene::new();
                FolderVault::beside(&scene.path("gate")).make();
                scene
            },
            Act::Start(|scene, seed| {
                let (folder, ports) = (scene.path("gate"), scene.host("gate", EVENING, seed));
                let gate = Gate::create(&folder, ports, &Organizer::new().event_file(), "A", "iPad");
                gate.map(|gate| Open::Gate(Box::new(gate))).map_err(named)
            }),
        )
        .again(Again::Done("EXISTS"))
        .in_transactions(3),
        Operation::new("Gate::close", GATE, EVENING, crashed, Act::Close).in_transactions(2),
        Operation::new(
            "Gate::suspend",
            GATE,
            EVENING,
            crashed,
            Act::Gate(|gate, _| gate.suspend().map(|()| Vec::new())),
        ),
        Operation::new(
            "Gate::maintain",
            GATE,
            EVENING,
            crashed,
            Act::Gate(|gate, _| gate.maintain().map(|_| Vec::new())),
        ),
        Operation::new(
            "Gate::rotate_key",
            GATE,
            EVENING,
            || {
                let scene = crashed();
                FolderVault::second(&scene.path("gate")).make();
                scene
            },
            Act::Gate(|gate, scene| {
                let to = FolderVault::second(&scene.path("gate"));
                gate.rotate_key(Arc::new(to)).map(|()| Vec::new())
            }),
        )
        .then(|scene, _| {
            scene.delete_first_vault("gate");
            let gate = Gate::open(&scene.path("gate"), scene.rotated_host("gate", EVENING, 702));
            gate.map(drop).map_err(|error| format!("with the second key alone: {}", error.code()))
        }),
        Operation::new(
            "gate::check",
            GATE,
            EVENING,
            crashed,
            Act::Start(|scene, seed| {
                let checked = gate::check(&scene.path("gate"), &scene.host("gate", EVENING, seed));
                checked.map(|_| Open::Nothing).map_err(named)
            }),
        )
        .quiet(),
    ]
}

fn admits() -> Vec<Operation> {
    let admit = |prepare, act| Operation::new("Gate::admit", GATE, EVENING, prepare, act).again(Again::Other);
    vec![
        admit(certified, Act::Gate(|gate, _| scanned(gate, 12)))
            .when("the first of a log")
            .in_transactions(2),
        admit(door, Act::Gate(|gate, _| scanned(gate, 12))).when("let in").then(|scene, _| is_in(scene, 12)),
        admit(
            door,
            Act::Gate(|gate, _| {
                gate.admit(&holder(10).code(SECONDS - 10).to_text()).map(|verdict| verdict.word().into())
            }),
        )
        .when("refused"),
        Operation::new(
            "Gate::admit_named",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| gate.admit_named(&code(12), NAME).map(|verdict| verdict.word().into())),
        )
        .again(Again::Other)
        .then(|scene, _| is_in(scene, 12)),
        Operation::new(
            "Gate::admit_digits",
            GATE,
            EVENING,
            turnstile,
            Act::Gate(|gate, _| {
                gate.admit_digits(&digits(14, 0), Some(NAME)).map(|verdict| verdict.word().into())
            }),
        )
        .when("let in")
        .again(Again::Other),
        Operation::new(
            "Gate::tap",
            GATE,
            EVENING,
            turnstile,
            Act::Gate(|gate, _| gate.tap(card(1).as_bytes(), None).map(|verdict| verdict.word().into())),
        )
        .when("let in")
        .again(Again::Other),
        Operation::new(
            "Gate::tap",
            GATE,
            EVENING,
            turnstile,
            Act::Gate(|gate, _| gate.tap(card(9).as_bytes(), None).map(|_| Vec::new())),
        )
        .when("of nobody")
        .again(Again::Other),
        Operation::new(
            "Gate::admit_digits",
            GATE,
            EVENING,
            turnstile,
            Act::Gate(|gate, _| gate.admit_digits(&digits(14, 1), Some(NAME)).map(|_| Vec::new())),
        )
        .when("wrong digits")
        .again(Again::Other),
    ]
}

fn writes() -> Vec<Operation> {
    vec![
        Operation::new(
            "Gate::issue",
            GATE,
            EVENING,
            last_blank,
            Act::Gate(|gate, _| gate.issue(None, None, "SALE").map(|told| told.code.into())),
        )
        .when("the last one is sold")
        .again(Again::Done("NO_BLANKS"))
        .then(is_issued),
        Operation::new(
            "Gate::issue",
            GATE,
            EVENING,
            box_office,
            Act::Gate(|gate, _| {
                gate.issue(None, Some(&ticket(12).to_string()), "LOST").map(|told| told.code.into())
            }),
        )
        .when("in place of a ticket")
        .then(is_issued),
        Operation::new(
            "Gate::issued",
            GATE,
            EVENING,
            unnamed_sale,
            Act::Gate(|gate, _| gate.issued(None).map(|told| told.code.into())),
        )
        .then(is_issued),
        Operation::new(
            "Gate::stamp",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                let admission = gate.admission_of(ticket(10)).expect("the gate admitted it");
                gate.stamp(&admission)
            }),
        )
        .then(|scene, _| has_entries(scene, 4)),
        Operation::new(
            "Gate::void",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                gate.void(&ticket(10).to_string(), "MISTAKE").map(|voided| format!("{voided:?}").into_bytes())
            }),
        )
        .again(Again::Done("ENTRY_NOT_FOUND")),
        Operation::new(
            "Gate::challenge",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| gate.challenge(AskName::No)),
        )
        .again(Again::Other)
        .then(|scene, told| {
            let payload = Challenge::from_message(told)
                .ok()
                .and_then(|challenge| challenge.verify(&Organizer::new().documents()).ok())
                .ok_or("what was told is no challenge")?;
            let holder = holder(12);
            let step = at(SECONDS).step();
            let hash = payload.hash();
            let (credential, chain) = (&holder.credential, &holder.chain);
            let answer = InteractiveCode::answer(credential, chain, holder.key(), step, hash, None);
            let text = mogiri::wire::to_text(&answer.to_bytes());
            match reopened(scene)?.admit(&text).map_err(named)? {
                Verdict::Admitted(_) => Ok(()),
                other => Err(format!("the answer to a challenge that was told: {other:?}")),
            }
        }),
        Operation::new(
            "Gate::close_log",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| gate.close_log().map(|closed| format!("{closed:?}").into_bytes())),
        )
        .in_transactions(2),
    ]
}

fn syncs() -> Vec<Operation> {
    vec![
        Operation::new("Gate::export", GATE, EVENING, door, Act::Gate(|gate, _| gate.export()))
            .again(Again::Other)
            .then(an_older_copy_forks_nothing),
        Operation::new(
            "Gate::merge",
            GATE,
            EVENING,
            neighbours,
            Act::Gate(|gate, scene| {
                gate.merge(&scene.message("message")).map(|report| format!("{report:?}").into_bytes())
            }),
        )
        .again(Again::Other)
        .in_transactions(2),
        Operation::new(
            "Gate::missing",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                let nothing = SyncVector::nothing(Organizer::new().event.event).to_bytes();
                gate.missing(&nothing).map(|missing| missing.file)
            }),
        )
        .again(Again::Other)
        .then(an_older_copy_forks_nothing),
        Operation::new(
            "Gate::take_frame",
            GATE,
            EVENING,
            neighbours,
            Act::Gate(|gate, scene| {
                let frames = Frame::cut(&scene.message("message")).expect("it is small");
                let told = frames.iter().map(|frame| gate.take_frame(&frame.to_bytes()));
                let last = told.collect::<Result<Vec<_>, _>>()?.pop();
                Ok(format!("{last:?}").into_bytes())
            }),
        )
        .again(Again::Other)
        .in_transactions(2),
    ]
}

fn passes() -> Vec<Operation> {
    vec![
        Operation::new(
            "Gate::exit",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                let code = holder(10).code(SECONDS + 10).to_text();
                gate.exit(&code).map(|exit| format!("{exit:?}").into_bytes())
            }),
        )
        .again(Again::Other)
        .then(|scene, _| has_entries(scene, 4)),
        Operation::new(
            "Gate::override_code",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                gate.override_code(&code(12), "GOODWILL").map(|act| format!("{act:?}").into_bytes())
            }),
        )
        .again(Again::Other)
        .then(|scene, _| has_entries(scene, 4)),
        Operation::new(
            "Gate::override_ticket",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| {
                let name = ticket(12).to_string();
                gate.override_ticket(&name, "GOODWILL").map(|act| format!("{act:?}").into_bytes())
            }),
        )
        .again(Again::Other)
        .then(|scene, _| has_entries(scene, 4)),
    ]
}

fn times() -> Vec<Operation> {
    vec![
        Operation::new(
            "Gate::ask_time",
            GATE,
            EVENING,
            || timekeeper().0,
            Act::Gate(|gate, _| gate.ask_time()),
        )
        .again(Again::Other)
        .then(|scene, asked| {
            let told = open(scene, "peer", 703).tell_time(asked).map_err(named)?;
            reopened(scene)?.take_time(&told).map(drop).map_err(named)
        }),
        Operation::new(
            "Gate::take_time",
            GATE,
            EVENING,
            || {
                let (scene, peer) = timekeeper();
                let mut gate = open(&scene, "gate", 12);
                let asked = gate.ask_time().expect("it asks");
                scene.keep("message", peer.tell_time(&asked).expect("it is told"));
                gate.close().expect("it closes");
                peer.close().expect("it closes");
                scene
            },
            Act::Gate(|gate, scene| {
                gate.take_time(&scene.message("message")).map(|peer| format!("{peer:?}").into_bytes())
            }),
        )
        .again(Again::Done("BAD_TIME")),
    ]
}

fn updates() -> Vec<Operation> {
    let update = |prepare, case| {
        let act = Act::Gate(|gate, scene| {
            gate.update(&scene.message("message")).map(|updated| format!("{updated:?}").into_bytes())
        });
        Operation::new("Gate::update", GATE, EVENING, prepare, act).when(case).again(Again::Other)
    };
    vec![
        update(enrolled, "the first certificate"),
        update(
            || with_message(|_, gate| Organizer::new().certify(&gate.enrolment(), &ROLES[..3], None, 9)),
            "a renewal",
        )
        .then(|scene, _| has_entries(scene, 4)),
        update(
            || with_message(|organizer, _| organizer.revocation(1, &[(10, RevocationReason::Refund)], &[])),
            "a revocation list",
        ),
        update(
            || {
                with_message(|organizer, _| {
                    organizer.event.version += 1;
                    organizer.event.moved = 600;
                    organizer.event_file()
                })
            },
            "an event file",
        ),
        update(
            || with_message(|organizer, _| organizer.manifest(1, &[holder(12).credential.payload().clone()])),
            "a manifest",
        ),
        update(
            || {
                with_message(|organizer, gate| {
                    organizer.guest_list(&gate.enrolment(), 1, &[0], &[(12, NAME)])
                })
            },
            "a guest list",
        ),
        update(|| with_message(|organizer, gate| organizer.blanks(&gate.enrolment(), 0, 4..7)), "blanks"),
        update(
            || with_message(|organizer, gate| organizer.carriers(&gate.enrolment(), 1, &[(1, 14)])),
            "a list of carriers",
        ),
    ]
}

/// What a crash left is finished by opening.
fn opens() -> Vec<Operation> {
    let start = Act::Start(|scene, seed| {
        let gate = Gate::open(&scene.path("gate"), scene.host("gate", EVENING, seed));
        gate.map(|gate| Open::Gate(Box::new(gate))).map_err(named)
    });
    let roomless = || {
        let scene = crashed();
        std::fs::remove_file(scene.path("gate").join("store.reserve")).expect("it has room kept");
        scene
    };
    vec![
        Operation::new("Gate::open", GATE, EVENING, crashed, start).quiet(),
        Operation::new("Gate::open", GATE, EVENING, || crashed().erasing("gate", Schema::Gate), start)
            .when("an erasure due")
            .in_transactions(2),
        Operation::new("Gate::open", GATE, EVENING, roomless, start).when("its room given up"),
    ]
}

fn quiet() -> Vec<Operation> {
    vec![
        Operation::new(
            "Gate::report",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| gate.report().map(|report| counted(report).into_bytes())),
        )
        .quiet(),
        Operation::new(
            "Gate::admission_of",
            GATE,
            EVENING,
            door,
            Act::Gate(|gate, _| Ok(format!("{:?}", gate.admission_of(ticket(10))).into_bytes())),
        )
        .quiet(),
    ]
}

#[allow(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn named(error: GateError) -> String {
    error.code().to_owned()
}

fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

fn holder(number: u8) -> Holder {
    let organizer = Organizer::new();
    Holder::of(&organizer, &organizer.payload(number, key(number).public()), number)
}

fn code(number: u8) -> String {
    holder(number).code(SECONDS).to_text()
}

fn scanned(gate: &mut Gate, number: u8) -> Result<Vec<u8>, GateError> {
    gate.admit(&code(number)).map(|verdict| verdict.word().into())
}

fn forgets() -> Vec<Operation> {
    vec![Operation::new(
        "Gate::purge",
        GATE,
        LATER,
        || {
            let scene = turnstile();
            let mut gate = Gate::open(&scene.path("gate"), scene.host("gate", LATER, 12)).expect("it opens");
            gate.update(&staying().renew(at(30 * 86_400))).expect("it takes the event file");
            gate.close().expect("it closes");
            scene
        },
        Act::Gate(|gate, _| gate.purge().map(|_| Vec::new())),
    )]
}

/// Check digits of a ticket at the moment, so much beside the right ones.
fn digits(number: u8, beside: u32) -> String {
    let organizer = staying();
    let zone = organizer.secret().zone_key(organizer.event.event, number % 2);
    let right = Digits::at(&zone.secret(OtpUse::Digits, ticket(number), 0), at(SECONDS).step());
    let digits = (0..beside).fold(right, |digits, _| {
        let number: u32 = digits.to_string().parse().expect("digits are a number");
        Digits::new((number + 1) % 100_000_000).expect("eight digits")
    });
    CheckDigits { locator: Locator::of(ticket(number)), digits }.to_string()
}

/// The page that was told can be printed again.
fn is_issued(scene: &Scene, code: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(code).map_err(|error| error.to_string())?;
    match reopened(scene)?.issued(None).map_err(named)?.code {
        kept if kept == text => Ok(()),
        other => Err(format!("it told {text} and kept {other}")),
    }
}

/// A guest who was let in does not get in again.
fn is_in(scene: &Scene, number: u8) -> Result<(), String> {
    let later = holder(number).code(SECONDS - 10).to_text();
    match reopened(scene)?.admit(&later).map_err(named)? {
        Verdict::Admitted(_) => Err("the ticket was let in twice".to_owned()),
        _ => Ok(()),
    }
}

/// The entry that belongs to what was told is in the journal, once.
fn has_entries(scene: &Scene, count: u64) -> Result<(), String> {
    match reopened(scene)?.status().entries {
        found if found == count => Ok(()),
        found => Err(format!("{found} entries in place of {count}")),
    }
}

/// Whoever has the journal that was told never sees the log fork, not even if the folder of before is put back: the
/// vault knows the head.
fn an_older_copy_forks_nothing(scene: &Scene, journal: &[u8]) -> Result<(), String> {
    let mut peer = open(scene, "peer", 702);
    peer.merge(journal).map_err(named)?;
    std::fs::remove_dir_all(scene.path("gate")).expect("a scratch folder can be removed");
    std::fs::rename(scene.path("older"), scene.path("gate")).expect("a scratch folder can be moved");
    let mut gate = reopened(scene)?;
    let verdict = gate.admit(&code(12)).map_err(named)?;
    if verdict.word() != "admitted" {
        return Err(format!("the gate with an older copy: {verdict:?}"));
    }
    peer.merge(&gate.export().map_err(named)?).map_err(named)?;
    match peer.report().map_err(named)?.forked_logs {
        0 => Ok(()),
        _ => Err("an older copy forks the log of an honest gate".to_owned()),
    }
}
