//! Names, digits and guest lists on the command line.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod common;

use common::{EVENING, EVENT, ORDERS, Run, Stage, text};

/// An event that checks names and has digits for turnstiles, with a gate that has all it needs.
fn stage() -> Stage {
    let stage = Stage::new();
    stage.write("event.toml", format!("{EVENT}[policy]\ntotp = true\nname_check = true\n"));
    stage.write("orders.csv", ORDERS);
    stage.run("issuer init org").exits(0);
    stage.run("issuer event org event.toml --out event.mgr").exits(0);
    stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
    stage.run("gate init g --event event.mgr --gate A --out g.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol g.enrol --roles scan,manual --out g.cert";
    let refused = stage.run("issuer guests org --event event.mgr --enrol g.enrol --out g.guests").exits(1);
    assert_eq!(refused.error()["code"], "NOT_CERTIFIED");
    stage.run(staff).exits(0);
    stage.run("issuer guests org --event event.mgr --enrol g.enrol --out g.guests").exits(0);
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    let updated = stage.run("gate update g g.cert manifest.mgr g.guests").exits(0).json();
    assert_eq!((&updated["adopted"], &updated["guests"]), (&3.into(), &1.into()));
    stage
}

fn typed(stage: &Stage, digits: &str, name: &str) -> Run {
    let mut command = stage.command("gate digits g");
    let output = command.args([digits, "--name", name, "--json", "--at", &EVENING.to_string()]).output();
    let output = output.unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn digits_under_a_code_let_somebody_in_with_the_name_on_the_list() {
    let stage = stage();
    let ticket = stage.tickets("w/注文2").remove(0);
    let digits = text(&stage.run(&format!("wallet show w/注文2 {ticket}")).exits(0).json()["check_digits"]);
    assert_eq!(digits.len(), 18, "{digits}");
    let alone = stage.run(&format!("gate digits g {digits}")).exits(3).json();
    assert_eq!(
        (&alone["reason"], &alone["detail"]["name_on_list"]),
        (&"NEED_NAME".into(), &"Anna Müller".into())
    );
    let admitted = typed(&stage, &digits, "anna müller").exits(0).json();
    assert_eq!((&admitted["verdict"], &admitted["name"]), (&"admitted".into(), &"Anna Müller".into()));
    let notes = admitted["notes"].as_array().unwrap();
    assert!(notes.contains(&"DIGITS".into()), "{notes:?}");
}

#[test]
fn a_turnstiles_code_is_shown_and_a_pass_printed_for_tickets_that_have_one() {
    let stage = stage();
    let ticket = stage.tickets("w/注文2").remove(0);
    let shown = stage.run(&format!("wallet show w/注文2 {ticket} --profile t")).exits(0).json();
    assert_eq!(
        (&shown["profile"], &shown["bytes"], &shown["qr_version"]),
        (&"T".into(), &24.into(), &2.into())
    );
    let refused = stage.scan(EVENING, "g", &text(&shown["text"])).exits(3).json();
    assert_eq!(refused["reason"], "NEED_NAME", "the ticket is bound to a name");
    let pass = stage.run(&format!("issuer pass org {ticket}")).exits(0).json();
    let barcode = &pass["rotatingBarcode"];
    assert_eq!(text(&barcode["valuePattern"]), format!("MGT1:{ticket}{{totp_value_0}}"));
    let details = &barcode["totpDetails"];
    assert_eq!((&details["periodMillis"], &details["algorithm"]), (&"10000".into(), &"TOTP_SHA1".into()));
    assert_eq!(text(&details["parameters"][0]["key"]).len(), 40);
    let plain = Stage::evening();
    let ticket = plain.tickets("w/注文2").remove(0);
    assert_eq!(plain.run(&format!("issuer pass org {ticket}")).exits(1).error()["code"], "NO_PASS");
}

#[test]
fn a_card_of_the_order_list_admits_once_and_its_id_stays_with_the_organizer() {
    let stage = stage();
    let header = "order,name,kana,seat,zone,kind,card\n";
    stage.write("cards.csv", format!("{header}c1,髙橋 一郎,たかはし,2列 1番,S,adult,04:A2:24:1B\n"));
    stage.run("issuer issue org --event event.mgr --orders cards.csv --wallets w").exits(0);
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage.run("issuer carriers org --event event.mgr --enrol g.enrol --out g.cards").exits(0);
    stage.run("issuer guests org --event event.mgr --enrol g.enrol --out g.guests").exits(0);
    let updated = stage.run("gate update g manifest.mgr g.guests g.cards").exits(0).json();
    assert_eq!(updated["carriers"], 1);
    let unnamed = stage.run("gate tap g 04a2241b").exits(3).json();
    assert_eq!(unnamed["reason"], "NEED_NAME");
    let tap = |card: &str| {
        let mut command = stage.command("gate tap g");
        let output =
            command.args([card, "--name", "髙橋 一郎", "--json", "--at", &EVENING.to_string()]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let admitted: serde_json::Value = serde_json::from_str(&tap("04A2241B")).unwrap();
    assert_eq!((&admitted["verdict"], &admitted["seat"]), (&"admitted".into(), &"2列 1番".into()));
    assert!(admitted["notes"].as_array().unwrap().contains(&"CARD".into()));
    assert!(tap("ffffffff").contains("UNKNOWN_CARD"));
    assert_eq!(stage.run("gate tap g 04a2").exits(2).error()["code"], "USAGE");
    stage.run("gate export g --out g.journal").exits(0);
    for file in ["g.journal", "g.cards"] {
        let raw = stage.read(file);
        assert!(!raw.windows(4).any(|bytes| bytes == [0x04, 0xa2, 0x24, 0x1b]), "{file}");
    }
    stage.write("cards.csv", format!("{header}c2,A,あ,2列 2番,S,adult,04a2241b\n"));
    let taken = stage.run("issuer issue org --event event.mgr --orders cards.csv --wallets w").exits(2);
    assert_eq!(taken.error()["code"], "CARD_TAKEN");
}

#[test]
fn names_and_readings_are_in_no_file_of_a_gate_or_wallet_and_in_no_journal() {
    let stage = stage();
    let ticket = stage.tickets("w/注文2").remove(0);
    let digits = text(&stage.run(&format!("wallet show w/注文2 {ticket}")).exits(0).json()["check_digits"]);
    typed(&stage, &digits, "Anna Müller").exits(0);
    stage.run("gate export g --out g.journal").exits(0);
    let mut raw = [stage.read("g.journal"), stage.read("g.guests"), stage.read("manifest.mgr")].concat();
    for folder in ["g", "g.vault", "w/注文2"] {
        for file in std::fs::read_dir(stage.path(folder)).unwrap() {
            raw.extend(std::fs::read(file.unwrap().path()).unwrap_or_default());
        }
    }
    for word in ["Müller", "アンナ", "髙橋", "たかはし"] {
        assert!(!raw.windows(word.len()).any(|bytes| bytes == word.as_bytes()), "{word}");
    }
}
