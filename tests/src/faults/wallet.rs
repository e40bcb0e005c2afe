//! The wallet's operations.

mod scenes;

use std::sync::Arc;

use mogiri::stamp::StampFamily;
use mogiri::store::{self, Schema};
use mogiri::testing::fixtures::{DOORS, Organizer};
use mogiri::ticket::{Flag, Flags, Policy};
use mogiri::wallet::{self, Confirmation, Decision, ParcelState, StillValid, Wallet, WalletError, wipe};
use mogiri::wire::Frame;

use super::operation::{Act, Again, Open, Operation, Room};
use super::scene::Scene;
use crate::vault::FolderVault;
use scenes::{
    Behind, a_stamp_fits, a_stamp_fits_the_ticket_shown, answer, answered, asked, challenged, copied,
    damaged, fold_imported, folded, gone, handed, import, is_mended, is_quiet, long_over, moved, named,
    nothing_is_deleted, only, open, owner, pressed, put_back, reopened, settle, stale, stamped,
    stays_answered, stays_handed, taken, takes, the_answer_leaves, ticket, torn_open, touches,
};

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
    [lives(), asks_and_takes(), shows(), hands_over(), forgets(), folders(), quiet()]
        .into_iter()
        .flatten()
        .collect()
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
        Operation::new(
            "Wallet::open",
            OWNER,
            DAY,
            || owner().erasing("wallet", Schema::Wallet),
            Act::Start(open),
        )
        .when("an erasure due")
        .in_transactions(2),
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
            || {
                let scene = torn_open(Behind::Neither);
                FolderVault::second(&scene.path("wallet")).make();
                scene
            },
            Act::Wallet(|wallet, scene| {
                let to = FolderVault::second(&scene.path("wallet"));
                wallet.rotate_key(Arc::new(to)).map(|()| Vec::new())
            }),
        )
        .then(|scene, _| {
            scene.delete_first_vault("wallet");
            let host = scene.rotated_host("wallet", DAY, 702);
            let mut wallet = Wallet::open(&scene.path("wallet"), host).map_err(named)?;
            match (wallet.rollback().code(), wallet.parcel(ticket(1)).map_err(named)?) {
                ("none", ParcelState::Ready { .. }) => Ok(()),
                other => Err(format!("with the second key alone: {other:?}")),
            }
        }),
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
                Err(WalletError::CannotHandOn(_)) => Ok(()),
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
            "Wallet::press_touches",
            OWNER,
            EVENING,
            pressed,
            Act::Wallet(|wallet, scene| {
                let family = StampFamily::decode(&scene.message("family")).expect("the family is whole");
                let log = touches(&family);
                let outcome = wallet.press_touches(ticket(1), log.dpi(), log.touches().to_vec())?;
                Ok(outcome.code().into())
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
        Operation::new("Wallet::hand_over", OWNER, DAY, owner, Act::Wallet(hand_over)).then(
            |scene, parcel| {
                let mut friend = reopened(scene, "friend", DAY)?;
                friend.receive(parcel, Decision::Take).map_err(named)?;
                drop(friend);
                only(scene, "friend")
            },
        ),
        Operation::new("Wallet::hand_over", OWNER, DAY, || copied(owner(), "wallet"), Act::Wallet(hand_over))
            .when("an older copy put back after it")
            .then(stays_handed),
        Operation::new("Wallet::hand_over", OWNER, DAY, put_back, Act::Wallet(hand_over))
            .when("an older copy put back before it, and after it again")
            .then(stays_handed),
        Operation::new(
            "Wallet::dismiss_rollback",
            OWNER,
            DAY,
            put_back,
            Act::Wallet(|wallet, _| wallet.dismiss_rollback().map(|()| Vec::new())),
        )
        .then(|scene, _| is_quiet(scene)),
        Operation::new(
            "Wallet::receive",
            FRIEND,
            DAY,
            || copied(handed(), "friend"),
            Act::Wallet(|wallet, scene| answer(wallet, scene, Decision::Take)),
        )
        .when("taken, an older copy put back after it")
        .then(|scene, told| stays_answered(scene, told, Decision::Take)),
        Operation::new(
            "Wallet::receive",
            FRIEND,
            DAY,
            || copied(handed(), "friend"),
            Act::Wallet(|wallet, scene| answer(wallet, scene, Decision::Decline)),
        )
        .when("declined, an older copy put back after it")
        .then(|scene, told| stays_answered(scene, told, Decision::Decline)),
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

fn hand_over(wallet: &mut Wallet, scene: &Scene) -> Result<Vec<u8>, WalletError> {
    wallet.hand_over(ticket(1), &scene.message("request"), &Confirmation::Camera)?;
    // What leaves next: as a host does it.
    match wallet.parcel(ticket(1))? {
        ParcelState::Ready { parcel, .. } => Ok(parcel),
        ParcelState::Wait { .. } => Ok(Vec::new()),
    }
}

fn forgets() -> Vec<Operation> {
    vec![
        Operation::new(
            "Wallet::forget",
            OWNER,
            DAY,
            || {
                let scene = owner();
                scene.keep_sealed("wallet", "SELECT value FROM ticket WHERE seq = 1");
                scene
            },
            Act::Wallet(|wallet, _| wallet.forget(ticket(1), StillValid::Erase).map(|_| Vec::new())),
        )
        .again(Again::Done("TICKET_NOT_FOUND"))
        .leaving(|scene| scene.find_sealed("wallet"))
        .then(|scene, _| gone(scene, ticket(1))),
        Operation::new(
            "Wallet::purge",
            OWNER,
            LATER,
            || {
                let scene = long_over();
                scene.keep_sealed("wallet", EVERYTHING_OF_TICKETS);
                scene
            },
            Act::Wallet(|wallet, _| wallet.purge().map(|_| Vec::new())),
        )
        .leaving(|scene| scene.find_sealed("wallet"))
        .then(|scene, _| gone(scene, ticket(2))),
        Operation::new(
            "Wallet::wipe",
            OWNER,
            DAY,
            doomed,
            Act::Start(|scene, seed| {
                let (folder, host) = (scene.path("wallet"), scene.host("wallet", DAY, seed));
                let wiped = Wallet::open(&folder, host).and_then(Wallet::wipe);
                wiped.map(|()| Open::Nothing).map_err(named)
            }),
        )
        .again(Again::Done("NO_WALLET"))
        // Once half of it is destroyed it is no wallet: what is left goes by the other `wipe`.
        .leaving(|scene| match wipe(&scene.path("wallet"), scene.host("wallet", DAY, 703)) {
            Ok(()) | Err(WalletError::NoWallet) => scene.find_sealed("wallet"),
            Err(error) => Err(format!("what is left is not wiped: {}", error.code())),
        }),
        Operation::new(
            "wallet::wipe",
            OWNER,
            DAY,
            doomed,
            Act::Start(|scene, seed| {
                let (folder, host) = (scene.path("wallet"), scene.host("wallet", DAY, seed));
                wipe(&folder, host).map(|()| Open::Nothing).map_err(named)
            }),
        )
        .again(Again::Done("NO_WALLET"))
        .leaving(|scene| scene.find_sealed("wallet")),
        Operation::new(
            "Wallet::readiness",
            OWNER,
            DAY,
            owner,
            Act::Wallet(|wallet, _| wallet.readiness().map(|ready| format!("{ready:?}").into_bytes())),
        )
        .quiet(),
    ]
}

/// What works on a folder without a facade.
fn folders() -> Vec<Operation> {
    let quiet = |method, act| {
        Operation::new(method, OWNER, DAY, || torn_open(Behind::Neither), Act::Start(act)).quiet()
    };
    vec![
        Operation::new(
            "store::move_aside",
            OWNER,
            DAY,
            || torn_open(Behind::Neither),
            Act::Start(|scene, _| {
                let moved = store::move_aside(&scene.path("wallet"));
                moved.map(|_| Open::Nothing).map_err(|error| error.code().to_owned())
            }),
        )
        .again(Again::Done("STORE_NOT_FOUND"))
        .then(|scene, _| nothing_is_deleted(scene)),
        Operation::new(
            "wallet::mend",
            OWNER,
            DAY,
            damaged,
            Act::Start(|scene, seed| {
                let mended = wallet::mend(&scene.path("wallet"), scene.host("wallet", DAY, seed));
                mended.map(|_| Open::Nothing).map_err(named)
            }),
        )
        // Told to the vault, and not yet mended.
        .in_transactions(2)
        .then(|scene, _| is_mended(scene)),
        Operation::new(
            "store::wipe",
            OWNER,
            DAY,
            doomed,
            Act::Start(|scene, _| {
                let wiped = store::wipe(&scene.path("wallet"));
                wiped.map(|()| Open::Nothing).map_err(|error| error.code().to_owned())
            }),
        )
        .again(Again::Done("STORE_NOT_FOUND"))
        .leaving(|scene| scene.find_sealed("wallet")),
        quiet("wallet::check", |scene, seed| {
            let checked = wallet::check(&scene.path("wallet"), &scene.host("wallet", DAY, seed));
            checked.map(|_| Open::Nothing).map_err(named)
        }),
        quiet("store::examine", |scene, seed| {
            let (folder, vault) = (scene.path("wallet"), scene.host("wallet", DAY, seed).vault);
            let examined = store::examine(&folder, Schema::Wallet, &*vault, |_, _, _| None);
            examined.map(|_| Open::Nothing).map_err(|error| error.code().to_owned())
        }),
        quiet("store::has_traces", |scene, _| {
            let found = store::has_traces(&scene.path("wallet"));
            found.map(|_| Open::Nothing).map_err(|error| error.code().to_owned())
        }),
    ]
}

const EVERYTHING_OF_TICKETS: &str =
    "SELECT value FROM ticket UNION ALL SELECT value FROM event UNION ALL SELECT value FROM request";

fn doomed() -> Scene {
    let scene = owner();
    scene.keep_sealed("wallet", EVERYTHING_OF_TICKETS);
    scene
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
            "Wallet::read_frame",
            FRIEND,
            DAY,
            handed,
            Act::Wallet(|wallet, scene| {
                let told = Frame::messages(&scene.message("parcel"))
                    .iter()
                    .map(|frame| wallet.read_frame(frame))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok(told.into_iter().find_map(|read| read.file).unwrap_or_default())
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
