//! The bundled font: which glyph a character has, how wide it is, what it looks like.

use ttf_parser::{Face, GlyphId, OutlineBuilder, Rect};

use super::PaperError;

/// The file of `BIZ UDPGothic`, drawn for legibility (`fonts/README.md`).
pub(super) static FONT_PROGRAM: &[u8] = include_bytes!("../../fonts/BIZUDPGothic-Regular.ttf");

/// A character with the variation selector that follows it, if one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cluster {
    pub(super) character: char,
    pub(super) selector: Option<char>,
}

impl Cluster {
    pub(super) fn chars(self) -> impl Iterator<Item = char> {
        std::iter::once(self.character).chain(self.selector)
    }

    /// The clusters of a text with the byte at which each begins.
    pub(super) fn all_of(text: &str) -> Vec<(usize, Self)> {
        let mut clusters: Vec<(usize, Self)> = Vec::new();
        for (at, character) in text.char_indices() {
            match clusters.last_mut() {
                Some((_, last)) if is_selector(character) && last.selector.is_none() => {
                    last.selector = Some(character);
                }
                _ => clusters.push((at, Self { character, selector: None })),
            }
        }
        clusters
    }
}

/// Variation selectors, those of ideographs among them (UTS #37).
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// What is drawn for a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) cluster: Cluster,
    pub(super) id: GlyphId,
    /// To the next glyph, in ems.
    pub(super) advance: f32,
}

impl Glyph {
    /// Whether it may be left out at a line's end.
    pub(super) fn is_space(&self) -> bool {
        self.cluster.character.is_whitespace()
    }
}

pub(super) struct Font(Face<'static>);

impl Font {
    pub(super) fn bundled() -> Result<Self, PaperError> {
        Face::parse(FONT_PROGRAM, 0).map(Self).map_err(|error| PaperError::Font(error.to_string()))
    }

    /// The glyph, or `None` if the font has none or an empty one for a character that is no space.
    ///
    /// A variant that the font lacks is drawn as its character without selector, as UTS #37 asks.
    pub(super) fn glyph(&self, cluster: Cluster) -> Option<Glyph> {
        if cluster.character.is_control() {
            return None;
        }
        let variant = cluster.selector.and_then(|s| self.0.glyph_variation_index(cluster.character, s));
        let id = variant.or_else(|| self.0.glyph_index(cluster.character)).filter(|id| id.0 != 0)?;
        let glyph = Glyph { cluster, id, advance: self.ems(self.0.glyph_hor_advance(id)?) };
        (glyph.is_space() || self.0.glyph_bounding_box(id).is_some()).then_some(glyph)
    }

    /// Draws the outline in the font's units, y upwards.
    pub(super) fn outline(&self, id: GlyphId, builder: &mut dyn OutlineBuilder) {
        // `None` is a space, which has no outline.
        let _ = self.0.outline_glyph(id, builder);
    }

    /// Font units in one em.
    pub(super) fn units_per_em(&self) -> f32 {
        f32::from(self.0.units_per_em())
    }

    /// The box of all glyphs in font units.
    pub(super) fn bounding_box(&self) -> Rect {
        self.0.global_bounding_box()
    }

    /// The box of one glyph in font units.
    #[cfg(test)]
    pub(super) fn glyph_box(&self, id: GlyphId) -> Option<Rect> {
        self.0.glyph_bounding_box(id)
    }

    /// Ascent, descent (negative) and cap height in ems.
    pub(super) fn metrics(&self) -> [f32; 3] {
        let cap = self.0.capital_height().unwrap_or_else(|| self.0.ascender());
        [self.0.ascender(), self.0.descender(), cap].map(|units| f32::from(units) / self.units_per_em())
    }

    fn ems(&self, units: u16) -> f32 {
        f32::from(units) / self.units_per_em()
    }
}
