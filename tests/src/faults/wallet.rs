//! The wallet's operations.

use std::sync::Arc;

use mogiri::code::{Against, Beacon, BeaconPayload, Challenge, ChallengePayload, Presented, scan, verify};
use mogiri::stamp::{DigitalStamp, Point, SimulatedPress, StampFamily, StampPayload, TouchLog};
use mogiri::testing::fixtures::{CountingRng, DOORS, Organizer, at};
use mogiri::ticket::{CredentialPayload, Flag, Flags, Policy, Role, TicketId};
use mogiri::transfer::Fold;
use mogiri::wallet::{
    Confirmation, Decision, ImportOutcome, ParcelState, Received, SettleOutcome, StillValid, TicketState,
    Wallet, WalletError,
};
use mogiri::wire::Wire;

use super::operation::{Act, Again, Open, Operation, Room};
use super::scene::Scene;
use crate::vault::FolderVault;

/// An hour before the doors: tickets change hands.
const DAY: u64 = DOORS - 3600;
/// A minute after the doors: tickets are shown.
const EVENING: u64 = DOORS + 60;
/// After the purge time.
const LATER: u64 = DOORS + 31 * 86_400;
/// A phone seven minutes slow.
const SLOW: u64 = EVENING - 420;

const OWNER: (Room, &str) = (Room::Wallet, "wallet");
const FRIEND: (Room, &str) = (Room::Wallet, "friend");

pub(super) fn operations() -> Vec<Operation> {
    [lives(), asks_and_takes(), shows(), hands_over(), forgets(), quiet()].into_iter().flatten().collect()
}

fn lives() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::create",
            OWNER,
            DAY,
            || {
                let scene = Scene::new();
                FolderVault::beside(&scene.path("wallet")).make();
                scene
            },
            Act::Start(|scene, seed| {
                let made = Wallet::create(&scene.path("wallet"), scene.host("wallet", DAY, seed));
                made.map(|wallet| Open::Wallet(Box::new(wallet))).map_err(|error| error.code().to_owned())
            }),
        )
        .again(Again::Done("ALREADY_EXISTS"))
        .in_transactions(2),
        Operation::new("Wallet::open", OWNER, DAY, || torn_open(Behind::Vault), Act::Start(open))
            .when("the vault behind"),
        Operation::new("Wallet::open", OWNER, DAY, || torn_open(Behind::Folder), Act::Start(open))
            .when("an older copy put back"),
        Operation::new("Wallet::close", OWNER, DAY, || torn_open(Behind::Neither), Act::Close),
        Operation::new(
            "Wallet::suspend",
            OWNER,
            DAY,
            || torn_open(Behind::Neither),
            Act::Wallet(|wallet, _| wallet.suspend().map(|()| Vec::new())),
        ),
        Operation::new(
            "Wallet::rotate_key",
            OWNER,
            DAY,
            || torn_open(Behind::Neither),
            Act::Wallet(|wallet, scene| {
                let to = FolderVault::beside(&scene.path("wallet"));
                wallet.rotate_key(Arc::new(to)).map(|()| Vec::new())
            }),
        ),
    ]
}

fn asks_and_takes() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::request",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, _| wallet.request(3, None)),
        )
        .again(Again::Other)
        .then(|scene, told| takes(scene, &Organizer::new().ticket_file_for(told, 3), 3)),
        Operation::new(
            "Wallet::request_hardware",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, _| wallet.request_hardware(1, None)),
        )
        .again(Again::Other)
        .then(|scene, told| {
            let mut organizer = Organizer::new();
            let flags = Flags::default().with(Flag::HardwareBound);
            organizer.policy = Policy { flags, hops: 0, deadline: 0 };
            // Above the numbers of the tickets that are there.
            let _others = (0..10).map(|_| organizer.next_payload(crate::samples::key(1).public())).count();
            takes(scene, &organizer.ticket_file_for(told, 1), 1)
        }),
        Operation::new("Wallet::import", OWNER, DAY, asked, Act::Wallet(import))
            .when("a ticket file")
            .again(Again::Other),
        Operation::new("Wallet::import", OWNER, DAY, moved, Act::Wallet(import))
            .when("a newer event file")
            .again(Again::Other),
        Operation::new("Wallet::import", FRIEND, DAY, folded, Act::Wallet(import))
            .when("a folded ticket")
            .again(Again::Other),
    ]
}

fn shows() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::present",
            OWNER,
            EVENING,
            owner,
            Act::Wallet(|wallet, _| Ok(wallet.present(ticket(1))?.text.into_bytes())),
        )
        .then(a_stamp_fits),
        Operation::new(
            "Wallet::present_reference",
            OWNER,
            EVENING,
            owner,
            Act::Wallet(|wallet, _| Ok(wallet.present_reference(ticket(1))?.text.into_bytes())),
        )
        .then(a_stamp_fits_the_ticket_shown),
        Operation::new(
            "Wallet::answer",
            OWNER,
            EVENING,
            challenged,
            Act::Wallet(|wallet, scene| {
                Ok(wallet.answer(ticket(1), &scene.message("message"))?.text.into_bytes())
            }),
        )
        .in_transactions(2)
        .then(|scene, _| {
            let mut wallet = reopened(scene, "wallet", EVENING)?;
            let mut friend = reopened(scene, "friend", EVENING)?;
            let request = friend.request(1, None).map_err(named)?;
            match wallet.hand_over(ticket(1), &request, &Confirmation::Camera) {
                Err(WalletError::NotTransferable(_)) => Ok(()),
                other => Err(format!("a ticket that answered a gate was handed on: {other:?}")),
            }
        }),
        Operation::new(
            "Wallet::accept_stamp",
            OWNER,
            EVENING,
            stamped,
            Act::Wallet(|wallet, scene| Ok(wallet.accept_stamp(&scene.message("message"))?.code().into())),
        )
        .again(Again::Other)
        .in_transactions(2),
        Operation::new(
            "Wallet::press",
            OWNER,
            EVENING,
            pressed,
            Act::Wallet(|wallet, scene| {
                let family = StampFamily::decode(&scene.message("family")).expect("the family is whole");
                Ok(wallet.press(ticket(1), &touches(&family))?.code().into())
            }),
        )
        .again(Again::Other),
        Operation::new(
            "Wallet::correct",
            OWNER,
            SLOW,
            stale,
            Act::Wallet(|wallet, scene| Ok(wallet.correct(&scene.message("message"))?.code().into())),
        )
        .again(Again::Other),
    ]
}

fn hands_over() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::hand_over",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, scene| {
                let request = scene.message("request");
                wallet.hand_over(ticket(1), &request, &Confirmation::Camera)?;
                // What leaves next: as a host does it.
                match wallet.parcel(ticket(1))? {
                    ParcelState::Ready(parcel) => Ok(parcel),
                    ParcelState::Wait { .. } => Ok(Vec::new()),
                }
            }),
        )
        .then(|scene, parcel| {
            let mut friend = reopened(scene, "friend", DAY)?;
            friend.receive(parcel, Decision::Take).map_err(named)?;
            drop(friend);
            only(scene, "friend")
        }),
        Operation::new(
            "Wallet::receive",
            FRIEND,
            DAY,
            handed,
            Act::Wallet(|wallet, scene| answer(wallet, scene, Decision::Take)),
        )
        .when("taken")
        .then(|scene, told| the_answer_leaves(scene, told, "friend")),
        Operation::new(
            "Wallet::receive",
            FRIEND,
            DAY,
            handed,
            Act::Wallet(|wallet, scene| answer(wallet, scene, Decision::Decline)),
        )
        .when("declined")
        .then(|scene, told| the_answer_leaves(scene, told, "wallet")),
        Operation::new("Wallet::settle", OWNER, DAY, || answered(Decision::Take), Act::Wallet(settle))
            .when("taken")
            .again(Again::Other)
            .then(|scene, _| only(scene, "friend")),
        Operation::new("Wallet::settle", OWNER, DAY, || answered(Decision::Decline), Act::Wallet(settle))
            .when("given back")
            .again(Again::Other)
            .then(|scene, _| only(scene, "wallet")),
        Operation::new("Wallet::fold", FRIEND, DAY, taken, Act::Wallet(|wallet, _| wallet.fold(ticket(1)))),
    ]
}

fn forgets() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::forget",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, _| wallet.forget(ticket(1), StillValid::Erase).map(|_| Vec::new())),
        )
        .again(Again::Done("TICKET_NOT_FOUND"))
        .then(|scene, _| gone(scene, ticket(1))),
        Operation::new(
            "Wallet::purge",
            OWNER,
            LATER,
            long_over,
            Act::Wallet(|wallet, _| wallet.purge().map(|_| Vec::new())),
        )
        .then(|scene, _| gone(scene, ticket(2))),
        Operation::new(
            "Wallet::wipe",
            OWNER,
            DAY,
            owner,
            Act::Start(|scene, seed| {
                let (folder, host) = (scene.path("wallet"), scene.host("wallet", DAY, seed));
                let wiped = Wallet::open(&folder, host).and_then(Wallet::wipe);
                wiped.map(|()| Open::Nothing).map_err(named)
            }),
        )
        .again(Again::Done("NO_WALLET")),
        Operation::new(
            "Wallet::readiness",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, _| wallet.readiness().map(|ready| format!("{ready:?}").into_bytes())),
        )
        .in_transactions(2),
    ]
}

/// Methods that may write and here have nothing to write.
fn quiet() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::parcel",
            OWNER,
            DAY,
            handed,
            Act::Wallet(|wallet, _| {
                wallet.parcel(ticket(1)).map(|parcel| format!("{parcel:?}").into_bytes())
            }),
        )
        .quiet(),
        Operation::new(
            "Wallet::acknowledge",
            FRIEND,
            DAY,
            fold_imported,
            Act::Wallet(|wallet, _| wallet.acknowledge(ticket(1))),
        )
        .quiet(),
        Operation::new(
            "Wallet::use_signer",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, scene| {
                wallet.use_signer(scene.host("wallet", DAY, 1).signer.expect("the scene brings one"));
                Ok(Vec::new())
            }),
        )
        .quiet(),
        Operation::new(
            "Wallet::compare_code",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|_, scene| {
                Wallet::compare_code(&scene.message("request")).map(|code| code.to_string().into_bytes())
            }),
        )
        .quiet(),
    ]
}

fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

fn named(error: WalletError) -> String {
    error.code().to_owned()
}

fn open(scene: &Scene, seed: u64) -> Result<Open, String> {
    Wallet::open(&scene.path("wallet"), scene.host("wallet", DAY, seed))
        .map(|wallet| Open::Wallet(Box::new(wallet)))
        .map_err(named)
}

fn reopened(scene: &Scene, folder: &str, at: u64) -> Result<Wallet, String> {
    Wallet::open(&scene.path(folder), scene.host(folder, at, 701)).map_err(named)
}

fn create(scene: &Scene, folder: &str, seed: u64) -> Wallet {
    FolderVault::beside(&scene.path(folder)).make();
    Wallet::create(&scene.path(folder), scene.host(folder, DAY, seed)).expect("a wallet is made")
}

/// Works on a wallet of a scene and closes it.
fn with<T>(scene: &Scene, folder: &str, time: u64, work: impl FnOnce(&mut Wallet) -> T) -> T {
    let mut wallet = Wallet::open(&scene.path(folder), scene.host(folder, time, 11)).expect("it opens");
    let done = work(&mut wallet);
    wallet.close().expect("it closes");
    done
}

/// An owner with two tickets of an organizer, and a friend who asks for one.
fn owner_of(organizer: &mut Organizer) -> Scene {
    let scene = Scene::new();
    let mut wallet = create(&scene, "wallet", 1);
    let request = wallet.request(2, None).expect("it asks");
    wallet.import(&organizer.ticket_file_for(&request, 2)).expect("it imports");
    wallet.close().expect("it closes");
    let mut friend = create(&scene, "friend", 2);
    scene.keep("request", friend.request(1, None).expect("it asks"));
    friend.close().expect("it closes");
    scene
}

/// Its event is over for good, and the organizer signed something since.
fn long_over() -> Scene {
    let scene = owner();
    let file = Organizer::new().renew(at(30 * 86_400));
    with(&scene, "wallet", LATER, |wallet| wallet.import(&file).expect("it imports"));
    scene
}

/// A forgotten ticket does not come back.
fn gone(scene: &Scene, ticket: TicketId) -> Result<(), String> {
    match reopened(scene, "wallet", DAY)?.present(ticket) {
        Err(WalletError::TicketNotFound) => Ok(()),
        other => Err(format!("a forgotten ticket: {other:?}")),
    }
}

fn owner() -> Scene {
    owner_of(&mut Organizer::new())
}

/// Its first ticket is on its way to the friend.
fn handed() -> Scene {
    let scene = owner();
    let request = scene.message("request");
    let parcel = with(&scene, "wallet", DAY, |wallet| {
        wallet.hand_over(ticket(1), &request, &Confirmation::Camera).expect("it hands over");
        wallet.parcel(ticket(1)).expect("it gives the parcel")
    });
    let ParcelState::Ready(parcel) = parcel else { panic!("no code was shown") };
    scene.keep("parcel", parcel);
    scene
}

/// And the friend answered.
fn answered(decision: Decision) -> Scene {
    let scene = handed();
    let answer = with(&scene, "friend", DAY, |friend| answer(friend, &scene, decision));
    scene.keep("message", answer.expect("the friend answers"));
    scene
}

fn taken() -> Scene {
    answered(Decision::Take)
}

/// And asked the issuer to fold it, whose answer is here.
fn folded() -> Scene {
    let (scene, organizer) = (taken(), Organizer::new());
    let fold = with(&scene, "friend", DAY, |friend| friend.fold(ticket(1)).expect("it asks"));
    let fold = Fold::from_message(&fold).expect("the fold is one");
    let payload = &fold.holding.credential.payload;
    let before = CredentialPayload::from_bytes(payload, CredentialPayload::MAX_BYTES).expect("it is whole");
    let holder = fold.holding.chain.last().and_then(|hop| hop.next);
    let folded = CredentialPayload { epoch: before.epoch + 1, holder, ..before };
    scene.keep("message", organizer.ticket_file_of(&[organizer.holding(&folded)]));
    scene
}

fn fold_imported() -> Scene {
    let scene = folded();
    with(&scene, "friend", DAY, |friend| import(friend, &scene).expect("it imports"));
    scene
}

/// With a ticket file for a request of its own.
fn asked() -> Scene {
    let mut organizer = Organizer::new();
    let scene = owner_of(&mut organizer);
    let request = with(&scene, "wallet", DAY, |wallet| wallet.request(2, None).expect("it asks"));
    scene.keep("message", organizer.ticket_file_for(&request, 2));
    scene
}

/// With an event file of a higher version.
fn moved() -> Scene {
    let mut organizer = Organizer::new();
    let scene = owner_of(&mut organizer);
    organizer.event.version += 1;
    organizer.event.moved = 600;
    scene.keep("message", organizer.event_file());
    scene
}

/// With a gate's challenge.
fn challenged() -> Scene {
    let (scene, organizer) = (owner(), Organizer::new());
    let (key, certificate) = organizer.staff(5, &[Role::Scan]);
    let (event, time) = (organizer.event.event, at(60));
    let payload = ChallengePayload { event, gate: 0, time, nonce: [4; 16], seconds: 30, hpke: None };
    scene.keep("message", Challenge::sign(&payload, &key, &certificate).to_bytes());
    scene
}

/// Its first ticket was shown, and a gate stamped the code.
fn stamped() -> Scene {
    let scene = owner();
    let shown = show(&scene, EVENING);
    scene.keep("message", stamp(&shown));
    scene
}

fn show(scene: &Scene, time: u64) -> Presented {
    let text = with(scene, "wallet", time, |wallet| wallet.present(ticket(1)).expect("it shows").text);
    read(&text).expect("the code is good")
}

fn read(text: &str) -> Result<Presented, String> {
    let documents = Organizer::new().documents();
    let code = scan(text).map_err(|reason| reason.code().to_owned())?;
    let mogiri::code::Code::Proof(proof) = &code else { return Err("another profile".to_owned()) };
    let against = Against::gate(&documents, proof.step);
    verify(code, &against).map_err(|reason| reason.code().to_owned())
}

fn stamp(shown: &Presented) -> Vec<u8> {
    let (key, certificate) = Organizer::new().staff(50, &[Role::Scan, Role::Stamp]);
    let time = shown.step().expect("a code that turns has a step").begins();
    let payload = StampPayload { presentation: shown.id(), gate: 0, time, level: 2, entry: [4; 16] };
    DigitalStamp::sign(&payload, &key, &certificate).to_bytes()
}

/// An event with capacitive stamps, the ticket on the screen.
fn pressed() -> Scene {
    let mut organizer = Organizer::new();
    let family = StampFamily::generate(3, 5, 200, &mut CountingRng(5)).expect("a family is found");
    organizer.event.templates = Some(family.encode());
    let scene = owner_of(&mut organizer);
    scene.keep("family", family.encode());
    with(&scene, "wallet", EVENING, |wallet| wallet.present(ticket(1)).expect("it shows"));
    scene
}

fn touches(family: &StampFamily) -> TouchLog {
    let origin_mm = Point { x: 35.0, y: 60.0 };
    let press = SimulatedPress { dpi: 460.0, rotation_deg: 130.0, origin_mm, noise_mm: 0.3, start_ms: 1000 };
    press.touches(&family.templates()[1], &mut CountingRng(6)).expect("the press is one")
}

/// A code that was called stale, and the beacon for it.
fn stale() -> Scene {
    let scene = owner();
    let shown = show(&scene, SLOW);
    let (key, certificate) = Organizer::new().staff(50, &[Role::Scan]);
    let payload = BeaconPayload { presentation: shown.id(), gate: 0, time: at(60) };
    scene.keep("message", Beacon::sign(&payload, &key, &certificate).to_bytes());
    scene
}

/// What is behind in a folder that was not closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Neither,
    /// A kill came between the transaction and the vault.
    Vault,
    /// An older copy of the folder was put back.
    Folder,
}

/// A wallet killed after it handed a ticket over.
fn torn_open(behind: Behind) -> Scene {
    let before = owner();
    let scene = before.copy();
    let mut wallet = reopened(&scene, "wallet", DAY).expect("it opens");
    let request = scene.message("request");
    wallet.hand_over(ticket(1), &request, &Confirmation::Camera).expect("it hands over");
    let crashed = scene.copy();
    drop(wallet);
    let part = match behind {
        Behind::Neither => return crashed,
        Behind::Vault => "wallet.vault",
        Behind::Folder => "wallet",
    };
    std::fs::remove_dir_all(crashed.path(part)).expect("a scratch folder can be removed");
    std::fs::create_dir(crashed.path(part)).expect("a scratch folder can be made");
    crate::command::copy_folder(&before.path(part), &crashed.path(part));
    crashed
}

fn import(wallet: &mut Wallet, scene: &Scene) -> Result<Vec<u8>, WalletError> {
    wallet.import(&scene.message("message")).map(|imported| format!("{imported:?}").into_bytes())
}

fn settle(wallet: &mut Wallet, scene: &Scene) -> Result<Vec<u8>, WalletError> {
    let settled = wallet.settle(&scene.message("message"))?;
    assert!(!settled.iter().any(|row| row.outcome == SettleOutcome::BadAnswer), "{settled:?}");
    Ok(format!("{settled:?}").into_bytes())
}

fn answer(wallet: &mut Wallet, scene: &Scene, decision: Decision) -> Result<Vec<u8>, WalletError> {
    match wallet.receive(&scene.message("parcel"), decision)? {
        Received::Rows { answer: Some(answer), .. } => Ok(answer),
        other => panic!("{other:?}"),
    }
}

/// The issuer's answer to a request that was told is taken.
fn takes(scene: &Scene, file: &[u8], count: usize) -> Result<(), String> {
    let mut wallet = reopened(scene, "wallet", DAY)?;
    let imported = wallet.import(file).map_err(named)?;
    let added = imported.tickets.iter().filter(|row| row.outcome != ImportOutcome::NotForThisWallet).count();
    if added == count { Ok(()) } else { Err(format!("{added} of {count} tickets are taken")) }
}

/// A gate's stamp for a code that was told is kept.
fn a_stamp_fits(scene: &Scene, told: &[u8]) -> Result<(), String> {
    let shown = read(&String::from_utf8_lossy(told))?;
    accepts(scene, &stamp(&shown))
}

/// The short code has no credential in it: of the ticket that was shown.
fn a_stamp_fits_the_ticket_shown(scene: &Scene, _: &[u8]) -> Result<(), String> {
    let text = reopened(scene, "wallet", EVENING)?.present(ticket(1)).map_err(named)?.text;
    accepts(scene, &stamp(&read(&text)?))
}

fn accepts(scene: &Scene, stamp: &[u8]) -> Result<(), String> {
    match reopened(scene, "wallet", EVENING)?.accept_stamp(stamp).map_err(named)?.code() {
        "stamped" => Ok(()),
        code => Err(format!("the stamp for the code that was told: {code}")),
    }
}

/// A friend's answer that was told reaches the owner: then one of them has the ticket.
fn the_answer_leaves(scene: &Scene, answer: &[u8], holder: &str) -> Result<(), String> {
    reopened(scene, "wallet", DAY)?.settle(answer).map_err(named)?;
    only(scene, holder)
}

/// One wallet shows the ticket, and it is this one.
fn only(scene: &Scene, holder: &str) -> Result<(), String> {
    for folder in ["wallet", "friend"] {
        let wallet = reopened(scene, folder, DAY)?;
        let here = wallet.tickets().map_err(named)?.into_iter().find(|row| row.id == ticket(1));
        let holds = here.is_some_and(|row| {
            matches!(row.state, TicketState::Ready | TicketState::NotYet | TicketState::Stamped)
        });
        if holds != (folder == holder) {
            let word = if holds { "also has" } else { "does not have" };
            return Err(format!("{folder} {word} the ticket that {holder} should hold"));
        }
    }
    Ok(())
}
