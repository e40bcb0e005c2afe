//! Reading a code from a picture.

use std::io::Cursor;
use std::path::Path;

use png::{ColorType, Decoder, Limits, Transformations};

use crate::error::CliError;
use crate::files;

/// More than any screen's picture needs.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// The text of the one QR code in a PNG.
pub(super) fn read_code(path: &Path) -> Result<String, CliError> {
    let picture = Grey::read(&files::read(path)?).ok_or(CliError::Unreadable("the picture is no PNG"))?;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(picture.width, picture.height, |x, y| picture.at(x, y));
    let mut texts =
        image.detect_grids().into_iter().filter_map(|grid| grid.decode().ok().map(|(_, text)| text));
    match (texts.next(), texts.next()) {
        (Some(text), None) => Ok(text),
        (Some(_), Some(_)) => Err(CliError::Unreadable("the picture has more than one code")),
        (None, _) => Err(CliError::Unreadable("the picture has no readable code")),
    }
}

/// A picture in shades of grey.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_BYTES });
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        // The decoder's own limit is not about this buffer, whose size the file's first bytes say.
        let needed = reader.output_buffer_size().filter(|needed| *needed <= MAX_BYTES)?;
        let mut raw = vec![0; needed];
        let frame = reader.next_frame(&mut raw).ok()?;
        raw.truncate(frame.buffer_size());
        let samples = frame.color_type.samples();
        let pixels = raw.chunks_exact(samples).map(|pixel| grey(pixel, frame.color_type)).collect();
        let side = |length: u32| usize::try_from(length).ok();
        Some(Self { width: side(frame.width)?, height: side(frame.height)?, pixels })
    }

    fn at(&self, x: usize, y: usize) -> u8 {
        let at = y.checked_mul(self.width).and_then(|row| row.checked_add(x));
        at.and_then(|at| self.pixels.get(at)).copied().unwrap_or(u8::MAX)
    }
}

/// One pixel over white paper.
fn grey(pixel: &[u8], color: ColorType) -> u8 {
    let opaque = |value: u16, alpha: u8| {
        let alpha = u16::from(alpha);
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let mean = |r: u8, g: u8, b: u8| (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    match (color, pixel) {
        (ColorType::Grayscale, [value]) => *value,
        (ColorType::GrayscaleAlpha, [value, alpha]) => opaque(u16::from(*value), *alpha),
        (ColorType::Rgb, [r, g, b]) => opaque(mean(*r, *g, *b), u8::MAX),
        (ColorType::Rgba, [r, g, b, alpha]) => opaque(mean(*r, *g, *b), *alpha),
        _ => u8::MAX,
    }
}
