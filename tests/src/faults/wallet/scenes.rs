//! What is prepared for the wallet's operations, and what must be true after them.

use mogiri::code::{Against, Beacon, BeaconPayload, Challenge, ChallengePayload, Presented, scan, verify};
use mogiri::stamp::{DigitalStamp, Point, SimulatedPress, StampFamily, StampPayload, TouchLog};
use mogiri::store::{Fault, Rollback};
use mogiri::testing::fixtures::{CountingRng, Organizer, at};
use mogiri::ticket::{CredentialPayload, Role, TicketId};
use mogiri::transfer::Fold;
use mogiri::wallet::{
    Confirmation, Decision, ImportOutcome, ParcelState, Received, SettleOutcome, TicketState, Wallet,
    WalletError,
};
use mogiri::wire::Wire;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::super::operation::Open;
use super::super::scene::Scene;
use super::{DAY, EVENING, LATER, SLOW};
use crate::vault::FolderVault;

pub(super) fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

pub(super) fn named(error: WalletError) -> String {
    error.code().to_owned()
}

pub(super) fn open(scene: &Scene, seed: u64) -> Result<Open, String> {
    Wallet::open(&scene.path("wallet"), scene.host("wallet", DAY, seed))
        .map(|wallet| Open::Wallet(Box::new(wallet)))
        .map_err(named)
}

pub(super) fn reopened(scene: &Scene, folder: &str, at: u64) -> Result<Wallet, String> {
    Wallet::open(&scene.path(folder), scene.host(folder, at, 701)).map_err(named)
}

pub(super) fn create(scene: &Scene, folder: &str, seed: u64) -> Wallet {
    FolderVault::beside(&scene.path(folder)).make();
    Wallet::create(&scene.path(folder), scene.host(folder, DAY, seed)).expect("a wallet is made")
}

/// Works on a wallet of a scene and closes it.
pub(super) fn with<T>(scene: &Scene, folder: &str, time: u64, work: impl FnOnce(&mut Wallet) -> T) -> T {
    let mut wallet = Wallet::open(&scene.path(folder), scene.host(folder, time, 11)).expect("it opens");
    let done = work(&mut wallet);
    wallet.close().expect("it closes");
    done
}

/// An owner with two tickets of an organizer, and a friend who asks for one.
pub(super) fn owner_of(organizer: &mut Organizer) -> Scene {
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
pub(super) fn long_over() -> Scene {
    let scene = owner();
    let file = Organizer::new().renew(at(30 * 86_400));
    with(&scene, "wallet", LATER, |wallet| wallet.import(&file).expect("it imports"));
    scene
}

/// A forgotten ticket does not come back.
pub(super) fn gone(scene: &Scene, ticket: TicketId) -> Result<(), String> {
    match reopened(scene, "wallet", DAY)?.present(ticket) {
        Err(WalletError::TicketNotFound) => Ok(()),
        other => Err(format!("a forgotten ticket: {other:?}")),
    }
}

/// What was moved aside, with its log, is the wallet that it was.
pub(super) fn nothing_is_deleted(scene: &Scene) -> Result<(), String> {
    for suffix in ["", "-wal"] {
        let name = |name: &str| scene.path("wallet").join(format!("{name}{suffix}"));
        std::fs::rename(name("store.corrupt-1"), name("store.db")).map_err(|error| error.to_string())?;
    }
    match reopened(scene, "wallet", DAY)?.parcel(ticket(1)) {
        Ok(ParcelState::Ready { .. }) => Ok(()),
        other => Err(format!("moved aside and put back: {other:?}")),
    }
}

pub(super) fn owner() -> Scene {
    owner_of(&mut Organizer::new())
}

/// Somebody has a copy of a party's folder.
pub(super) fn copied(scene: Scene, folder: &str) -> Scene {
    scene.keep_older(folder);
    scene
}

/// A copy was kept, much was done since, and the copy was put back once.
pub(super) fn put_back() -> Scene {
    let scene = copied(owner(), "wallet");
    with(&scene, "wallet", DAY, |wallet| {
        for _ in 0..4 {
            wallet.request(1, None).expect("it asks");
        }
    });
    scene.put_older_back("wallet");
    with(&scene, "wallet", DAY, |wallet| assert_ne!(wallet.rollback().code(), "none"));
    scene
}

/// Nobody is told once more that a copy was put back.
pub(super) fn is_quiet(scene: &Scene) -> Result<(), String> {
    match reopened(scene, "wallet", DAY)?.rollback() {
        Rollback::None => Ok(()),
        other @ Rollback::Detected { .. } => Err(format!("dismissed, and told again: {other:?}")),
    }
}

/// A row of somebody else's stands in a table that no ticket needs.
pub(super) fn damaged() -> Scene {
    let scene = handed();
    let database = scene.path("wallet").join("store.db");
    let spoil = "INSERT INTO evidence (id, value) VALUES (zeroblob(16), zeroblob(104))";
    let file = Connection::open(database).expect("a database is there");
    // As a crash leaves it: in the log.
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("it is a setting");
    file.execute_batch(spoil).expect("the statement runs");
    drop(file);
    std::fs::remove_file(scene.path("wallet").join("store.db-shm")).expect("SQLite made one");
    scene
}

/// Nothing is wrong with it, and what it was before is beside it.
pub(super) fn is_mended(scene: &Scene) -> Result<(), String> {
    let folder = scene.path("wallet");
    let found = mogiri::wallet::check(&folder, &scene.host("wallet", DAY, 705)).map_err(named)?;
    // What a power cut left of one copy is not written over: the next has another number.
    let is_copied = (1..4).any(|number| folder.join(format!("store.mended-{number}")).exists());
    match found.faults.iter().find(|fault| **fault != Fault::Lost) {
        Some(fault) => Err(format!("mended, and {}", fault.code())),
        None if is_copied => Ok(()),
        None => Err("no copy of before is there".to_owned()),
    }
}

/// A parcel that was told leaves, and the owner's folder of before is put back: it is the friend's, and only his.
pub(super) fn stays_handed(scene: &Scene, parcel: &[u8]) -> Result<(), String> {
    scene.put_older_back("wallet");
    let taken = reopened(scene, "friend", DAY)?.receive(parcel, Decision::Take).map_err(named)?;
    if !matches!(taken, Received::Rows { answer: Some(_), .. }) {
        return Err(format!("the parcel that was told is not taken: {taken:?}"));
    }
    only(scene, "friend").map_err(|why| format!("put back: {why}"))
}

/// An answer that was told left, and the friend's folder of before is put back: the other answer is never given.
pub(super) fn stays_answered(scene: &Scene, told: &[u8], given: Decision) -> Result<(), String> {
    scene.put_older_back("friend");
    let mut friend = reopened(scene, "friend", DAY)?;
    let other = if given == Decision::Take { Decision::Decline } else { Decision::Take };
    let parcel = scene.message("parcel");
    match friend.receive(&parcel, other).map_err(named)? {
        Received::Rows { answer: None, .. } => {}
        second => return Err(format!("put back: a second answer is given: {second:?}")),
    }
    match (given, friend.receive(&parcel, Decision::Take).map_err(named)?) {
        (Decision::Take, Received::Rows { answer: Some(answer), .. }) if answer == told => {}
        (Decision::Decline, Received::Rows { answer: None, .. }) => {}
        (_, again) => return Err(format!("put back: it is answered otherwise: {again:?}")),
    }
    drop(friend);
    the_answer_leaves(scene, told, if given == Decision::Take { "friend" } else { "wallet" })
        .map_err(|why| format!("put back: {why}"))
}

/// Its first ticket is on its way to the friend.
pub(super) fn handed() -> Scene {
    let scene = owner();
    let request = scene.message("request");
    let parcel = with(&scene, "wallet", DAY, |wallet| {
        wallet.hand_over(ticket(1), &request, &Confirmation::Camera).expect("it hands over");
        wallet.parcel(ticket(1)).expect("it gives the parcel")
    });
    let ParcelState::Ready { parcel, .. } = parcel else { panic!("no code was shown") };
    scene.keep("parcel", parcel);
    scene
}

/// And the friend answered.
pub(super) fn answered(decision: Decision) -> Scene {
    let scene = handed();
    let answer = with(&scene, "friend", DAY, |friend| answer(friend, &scene, decision));
    scene.keep("message", answer.expect("the friend answers"));
    scene
}

pub(super) fn taken() -> Scene {
    answered(Decision::Take)
}

/// And asked the issuer to fold it, whose answer is here.
pub(super) fn folded() -> Scene {
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

pub(super) fn fold_imported() -> Scene {
    let scene = folded();
    with(&scene, "friend", DAY, |friend| import(friend, &scene).expect("it imports"));
    scene
}

/// With a ticket file for a request of its own.
pub(super) fn asked() -> Scene {
    let mut organizer = Organizer::new();
    let scene = owner_of(&mut organizer);
    let request = with(&scene, "wallet", DAY, |wallet| wallet.request(2, None).expect("it asks"));
    scene.keep("message", organizer.ticket_file_for(&request, 2));
    scene
}

/// With an event file of a higher version.
pub(super) fn moved() -> Scene {
    let mut organizer = Organizer::new();
    let scene = owner_of(&mut organizer);
    organizer.event.version += 1;
    organizer.event.moved = 600;
    scene.keep("message", organizer.event_file());
    scene
}

/// With a gate's challenge.
pub(super) fn challenged() -> Scene {
    let (scene, organizer) = (owner(), Organizer::new());
    let (key, certificate) = organizer.staff(5, &[Role::Scan]);
    let (event, time) = (organizer.event.event, at(60));
    let payload = ChallengePayload { event, gate: 0, time, nonce: [4; 16], seconds: 30, hpke: None };
    scene.keep("message", Challenge::sign(&payload, &key, &certificate).to_bytes());
    scene
}

/// Its first ticket was shown, and a gate stamped the code.
pub(super) fn stamped() -> Scene {
    let scene = owner();
    let shown = show(&scene, EVENING);
    scene.keep("message", stamp(&shown));
    scene
}

pub(super) fn show(scene: &Scene, time: u64) -> Presented {
    let text = with(scene, "wallet", time, |wallet| wallet.present(ticket(1)).expect("it shows").text);
    read(&text).expect("the code is good")
}

pub(super) fn read(text: &str) -> Result<Presented, String> {
    let documents = Organizer::new().documents();
    let code = scan(text).map_err(|reason| reason.code().to_owned())?;
    let mogiri::code::Code::Proof(proof) = &code else { return Err("another profile".to_owned()) };
    let against = Against::gate(&documents, proof.step);
    verify(code, &against).map_err(|reason| reason.code().to_owned())
}

pub(super) fn stamp(shown: &Presented) -> Vec<u8> {
    let (key, certificate) = Organizer::new().staff(50, &[Role::Scan, Role::Stamp]);
    let time = shown.step().expect("a code that turns has a step").begins();
    let payload = StampPayload { presentation: shown.id(), gate: 0, time, level: 2, entry: [4; 16] };
    DigitalStamp::sign(&payload, &key, &certificate).to_bytes()
}

/// An event with capacitive stamps, the ticket on the screen.
pub(super) fn pressed() -> Scene {
    let mut organizer = Organizer::new();
    let family = StampFamily::generate(3, 5, 200, &mut CountingRng(5)).expect("a family is found");
    organizer.event.templates = Some(family.encode());
    let scene = owner_of(&mut organizer);
    scene.keep("family", family.encode());
    with(&scene, "wallet", EVENING, |wallet| wallet.present(ticket(1)).expect("it shows"));
    scene
}

pub(super) fn touches(family: &StampFamily) -> TouchLog {
    let origin_mm = Point { x: 35.0, y: 60.0 };
    let press = SimulatedPress { dpi: 460.0, rotation_deg: 130.0, origin_mm, noise_mm: 0.3, start_ms: 1000 };
    press.touches(&family.templates()[1], &mut CountingRng(6)).expect("the press is one")
}

/// A code that was called stale, and the beacon for it.
pub(super) fn stale() -> Scene {
    let scene = owner();
    let shown = show(&scene, SLOW);
    let (key, certificate) = Organizer::new().staff(50, &[Role::Scan]);
    let payload = BeaconPayload { presentation: shown.id(), gate: 0, time: at(60) };
    scene.keep("message", Beacon::sign(&payload, &key, &certificate).to_bytes());
    scene
}

/// What is behind in a folder that was not closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    Neither,
    /// A kill came between the transaction and the vault.
    Vault,
    /// An older copy of the folder was put back.
    Folder,
}

/// A wallet killed after it handed a ticket over.
pub(super) fn torn_open(behind: Behind) -> Scene {
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

pub(super) fn import(wallet: &mut Wallet, scene: &Scene) -> Result<Vec<u8>, WalletError> {
    wallet.import(&scene.message("message")).map(|imported| format!("{imported:?}").into_bytes())
}

pub(super) fn settle(wallet: &mut Wallet, scene: &Scene) -> Result<Vec<u8>, WalletError> {
    let settled = wallet.settle(&scene.message("message"))?;
    assert!(!settled.iter().any(|row| row.outcome == SettleOutcome::BadAnswer), "{settled:?}");
    Ok(format!("{settled:?}").into_bytes())
}

pub(super) fn answer(wallet: &mut Wallet, scene: &Scene, decision: Decision) -> Result<Vec<u8>, WalletError> {
    match wallet.receive(&scene.message("parcel"), decision)? {
        Received::Rows { answer: Some(answer), .. } => Ok(answer),
        other => panic!("{other:?}"),
    }
}

/// The issuer's answer to a request that was told is taken.
pub(super) fn takes(scene: &Scene, file: &[u8], count: usize) -> Result<(), String> {
    let mut wallet = reopened(scene, "wallet", DAY)?;
    let imported = wallet.import(file).map_err(named)?;
    let added = imported.tickets.iter().filter(|row| row.outcome != ImportOutcome::NotForThisWallet).count();
    if added == count { Ok(()) } else { Err(format!("{added} of {count} tickets are taken")) }
}

/// A gate's stamp for a code that was told is kept.
pub(super) fn a_stamp_fits(scene: &Scene, told: &[u8]) -> Result<(), String> {
    let shown = read(&String::from_utf8_lossy(told))?;
    accepts(scene, &stamp(&shown))
}

/// The short code has no credential in it: of the ticket that was shown.
pub(super) fn a_stamp_fits_the_ticket_shown(scene: &Scene, _: &[u8]) -> Result<(), String> {
    let text = reopened(scene, "wallet", EVENING)?.present(ticket(1)).map_err(named)?.text;
    accepts(scene, &stamp(&read(&text)?))
}

pub(super) fn accepts(scene: &Scene, stamp: &[u8]) -> Result<(), String> {
    match reopened(scene, "wallet", EVENING)?.accept_stamp(stamp).map_err(named)?.code() {
        "stamped" => Ok(()),
        code => Err(format!("the stamp for the code that was told: {code}")),
    }
}

/// A friend's answer that was told reaches the owner: then one of them has the ticket.
pub(super) fn the_answer_leaves(scene: &Scene, answer: &[u8], holder: &str) -> Result<(), String> {
    reopened(scene, "wallet", DAY)?.settle(answer).map_err(named)?;
    only(scene, holder)
}

/// One wallet shows the ticket, and it is this one.
pub(super) fn only(scene: &Scene, holder: &str) -> Result<(), String> {
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
