//! The pictures are read back by `rqrr`, which nobody here wrote.

use proptest::prelude::*;

use super::*;

/// A grey picture of any origin, as a camera would hand it over.
struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn from_png(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.color_type, png::ColorType::Grayscale);
        pixels.truncate(info.buffer_size());
        Self { width: info.width as usize, pixels }
    }

    fn pasted_on_black(&self, border: usize) -> Self {
        let width = self.width + 2 * border;
        let mut pixels = vec![0; width * width];
        for (y, row) in self.pixels.chunks(self.width).enumerate() {
            let start = (y + border) * width + border;
            pixels[start..start + self.width].copy_from_slice(row);
        }
        Self { width, pixels }
    }

    fn read(&self) -> String {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.width, |x, y| {
            self.pixels[y * self.width + x]
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one symbol in a picture of {} pixels", self.width);
        grids[0].decode().unwrap().1
    }
}

fn code_of(payload: usize, purpose: Purpose) -> QrCode {
    let bytes: Vec<u8> = (0..payload).map(|i| u8::try_from(i * 151 % 256).unwrap()).collect();
    QrCode::new(&format!("MG1:{}", base45::encode(bytes)), purpose).unwrap()
}

fn read_png(code: &QrCode, pixels: u8) -> String {
    Picture::from_png(&code.to_png(ModulePixels::new(pixels).unwrap()).unwrap()).read()
}

#[test]
fn versions_are_those_of_the_protocols_table() {
    // Protocol §5: payload bytes, version on a screen (L), version on paper (M).
    for (payload, screen, paper) in
        [(24, 2, 3), (90, 5, 6), (135, 7, 8), (240, 10, 11), (241, 10, 11), (253, 10, 12), (388, 13, 15)]
    {
        assert_eq!(code_of(payload, Purpose::Screen).version(), screen, "{payload} bytes at L");
        assert_eq!(code_of(payload, Purpose::Paper).version(), paper, "{payload} bytes at M");
    }
    for (payload, screen) in [(261, 11), (274, 11), (347, 12), (454, 15), (561, 16)] {
        assert_eq!(code_of(payload, Purpose::Screen).version(), screen, "{payload} bytes at L");
    }
}

#[test]
fn size_follows_from_the_version() {
    let code = code_of(240, Purpose::Screen);
    assert_eq!(code.size(), 17 + 4 * 10);
    assert_eq!(code.modules().len(), code.size() * code.size());
}

#[test]
fn the_longest_legal_code_is_drawn_and_read() {
    let text = format!("MG1:{}", base45::encode(vec![0xA5; 744]));
    assert_eq!(text.len(), MAX_TEXT);
    for purpose in [Purpose::Screen, Purpose::Paper] {
        assert_eq!(read_png(&QrCode::new(&text, purpose).unwrap(), 3), text);
    }
}

#[test]
fn one_character_too_many_is_too_long() {
    let text = "A".repeat(MAX_TEXT + 1);
    assert_eq!(QrCode::new(&text, Purpose::Screen), Err(QrError::TooLong { len: MAX_TEXT + 1 }));
}

#[test]
fn a_character_that_alphanumeric_mode_lacks_is_named_by_its_place() {
    for (text, at) in [("MG1:a", 4), ("MG1:A12列", 7), ("MG1:_", 4), ("\n", 0)] {
        assert_eq!(QrCode::new(text, Purpose::Screen), Err(QrError::NotAlphanumeric { at }), "{text:?}");
    }
}

#[test]
fn a_module_has_between_1_and_64_pixels() {
    assert_eq!(ModulePixels::new(0), None);
    assert_eq!(ModulePixels::new(65), None);
    assert_eq!(ModulePixels::new(64).map(ModulePixels::get), Some(64));
}

#[test]
fn the_png_has_a_white_quiet_zone_of_four_modules() {
    let code = code_of(90, Purpose::Screen);
    let picture = Picture::from_png(&code.to_png(ModulePixels::new(3).unwrap()).unwrap());
    let side = picture.width;
    assert_eq!(side, 3 * (code.size() + 8));
    for (at, &pixel) in picture.pixels.iter().enumerate() {
        let (x, y) = (at % side, at / side);
        if [x, y].iter().any(|&d| d < 12 || d >= side - 12) {
            assert_eq!(pixel, 255, "pixel {x}, {y}");
        }
    }
    assert_eq!(picture.pixels[12 * side + 12], 0, "the finder pattern's corner is black");
}

#[test]
fn the_terminal_text_shows_every_module_and_the_quiet_zone() {
    let code = code_of(90, Purpose::Screen);
    let mut rows: Vec<Vec<bool>> = Vec::new();
    for line in code.to_terminal().lines() {
        let cells = line.strip_prefix("\u{1b}[38;5;16;48;5;231m").unwrap().strip_suffix("\u{1b}[0m").unwrap();
        rows.push(cells.chars().map(|c| matches!(c, '█' | '▀')).collect());
        rows.push(cells.chars().map(|c| matches!(c, '█' | '▄')).collect());
    }
    rows.truncate(code.picture_size());
    assert_eq!(rows, code.picture_rows().collect::<Vec<_>>());
    assert!(rows[..QUIET_ZONE].iter().flatten().all(|&dark| !dark));
}

#[test]
fn the_svg_paints_exactly_the_dark_modules() {
    let code = code_of(135, Purpose::Paper);
    let side = code.picture_size();
    let svg = code.to_svg();
    assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
    assert!(svg.contains(&format!("fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"")));

    let runs = svg.split("fill=\"#000\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut painted = vec![vec![false; side]; side];
    for run in runs.split_terminator('z') {
        let (corner, rest) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
        let (x, y) = corner.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        painted[y][x..x + length].fill(true);
    }
    assert_eq!(painted, code.picture_rows().collect::<Vec<_>>());
}

#[test]
fn every_module_size_from_3_pixels_up_is_read() {
    let code = code_of(240, Purpose::Screen);
    let text = read_png(&code, 3);
    for pixels in [4, 5, 7, 8, 13, 24] {
        assert_eq!(read_png(&code, pixels), text, "{pixels} pixels a module");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_read_back_from_the_png_even_when_pasted_on_black(
        body in "[0-9A-Z $%*+./:-]{16,1096}",
        pixels in 3_u8..7,
        border in 1_usize..80,
        purpose in prop_oneof![Just(Purpose::Screen), Just(Purpose::Paper)],
    ) {
        let text = format!("MG1:{body}");
        let code = QrCode::new(&text, purpose).unwrap();
        let file = code.to_png(ModulePixels::new(pixels).unwrap()).unwrap();
        let picture = Picture::from_png(&file);
        prop_assert_eq!(picture.read(), text.clone());
        prop_assert_eq!(picture.pasted_on_black(border).read(), text);
    }

    #[test]
    fn every_module_is_the_one_that_the_qrcode_crate_draws_with_its_own_choice_of_mask(
        text in "[0-9A-Z $%*+./:-]{1,1120}",
        purpose in prop_oneof![Just(Purpose::Screen), Just(Purpose::Paper)],
    ) {
        prop_assert_eq!(QrCode::new(&text, purpose).unwrap(), drawn_by_qrcode(&text, purpose));
    }
}

/// The same symbol by the crate alone, with its mask scored one module at a time.
fn drawn_by_qrcode(text: &str, purpose: Purpose) -> QrCode {
    let symbol = qrcode::QrCode::with_error_correction_level(text, purpose.level()).unwrap();
    let qrcode::Version::Normal(version) = symbol.version() else { panic!("a micro symbol") };
    let modules = symbol.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    QrCode { size: symbol.width(), modules, version: u8::try_from(version).unwrap() }
}
