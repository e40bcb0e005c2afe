//! The paper ticket, read back by programs that nobody here wrote: the text and the page by Poppler, the code by rqrr
//! and zbar.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

use mogiri::code::ProofCode;
use mogiri::crypto::SecretKey;
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{Chain, EndorsementPayload, HopKind};
use mogiri::wire::{Wire as _, to_text};
use mogiri_cli::paper::{
    Field, IdentityCheck, PICTURE_HEIGHT, PICTURE_WIDTH, PaperError, PaperFault, PaperTicket, pdf, png,
};
use tempfile::TempDir;

/// The code of ticket `number`, as the core makes it.
fn code(number: u8) -> String {
    let (organizer, key) = (Organizer::new(), SecretKey::from_seed(&[number; 32]));
    let credential = organizer.credential(number, key.public());
    let chain = Chain::verify(&credential, &[], 0).unwrap();
    ProofCode::present(&credential, &chain, &key, at(0).step()).to_text()
}

/// A longer code: the same ticket in a friend's hand.
fn code_after_a_hand_over() -> String {
    let (organizer, key, friend) =
        (Organizer::new(), SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
    let credential = organizer.credential(1, key.public());
    let parent = Chain::verify(&credential, &[], 0).unwrap().head();
    let step = at(0).step();
    let hop = EndorsementPayload { parent, kind: HopKind::Forward, next: Some(friend.public()), step };
    let chain = Chain::verify(&credential, &[hop.sign(&key)], 0).unwrap();
    ProofCode::present(&credential, &chain, &friend, step).to_text()
}

/// A shorter code: a credential without a proof of possession, which is as long as a static code.
fn short_code() -> String {
    let organizer = Organizer::new();
    let mut payload = organizer.payload(1, SecretKey::from_seed(&[1; 32]).public());
    payload.holder = None;
    to_text(&payload.sign(&organizer.issuer).to_bytes())
}

fn ticket(number: u8) -> PaperTicket {
    PaperTicket {
        code: code(number),
        title: "劇団もぎり座 冬公演「銀河鉄道の夜」".to_owned(),
        venue: "髙﨑市民小劇場・大ホール".to_owned(),
        starts: "2026年12月19日（土）18:00".to_owned(),
        doors: Some("17:00".to_owned()),
        place: format!("1階 は列 {number}番"),
        zone: Some("S席".to_owned()),
        gates: vec!["正面口".to_owned(), "北口".to_owned()],
        id: "89144GJ2891".repeat(3).chars().take(26).collect(),
        order: Some("注文-0042".to_owned()),
        name: Some("髙橋 一郎".to_owned()),
        identity: IdentityCheck::Name,
        notes: vec!["開演後のご入場は、係員がご案内するまでお待ちいただきます。".to_owned()],
    }
}

/// A file in a folder of its own.
fn file(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|_| panic!("{program} is installed: `cargo xtask setup`"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What a reader copies out of page `number`, in the order of the file.
fn text_of(document: &[u8], number: usize) -> String {
    let (_folder, path) = file("tickets.pdf", document);
    let number = number.to_string();
    let text = run("pdftotext", &["-raw", "-f", &number, "-l", &number, path.to_str().unwrap(), "-"]);
    String::from_utf8(text).unwrap()
}

/// Page `number` as a grey PNG of 150 dots an inch.
fn rendered(document: &[u8], number: usize) -> Vec<u8> {
    let (folder, path) = file("tickets.pdf", document);
    let (number, to) = (number.to_string(), folder.path().join("page"));
    let options = ["-png", "-gray", "-r", "150", "-singlefile", "-f", &number, "-l", &number];
    run("pdftoppm", &[&options[..], &[path.to_str().unwrap(), to.to_str().unwrap()]].concat());
    fs::read(to.with_extension("png")).unwrap()
}

/// The text of the one code in a picture, by rqrr.
fn by_rqrr(picture: &[u8]) -> String {
    let mut decoder = png::Decoder::new(Cursor::new(picture));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    // Poppler writes grey as three equal colours.
    let samples = frame.color_type.samples();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[(y * width + x) * samples]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code on a page");
    grids[0].decode().unwrap().1
}

/// The same by zbar.
fn by_zbar(picture: &[u8]) -> String {
    let (_folder, path) = file("page.png", picture);
    let options = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"];
    let text = run("zbarimg", &[&options[..], &[path.to_str().unwrap()]].concat());
    String::from_utf8(text).unwrap().trim_end_matches('\n').to_owned()
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

#[track_caller]
fn fault(tickets: &[PaperTicket]) -> (usize, PaperFault) {
    match pdf(tickets) {
        Err(PaperError::Ticket { number, fault }) => (number, fault),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it is printed"),
    }
}

#[test]
fn every_text_can_be_copied_from_its_page_and_from_no_other() {
    let (first, second) = (ticket(12), PaperTicket { name: None, ..ticket(34) });
    let document = pdf(&[first.clone(), second]).unwrap();
    let text = text_of(&document, 1);
    let PaperTicket { title, venue, starts, zone, order, name, notes, .. } = first;
    for field in [title, venue, starts, zone.unwrap(), order.unwrap(), name.unwrap(), notes.concat()] {
        assert!(text.contains(&field), "{field} in {text}");
    }
    for words in ["17:00", "正面口 / 北口", "89144G J2891 89144 GJ289 18914", "一度だけ有効", "Valid once"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(without_spaces(&text).contains("1階は列12番"), "{text}");

    let other = text_of(&document, 2);
    assert!(without_spaces(&other).contains("1階は列34番"), "{other}");
    assert!(!other.contains("12番") && !other.contains("髙橋") && !other.contains("お名前　Name"), "{other}");
}

#[test]
fn characters_that_look_alike_are_copied_as_what_they_are() {
    let like = "A-1 Ａ－１ ‐−—ー一 へヘ べベ ０Ｏ0O 龍⻯ 邉邊辺 葛\u{e0100}";
    let glyphs = PaperTicket { venue: like.replace('⻯', "竜"), ..ticket(1) };
    let text = text_of(&pdf(std::slice::from_ref(&glyphs)).unwrap(), 1);
    assert!(text.contains(&glyphs.venue), "{} in {text}", glyphs.venue);
}

#[test]
fn both_decoders_read_the_code_from_the_printed_page_and_from_the_picture() {
    for code in [code(1), code_after_a_hand_over(), short_code()] {
        let page = PaperTicket { code: code.clone(), ..ticket(1) };
        let pictures = [rendered(&pdf(std::slice::from_ref(&page)).unwrap(), 1), png(&page).unwrap()];
        for (picture, from) in pictures.iter().zip(["PDF", "PNG"]) {
            assert_eq!(by_rqrr(picture), code, "{from}");
            assert_eq!(by_zbar(picture), code, "{from}");
        }
    }
}

#[test]
fn the_same_tickets_give_the_same_bytes() {
    let tickets = [ticket(1), ticket(2)];
    assert_eq!(pdf(&tickets).unwrap(), pdf(&tickets).unwrap());
    assert_eq!(png(&tickets[0]).unwrap(), png(&tickets[0]).unwrap());
    assert_ne!(pdf(&tickets).unwrap(), pdf(&tickets[..1]).unwrap());
}

#[test]
fn a_document_carries_only_the_glyphs_it_uses() {
    let one = pdf(&[ticket(1)]).unwrap().len();
    let many = pdf(&(0..20).map(ticket).collect::<Vec<_>>()).unwrap().len();
    assert!(one < 60_000, "{one} bytes");
    assert!(many < one + 20 * 8_000, "{many} bytes");
}

#[test]
fn a_character_without_a_glyph_is_named_with_its_field_and_ticket() {
    let rare = |name: &str| PaperTicket { name: Some(name.to_owned()), ..ticket(2) };
    for (name, character) in [("𠮷野 花", '𠮷'), ("花🎫", '🎫'), ("花\t子", '\t'), ("花\u{200b}", '\u{200b}')]
    {
        let named = PaperFault::NoGlyph { field: Field::Name, character };
        assert_eq!(fault(&[ticket(1), rare(name)]), (2, named));
    }
    let told = pdf(&[ticket(1), rare("𠮷野 花")]).unwrap_err().to_string();
    assert_eq!(told, "ticket 2: the name has '𠮷' (U+20BB7), which the ticket font has no glyph for");
}

#[test]
fn what_does_not_fit_is_refused_and_never_cut() {
    let long = |text: &str| text.repeat(400);
    let place = PaperTicket { place: long("席"), ..ticket(1) };
    let title = PaperTicket { title: long("冬"), ..ticket(1) };
    let notes = PaperTicket { notes: vec![long("注意事項"); 5], ..ticket(1) };
    for (page, field) in [(place, Field::Place), (title, Field::Title), (notes, Field::Notes)] {
        assert_eq!(fault(&[page]), (1, PaperFault::TooLong { field }));
    }
}

#[test]
fn a_text_that_is_no_code_is_refused() {
    let page = PaperTicket { code: "MG1:a".to_owned(), ..ticket(1) };
    assert!(matches!(fault(&[page]), (1, PaperFault::Code(_))));
}

#[test]
fn a_document_has_at_least_one_page() {
    assert!(matches!(pdf(&[]), Err(PaperError::NoTickets)));
}

#[test]
fn the_picture_is_a4_at_300_dots_an_inch() {
    let picture = png(&ticket(1)).unwrap();
    let reader = png::Decoder::new(Cursor::new(picture)).read_info().unwrap();
    let info = reader.info();
    assert_eq!((info.width, info.height), (PICTURE_WIDTH, PICTURE_HEIGHT));
    assert_eq!(info.pixel_dims.unwrap().xppu, 11_811);
}
