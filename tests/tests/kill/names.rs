//! Guest lists, digits that were read out, and cards.

use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::evening::{EVENT, HEADER};

use crate::verbs::Verb;

/// An event that checks names and a gate that judges digits.
pub(crate) fn prepare() -> Stage {
    let stage = Stage::evening();
    stage.write("event.toml", format!("{EVENT}[policy]\ntotp = true\nname_check = true\n"));
    stage.run("issuer event org event.toml --replaces event.mgr --out event.mgr").exits(0);
    let header = HEADER.replace("kind", "kind,card");
    stage.write("named.csv", format!("{header}n1,山田 花子,やまだ はなこ,4列 1番,A,adult,04a2241b\n"));
    stage.run("issuer issue org --event event.mgr --orders named.csv --wallets w").exits(0);
    stage.run("gate init n --event event.mgr --gate A --out n.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol n.enrol --roles scan,manual --out n.cert";
    stage.run(staff).exits(0);
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage.run("issuer guests org --event event.mgr --enrol n.enrol --out n.guests").exits(0);
    stage.run("issuer carriers org --event event.mgr --enrol n.enrol --out n.cards").exits(0);
    stage.run("gate update n n.cert manifest.mgr n.guests n.cards").exits(0);
    stage
}

pub(crate) fn verbs(stage: &Stage) -> Vec<Verb> {
    let ticket = stage.ticket("w/n1", 0);
    let shown = ["wallet", "show", "w/n1", &ticket];
    let digits = stage.tell(EVENING, &shown).exits(0).json()["check_digits"].as_str().unwrap().to_owned();
    let words = ["gate", "digits", "n", &digits, "--name", "山田 花子"].map(str::to_owned);
    let mut admitted = Verb::with("gate digits", words.to_vec()).tells("gate report n").or_ends_with(3);
    admitted.admitted_after = 1;
    let words = ["gate", "tap", "n", "04a2241b", "--name", "山田 花子"].map(str::to_owned);
    let mut tapped = Verb::with("gate tap", words.to_vec()).tells("gate report n").or_ends_with(3);
    tapped.admitted_after = 1;
    vec![
        Verb::new("issuer guests", "issuer guests org --event event.mgr --enrol n.enrol --out again.guests")
            .file("again.guests")
            .tells("gate update n again.guests"),
        Verb::new(
            "issuer carriers",
            "issuer carriers org --event event.mgr --enrol n.enrol --out again.cards",
        )
        .file("again.cards")
        .tells("gate update n again.cards"),
        Verb::new("gate update, carriers", "gate update n n.cards").tells("gate update n n.cards"),
        tapped,
        Verb::new("gate update, a guest list", "gate update n n.guests").tells("gate update n n.guests"),
        admitted,
    ]
}
