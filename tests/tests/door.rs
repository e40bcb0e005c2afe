//! The door to Swift and Kotlin: it stays thin, and holds whatever the host's callbacks do.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use mogiri::store::Schema;
use mogiri::ticket::{TicketId, Time};
use mogiri_ffi::{Clock, ClockError, KeyVault, LogError, LogEvent, LogSink, SignerError, VaultError};
use mogiri_ffi::{Wallet, WalletError};
use mogiri_organizer::Sandbox;
use mogiri_tests::device::scratch;
use mogiri_tests::sources::{rust_files, workspace};
use tempfile::TempDir;
use uniffi::UnexpectedUniFFICallbackError;

/// Lines of `bindings/src`, comments and tests included.
const MOST: usize = 1_000;
const DOORS_MS: u64 = 1_797_667_200_000;

#[test]
fn the_door_is_written_in_at_most_a_thousand_lines() {
    let lines = |path| fs::read_to_string(path).expect("a source is readable").lines().count();
    let all: usize = rust_files("bindings/src").into_iter().map(lines).sum();
    assert!(
        all <= MOST,
        "{all} lines by hand, at most {MOST}: let `bindings/declare` read them from the core"
    );
}

#[test]
fn what_the_strict_logs_of_all_languages_take_is_of_closed_lists() {
    let list = fs::read_to_string(workspace().join("tests/outcomes.txt")).expect("the list is there");
    assert!(list.lines().count() > 200);
    for outcome in list.lines() {
        assert!(mogiri::testing::is_closed(outcome), "{outcome}");
    }
}

#[test]
fn what_is_exported_is_the_same_on_every_system() {
    for path in ["bindings/src", "bindings/organizer/src"].into_iter().flat_map(rust_files) {
        let source = fs::read_to_string(&path).expect("a source is readable");
        let lines = source.lines().map(str::trim_start).collect::<Vec<_>>();
        for pair in lines.windows(2).filter(|pair| pair[0].contains("target_os")) {
            let is_inside =
                !["pub", "fn ", "impl", "mod ", "#["].iter().any(|item| pair[1].starts_with(item));
            assert!(is_inside, "{}: {}", path.display(), pair[1]);
        }
    }
}

#[test]
fn package_core_door_schema_and_wire_are_of_one_version() {
    let versions = mogiri_ffi::version();
    assert_eq!([&*versions.core, &*versions.ffi], [env!("CARGO_PKG_VERSION"); 2]);
    let holder = Holder::with(Told::at(DOORS_MS), None);
    let told = holder.wallet.diagnostics().expect("the wallet is open");
    assert_eq!((told.library, told.wire), (versions.core, versions.wire));
    assert_eq!([told.schema, versions.gate_schema], [Schema::Wallet.version(), Schema::Gate.version()]);
    assert_eq!(told.schema, versions.wallet_schema);
    let code = holder.wallet.present(holder.ticket).expect("the clock answers");
    assert!(code.text.starts_with(&format!("MG{}:", versions.wire)));
}

#[test]
fn a_clock_that_fails_tells_the_time_it_told_last() {
    let clock = Told::at(DOORS_MS);
    let holder = Holder::with(clock.clone(), None);
    let code = holder.wallet.present(holder.ticket).expect("the clock answers");
    clock.answer(|| Err(ClockError::Unavailable));
    assert_eq!(holder.wallet.present(holder.ticket).map(|again| again.step), Ok(code.step));
}

#[test]
fn a_callback_that_calls_back_is_told_so_and_the_act_goes_on() {
    let clock = Told::at(DOORS_MS);
    let holder = Holder::with(clock.clone(), None);
    let (wallet, told) = (Arc::downgrade(&holder.wallet), Arc::new(Mutex::new(Vec::new())));
    let heard = told.clone();
    clock.answer(move || {
        let wallet = wallet.upgrade().expect("the act goes on");
        let answers = [wallet.tickets().map(|_| ()), wallet.release()];
        heard.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
        Ok(DOORS_MS)
    });
    holder.wallet.present(holder.ticket).expect("the clock answers in the end");
    let told = told.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(!told.is_empty() && told.iter().all(|answer| *answer == Err(WalletError::Busy)), "{told:?}");
}

#[test]
fn a_panic_in_the_middle_leaves_the_wallet_usable() {
    let clock = Told::at(DOORS_MS);
    let holder = Holder::with(clock.clone(), None);
    clock.answer(|| panic!("in the middle"));
    let panicked = catch_unwind(AssertUnwindSafe(|| holder.wallet.present(holder.ticket)));
    assert!(panicked.is_err());
    clock.answer(|| Ok(DOORS_MS));
    holder.wallet.present(holder.ticket).expect("nothing is left behind");
}

#[test]
fn what_was_released_is_released_for_everybody() {
    let holder = Holder::with(Told::at(DOORS_MS), None);
    let other = holder.wallet.clone();
    assert_eq!((holder.wallet.release(), other.release()), (Ok(()), Ok(())));
    assert_eq!(other.tickets(), Err(WalletError::Released));
}

#[test]
fn a_log_that_throws_changes_nothing_of_an_act() {
    let holder = Holder::with(Told::at(DOORS_MS), Some(Arc::new(ThrowingLog)));
    assert!(holder.wallet.present(holder.ticket).is_ok());
    assert_eq!(
        holder.wallet.import_file(Vec::new()).map_err(|error| error.code()),
        Err("MALFORMED".to_owned())
    );
}

#[test]
fn an_exception_of_the_host_is_an_error_of_its_own_kind_without_its_text() {
    let threw = || UnexpectedUniFFICallbackError::new("/home/hanako: broken");
    assert_eq!(VaultError::from(threw()), VaultError::Broken);
    assert_eq!(SignerError::from(threw()), SignerError::Broken);
    assert_eq!(ClockError::from(threw()), ClockError::Unavailable);
    assert_eq!(LogError::from(threw()), LogError::Broken);
}

/// A clock that answers as it is told to.
struct Told(Mutex<Arc<Answer>>);

type Answer = dyn Fn() -> Result<u64, ClockError> + Send + Sync;

impl Told {
    fn at(ms: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Arc::new(move || Ok(ms)))))
    }

    fn answer(&self, answer: impl Fn() -> Result<u64, ClockError> + Send + Sync + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
    }
}

impl Clock for Told {
    fn now_ms(&self) -> Result<u64, ClockError> {
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        answer()
    }

    fn monotonic_ms(&self) -> Result<u64, ClockError> {
        self.now_ms()
    }
}

struct ThrowingLog;

impl LogSink for ThrowingLog {
    fn log(&self, _: LogEvent) -> Result<(), LogError> {
        Err(LogError::Broken)
    }
}

/// Somebody with one ticket of the sandbox.
struct Holder {
    wallet: Arc<Wallet>,
    ticket: TicketId,
    /// The folder goes with it.
    _place: TempDir,
}

impl Holder {
    fn with(clock: Arc<Told>, log: Option<Arc<dyn LogSink>>) -> Self {
        let place = scratch();
        let folder = place.path().join("wallet").to_string_lossy().into_owned();
        let sandbox = Sandbox::new(Time::from_clock_ms(DOORS_MS)).expect("a sandbox can be made");
        let wallet = Wallet::create(folder, Arc::new(PlainVault::default()), Some(clock), log)
            .expect("the folder is empty");
        let request = wallet.request(1, None).expect("a wallet can ask");
        wallet
            .import_file(sandbox.tickets(request).expect("the sandbox answers"))
            .expect("the file is the sandbox's");
        let ticket = wallet.tickets().expect("the wallet is open").first().expect("it has one").id;
        Self { wallet, ticket, _place: place }
    }
}

/// Protects nothing.
#[derive(Default)]
struct PlainVault(Mutex<Option<Vec<u8>>>);

impl KeyVault for PlainVault {
    fn seal(&self, plaintext: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        Ok(plaintext)
    }

    fn open_sealed(&self, sealed: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        Ok(sealed)
    }

    fn put(&self, item: Vec<u8>) -> Result<(), VaultError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(item);
        Ok(())
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn delete(&self) -> Result<(), VaultError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}
