//! Paper, folds and re-issues.

use mogiri_tests::command::Stage;
use mogiri_tests::evening::{EVENT, HEADER};

use super::verbs::Verb;

/// Tickets in friends' hands, one of them being folded and one folded, and a lost phone's owner with a new one.
pub(crate) fn prepare() -> Stage {
    let stage = Stage::evening();
    stage.write("event.toml", format!("{EVENT}[policy]\npaper_twin = true\n"));
    stage.run("issuer event org event.toml --replaces event.mgr --out event.mgr").exits(0);
    let row = |seat: u32| format!("s1,山田 花子,やまだ はなこ,2列 {seat}番,A,adult\n");
    stage.write("sold.csv", format!("{HEADER}{}{}", row(1), row(2)));
    stage.write("late.csv", format!("{HEADER}t1,山田 花子,やまだ はなこ,3列 1番,A,adult\n"));
    stage.run("issuer issue org --event event.mgr --orders late.csv --wallets w").exits(0);
    stage.run("wallet init lost").exits(0);
    stage.run("wallet request lost --out lost.request").exits(0);
    for (friend, owner) in [("f1", "w/o2"), ("f2", "w/o4"), ("f3", "w/o5")] {
        stage.run(&format!("wallet init {friend}")).exits(0);
        stage.run(&format!("wallet request {friend} --out {friend}.request")).exits(0);
        let ticket = stage.ticket(owner, 0);
        stage
            .run(&format!("wallet hand-over {owner} {ticket} {friend}.request --out {friend}.parcel"))
            .exits(0);
        stage.run(&format!("wallet receive {friend} {friend}.parcel --out {friend}.answer")).exits(0);
    }
    for friend in ["f2", "f3"] {
        let ticket = stage.ticket(friend, 0);
        stage.run(&format!("wallet fold {friend} {ticket} --out {friend}.fold")).exits(0);
    }
    let ticket = stage.ticket("f3", 0);
    stage.run("issuer fold org f3.fold --out f3.folded").exits(0);
    stage.run("wallet import f3 f3.folded").exits(0);
    stage.run(&format!("wallet acknowledge f3 {ticket} --out f3.here")).exits(0);
    stage
}

pub(crate) fn verbs(stage: &Stage) -> Vec<Verb> {
    let ticket = |wallet: &str| stage.ticket(wallet, 0);
    let (twin, gone) = (ticket("w/t1"), ticket("w/o6"));
    let reissue = format!("issuer reissue org {gone} --event event.mgr --revoked r.mgr");
    vec![
        Verb::new(
            "issuer paper --order",
            "issuer paper org --event event.mgr --orders sold.csv --order s1 --out sold.pdf",
        )
        .file("sold.pdf")
        .tells("issuer list org"),
        Verb::new(
            "issuer paper --ticket",
            &format!("issuer paper org --event event.mgr --ticket {twin} --revoked r.mgr --out twin.pdf"),
        )
        .file("twin.pdf")
        .writes("r.mgr")
        .tells("issuer list org"),
        Verb::new("issuer reissue", &format!("{reissue} --request lost.request --out again.mgr"))
            .writes("r.mgr")
            .writes("again.mgr")
            .tells("issuer list org")
            .tells("wallet import lost again.mgr"),
        Verb::new("issuer reissue --paper", &format!("{reissue} --paper --out again.pdf"))
            .file("again.pdf")
            .writes("r.mgr")
            .tells("issuer list org"),
        Verb::new("wallet fold", &format!("wallet fold f1 {} --out f1.fold", ticket("f1")))
            .writes("f1.fold")
            .tells("wallet list f1")
            .tells("issuer fold org f1.fold --out f1.folded"),
        Verb::new("issuer fold", "issuer fold org f2.fold --out f2.folded")
            .writes("f2.folded")
            .tells("issuer list org")
            .tells("wallet import f2 f2.folded")
            .tells("wallet list f2"),
        Verb::new("wallet acknowledge", &format!("wallet acknowledge f3 {} --out again.here", ticket("f3")))
            .writes("again.here")
            .tells("issuer acknowledge org again.here --out r.mgr"),
        Verb::new("issuer acknowledge", "issuer acknowledge org f3.here --out r.mgr")
            .writes("r.mgr")
            .tells("issuer list org"),
        Verb::new("wallet request --hardware", "wallet request lost --hardware --out hardware.request")
            .writes("hardware.request")
            .tells("wallet list lost"),
    ]
}
