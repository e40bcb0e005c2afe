//! A small evening made with the command alone.

use crate::command::{EVENING, Stage};
use crate::sources::workspace;

/// Two gates, two zones, capacitive stamps.
pub const EVENT: &str = r#"
title = "もぎり座 冬公演"
venue = "小劇場"
timezone = "Asia/Tokyo"
doors = 2026-12-19T17:00:00+09:00
start = 2026-12-19T18:00:00+09:00
end = 2026-12-19T20:00:00+09:00
gates = ["A", "B"]
zones = ["S", "A"]
stamps = "stamps.toml"
"#;

/// The header of an order list.
pub const HEADER: &str = "order,name,kana,seat,zone,kind\n";

/// Orders o1 with two tickets and o2 to o8 with one.
fn orders() -> String {
    let row = |order: u32, seat: u32| format!("o{order},髙橋 一郎,たかはし いちろう,1列 {seat}番,S,adult\n");
    let rows = (1..=8).map(|order| row(order, order));
    std::iter::once(HEADER.to_owned()).chain(std::iter::once(row(1, 9))).chain(rows).collect()
}

impl Stage {
    /// An issuer `org` with its root in `root`, an event, wallets `w/o1` to `w/o8`, gates A in `a` and B in `b`.
    pub fn evening() -> Self {
        let stage = Self::new();
        let stamps = std::fs::read(workspace().join("cli/demo/stamps.toml")).expect("the demo has stamps");
        stage.write("stamps.toml", stamps);
        stage.write("event.toml", EVENT);
        stage.write("orders.csv", orders());
        stage.run("issuer init org --root root").exits(0);
        stage.run("issuer event org event.toml --out event.mgr").exits(0);
        stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
        for (folder, gate) in [("a", "A"), ("b", "B")] {
            stage.make_gate(folder, gate);
        }
        stage
    }

    fn make_gate(&self, folder: &str, gate: &str) {
        self.run(&format!("gate init {folder} --event event.mgr --gate {gate} --out {folder}.enrol"))
            .exits(0);
        let grant = format!("--event event.mgr --enrol {folder}.enrol --roles scan,stamp,void");
        self.run(&format!("issuer staff org {grant} --out {folder}.cert")).exits(0);
        self.run(&format!("gate update {folder} {folder}.cert")).exits(0);
    }

    /// The id of a wallet's n-th ticket.
    #[track_caller]
    pub fn ticket(&self, wallet: &str, index: usize) -> String {
        let listed = self.run(&format!("wallet list {wallet}")).exits(0).json();
        listed[index]["ticket"].as_str().expect("the wallet has the ticket").to_owned()
    }

    /// The code that a wallet shows of its first ticket.
    #[track_caller]
    pub fn code(&self, wallet: &str, seconds: u64) -> String {
        let shown = self.at(seconds, &format!("wallet show {wallet} {}", self.ticket(wallet, 0))).exits(0);
        shown.json()["text"].as_str().expect("a code has a text").to_owned()
    }

    /// Scans a code on the evening; gives the entry of the admission.
    #[track_caller]
    pub fn admit(&self, gate: &str, code: &str) -> String {
        let verdict = self.tell(EVENING, &["gate", "scan", gate, code]).exits(0).json();
        verdict["entry"].as_str().expect("an admission has an entry").to_owned()
    }
}
