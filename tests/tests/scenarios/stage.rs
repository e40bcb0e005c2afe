//! Everybody who acts in one scenario, and what was kept.

use std::collections::BTreeMap;

use tempfile::TempDir;

use crate::actor::{Arguments, Phone};
use crate::gate::GateActor;
use crate::organizer::Organizer;
use crate::outcome::{Done, Value};
use crate::wallet::WalletActor;
use mogiri_tests::device::scratch;

/// Gates are called so; everybody else with a phone is an attendee.
const GATES: [&str; 3] = ["gateA", "gateB", "other"];

pub(crate) struct Stage {
    folder: TempDir,
    seconds: u64,
    organizer: Option<Organizer>,
    wallets: BTreeMap<String, WalletActor>,
    gates: BTreeMap<String, GateActor>,
    kept: BTreeMap<String, Value>,
}

impl Stage {
    pub(crate) fn new(seconds: u64) -> Self {
        let (wallets, gates) = (BTreeMap::new(), BTreeMap::new());
        Self { folder: scratch(), seconds, organizer: None, wallets, gates, kept: BTreeMap::new() }
    }

    pub(crate) fn keep(&mut self, name: &str, value: Value) {
        self.kept.insert(name.to_owned(), value);
    }

    pub(crate) fn act(&mut self, actor: &str, act: &str, with: &BTreeMap<String, String>) -> Done {
        let with = Arguments::new(with, &self.kept);
        match actor {
            "organizer" => self.organizer.get_or_insert_with(Organizer::new).act(act, &with),
            "everyone" => self.everyone(act, &with),
            _ => self.phone(actor, act, &with),
        }
    }

    fn everyone(&mut self, act: &str, with: &Arguments) -> Done {
        assert_eq!(act, "clock", "everyone can only have their clocks moved");
        let seconds = seconds(with);
        self.seconds = self.seconds.checked_add_signed(seconds).expect("a scenario is after 1970");
        let wallets = self.wallets.values().map(|wallet| &wallet.phone);
        for phone in wallets.chain(self.gates.values().map(|gate| &gate.phone)) {
            phone.clock.advance(seconds);
        }
        Done::ok()
    }

    fn phone(&mut self, actor: &str, act: &str, with: &Arguments) -> Done {
        let phone = || Phone::new(&self.folder.path().join(actor), self.seconds);
        if GATES.contains(&actor) {
            let gate = self.gates.entry(actor.to_owned()).or_insert_with(|| GateActor::new(phone()));
            return host(&gate.phone, act, with).unwrap_or_else(|| gate.act(act, with));
        }
        let wallet = self.wallets.entry(actor.to_owned()).or_insert_with(|| WalletActor::new(phone()));
        host(&wallet.phone, act, with).unwrap_or_else(|| wallet.act(act, with))
    }
}

/// What happens to a phone whoever holds it.
fn host(phone: &Phone, act: &str, with: &Arguments) -> Option<Done> {
    match act {
        "clock" => phone.clock.advance(seconds(with)),
        "vault" => phone.vault.fail(&with.text("fault")),
        _ => return None,
    }
    Some(Done::ok())
}

fn seconds(with: &Arguments) -> i64 {
    with.text("seconds").parse().expect("seconds are a number")
}
