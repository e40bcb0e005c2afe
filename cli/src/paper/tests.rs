//! The layout: what stands where, over texts of every length.

use proptest::prelude::*;

use super::font::Font;
use super::sheet::{Area, CODE, PAGE, Sheet, TextLine};
use super::*;

/// Half of an office printer's margin: nothing may come nearer to the paper's edge.
const EDGE: f32 = 14.0;

fn ticket(place: &str) -> PaperTicket {
    PaperTicket {
        code: format!("MG1:{}", "8BH5AON1*O".repeat(36)),
        title: "冬公演".to_owned(),
        venue: String::new(),
        starts: "2026年12月19日（土）18:00".to_owned(),
        doors: None,
        place: place.to_owned(),
        zone: None,
        gates: Vec::new(),
        id: "ZZZZZZZZZZZZZZZZZZZZZZZZZW".to_owned(),
        order: None,
        name: None,
        identity: IdentityCheck::None,
        notes: Vec::new(),
    }
}

fn laid_out(ticket: &PaperTicket) -> Sheet {
    sheet(&Font::bundled().unwrap(), ticket).unwrap()
}

fn lines_of(sheet: &Sheet, field: Field) -> Vec<&TextLine> {
    sheet.texts.iter().filter(|line| line.field == Some(field)).collect()
}

fn shown(lines: &[&TextLine]) -> Vec<String> {
    let text = |line: &&TextLine| line.glyphs.iter().flat_map(|glyph| glyph.cluster.chars()).collect();
    lines.iter().map(text).collect()
}

/// The box around the ink of a line, from the glyphs' outlines.
fn ink(font: &Font, line: &TextLine) -> Option<Area> {
    let scale = line.size / font.units_per_em();
    let (mut pen, mut bounds) = (line.x, None::<[f32; 4]>);
    for glyph in &line.glyphs {
        if let Some(outline) = font.glyph_box(glyph.id) {
            let [x1, x2] = [outline.x_min, outline.x_max].map(|x| pen + f32::from(x) * scale);
            let [y1, y2] = [outline.y_max, outline.y_min].map(|y| line.baseline - f32::from(y) * scale);
            let [a, b, c, d] = bounds.unwrap_or([x1, y1, x2, y2]);
            bounds = Some([a.min(x1), b.min(y1), c.max(x2), d.max(y2)]);
        }
        pen += glyph.advance * line.size;
    }
    bounds.map(|[x1, y1, x2, y2]| Area { x: x1, y: y1, width: x2 - x1, height: y2 - y1 })
}

fn overlap(a: &Area, b: &Area) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// Panics where ink meets the code's square, other ink, or the paper's edge.
fn assert_apart(sheet: &Sheet) {
    let font = Font::bundled().unwrap();
    let inks: Vec<(Area, String)> =
        sheet.texts.iter().filter_map(|line| Some((ink(&font, line)?, shown(&[line]).concat()))).collect();
    for (at, (area, text)) in inks.iter().enumerate() {
        assert!(!overlap(area, &CODE), "{text} runs into the code");
        assert!(area.x >= EDGE && area.x + area.width <= PAGE.width - EDGE, "{text} leaves the paper");
        assert!(area.y >= EDGE && area.y + area.height <= PAGE.height - EDGE, "{text} leaves the paper");
        for (other, words) in &inks[at + 1..] {
            assert!(!overlap(area, other), "{text} runs into {words}");
        }
    }
}

/// One of several alphabets, so that wide and narrow characters make whole texts.
fn text_of(bytes: usize) -> impl Strategy<Value = String> {
    let alphabet = prop_oneof![
        Just("席列番階座東西龍轟ゎヴー"),
        Just("WM@%"),
        Just("Wi 12-34"),
        Just("1階 は列 23番 R扉"),
        Just("ЖШЩ ю"),
        Just("éøß "),
    ];
    alphabet.prop_flat_map(move |alphabet| {
        let characters: Vec<char> = alphabet.chars().collect();
        proptest::collection::vec(proptest::sample::select(characters), 1..=bytes).prop_map(move |text| {
            let ends = text.iter().scan(0, |sum, c| {
                *sum += c.len_utf8();
                Some(*sum)
            });
            let fitting = ends.take_while(|&end| end <= bytes).count();
            text.into_iter().take(fitting).collect()
        })
    })
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_legal_seat_is_printed_whole_and_large(place in text_of(48)) {
        let page = laid_out(&ticket(&place));
        let lines = lines_of(&page, Field::Place);
        prop_assert_eq!(without_spaces(&shown(&lines).concat()), without_spaces(&place));
        prop_assert!(lines.iter().all(|line| line.size >= SMALLEST_PLACE));
        assert_apart(&page);
    }

    #[test]
    fn no_text_of_any_legal_length_runs_into_another(
        title in text_of(120), venue in text_of(120), place in text_of(48), name in text_of(256),
        order in text_of(200), zone in text_of(24),
        gates in proptest::collection::vec(text_of(24), 0..3),
        notes in proptest::collection::vec(text_of(300), 0..6),
    ) {
        let full = PaperTicket {
            title, venue, doors: Some("17:00".to_owned()), zone: Some(zone), gates, order: Some(order),
            name: Some(name), identity: IdentityCheck::Name, notes, ..ticket(&place)
        };
        assert_apart(&laid_out(&full));
    }
}

#[test]
fn a_seat_is_broken_at_its_spaces_while_that_fits() {
    let page = laid_out(&ticket("スタンド2階 と列 123番"));
    assert_eq!(shown(&lines_of(&page, Field::Place)), ["スタンド2階", "と列 123番"]);
}

#[test]
fn a_ticket_without_a_seat_has_no_empty_heading() {
    let page = laid_out(&ticket(""));
    assert!(!page.texts.iter().any(|line| shown(&[line]).concat().contains("Seat")));
}

#[test]
fn a_seat_of_one_word_that_is_too_long_is_broken_within() {
    let page = laid_out(&ticket("特別観覧席中央前方左側通路側"));
    let lines = lines_of(&page, Field::Place);
    assert!(lines.len() > 1 && lines.iter().all(|line| line.size >= SMALLEST_PLACE));
    assert_eq!(shown(&lines).concat(), "特別観覧席中央前方左側通路側");
}

#[test]
fn a_short_seat_is_printed_larger() {
    let size = |place| lines_of(&laid_out(&ticket(place)), Field::Place)[0].size;
    assert!(size("1列 1番") > size("スタンド2階 と列 123番"));
}

#[test]
fn modules_are_large_enough_for_cameras_and_stay_off_the_quiet_zone() {
    const SMALLEST: f32 = 0.6 / 25.4 * 72.0;
    for length in [180, 240, 330, 400, 500, 700] {
        let text = format!("MG1:{}", "A".repeat(length));
        let code = QrCode::new(&text, Purpose::Paper).unwrap();
        let page = laid_out(&PaperTicket { code: text, ..ticket("1番") });
        let modules: Vec<&Area> = page.bars.iter().filter(|bar| overlap(bar, &CODE)).collect();
        let module = modules[0].height;
        assert!(module >= SMALLEST, "version {}: {module} points", code.version());
        let quiet = 4.0 * module - 0.01;
        for bar in modules {
            assert!(bar.x >= CODE.x + quiet && bar.x + bar.width <= CODE.x + CODE.width - quiet);
            assert!(bar.y >= CODE.y + quiet && bar.y + bar.height <= CODE.y + CODE.height - quiet);
        }
    }
}

#[test]
fn a_code_too_fine_for_cameras_is_refused() {
    let fine = PaperTicket { code: "A".repeat(1120), ..ticket("1番") };
    let refused = sheet(&Font::bundled().unwrap(), &fine).unwrap_err();
    assert!(matches!(refused, PaperFault::CodeTooFine { version: 21.. }), "{refused}");
}

#[test]
fn the_forms_own_words_have_glyphs_for_every_check() {
    for identity in [IdentityCheck::None, IdentityCheck::Name, IdentityCheck::Face] {
        assert_apart(&laid_out(&PaperTicket { identity, ..ticket("1番") }));
    }
}

#[test]
fn an_id_is_grouped_after_the_prefix_that_may_be_typed() {
    let page = laid_out(&ticket("1番"));
    assert_eq!(shown(&lines_of(&page, Field::Id)), ["ZZZZZZ ZZZZZ ZZZZZ ZZZZZ ZZZZW"]);
}
