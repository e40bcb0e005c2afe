use super::*;

const GOOD: &str = r#"title = "冬の音楽会"
venue = "もぎりホール"
timezone = "Asia/Tokyo"
doors = 2026-12-19T17:00:00+09:00
start = 2026-12-19T18:00:00+09:00
end = 2026-12-19T20:30:01+09:00
gates = ["A", "B"]
zones = ["S", "A"]
"#;

const FULL: &str = r#"early_minutes = 10
late_minutes = 20
moved_minutes = -30
stamps = "stamps.toml"

[gate_zones]
B = ["A", "S"]

[policy]
hops = 3
deadline_minutes = 60
"#;

fn read(text: &str) -> Result<EventPlan, InputError> {
    read_event(text.as_bytes(), "event.toml")
}

/// The error for the good file with one change, as line and sentence without the file's name.
fn refused(from: &str, to: &str) -> (usize, String) {
    let good = format!("{GOOD}{FULL}");
    assert!(good.contains(from), "{from:?} is there to be changed");
    let error = read(&good.replacen(from, to, 1)).unwrap_err();
    assert_eq!(error.file(), "event.toml");
    (error.line().unwrap(), error.problem().to_string())
}

#[test]
fn the_minimum_file_lets_tickets_be_handed_on() {
    let event = read(GOOD).unwrap();
    assert_eq!(event.policy, PolicyPlan::default());
    assert_eq!(event.gates, ["A", "B"].map(|name| GatePlan { name: name.into(), zones: None }));
    assert_eq!((event.early_minutes, event.late_minutes, event.moved_minutes), (0, 0, 0));
    assert_eq!(event.stamps, None);
}

#[test]
fn every_key_is_read() {
    let event = read(&format!("{GOOD}{FULL}")).unwrap();
    assert_eq!((event.title.as_str(), event.venue.as_str()), ("冬の音楽会", "もぎりホール"));
    assert_eq!(event.timezone, "Asia/Tokyo");
    assert_eq!(event.doors.as_second(), 1_797_667_200);
    assert_eq!(event.start.as_second() - event.doors.as_second(), 3_600);
    assert_eq!(event.zones, ["S", "A"]);
    assert_eq!(event.gates[0].zones, None);
    assert_eq!(event.gates[1].zones, Some(vec![1, 0]));
    assert_eq!((event.early_minutes, event.late_minutes, event.moved_minutes), (10, 20, -30));
    assert_eq!(event.policy, PolicyPlan { hops: 3, deadline_minutes: 60, ..PolicyPlan::default() });
    assert_eq!(event.stamps, Some(PathBuf::from("stamps.toml")));
}

#[test]
fn minutes_are_rounded_up() {
    assert_eq!(read(GOOD).unwrap().minutes(), 211);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(read(&windows), read(GOOD));
}

#[test]
fn a_quoted_time_is_the_same_time() {
    let quoted = GOOD.replace("2026-12-19T17:00:00+09:00", "\"2026-12-19T08:00:00Z\"");
    assert_eq!(read(&quoted), read(GOOD));
}

#[test]
fn every_missing_key_is_named() {
    for key in ["title", "venue", "timezone", "doors", "start", "end", "gates", "zones"] {
        let line = GOOD.lines().find(|line| line.starts_with(key)).unwrap();
        let error = read(&GOOD.replace(&format!("{line}\n"), "")).unwrap_err();
        assert_eq!(error.problem(), &Problem::MissingKey { key: key.into() });
        assert_eq!(error.line(), Some(1));
    }
}

#[test]
fn the_first_unknown_key_is_named_with_its_line() {
    assert_eq!(refused("title", "zzz = 1\naaa = 1\ntitle").0, 1);
    let (line, sentence) = refused("late_minutes", "late_minute");
    assert_eq!(line, 10);
    assert!(
        sentence.starts_with("`late_minute` is not a key here; the keys are title, venue,"),
        "{sentence}"
    );
    assert_eq!(
        refused("hops", "hop"),
        (18, "`policy.hop` is not a key here; the keys are hops, deadline_minutes, paper_twin, hw_bound, name_check, totp, entry, count".into())
    );
}

#[test]
fn broken_toml_and_a_key_given_twice_are_named_with_their_line() {
    assert_eq!(refused("\"もぎりホール\"", "\"もぎり").0, 2);
    let (line, sentence) = refused("venue =", "title = \"again\"\nvenue =");
    assert_eq!(line, 2);
    assert!(sentence.contains("duplicate key"), "{sentence}");
}

#[test]
fn a_value_of_another_type_is_named_with_what_it_must_be() {
    assert_eq!(refused("\"冬の音楽会\"", "5"), (1, "`title` must be a text, not integer".into()));
    assert_eq!(refused("= 10", "= \"10\""), (9, "`early_minutes` must be a whole number, not string".into()));
    assert_eq!(refused("= 10", "= 10.5"), (9, "`early_minutes` must be a whole number, not float".into()));
    assert_eq!(refused("[\"A\", \"B\"]", "\"A\""), (7, "`gates` must be a list, not string".into()));
    assert_eq!(refused("2026-12-19T17:00:00+09:00", "1797667200").1, "`doors` must be a time, not integer");
}

#[test]
fn a_time_without_offset_date_or_whole_seconds_is_refused() {
    for wrong in [
        "2026-12-19T17:00:00",
        "2026-12-19",
        "17:00:00",
        "2026-12-19T17:00:00.5+09:00",
        "\"19 December\"",
        "\"2026-02-30T17:00:00+09:00\"",
        "1969-12-31T17:00:00Z",
        "5000-12-31T17:00:00Z",
    ] {
        let (line, sentence) = refused("2026-12-19T17:00:00+09:00", wrong);
        assert_eq!(line, 4, "{wrong}");
        assert!(sentence.starts_with("`doors` is no time with an offset"), "{wrong}: {sentence}");
    }
}

#[test]
fn a_day_that_the_calendar_lacks_is_refused_with_its_line() {
    assert_eq!(refused("2026-12-19T17", "2026-13-19T17").0, 4);
}

#[test]
fn times_in_the_wrong_order_are_refused_at_the_later_key() {
    assert_eq!(refused("T18:00:00", "T16:59:59"), (5, "`start` is not after `doors`".into()));
    assert_eq!(refused("T20:30:01", "T17:59:59"), (6, "`end` is not after `start`".into()));
    let at_once = GOOD.replace("T18:00:00", "T17:00:00").replace("T20:30:01", "T17:00:00");
    let error = read(&at_once).unwrap_err();
    assert_eq!(error.problem(), &Problem::TimeOrder { earlier: "doors", later: "end" });
}

#[test]
fn doors_and_start_may_be_one_moment() {
    assert!(read(&GOOD.replace("T18:00:00", "T17:00:00")).is_ok());
}

#[test]
fn a_time_zone_must_be_in_the_database() {
    for wrong in ["Asia/Edo", "JST", "+09:00", "Etc/Unknown"] {
        assert_eq!(refused("Asia/Tokyo", wrong), (3, Problem::UnknownTimezone.to_string()), "{wrong}");
    }
    let spelt = read(&GOOD.replace("Asia/Tokyo", "asia/tokyo")).unwrap();
    assert_eq!(spelt.timezone, "Asia/Tokyo");
}

#[test]
fn texts_keep_the_bounds_of_the_event_core() {
    assert_eq!(refused("冬の音楽会", ""), (1, "`title` is empty".into()));
    assert!(read(&GOOD.replace("冬の音楽会", &"券".repeat(40))).is_ok());
    assert_eq!(
        refused("冬の音楽会", &"券".repeat(41)),
        (1, "`title` has 123 bytes in UTF-8, where 1 to 120 are allowed".into())
    );
    assert!(read(&GOOD.replace("もぎりホール", "")).is_ok());
    assert_eq!(refused("もぎりホール", &"a".repeat(121)).0, 2);
    assert_eq!(refused("もぎりホール", "a\\nb").1, "`venue` has a line break or another control character");
    assert_eq!(refused("[\"S\"", &format!("[\"{}\"", "S".repeat(25))).0, 8);
    assert_eq!(refused("[\"S\"", "[\"\""), (8, "`zones` is empty".into()));
}

#[test]
fn gates_and_zones_are_counted_and_differ() {
    let names = |count: usize| (0..count).map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(",");
    assert!(read(&GOOD.replace("\"A\", \"B\"", &names(255))).is_ok());
    let (line, sentence) = refused("\"A\", \"B\"", &names(256));
    assert_eq!((line, sentence.as_str()), (7, "`gates` must have between 1 and 255 items, not 256"));
    assert_eq!(refused("[\"A\", \"B\"]", "[]").1, "`gates` must have between 1 and 255 items, not 0");
    assert!(read(&GOOD.replace("\"S\", \"A\"", "")).is_ok());
    assert_eq!(refused("\"A\", \"B\"", "\"A\",\n\"A\""), (8, "`gates` has the same value as line 7".into()));
    assert_eq!(refused("\"S\", \"A\"", "\"が\", \"か\u{3099}\"").1, "`zones` has the same value as line 8");
}

#[test]
fn a_gate_keeps_the_order_of_its_zones() {
    let zones = |text: &str| read(text).unwrap().gates.remove(1).zones;
    let full = format!("{GOOD}{FULL}");
    assert_eq!(zones(&full), Some(vec![1, 0]), "under the rule \"zones\" the first is the gate's own");
}

#[test]
fn gate_zones_name_gates_and_zones_of_the_event() {
    assert_eq!(refused("B = [", "C = ["), (15, "`gate_zones.C` names no gate of `gates`".into()));
    assert_eq!(
        refused("[\"A\", \"S\"]", "[\"A\", \"X\"]"),
        (15, "`gate_zones.B` names a zone that `zones` does not have".into())
    );
    assert_eq!(refused("[\"A\", \"S\"]", "[\"A\", \"A\"]").1, "`gate_zones.B` has the same value as line 15");
    assert_eq!(refused("[\"A\", \"S\"]", "[]").1, "`gate_zones.B` must have between 1 and 255 items, not 0");
}

#[test]
fn numbers_keep_their_bounds() {
    assert_eq!(refused("= 10", "= -1"), (9, "`early_minutes` must be between 0 and 527040".into()));
    assert_eq!(refused("hops = 3", "hops = 4"), (18, "`policy.hops` must be between 0 and 3".into()));
    assert_eq!(refused("hops = 3", "hops = 99999999999999999999").0, 18);
    assert!(read(&format!("{GOOD}[policy]\ndeadline_minutes = 211\n")).is_ok());
    assert_eq!(
        refused("deadline_minutes = 60", "deadline_minutes = 212"),
        (19, "`policy.deadline_minutes` must be between 0 and 211".into())
    );
}

#[test]
fn digits_for_turnstiles_mean_that_nothing_is_handed_on() {
    let with = |policy: &str| read(&format!("{GOOD}[policy]\n{policy}"));
    let policy = with("totp = true\nname_check = true\n").unwrap().policy;
    assert_eq!(policy, PolicyPlan { hops: 0, name_check: true, totp: true, ..PolicyPlan::default() });
    let error = with("hops = 1\ntotp = true\n").unwrap_err();
    assert_eq!((error.line(), error.problem()), (Some(10), &Problem::TotpMoves));
    assert!(with("totp = 1\n").is_err(), "a flag is true or false");
}

#[test]
fn shift_jis_is_named() {
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(GOOD);
    let error = read_event(&bytes, "event.toml").unwrap_err();
    assert!(error.to_string().contains("Shift_JIS"), "{error}");
}

#[test]
fn the_entry_rule_is_named_and_a_count_belongs_to_its_rule_alone() {
    let with = |policy: &str| read(&format!("{GOOD}\n[policy]\n{policy}\n"));
    let ruled = |policy: &str| with(policy).map(|plan| (plan.policy.entry, plan.policy.count)).unwrap();
    assert_eq!(ruled(""), (EntryRule::Single, 1));
    assert_eq!(ruled("entry = \"pass-out\""), (EntryRule::PassOut, 1));
    assert_eq!(ruled("entry = \"zones\""), (EntryRule::Zones, 1));
    assert_eq!(ruled("entry = \"count\"\ncount = 11"), (EntryRule::Count, 11));
    for wrong in ["entry = \"count\"", "count = 3", "entry = \"zones\"\ncount = 3"] {
        assert_eq!(with(wrong).unwrap_err().problem(), &Problem::EntryCount, "{wrong}");
    }
    assert_eq!(with("entry = \"twice\"").unwrap_err().problem(), &Problem::EntryRule);
    assert!(with("entry = \"count\"\ncount = 1").is_err());
}
