//! Blanks: made, taken in, sold and printed again; and never a page without its entry.

use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::killer::{calls, is_whole, kill_at};

use crate::verbs::Verb;

const SALE: &str = "gate issue s --zone A --reason SALE --out sheet.pdf";

/// A gate that sells, with blanks of one zone.
pub(crate) fn prepare() -> Stage {
    let stage = Stage::evening();
    stage.run("gate init s --event event.mgr --gate A --out s.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol s.enrol --roles scan,issue --out s.cert";
    stage.run(staff).exits(0);
    stage
        .run("issuer blanks org --event event.mgr --enrol s.enrol --zone A --count 4 --out s.blanks")
        .exits(0);
    stage.run("gate update s s.cert").exits(0);
    stage
}

pub(crate) fn verbs() -> Vec<Verb> {
    let blanks = "issuer blanks org --event event.mgr --enrol s.enrol --zone A --count 3 --out more.blanks";
    vec![
        Verb::new("issuer blanks", blanks).file("more.blanks").tells("gate update s more.blanks"),
        Verb::new("gate update, blanks", "gate update s s.blanks").tells("gate update s s.blanks"),
    ]
}

/// A gate that has sold one, whose page was lost.
pub(crate) fn prepare_sold() -> Stage {
    let stage = prepare();
    stage.run("gate update s s.blanks").exits(0);
    stage.run(SALE).exits(0);
    std::fs::remove_file(stage.path("sheet.pdf")).unwrap();
    stage
}

pub(crate) fn printing() -> Verb {
    Verb::new("gate issue --again", "gate issue s --again --out again.pdf")
        .file("again.pdf")
        .tells("gate report s")
}

#[test]
fn no_page_is_there_without_its_entry_and_what_was_sold_is_printed_again() {
    let prepared = prepare();
    prepared.run("gate update s s.blanks").exits(0);
    let words: Vec<String> = SALE.split_whitespace().map(str::to_owned).collect();
    let mut died_between = 0;
    for place in calls(&prepared.copy(), &words) {
        let stage = prepared.copy();
        let killed = kill_at(&stage, &words, &place);
        let page = stage.path("sheet.pdf");
        let printed = page.exists();
        let sold = stage.run("gate report s").exits(0).json()["issued"].as_u64().unwrap();
        assert!(sold == 1 || !printed, "killed at {place}: a page of a blank that nobody issued");
        assert!(!printed || is_whole(&std::fs::read(page).unwrap()), "killed at {place}: half a page");
        assert!(sold == 1 || killed.out.is_empty(), "killed at {place}: it was told and is not there");
        died_between += u64::from(sold == 1 && !printed);
        let again = stage.at(EVENING, "gate issue s --again --out again.pdf");
        if sold == 1 {
            let told = again.exits(0).json();
            assert_eq!((&told["number"], &told["left"]), (&1.into(), &3.into()), "killed at {place}");
            assert!(is_whole(&stage.read("again.pdf")), "killed at {place}");
        } else {
            again.exits(1);
            assert_eq!(stage.run(SALE).exits(0).json()["number"], 1, "killed at {place}");
        }
    }
    assert!(died_between > 0, "between the entry and the page there is a call to die at");
}
