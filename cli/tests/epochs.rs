//! Paper, folds and recoveries with the command alone, from the organizer's folder to the door.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod common;

use std::process::Command;

use common::{EVENING, EVENT, Stage, text};
use serde_json::Value;

/// The evening with a policy.
fn evening(policy: &str) -> Stage {
    let stage = Stage::new();
    stage.write("event.toml", format!("{EVENT}[policy]\n{policy}\n"));
    stage.write("orders.csv", common::ORDERS);
    stage.run("issuer init org").exits(0);
    stage.run("issuer event org event.toml --out event.mgr").exits(0);
    stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
    for (folder, gate) in [("a", "A"), ("b", "B")] {
        stage.gate(folder, gate);
    }
    stage
}

/// The codes on the pages of a PDF, read from the paper by zbar.
fn scanned(stage: &Stage, document: &str) -> Vec<String> {
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let output = command.current_dir(stage.path("")).args(arguments).output();
        let output = output.unwrap_or_else(|_| panic!("{program} is installed: `cargo xtask setup`"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run("pdftoppm", &["-png", "-gray", "-r", "150", document, "page"]);
    let mut pages: Vec<_> =
        std::fs::read_dir(stage.path("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("page"));
    pages.sort();
    let read = |path: &std::path::PathBuf| {
        let options = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path.to_str().unwrap()];
        run("zbarimg", &options).trim_end_matches('\n').to_owned()
    };
    pages.iter().map(read).collect()
}

fn verdict(answer: &Value) -> (String, Option<String>) {
    (text(&answer["verdict"]), answer["reason"].as_str().map(str::to_owned))
}

#[test]
fn an_order_sold_at_the_box_office_enters_once_from_the_printed_page() {
    let stage = evening("");
    let rows = "当日1,髙橋 三郎,たかはし さぶろう,5列 1番,S,adult\n当日1,髙橋 四郎,たかはし しろう,5列 2番,S,adult\n";
    stage.write("sold.csv", format!("order,name,kana,seat,zone,kind\n{rows}"));
    let verb = "issuer paper org --event event.mgr --orders sold.csv --order 当日1 --names --out sold.pdf";
    let sold = stage.run(verb).exits(0).json();
    let codes = scanned(&stage, "sold.pdf");
    let told: Vec<String> = sold["tickets"].as_array().unwrap().iter().map(|t| text(&t["text"])).collect();
    assert_eq!((codes.len(), &codes), (2, &told));
    assert_eq!(stage.run(verb).exits(0).json(), sold, "again doubles none");
    let entered = stage.scan(EVENING, "a", &codes[0]).exits(0).json();
    assert_eq!(
        (text(&entered["seat"]), &entered["notes"]),
        ("5列 1番".into(), &serde_json::json!(["CHECK_NAME"]))
    );
    let again = stage.scan(EVENING + 60, "a", &codes[0]).exits(3).json();
    assert_eq!(verdict(&again), ("refused".into(), Some("ALREADY_USED".into())));

    stage.run("issuer paper org --event event.mgr --orders sold.csv --order 当日1 --out pictures").exits(0);
    let picture = format!("pictures/{}.png", text(&sold["tickets"][1]["ticket"]));
    assert_eq!(verdict(&stage.run(&format!("gate scan a --png {picture}")).exits(0).json()).0, "admitted");
}

#[test]
fn a_ticket_that_cannot_be_printed_is_named_by_its_line_and_not_sold() {
    let stage = evening("");
    let verb = "issuer paper org --event event.mgr --orders sold.csv --order p1 --out sold.pdf";
    stage.write("sold.csv", "order,name,kana,seat,zone,kind\np1,花,はな,🎫,S,adult\n");
    let error = stage.run(verb).exits(2).error();
    assert_eq!(text(&error["code"]), "NOT_PRINTABLE");
    assert!(text(&error["message"]).contains("line 2"), "{error}");
    assert_eq!(stage.run("issuer list org --order p1").exits(0).json(), serde_json::json!([]));
    let phone = "issuer paper org --event event.mgr --orders orders.csv --order 注文1 --out phone.pdf";
    assert_eq!(text(&stage.run(phone).exits(2).error()["code"]), "ON_PHONE");
}

#[test]
fn a_twin_enters_and_the_phone_is_superseded_where_the_list_is() {
    let stage = evening("paper_twin = true");
    let ticket = stage.tickets("w/注文2").remove(0);
    let verb = format!("issuer paper org --event event.mgr --ticket {ticket} --revoked r.mgr --out twin.pdf");
    let printed = stage.run(&verb).exits(0).json();
    assert_eq!(printed["tickets"][0]["epoch"], 1);
    stage.run("gate update a r.mgr").exits(0);
    let phone = stage.scan(EVENING, "a", &stage.code(EVENING, "w/注文2", &ticket)).exits(3).json();
    assert_eq!(verdict(&phone).1.as_deref(), Some("SUPERSEDED"));
    let paper = scanned(&stage, "twin.pdf").remove(0);
    stage.scan(EVENING, "a", &paper).exits(0);
    let other = evening("");
    let ticket = other.tickets("w/注文2").remove(0);
    let verb = format!("issuer paper org --event event.mgr --ticket {ticket} --revoked r.mgr --out twin.pdf");
    assert_eq!(text(&other.run(&verb).exits(1).error()["code"]), "TWIN_NOT_ALLOWED");
}

/// The ticket of order 2 in a friend's wallet.
fn handed(stage: &Stage) -> String {
    let ticket = stage.tickets("w/注文2").remove(0);
    stage.run("wallet init friend").exits(0);
    stage.run("wallet request friend --out request.mgr").exits(0);
    stage.run(&format!("wallet hand-over w/注文2 {ticket} request.mgr --out parcel.mgr")).exits(0);
    stage.run("wallet receive friend parcel.mgr --out answer.mgr").exits(0);
    ticket
}

#[test]
fn a_folded_ticket_is_short_and_the_old_epoch_ends_with_the_acknowledgement() {
    let stage = evening("");
    let ticket = handed(&stage);
    let chain = stage.code(EVENING, "friend", &ticket);
    stage.run(&format!("wallet fold friend {ticket} --out fold.mgr")).exits(0);
    assert_eq!(stage.run("wallet list friend").json()[0]["not_transferable"], "FOLDING");
    stage.run("issuer fold org fold.mgr --out folded.mgr").exits(0);
    stage.run("wallet import friend folded.mgr").exits(0);
    assert_eq!(stage.run("wallet list friend").json()[0]["not_transferable"], Value::Null);
    let short = stage.run(&format!("wallet show friend {ticket}")).exits(0).json();
    assert!(short["bytes"].as_u64().unwrap() <= 245, "{}", short["bytes"]);

    let both = [text(&short["text"]), chain];
    stage.scan(EVENING, "b", &both[1]).exits(0);
    let higher = stage.scan(EVENING, "b", &both[0]).exits(3).json();
    assert_eq!(verdict(&higher), ("ask".into(), Some("HIGHER_EPOCH".into())), "used before it was folded");

    stage.run(&format!("wallet acknowledge friend {ticket} --out here.mgr")).exits(0);
    stage.run("issuer acknowledge org here.mgr --out revoked.mgr").exits(0);
    stage.run("gate update a revoked.mgr").exits(0);
    let old = stage.scan(EVENING, "a", &both[1]).exits(3).json();
    assert_eq!(verdict(&old).1.as_deref(), Some("SUPERSEDED"));
    stage.scan(EVENING, "a", &both[0]).exits(0);
}

#[test]
fn a_recovered_ticket_answers_a_challenge_and_the_lost_phone_asks_the_lead() {
    let stage = evening("");
    let ticket = handed(&stage);
    let lost = stage.code(EVENING, "friend", &ticket);
    stage.run("wallet init new").exits(0);
    stage.run("wallet request new --out new.mgr").exits(0);
    let verb = format!(
        "issuer reissue org {ticket} --event event.mgr --request new.mgr --revoked r.mgr --out t.mgr"
    );
    stage.run(&verb).exits(0);
    stage.run("wallet import new t.mgr").exits(0);
    assert_eq!(stage.run("wallet list new").json()[0]["not_transferable"], "NOT_ALLOWED");
    stage.run("gate update a r.mgr").exits(0);
    assert_eq!(
        verdict(&stage.scan(EVENING, "a", &lost).exits(3).json()).1.as_deref(),
        Some("RECOVERED_CHAIN")
    );
    let plain = stage.scan(EVENING, "a", &stage.code(EVENING, "new", &ticket)).exits(3).json();
    assert_eq!(verdict(&plain).1.as_deref(), Some("NEED_CHALLENGE"));
    stage.run("gate challenge a --out challenge.mgr").exits(0);
    let answer = stage.run(&format!("wallet answer new {ticket} challenge.mgr --yes --text")).exits(0).json();
    stage.scan(EVENING, "a", &text(&answer["text"])).exits(0);
}

#[test]
fn a_recovered_ticket_is_also_printed() {
    let stage = evening("");
    let ticket = stage.tickets("w/注文2").remove(0);
    let verb =
        format!("issuer reissue org {ticket} --event event.mgr --paper --revoked r.mgr --out again.pdf");
    stage.run(&verb).exits(0);
    stage.run("gate update a r.mgr").exits(0);
    let lost = stage.scan(EVENING, "a", &stage.code(EVENING, "w/注文2", &ticket)).exits(3).json();
    assert_eq!(verdict(&lost).1.as_deref(), Some("REVOKED"));
    stage.scan(EVENING, "a", &scanned(&stage, "again.pdf").remove(0)).exits(0);
}

#[test]
fn two_files_prove_what_one_key_signed_twice() {
    let stage = evening("");
    let ticket = stage.tickets("w/注文2").remove(0);
    std::fs::create_dir(stage.path("clone")).unwrap();
    // Two phones with one key: the wallet before the hand-over, put back beside the one after it.
    for (from, to) in [("w/注文2", "clone/w"), ("w/注文2.vault", "clone/w.vault")] {
        std::fs::create_dir(stage.path(to)).unwrap();
        for file in std::fs::read_dir(stage.path(from)).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), stage.path(to).join(file.file_name())).unwrap();
        }
    }
    handed(&stage);
    stage.write("friend.txt", stage.code(EVENING, "friend", &ticket));
    stage.write("clone.txt", stage.code(EVENING + 60, "clone/w", &ticket));
    let against = |a: &str, b: &str| {
        let told = stage.run(&format!("inspect {a} --event event.mgr --against {b}")).exits(0).json();
        let proofs = told["fields"]["proofs"].as_array().unwrap().clone();
        proofs.iter().map(|p| (text(&p["proof"]), text(&p["accused"]))).collect::<Vec<_>>()
    };
    let holder = |proof: &str| vec![(proof.to_owned(), "holder".to_owned())];
    assert_eq!(against("friend.txt", "clone.txt"), holder("AFTER-HAND-OVER"));
    assert_eq!(against("friend.txt", "friend.txt"), vec![], "one code twice");

    stage.run("wallet init other").exits(0);
    stage.run("wallet request other --out other.mgr").exits(0);
    let (verb, later) = (format!("wallet hand-over clone/w {ticket} other.mgr --out p.mgr"), EVENING + 120);
    stage.at(later, &verb).exits(0);
    stage.at(later, "wallet receive other p.mgr --out a.mgr").exits(0);
    stage.run(&format!("wallet fold friend {ticket} --out one.fold")).exits(0);
    stage.at(later, &format!("wallet fold other {ticket} --out two.fold")).exits(0);
    assert_eq!(against("one.fold", "two.fold"), holder("FORK"), "without a presentation");
    let sealed = stage.run("inspect friend.txt --event event.mgr --against parcel.mgr").exits(0).json();
    let check = sealed["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["check"] == "against")
        .unwrap()
        .clone();
    assert_eq!(check["holds"], Value::Null);
}

#[test]
fn a_ticket_bound_to_the_phones_hardware_answers_a_challenge_and_enters() {
    let stage = Stage::new();
    stage.write("event.toml", format!("{EVENT}[policy]\nhw_bound = true\nhops = 0\n"));
    stage.write("orders.csv", "order,name,kana,seat,zone,kind\nh1,花,はな,1列 1番,S,adult\n");
    stage.run("issuer init org").exits(0);
    stage.run("issuer event org event.toml --out event.mgr").exits(0);
    stage.gate("a", "A");
    std::fs::create_dir(stage.path("requests")).unwrap();
    stage.run("wallet init phone").exits(0);
    stage.run("wallet request phone --out requests/h1.mgr").exits(0);
    let issue = "issuer issue org --event event.mgr --orders orders.csv --requests requests --out tickets";
    assert_eq!(text(&stage.run(issue).exits(2).error()["code"]), "KEY_KIND");
    stage.run("wallet request phone --hardware --out requests/h1.mgr").exits(0);
    stage.run(issue).exits(0);
    stage.run("wallet import phone tickets/h1.mgr").exits(0);
    let ticket = stage.tickets("phone").remove(0);
    let plain = stage.scan(EVENING, "a", &stage.code(EVENING, "phone", &ticket)).exits(3).json();
    assert_eq!(verdict(&plain).1.as_deref(), Some("NEED_CHALLENGE"));
    stage.run("gate challenge a --out challenge.mgr").exits(0);
    let answer =
        stage.run(&format!("wallet answer phone {ticket} challenge.mgr --yes --text")).exits(0).json();
    stage.scan(EVENING, "a", &text(&answer["text"])).exits(0);
}

#[test]
fn tickets_and_gates_go_on_under_the_root_that_was_announced() {
    let stage = evening("");
    let ticket = stage.tickets("w/注文2").remove(0);
    let early = "issuer root hand-over org --next root2 --event event.mgr --out new.mgr";
    stage.run("issuer init other --root root2").exits(0);
    assert_eq!(text(&stage.run(early).exits(1).error()["code"]), "NEXT_ROOT");
    let announce = "issuer root announce org --next root3 --event event.mgr --out next.mgr";
    let announced = stage.run(announce).exits(0).json();
    assert_eq!(stage.run(announce).exits(0).json(), announced);
    assert_eq!(text(&stage.run(early).exits(1).error()["code"]), "NEXT_ROOT");
    let hand_over = early.replace("root2", "root3");
    let told = stage.run(&hand_over).exits(0).json();
    assert_eq!((&told["root"], told["next_root"].is_null()), (&announced["next_root"], true));
    assert_eq!(stage.run(&hand_over).exits(0).json(), told);

    let missed = stage.run("gate update a new.mgr").exits(1).error();
    assert_eq!(text(&missed["code"]), "OTHER_ORGANIZER");
    stage.run("gate update a next.mgr new.mgr").exits(0);
    stage.scan(EVENING, "a", &stage.code(EVENING, "w/注文2", &ticket)).exits(0);
    stage.run("gate export a --out a.journal").exits(0);
    stage.run("gate update b next.mgr").exits(0);
    stage.run("gate merge b a.journal").exits(0);
    stage.run("wallet import w/注文2 next.mgr new.mgr").exits(0);
    let again = stage.scan(EVENING + 60, "b", &stage.code(EVENING + 60, "w/注文2", &ticket)).exits(3);
    assert_eq!(verdict(&again.json()).1.as_deref(), Some("ALREADY_USED"));
    stage.run("issuer rotate org --root root3 --event new.mgr --out newer.mgr").exits(0);
}
