//! Pages as a PDF (ISO 32000-1) with the glyphs they use and the characters those stand for.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use mogiri::crypto::sha256;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;

use super::PaperError;
use super::font::{Cluster, FONT_PROGRAM, Font, Glyph};
use super::sheet::{PAGE, Sheet, TextLine};

const FONT: Name<'static> = Name(b"F");
const IDENTITY: Name<'static> = Name(b"Identity-H");
const CID_SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// Font programs and widths count thousandths of an em.
const THOUSAND: f32 = 1000.0;

pub(super) fn write(font: &Font, sheets: &[Sheet]) -> Result<Vec<u8>, PaperError> {
    let used = Used::in_sheets(sheets);
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES).lang(TextStr("ja"));
    if let [only] = sheets {
        pdf.document_info(INFO).title(TextStr(&only.title));
    }
    write_pages(&mut pdf, sheets, &used);
    write_font(&mut pdf, font, &used)?;
    Ok(pdf.finish())
}

/// Numbers of the objects: the fixed ones first, then two for each page.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const OUTER_FONT: Ref = Ref::new(4);
const CID_FONT: Ref = Ref::new(5);
const DESCRIPTOR: Ref = Ref::new(6);
const FONT_FILE: Ref = Ref::new(7);
const TO_UNICODE: Ref = Ref::new(8);
const CID_TO_GID: Ref = Ref::new(9);

fn page_id(number: i32) -> Ref {
    Ref::new(10 + 2 * number)
}

fn content_id(number: i32) -> Ref {
    Ref::new(11 + 2 * number)
}

/// Every cluster of the document with its glyph. Its place in this order, from 1, is its CID: one CID for each
/// cluster and not for each glyph, so that two characters that look alike are copied as what they are.
struct Used(BTreeMap<Cluster, (u16, Glyph)>);

impl Used {
    fn in_sheets(sheets: &[Sheet]) -> Self {
        let lines = sheets.iter().flat_map(|sheet| &sheet.texts);
        let glyphs = lines.flat_map(|line| &line.glyphs).map(|glyph| (glyph.cluster, *glyph));
        let sorted: BTreeMap<Cluster, Glyph> = glyphs.collect();
        // The font has fewer than 65,536 glyphs, but a text could name each by several variants.
        Self((1..=u16::MAX).zip(sorted).map(|(cid, (cluster, glyph))| (cluster, (cid, glyph))).collect())
    }

    fn cid(&self, glyph: &Glyph) -> u16 {
        self.0.get(&glyph.cluster).map_or(0, |(cid, _)| *cid)
    }

    /// In the order of their CIDs.
    fn glyphs(&self) -> impl Iterator<Item = &Glyph> {
        self.0.values().map(|(_, glyph)| glyph)
    }

    /// Six letters that tell this subset from others (ISO 32000-1, 9.6.4).
    fn tag(&self) -> String {
        let text: String = self.0.keys().flat_map(|cluster| cluster.chars()).collect();
        sha256(text.as_bytes()).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
    }
}

fn write_pages(pdf: &mut Pdf, sheets: &[Sheet], used: &Used) {
    let numbered: Vec<(i32, &Sheet)> = (0..).zip(sheets).collect();
    let count = i32::try_from(sheets.len()).unwrap_or(i32::MAX);
    pdf.pages(PAGES).kids(numbered.iter().map(|(number, _)| page_id(*number))).count(count);
    for (number, sheet) in numbered {
        let mut page = pdf.page(page_id(number));
        page.parent(PAGES).contents(content_id(number));
        page.media_box(Rect::new(0.0, 0.0, PAGE.width, PAGE.height));
        page.resources().fonts().pair(FONT, OUTER_FONT);
        page.finish();
        write_stream(pdf, content_id(number), &content(sheet, used));
    }
}

fn write_stream(pdf: &mut Pdf, id: Ref, data: &[u8]) {
    pdf.stream(id, &compressed(data)).filter(Filter::FlateDecode);
}

fn compressed(data: &[u8]) -> Vec<u8> {
    const LEVEL: u8 = 7;
    compress_to_vec_zlib(data, LEVEL)
}

/// The bars as one path, because separate ones leave hairlines between the rows of a code, then the text.
fn content(sheet: &Sheet, used: &Used) -> Vec<u8> {
    let mut content = Content::new();
    content.set_fill_gray(0.0);
    for bar in &sheet.bars {
        content.rect(bar.x, PAGE.height - bar.y - bar.height, bar.width, bar.height);
    }
    content.fill_nonzero();
    content.begin_text();
    sheet.texts.iter().for_each(|line| show(&mut content, line, used));
    content.end_text();
    content.finish().to_vec()
}

fn show(content: &mut Content, line: &TextLine, used: &Used) {
    let cids: Vec<u8> = line.glyphs.iter().flat_map(|glyph| used.cid(glyph).to_be_bytes()).collect();
    content.set_font(FONT, line.size);
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, line.x, PAGE.height - line.baseline]);
    content.show(Str(&cids));
}

fn write_font(pdf: &mut Pdf, font: &Font, used: &Used) -> Result<(), PaperError> {
    let name = format!("{}+BIZUDPGothic", used.tag());
    let base = Name(name.as_bytes());
    let mut outer = pdf.type0_font(OUTER_FONT);
    outer.base_font(base).encoding_predefined(IDENTITY);
    outer.descendant_font(CID_FONT).to_unicode(TO_UNICODE);
    outer.finish();
    write_cid_font(pdf, base, used);
    write_descriptor(pdf, base, font);
    write_stream(pdf, TO_UNICODE, &to_unicode(used));
    write_subset(pdf, used)
}

fn write_cid_font(pdf: &mut Pdf, base: Name, used: &Used) {
    let mut inner = pdf.cid_font(CID_FONT);
    inner.subtype(CidFontType::Type2).base_font(base).system_info(CID_SYSTEM);
    inner.font_descriptor(DESCRIPTOR).default_width(0.0).cid_to_gid_map_stream(CID_TO_GID);
    inner.widths().consecutive(1, used.glyphs().map(|glyph| glyph.advance * THOUSAND));
}

fn write_descriptor(pdf: &mut Pdf, base: Name, font: &Font) {
    let scale = THOUSAND / font.units_per_em();
    let bounds = font.bounding_box();
    let [x1, y1, x2, y2] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| f32::from(v) * scale);
    let [ascent, descent, cap_height] = font.metrics().map(|ems| ems * THOUSAND);
    let mut descriptor = pdf.font_descriptor(DESCRIPTOR);
    descriptor.name(base).flags(FontFlags::SYMBOLIC).bbox(Rect::new(x1, y1, x2, y2)).italic_angle(0.0);
    descriptor.ascent(ascent).descent(descent).cap_height(cap_height);
    // No table of the font has it; readers use it only to stand in for a font that is missing.
    descriptor.stem_v(80.0).font_file2(FONT_FILE);
}

fn to_unicode(used: &Used) -> Vec<u8> {
    let mut map = UnicodeCmap::<u16>::new(Name(b"Custom"), CID_SYSTEM);
    for (cluster, (cid, _)) in &used.0 {
        map.pair_with_multiple(*cid, cluster.chars());
    }
    map.finish().to_vec()
}

fn write_subset(pdf: &mut Pdf, used: &Used) -> Result<(), PaperError> {
    let mut mapper = GlyphRemapper::new();
    let subset_ids: Vec<u16> = used.glyphs().map(|glyph| mapper.remap(glyph.id.0)).collect();
    // CID 0 is .notdef, as glyph 0 is.
    let map: Vec<u8> = std::iter::once(0).chain(subset_ids).flat_map(u16::to_be_bytes).collect();
    write_stream(pdf, CID_TO_GID, &map);

    let subset = subsetter::subset(FONT_PROGRAM, 0, &mapper).map_err(|e| PaperError::Font(e.to_string()))?;
    let length = i32::try_from(subset.len()).unwrap_or(i32::MAX);
    let packed = compressed(&subset);
    let mut stream = pdf.stream(FONT_FILE, &packed);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
    Ok(())
}
