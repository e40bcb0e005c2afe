//! What `wallet show --png` writes is read by decoders that nobody here wrote.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use mogiri::code::qr::{ModulePixels, Purpose, QrCode};
use mogiri::testing::fixtures::Organizer;
use mogiri::wire::Wire;
use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::samples::{Holder, key, receipt, reference_payload, request};

/// The text of the one code in a picture, by rqrr.
fn by_rqrr(picture: &[u8]) -> String {
    let mut decoder = png::Decoder::new(Cursor::new(picture));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("the picture is a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a picture has a size")];
    let frame = reader.next_frame(&mut pixels).expect("the picture is whole");
    let (width, height) = (frame.width as usize, frame.height as usize);
    assert_eq!(frame.color_type, png::ColorType::Grayscale);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    grids[0].decode().expect("rqrr reads the code").1
}

/// The same by zbar's command.
fn by_zbar(picture: &Path) -> String {
    let mut zbar = Command::new("zbarimg");
    zbar.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(picture);
    let read = zbar.output().expect("zbarimg is installed: `cargo xtask setup` or the package zbar-tools");
    assert!(read.status.success(), "zbar reads {}", picture.display());
    let text = String::from_utf8(read.stdout).expect("a code is ASCII");
    text.strip_suffix('\n').expect("zbarimg ends the line").to_owned()
}

#[test]
fn both_decoders_read_what_the_command_writes_from_3_pixels_a_module_on() {
    let stage = Stage::evening();
    let ticket = stage.ticket("w/o1", 0);
    for pixels in 3..=9 {
        let words = format!("wallet show w/o1 {ticket} --png code.png --pixels {pixels}");
        let shown = stage.at(EVENING + 10 * pixels, &words).exits(0).json();
        let text = shown["text"].as_str().expect("a code has a text");
        assert_eq!(by_rqrr(&stage.read("code.png")), text, "{pixels} pixels a module");
        assert_eq!(by_zbar(&stage.path("code.png")), text, "{pixels} pixels a module");
    }
}

#[test]
fn a_gate_reads_the_picture_itself() {
    let stage = Stage::evening();
    let ticket = stage.ticket("w/o1", 0);
    stage.run(&format!("wallet show w/o1 {ticket} --png code.png --pixels 3")).exits(0);
    assert_eq!(stage.run("gate scan a --png code.png").exits(0).json()["verdict"], "admitted");
}

#[test]
fn both_decoders_read_every_kind_of_code_on_screen_and_paper() {
    let organizer = Organizer::new();
    let mut payload = reference_payload(&organizer, key(1).public());
    payload.policy.hops = 3;
    let owner = Holder::of(&organizer, &payload, 1);
    let friend = owner.handed_to(2, 0);
    let far = friend.handed_to(3, 10).handed_to(4, 20);
    let texts = [
        owner.code(0).to_text(),
        friend.code(0).to_text(),
        far.code(30).to_text(),
        far.given_back(40).code(50).to_text(),
        mogiri::wire::to_text(&request(5).0.to_message()),
        mogiri::wire::to_text(&receipt(&friend).to_bytes()),
    ];
    let folder = mogiri_tests::device::scratch();
    let file = folder.path().join("code.png");
    for (text, purpose) in texts.iter().flat_map(|text| [(text, Purpose::Screen), (text, Purpose::Paper)]) {
        for pixels in [3, 4, 7] {
            let code = QrCode::new(text, purpose).expect("it fits one code");
            let picture = code.to_png(ModulePixels::new(pixels).expect("in range")).expect("it is drawn");
            fs::write(&file, &picture).expect("a scratch file can be written");
            let what = format!("version {} at {pixels} pixels", code.version());
            assert_eq!(by_rqrr(&picture), *text, "{what}");
            assert_eq!(by_zbar(&file), *text, "{what}");
        }
    }
}
