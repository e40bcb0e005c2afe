//! A page as a grey PNG.

use tiny_skia::{FillRule, Mask, PathBuilder, Rect, Transform};
use ttf_parser::OutlineBuilder;

use super::PaperError;
use super::font::Font;
use super::sheet::{Area, DOT, PICTURE_HEIGHT, PICTURE_WIDTH, Sheet, TextLine};

/// 300 dots an inch, so that a program that prints the picture prints it at its size.
const PIXELS_PER_METRE: u32 = 11_811;

pub(super) fn write(font: &Font, sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let mut ink = Mask::new(PICTURE_WIDTH, PICTURE_HEIGHT)
        .ok_or_else(|| PaperError::Picture("no memory for it".to_owned()))?;
    sheet.bars.iter().for_each(|bar| fill_bar(&mut ink, *bar));
    sheet.texts.iter().for_each(|line| fill_text(&mut ink, font, line));
    encode(&ink.data().iter().map(|coverage| 255 - coverage).collect::<Vec<u8>>())
        .map_err(|error| PaperError::Picture(error.to_string()))
}

/// Sharp edges: modules and rules lie on whole pixels or are rounded to them.
fn fill_bar(ink: &mut Mask, bar: Area) {
    let [x, y, width, height] = [bar.x, bar.y, bar.width, bar.height].map(|points| (points / DOT).round());
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        ink.fill_path(&PathBuilder::from_rect(rect), FillRule::Winding, false, Transform::identity());
    }
}

fn fill_text(ink: &mut Mask, font: &Font, line: &TextLine) {
    let size = line.size / DOT;
    let mut pen = line.x / DOT;
    let mut outlines =
        Outlines { path: PathBuilder::new(), scale: size / font.units_per_em(), x: 0.0, y: 0.0 };
    outlines.y = line.baseline / DOT;
    for glyph in &line.glyphs {
        outlines.x = pen;
        font.outline(glyph.id, &mut outlines);
        pen += glyph.advance * size;
    }
    // `None` is a line of spaces.
    if let Some(path) = outlines.path.finish() {
        ink.fill_path(&path, FillRule::Winding, true, Transform::identity());
    }
}

/// Takes glyphs to their place in the picture, where y points down.
struct Outlines {
    path: PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Outlines {
    fn at(&self, x: f32, y: f32) -> [f32; 2] {
        [self.x + x * self.scale, self.y - y * self.scale]
    }
}

impl OutlineBuilder for Outlines {
    fn move_to(&mut self, x: f32, y: f32) {
        let [x, y] = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let [x, y] = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ([x1, y1], [x, y]) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ([x1, y1], [x2, y2], [x, y]) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, PICTURE_WIDTH, PICTURE_HEIGHT);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PIXELS_PER_METRE,
        yppu: PIXELS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
