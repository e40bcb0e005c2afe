//! The eight masks of ISO/IEC 18004 §7.8: which modules each inverts, and which of them reads best.

use std::array::from_fn;
use std::sync::LazyLock;

use qrcode::EcLevel;

use super::penalty::{Row, penalty};
use super::symbol::Symbol;

/// Rows after which every mask repeats itself: the least common multiple of 4 and 6.
const PERIOD: usize = 12;

type Pattern = [Row; PERIOD];

/// The rows of each mask from the top, set where it inverts.
static PATTERNS: LazyLock<[Pattern; 8]> = LazyLock::new(|| from_fn(|mask| from_fn(|y| row_of(mask, y))));

fn row_of(mask: usize, y: usize) -> Row {
    (0..128).filter(|&x| inverts(mask, x, y)).fold(0, |row, x| row | 1 << x)
}

/// ISO/IEC 18004, table 10, with x for its j and y for its i.
fn inverts(mask: usize, x: usize, y: usize) -> bool {
    let remainder = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (y / 2 + x / 3) % 2,
        5 => (x * y) % 2 + (x * y) % 3,
        6 => ((x * y) % 2 + (x * y) % 3) % 2,
        _ => ((x + y) % 2 + (x * y) % 3) % 2,
    };
    remainder == 0
}

impl Symbol {
    /// The finished symbol under the mask with the lowest penalty, the first of them if there are several.
    pub(super) fn best_masked(&self) -> Vec<Row> {
        let symbols = (0..).zip(PATTERNS.iter()).map(|(number, pattern)| self.masked(number, pattern));
        symbols.min_by_key(|rows| penalty(rows)).unwrap_or_default()
    }

    fn masked(&self, number: u16, pattern: &Pattern) -> Vec<Row> {
        let rows = self.dark.iter().zip(&self.data).zip(pattern.iter().cycle());
        let mut rows: Vec<Row> = rows.map(|((dark, data), inverted)| dark ^ (inverted & data)).collect();
        draw_format(&mut rows, format_information(self.level, number));
        rows
    }
}

/// The 15 bits of the format information (§7.9.1): two of the level, three of the mask, and their BCH(15,5) code.
fn format_information(level: EcLevel, mask: u16) -> u16 {
    let level: u16 = match level {
        EcLevel::L => 1,
        EcLevel::M => 0,
        EcLevel::Q => 3,
        EcLevel::H => 2,
    };
    let data = level << 3 | mask;
    let check = (0..5)
        .rev()
        .fold(data << 10, |rest, bit| if rest >> (bit + 10) & 1 == 1 { rest ^ (0x537 << bit) } else { rest });
    (data << 10 | check) ^ 0x5412
}

/// Both copies of the format information (§7.9.1, figure 25), its highest bit first.
fn draw_format(rows: &mut [Row], bits: u16) {
    let last = rows.len().saturating_sub(1);
    let corner = [0, 1, 2, 3, 4, 5, 7, 8, 8, 8, 8, 8, 8, 8, 8]
        .into_iter()
        .zip([8, 8, 8, 8, 8, 8, 8, 8, 7, 5, 4, 3, 2, 1, 0]);
    let below = (0..7).map(|at| (8, last.saturating_sub(at)));
    let right = (0..8).map(|at| (last.saturating_sub(7 - at), 8));
    let high_first = (0..15).rev().map(|bit| Row::from(bits >> bit & 1));
    for ((x, y), bit) in corner.chain(below.chain(right)).zip(high_first.clone().chain(high_first)) {
        if let Some(row) = rows.get_mut(y) {
            *row |= bit << x;
        }
    }
}
