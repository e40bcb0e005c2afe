//! Setting a text into a room: lines, and the largest type at which they fit.

use std::collections::BTreeSet;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::font::{Cluster, Font, Glyph};

/// Where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Only at spaces, so that `12番` stays whole.
    AtSpaces,
    /// Where the Unicode line breaking rules allow it (UAX #14).
    ByRule,
    /// Between any two characters.
    Anywhere,
}

/// How a text may be set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) width: f32,
    pub(super) height: f32,
    /// Sizes of type in points: the largest that fits is taken.
    pub(super) largest: f32,
    pub(super) smallest: f32,
    /// Height of a line as a multiple of the size.
    pub(super) leading: f32,
    /// Space between paragraphs as a multiple of the size.
    pub(super) gap: f32,
}

/// The glyphs of one line, without the spaces at its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(pub(super) Vec<Glyph>);

impl Line {
    /// In ems.
    pub(super) fn width(&self) -> f32 {
        self.0.iter().map(|glyph| glyph.advance).sum()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last().is_some_and(Glyph::is_space) {
            self.0.pop();
        }
        self
    }
}

/// A text in the font's glyphs.
pub(super) struct Paragraph {
    glyphs: Vec<Glyph>,
    /// Numbers of the glyphs before which UAX #14 allows a break.
    by_rule: BTreeSet<usize>,
}

impl Paragraph {
    /// The glyphs of `text`, or the first character that has none.
    pub(super) fn new(font: &Font, text: &str) -> Result<Self, char> {
        let clusters = Cluster::all_of(text);
        let allowed: BTreeSet<usize> = linebreaks(text)
            .filter(|(_, kind)| *kind == BreakOpportunity::Allowed)
            .map(|(at, _)| at)
            .collect();
        let starts = clusters.iter().enumerate();
        let by_rule = starts.filter(|(_, (at, _))| allowed.contains(at)).map(|(number, _)| number).collect();
        let glyphs: Result<Vec<Glyph>, char> =
            clusters.iter().map(|&(_, cluster)| font.glyph(cluster).ok_or(cluster.character)).collect();
        Ok(Self { glyphs: glyphs?, by_rule })
    }

    /// Lines of at most `width` ems, or `None` if a piece that may not be broken is longer.
    fn wrap(&self, breaks: Breaks, width: f32) -> Option<Vec<Line>> {
        let mut lines = Vec::new();
        let mut line = Line::default();
        for piece in self.pieces(breaks) {
            let needed = piece.clone().trimmed().width();
            if needed > width {
                return None;
            }
            if !line.0.is_empty() && line.width() + needed > width {
                lines.push(std::mem::take(&mut line).trimmed());
            }
            line.0.extend(piece.0);
        }
        lines.push(line.trimmed());
        Some(lines)
    }

    fn pieces(&self, breaks: Breaks) -> Vec<Line> {
        let mut pieces: Vec<Line> = Vec::new();
        for (number, &glyph) in self.glyphs.iter().enumerate() {
            match pieces.last_mut() {
                Some(piece) if !self.may_break(piece, number, breaks) => piece.0.push(glyph),
                _ => pieces.push(Line(vec![glyph])),
            }
        }
        pieces
    }

    fn may_break(&self, before: &Line, number: usize, breaks: Breaks) -> bool {
        match breaks {
            Breaks::AtSpaces => {
                self.by_rule.contains(&number) && before.0.last().is_some_and(Glyph::is_space)
            }
            Breaks::ByRule => self.by_rule.contains(&number),
            Breaks::Anywhere => true,
        }
    }
}

/// Paragraphs as they stand in a room.
#[derive(Debug)]
pub(super) struct Setting {
    /// Of the type, in points.
    pub(super) size: f32,
    /// Each line with the top of its box below the top of the first, in points.
    pub(super) lines: Vec<(f32, Line)>,
    /// Of all lines, in points.
    pub(super) height: f32,
}

/// The paragraphs at the largest size that fits, with the first kind of break that lets them fit at all.
pub(super) fn fit(paragraphs: &[Paragraph], room: &Room, breaks: &[Breaks]) -> Option<Setting> {
    const STEP: f32 = 0.5;
    breaks.iter().find_map(|&breaks| {
        let sizes = std::iter::successors(Some(room.largest), |size| Some(size - STEP));
        sizes.take_while(|&size| size >= room.smallest).find_map(|size| set(paragraphs, room, breaks, size))
    })
}

fn set(paragraphs: &[Paragraph], room: &Room, breaks: Breaks, size: f32) -> Option<Setting> {
    let (mut top, mut lines) = (0.0, Vec::new());
    for (number, paragraph) in paragraphs.iter().enumerate() {
        top += if number > 0 { size * room.gap } else { 0.0 };
        for line in paragraph.wrap(breaks, room.width / size)? {
            lines.push((top, line));
            top += size * room.leading;
        }
    }
    (top <= room.height).then_some(Setting { size, lines, height: top })
}
