use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::*;
use crate::gate::rows::VaultItem;
use crate::gate::{EntryHash, GateError, Note, check};
use crate::ports::{KeyVault, VaultError};
use crate::store::{Reserve, Rollback};
use crate::wire::Wire;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn put_back(device: &mut Device, copied: &Path) {
    device.crash();
    let path = device.folder.path().join("gate");
    fs::remove_dir_all(&path).unwrap();
    copy(copied, &path);
    device.reopen();
}

/// What the vault names.
fn item(device: &Device) -> VaultItem {
    VaultItem::from_bytes(&device.vault.get().unwrap().unwrap(), 4096).unwrap()
}

#[test]
fn a_suspended_gate_is_free_for_others_and_goes_on_in_its_session() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    device.gate().suspend().unwrap();
    let path = device.folder.path().join("gate");
    drop(Gate::open(&path, host(&device.clock, &device.vault, 9)).unwrap());
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    let used = device.admit(&Holder::of(&organizer, 1).show(0));
    assert!(!is_admitted(&used));
}

#[test]
fn a_suspended_gate_that_was_changed_elsewhere_leaves_the_vault_as_it_is() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    device.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(device.gate().suspend(), Err(GateError::VaultUnavailable));
    device.vault.fail_with(None);
    let path = device.folder.path().join("gate");
    let mut other = Gate::open(&path, host(&device.clock, &device.vault, 9)).unwrap();
    assert!(is_admitted(&other.admit(&Holder::of(&organizer, 2).show(0)).unwrap()));
    other.export().unwrap();
    assert_eq!(device.gate().suspend(), Err(GateError::Busy));
    other.close().unwrap();
    let named = item(&device);
    assert_eq!(device.gate().suspend(), Err(GateError::ChangedElsewhere));
    assert_eq!(device.gate().export(), Err(GateError::ChangedElsewhere));
    assert_eq!(item(&device), named);
}

#[test]
fn a_head_that_the_vault_did_not_take_is_named_before_it_leaves_after_a_restart() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    device.gate().export().unwrap();
    let before = item(&device);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    device.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(device.gate().export(), Err(GateError::VaultUnavailable));
    device.vault.fail_with(None);
    device.gate().maintain().unwrap();
    assert_eq!(item(&device).seq, before.seq, "the generation of now beside the head of before");
    device.crash();
    device.reopen();
    device.gate().export().unwrap();
    assert_eq!(item(&device).seq, before.seq + 1);
}

#[test]
fn a_copy_of_a_running_gate_put_back_after_it_was_idle_is_noticed_and_opens_a_new_log() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let log = device.gate().session.log;
    let copied = device.folder.path().join("copy");
    copy(&device.folder.path().join("gate"), &copied);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    device.gate().maintain().unwrap();
    put_back(&mut device, &copied);
    assert_eq!(device.gate().status().rollback, Rollback::Detected { missing: 1 });
    assert_eq!(device.gate().rollback().code(), "ROLLED_BACK");
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 3).show(0))));
    assert_ne!(device.gate().session.log, log);
}

/// Also where the opening of that log makes the very generation that the vault names for the old one.
#[test]
fn the_new_log_of_a_gate_that_was_put_back_is_named_before_anybody_is_let_in_under_it() {
    for lost in 1..4 {
        let organizer = Organizer::new();
        let mut device = Device::ready(&organizer, "A", 1);
        assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
        let copied = device.folder.path().join("copy");
        copy(&device.folder.path().join("gate"), &copied);
        for number in 0..lost {
            assert!(is_admitted(&device.admit(&Holder::of(&organizer, 10 + number).show(0))));
        }
        device.gate().maintain().unwrap();
        put_back(&mut device, &copied);
        assert_eq!(device.gate().rollback(), Rollback::Detected { missing: lost.into() });
        assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
        let log = device.gate().session.log;
        device.crash();
        device.reopen();
        assert_eq!(
            device.gate().session.log,
            log,
            "{lost} lost: it is left, and who came in under it with it"
        );
    }
}

/// Refusals bring the generation up to the vault's, and nothing of them is in a log.
#[test]
fn the_log_of_a_gate_that_was_put_back_stays_left_over_a_restart() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let log = device.gate().session.log;
    let copied = device.folder.path().join("copy");
    copy(&device.folder.path().join("gate"), &copied);
    for number in 10..13 {
        assert!(is_admitted(&device.admit(&Holder::of(&organizer, number).show(0))));
    }
    device.gate().maintain().unwrap();
    put_back(&mut device, &copied);
    assert_eq!(device.gate().rollback(), Rollback::Detected { missing: 3 });
    for number in 0..8 {
        device.admit(&format!("no code {number}"));
    }
    device.crash();
    device.reopen();
    assert_eq!(device.gate().rollback(), Rollback::None, "the vault cannot tell any more");
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    assert_ne!(device.gate().session.log, log);
}

#[test]
fn a_copy_of_a_gate_that_is_never_idle_is_noticed_after_64_changes() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let copied = device.folder.path().join("copy");
    copy(&device.folder.path().join("gate"), &copied);
    for number in 0..64 {
        device.admit(&format!("no code {number}"));
    }
    put_back(&mut device, &copied);
    assert_ne!(device.gate().rollback(), Rollback::None);
}

/// Known (ADR 0019): a put for each scan would be a second wait for the disk.
#[test]
fn a_copy_put_back_before_the_vault_named_more_is_not_noticed() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let copied = device.folder.path().join("copy");
    copy(&device.folder.path().join("gate"), &copied);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    put_back(&mut device, &copied);
    assert_eq!(device.gate().rollback(), Rollback::None);
    device.clock.advance(60);
    assert!(!is_admitted(&device.admit(&Holder::of(&organizer, 1).show(60))), "who came before the copy");
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(60))), "and after it");
    // What left cannot be taken back: a head is named before it does.
    device.gate().export().unwrap();
    put_back(&mut device, &copied);
    assert_ne!(device.gate().rollback(), Rollback::None);
}

/// What leaves is named before: paper in a guest's hand, and the stamp on a phone.
#[test]
fn a_copy_put_back_after_a_blank_was_sold_or_a_stamp_was_shown_is_noticed() {
    let organizer = Organizer::new();
    let leaving: [fn(&mut Device, &EntryHash); 2] = [sell, stamp];
    for leaves in leaving {
        let mut device = Device::with_roles(&organizer, "A", 1, &[Role::Scan, Role::Issue, Role::Stamp]);
        let blanks = organizer.blanks(&device.gate().enrolment(), 0, 1..4);
        device.gate().update(&blanks).unwrap();
        let Verdict::Admitted(admission) = device.admit(&Holder::of(&organizer, 1).show(0)) else { panic!() };
        let copied = device.folder.path().join("copy");
        copy(&device.folder.path().join("gate"), &copied);
        leaves(&mut device, &admission.entry);
        put_back(&mut device, &copied);
        assert_eq!(device.gate().rollback(), Rollback::Detected { missing: 1 });
    }
}

fn sell(device: &mut Device, _: &EntryHash) {
    device.gate().issue(None, None, "SALE").unwrap();
}

fn stamp(device: &mut Device, admission: &EntryHash) {
    device.gate().stamp(admission).unwrap();
}

/// Without the folder's mark the vault alone knows it.
#[test]
fn a_log_cut_behind_the_vault_without_the_folders_mark_is_noticed_and_opens_a_new_log() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let (log, path) = (device.gate().session.log, device.folder.path().join("gate"));
    let cut = fs::read(path.join("store.db-wal")).unwrap();
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    device.gate().export().unwrap();
    let copied = device.folder.path().join("copy");
    copy(&path, &copied);
    assert!(fs::metadata(copied.join("store.db-wal")).unwrap().len() > cut.len() as u64);
    fs::write(copied.join("store.db-wal"), cut).unwrap();
    fs::remove_file(copied.join("store.lock")).unwrap();
    put_back(&mut device, &copied);
    let Rollback::Detected { missing } = device.gate().status().rollback else { panic!("it is not noticed") };
    assert!(missing > 0);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 3).show(0))));
    assert_ne!(device.gate().session.log, log);
}

/// Every file of a closed gate but the lock.
fn files(device: &Device) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(device.folder.path().join("gate")).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_name() != "store.lock");
    files.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
}

/// SQL behind a gate's back, and what opening and checking it say then; both twice, and no file is changed by them.
#[track_caller]
fn named_after(device: &mut Device, sql: &str) -> &'static str {
    device.crash();
    let path = device.folder.path().join("gate");
    Connection::open(path.join("store.db")).unwrap().execute_batch(sql).unwrap();
    let before = files(device);
    let mut codes = Vec::new();
    for _ in 0..2 {
        let ports = || host(&device.clock, &device.vault, 9);
        codes.push(Gate::open(&path, ports()).err().unwrap().code());
        codes.push(check(&path, &ports()).err().unwrap().code());
        assert!(files(device) == before);
    }
    codes.dedup();
    assert_eq!(codes.len(), 1, "{codes:?}");
    codes.remove(0)
}

#[test]
fn a_gate_of_a_newer_app_is_named_and_kept() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    assert_eq!(named_after(&mut device, "PRAGMA user_version = 9"), "STORE_TOO_NEW");
    let path = device.folder.path().join("gate/store.db");
    Connection::open(path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
    device.reopen();
    assert!(!is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
}

#[test]
fn a_gate_under_anothers_envelope_has_lost_its_key_and_is_kept() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    let mut other = Device::ready(&organizer, "B", 2);
    other.crash();
    let others = other.folder.path().join("gate/store.db");
    let sql = format!(
        "ATTACH '{}' AS other; UPDATE envelope SET sealed = (SELECT sealed FROM other.envelope)",
        others.display()
    );
    assert_eq!(named_after(&mut device, &sql), "KEY_LOST");
}

#[test]
fn a_gate_whose_reserve_is_gone_says_so_and_gets_it_again_when_idle() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert_eq!(device.gate().status().reserve, Reserve::Kept);
    fs::remove_file(device.folder.path().join("gate/store.reserve")).unwrap();
    let Verdict::Admitted(admission) = device.admit(&Holder::of(&organizer, 1).show(0)) else { panic!() };
    assert!(admission.notes.contains(&Note::DiskLow));
    assert_eq!(device.gate().maintain(), Ok(Reserve::Kept));
    let Verdict::Admitted(admission) = device.admit(&Holder::of(&organizer, 2).show(0)) else { panic!() };
    assert!(!admission.notes.contains(&Note::DiskLow));
}

#[test]
fn a_rotated_gate_opens_with_the_new_vault_and_goes_on_in_its_log() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    let log = device.gate().session.log;
    let new = MemoryVault::new();
    device.gate().rotate_key(new.clone()).unwrap();
    device.close();
    device.vault.fail_with(Some(VaultError::KeyLost));
    device.vault = new;
    device.reopen();
    assert_eq!(device.gate().session.log, log);
}

#[test]
fn a_locked_vault_keeps_no_scan_waiting_and_stops_no_idle_gate_for_good() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 1).show(0))));
    device.vault.fail_with(Some(VaultError::Unavailable));
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 2).show(0))));
    assert_eq!(device.gate().maintain(), Err(GateError::VaultUnavailable));
    let path = device.folder.path().join("gate");
    device.crash();
    let opened = Gate::open(&path, host(&device.clock, &device.vault, 5)).err();
    assert_eq!(opened, Some(GateError::VaultUnavailable));
    device.vault.fail_with(None);
    device.reopen();
}

#[test]
fn an_open_gate_is_busy_for_a_second_object_at_once() {
    let device = Device::ready(&Organizer::new(), "A", 1);
    let path = device.folder.path().join("gate");
    let second = || Gate::open(&path, host(&device.clock, &device.vault, 9)).err();
    assert_eq!(second(), Some(GateError::Busy));
    assert_eq!(second().map(|error| error.code()), Some("BUSY"));
}
