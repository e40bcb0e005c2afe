use super::*;
use crate::input::error::TextProblem;

const ZONES: [&str; 2] = ["S", "車椅子"];
const GOOD: &str = "order,name,kana,seat,zone,kind\n\
    1001,髙橋 一郎,たかはし いちろう,1階 1列 1番,S,adult\n\
    1002,Anna Müller,アンナ ミュラー,1階 1列 2番,S,child\n\
    1001,山﨑 花,ﾔﾏｻﾞｷ ﾊﾅ,1階 1番,車椅子,wheelchair\n\
    1001,山﨑 進,ﾔﾏｻﾞｷ ｽｽﾑ,1階 2番,車椅子,companion\n";

fn read(text: &str) -> Result<Orders, InputError> {
    read_orders(text.as_bytes(), "orders.csv", &ZONES)
}

/// Line and problem for the good file with one change.
fn refused(from: &str, to: &str) -> (usize, Problem) {
    assert!(GOOD.contains(from), "{from:?} is there to be changed");
    let error = read(&GOOD.replacen(from, to, 1)).unwrap_err();
    (error.line().unwrap(), error.problem().clone())
}

fn lines_of(orders: &Orders) -> Vec<Vec<usize>> {
    orders.orders.iter().map(|order| order.rows.iter().map(|row| row.line).collect()).collect()
}

#[test]
fn scattered_rows_are_gathered_in_the_order_of_first_appearance() {
    let orders = read(GOOD).unwrap();
    assert_eq!(orders.orders.iter().map(|order| order.number.as_str()).collect::<Vec<_>>(), ["1001", "1002"]);
    assert_eq!(lines_of(&orders), [vec![2, 4, 5], vec![3]]);
    assert_eq!(orders.warnings, []);
}

#[test]
fn every_column_is_read_and_names_are_kept_as_written() {
    let orders = read(GOOD).unwrap();
    let row = &orders.orders[0].rows[1];
    let expected = OrderRow {
        line: 4,
        name: "山﨑 花".into(),
        kana: "ﾔﾏｻﾞｷ ﾊﾅ".into(),
        seat: "1階 1番".into(),
        zone: 1,
        kind: TicketKind::Wheelchair,
        card: None,
    };
    assert_eq!(row.name, expected.name);
    assert!(*row == expected);
    assert_eq!(orders.orders[0].rows[2].kind, TicketKind::Companion);
    assert_eq!(orders.orders[1].rows[0].kind, TicketKind::Child);
    let old_form = read(&GOOD.replace("髙橋", "\u{fa19}谷")).unwrap();
    assert_eq!(old_form.orders[0].rows[0].name, "\u{fa19}谷 一郎");
}

#[test]
fn a_card_is_an_id_in_hex_of_one_ticket_and_may_be_left_out() {
    let list = |first: &str, second: &str| {
        let rows = format!("1,A,,1列 1番,S,adult,{first}\n2,B,,1列 2番,S,adult,{second}\n");
        read(&format!("order,name,kana,seat,zone,kind,card\n{rows}"))
    };
    let orders = list("04:A2:24:1B", "").unwrap();
    assert_eq!(orders.orders[0].rows[0].card, "04a2241b".parse().ok());
    assert_eq!((&orders.orders[1].rows[0].card, orders.warnings), (&None, Vec::new()));
    let problem = |first, second| list(first, second).map(|_| ()).unwrap_err().problem().clone();
    assert_eq!(problem("04a224", ""), Problem::CardId);
    assert_eq!(problem("04a2241b", "04A2 241B"), Problem::SameCard { first_line: 2 });
}

#[test]
fn columns_may_stand_in_any_order_and_be_quoted() {
    let turned = "kind,zone,\"seat\",kana,name,order\nadult, S ,\"A, 1\",,\"O\"\"Neil\",7\n";
    let orders = read(turned).unwrap();
    let row = &orders.orders[0].rows[0];
    assert_eq!((row.seat.as_str(), row.name.as_str(), row.zone), ("A, 1", "O\"Neil", 0));
}

#[test]
fn byte_order_mark_line_ends_and_empty_lines_change_no_line_number() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(read(&windows).unwrap(), read(GOOD).unwrap());
    assert_eq!(read(&GOOD.replace('\n', "\r")).unwrap(), read(GOOD).unwrap());
    let spaced = GOOD.replace("1002,", "\n\n1002,");
    assert_eq!(lines_of(&read(&spaced).unwrap()), [vec![2, 6, 7], vec![5]]);
    assert_eq!(lines_of(&read(&spaced.replace('\n', "\r\n")).unwrap()), [vec![2, 6, 7], vec![5]]);
}

#[test]
fn unknown_columns_are_not_kept_and_named_in_one_warning() {
    let wider: String = GOOD
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { format!("phone,{line},memo\n") } else { format!("090,{line},x\n") })
        .collect();
    let orders = read(&wider).unwrap();
    assert_eq!(orders.orders, read(GOOD).unwrap().orders);
    assert_eq!(orders.warnings.len(), 1);
    assert_eq!(orders.warnings[0].to_string(), "orders.csv: ignored and not stored: `phone`, `memo`");
}

#[test]
fn every_missing_or_repeated_column_is_named() {
    for column in ["order", "name", "kana", "seat", "zone", "kind"] {
        assert_eq!(refused(column, "other"), (1, Problem::MissingColumn { column }));
    }
    assert_eq!(refused("kana", "name"), (1, Problem::RepeatedColumn { column: "name" }));
    assert_eq!(read("").unwrap_err().problem(), &Problem::MissingColumn { column: "order" });
    let semicolons = read(&GOOD.replace(',', ";")).unwrap_err();
    assert!(semicolons.to_string().ends_with("with commas between"), "{semicolons}");
}

#[test]
fn a_row_with_too_few_or_too_many_cells_is_named() {
    assert_eq!(refused(",child", ""), (3, Problem::CellCount { expected: 6, found: 5 }));
    assert_eq!(refused(",child", ",child,"), (3, Problem::CellCount { expected: 6, found: 7 }));
}

#[test]
fn an_empty_order_zone_or_kind_is_named_with_its_line() {
    let empty = |column| Problem::Cell { column, problem: TextProblem::Empty };
    assert_eq!(refused("1002,", "\u{3000},"), (3, empty("order")));
    assert_eq!(refused("車椅子,wheel", ",wheel"), (4, empty("zone")));
    assert_eq!(refused("companion", " "), (5, empty("kind")));
}

#[test]
fn an_empty_seat_is_refused_where_others_of_its_zone_have_one() {
    assert_eq!(refused("1階 1列 1番", ""), (2, Problem::SeatMissing { seated_line: 3 }));
    assert_eq!(refused("1階 2番", ""), (5, Problem::SeatMissing { seated_line: 4 }));
}

#[test]
fn a_zone_may_have_no_seats_at_all() {
    let free = GOOD.replace("1階 1列 1番", "").replace("1階 1列 2番", "");
    assert_eq!(read(&free).unwrap().orders[0].rows[0].seat, "");
}

#[test]
fn a_kind_or_zone_that_there_is_not_is_named_with_its_line() {
    assert_eq!(refused("child", "Child"), (3, Problem::UnknownKind));
    assert_eq!(refused("2番,S", "2番,s"), (3, Problem::ZoneNotInEvent));
}

#[test]
fn an_event_without_zones_takes_the_empty_cell_only() {
    let text = "order,name,kana,seat,zone,kind\n1,,,A1,,adult\n";
    let none: [&str; 0] = [];
    assert_eq!(read_orders(text.as_bytes(), "f", &none).unwrap().orders[0].rows[0].zone, 0);
    let error = read_orders(GOOD.as_bytes(), "f", &none).unwrap_err();
    assert_eq!(error.problem(), &Problem::ZoneNotInEvent);
}

#[test]
fn a_seat_is_measured_in_nfc_and_never_cut() {
    let seat = |text: &str| read(&GOOD.replace("1階 1列 2番", text));
    assert_eq!(seat(&"席".repeat(16)).unwrap().orders[1].rows[0].seat.len(), 48);
    assert_eq!(seat(&"か\u{3099}".repeat(16)).unwrap().orders[1].rows[0].seat, "が".repeat(16));
    let error = seat(&"席".repeat(17)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "orders.csv, line 3: the column `seat` has 51 bytes in UTF-8, where 0 to 48 are allowed"
    );
}

#[test]
fn two_rows_for_one_seat_are_named_with_both_lines() {
    assert_eq!(refused("1階 1列 2番", "1階 1列 1番"), (3, Problem::SameSeat { first_line: 2 }));
    assert!(read(&GOOD.replace("1階 1番", "1階 1列 1番")).is_ok(), "another zone has seats of its own");
}

#[test]
fn a_line_break_in_a_cell_is_named_with_the_rows_line() {
    let problem = TextProblem::ControlCharacter;
    assert_eq!(refused("Anna Müller", "\"Anna\nMüller\""), (3, Problem::Cell { column: "name", problem }));
    assert_eq!(refused("Anna Müller", "\"Anna Müller").0, 3, "a quote that never closes");
}

#[test]
fn orders_that_would_share_a_folder_are_refused_by_name_of_both() {
    let text = GOOD.replace("1001,", "a/1,").replace("1002,", "A/1,");
    let error = read(&text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "orders.csv, line 3: the order of this line and that of line 2 would share a folder: a%2F1 and A%2F1"
    );
}

#[test]
fn an_order_number_that_names_no_file_is_refused() {
    let error = read(&GOOD.replace("1002,", &format!("{},", "/".repeat(90)))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "orders.csv, line 3: the order number makes a file name of 270 bytes, where at most 200 are allowed"
    );
}

#[test]
fn shift_jis_and_utf16_are_named() {
    let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode(GOOD);
    let error = read_orders(&shift_jis, "orders.csv", &ZONES).unwrap_err();
    assert!(error.to_string().contains("Shift_JIS"), "{error}");
    assert_eq!(error.line(), Some(2));
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read_orders(&utf16, "f", &ZONES).unwrap_err().to_string().contains("UTF-16"));
}

#[test]
fn no_error_warning_or_debug_text_repeats_a_cell() {
    let planted = "PLANTED";
    let row = [planted; 6].join(",");
    let texts = [
        format!("{row}\n"),
        format!("order,name,kana,seat,zone,kind\n{row}\n"),
        format!("order,name,kana,seat,zone,kind\n{planted},{planted},{planted},,S,{planted}\n"),
        format!("order,name,kana,seat,zone,kind\n1,{planted},{planted},1,S,adult\n2,{planted},,1,S,adult\n"),
        format!("order,name,kana,seat,zone,kind\n1,\"{planted},,,S,adult\n"),
    ];
    for text in texts {
        let error = read(&text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(planted), "{error:?}");
    }
    let orders = read(&format!("order,name,kana,seat,zone,kind\n{planted},{planted},{planted},1,S,child\n"));
    let shown = format!("{orders:?}");
    assert!(!shown.contains(planted) && !shown.contains("Child"), "{shown}");
}
