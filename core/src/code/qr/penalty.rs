//! How hard a symbol is to read: the four penalties of ISO/IEC 18004 §7.8.3.1, a whole row of modules at a time.
//!
//! The formulae are those of the `qrcode` crate, so that the mask with the lowest sum is the one it would choose.

/// One row of modules: bit x is column x, set for dark. No symbol of one code is wider (see `MAX_TEXT`).
pub(super) type Row = u128;

/// The row in which every module is dark.
pub(super) fn full_row(width: usize) -> Row {
    Row::MAX.checked_shr(Row::BITS.saturating_sub(u32::try_from(width).unwrap_or(Row::BITS))).unwrap_or(0)
}

/// The sum of the four penalties of a finished symbol of `rows.len()` rows and columns.
pub(super) fn penalty(rows: &[Row]) -> u32 {
    let full = full_row(rows.len());
    runs_across(rows, full)
        + runs_down(rows, full)
        + blocks(rows, full)
        + finders_across(rows)
        + finders_down(rows)
        + balance(rows)
}

/// N1 in rows: 3 for five modules of one colour side by side, 1 for each further one.
fn runs_across(rows: &[Row], full: Row) -> u32 {
    let row_score = |row: &Row| {
        let pairs = like_right(*row, full);
        let fives = pairs & (pairs >> 1) & (pairs >> 2) & (pairs >> 3);
        score_of_runs(fives, fives << 1)
    };
    rows.iter().map(row_score).sum()
}

/// N1 in columns.
fn runs_down(rows: &[Row], full: Row) -> u32 {
    let mut above = 0;
    let mut score = 0;
    for [a, b, c, d, e] in rows.array_windows() {
        let fives = full & !((a ^ b) | (b ^ c) | (c ^ d) | (d ^ e));
        score += score_of_runs(fives, above);
        above = fives;
    }
    score
}

/// A run of n modules is n - 4 times the start of five, and counts n - 2: one each, and 2 more at its first module.
fn score_of_runs(fives: Row, before: Row) -> u32 {
    if fives == 0 { 0 } else { fives.count_ones() + 2 * (fives & !before).count_ones() }
}

/// The modules whose right neighbour has the same colour.
fn like_right(row: Row, full: Row) -> Row {
    !(row ^ (row >> 1)) & (full >> 1)
}

/// N2: 3 for every square of 2 × 2 modules of one colour.
fn blocks(rows: &[Row], full: Row) -> u32 {
    let square = |[a, b]: &[Row; 2]| (like_right(*a, full) & like_right(*b, full) & !(a ^ b)).count_ones();
    3 * rows.array_windows().map(square).sum::<u32>()
}

/// N3 in rows: 40 for dark-light-dark-dark-dark-light-dark with four light modules, or the edge, on one side.
fn finders_across(rows: &[Row]) -> u32 {
    let found = |&row: &Row| {
        let pattern = row & !(row >> 1) & (row >> 2) & (row >> 3) & (row >> 4) & !(row >> 5) & (row >> 6);
        if pattern == 0 {
            return 0;
        }
        let before = (row << 1) | (row << 2) | (row << 3) | (row << 4);
        let after = (row >> 7) | (row >> 8) | (row >> 9) | (row >> 10);
        (pattern & !(before & after)).count_ones()
    };
    40 * rows.iter().map(found).sum::<u32>()
}

/// N3 in columns. `rows` stand between four rows of light modules.
fn finders_down(rows: &[Row]) -> u32 {
    let light = [0; 4];
    let padded = [light.as_slice(), rows, light.as_slice()].concat();
    let found = |[w, x, y, z, a, b, c, d, e, f, g, k, l, m, n]: &[Row; 15]| {
        let pattern = a & !b & c & d & e & !f & g;
        if pattern == 0 { 0 } else { (pattern & !((w | x | y | z) & (k | l | m | n))).count_ones() }
    };
    40 * padded.array_windows().map(found).sum::<u32>()
}

/// N4: one for each half per cent by which dark modules are more or fewer than half of all.
fn balance(rows: &[Row]) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let modules = u32::try_from(rows.len() * rows.len()).unwrap_or(u32::MAX);
    (dark * 200).checked_div(modules).unwrap_or(0).abs_diff(100)
}
