//! The print of one stamp: where its contacts are, in one canonical order (protocol §4.1).

use std::cmp::{Ordering, Reverse};

use minicbor::{Decoder, Encoder, decode, encode};

use super::geometry::Point;
use crate::order;

/// A stamp has at least this many contacts.
pub const MIN_CONTACTS: usize = 3;
/// A stamp has at most this many contacts: an iPhone drops all touches at a sixth (protocol §7).
pub const MAX_CONTACTS: usize = 5;
/// A name has at most this many bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 24;
/// The smallest tolerance, 0.5 mm: below lies the noise of the screens themselves.
pub const MIN_TOLERANCE: u16 = 50;
/// The greatest tolerance, 5 mm: above, nearly any hand would fit a stamp.
pub const MAX_TOLERANCE: u16 = 500;
/// A coordinate lies at most this far from the origin, 100 mm.
pub const MAX_COORDINATE: i32 = 10_000;

/// Why points, a name or bytes are no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The bytes are cut off, have another shape, or a number is out of its type's range.
    #[error("not a list of stamp templates")]
    Malformed,
    /// The bytes mean a family, but are not the one encoding of it: an integer in a longer form, points in another
    /// order, bytes after the end.
    #[error("not in the canonical encoding")]
    NotCanonical,
    /// Not 1 to 24 stamps.
    #[error("a family has 1 to 24 stamps, not {got}")]
    Count {
        /// How many there are.
        got: u64,
    },
    /// Two stamps of one family have the same number.
    #[error("stamp {stamp} is there twice")]
    Duplicate {
        /// The number.
        stamp: u8,
    },
    /// Not 3 to 5 contacts.
    #[error("stamp {stamp} has {got} contacts, not 3 to 5")]
    Contacts {
        /// The stamp.
        stamp: u8,
        /// How many contacts there are.
        got: u64,
    },
    /// A contact lies further than [`MAX_COORDINATE`] from the origin.
    #[error("stamp {stamp} has a contact more than 100 mm away")]
    Coordinate {
        /// The stamp.
        stamp: u8,
    },
    /// Two contacts are in one place.
    #[error("stamp {stamp} has two contacts in one place")]
    SamePlace {
        /// The stamp.
        stamp: u8,
    },
    /// The tolerance is not between [`MIN_TOLERANCE`] and [`MAX_TOLERANCE`].
    #[error("stamp {stamp} has a tolerance outside 0.5 to 5 mm")]
    Tolerance {
        /// The stamp.
        stamp: u8,
    },
    /// The name is longer than [`MAX_NAME_BYTES`], or has a control character.
    #[error("the name of stamp {stamp} is longer than 24 bytes or has a control character")]
    Name {
        /// The stamp.
        stamp: u8,
    },
}

/// The print of one stamp on the screen, in 0.01 mm: x to the right, y **up**, the screen seen from the front.
///
/// The order of the points is canonical, so that one set of points has one encoding (protocol §4.1 "in counter-clockwise
/// order from the longest side's start"). Precisely:
///
/// 1. The points are ordered counter-clockwise by their direction from the centroid; of two in the same direction
///    the nearer comes first. A point exactly on the centroid has no direction: it comes last of all.
/// 2. The others form a polygon; a side leads from each to the next, and from the last to the first.
/// 3. The longest side's start comes first; among equally long sides the one whose start is smallest by x, then y.
///
/// The order is for the encoding alone; [`super::recognise()`] tries every assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampTemplate {
    stamp: u8,
    name: String,
    tolerance: u16,
    points: Vec<(i32, i32)>,
}

impl StampTemplate {
    /// A template of points in any order. `tolerance` is the greatest distance, in 0.01 mm, between a contact and its
    /// place; 200 is usual (protocol §7).
    ///
    /// # Errors
    /// [`TemplateError::Contacts`], [`TemplateError::Coordinate`], [`TemplateError::SamePlace`],
    /// [`TemplateError::Tolerance`] and [`TemplateError::Name`].
    pub fn new(
        stamp: u8,
        name: &str,
        tolerance: u16,
        points: Vec<(i32, i32)>,
    ) -> Result<Self, TemplateError> {
        if !(MIN_TOLERANCE..=MAX_TOLERANCE).contains(&tolerance) {
            return Err(TemplateError::Tolerance { stamp });
        }
        if name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
            return Err(TemplateError::Name { stamp });
        }
        check_points(stamp, &points)?;
        Ok(Self { stamp, name: name.to_owned(), tolerance, points: canonical_order(points) })
    }

    /// The stamp's number, its name for machines: unique in a family.
    pub fn stamp(&self) -> u8 {
        self.stamp
    }

    /// The stamp's name for people, possibly empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same stamp with another name.
    ///
    /// # Errors
    /// [`TemplateError::Name`].
    pub fn with_name(self, name: &str) -> Result<Self, TemplateError> {
        Self::new(self.stamp, name, self.tolerance, self.points)
    }

    /// The greatest distance of a contact from its place, in 0.01 mm.
    pub fn tolerance(&self) -> u16 {
        self.tolerance
    }

    /// The same in millimetres.
    pub fn tolerance_mm(&self) -> f64 {
        f64::from(self.tolerance) / 100.0
    }

    /// The contacts in canonical order, in 0.01 mm.
    pub fn points(&self) -> &[(i32, i32)] {
        &self.points
    }

    /// The contacts in canonical order, in millimetres.
    pub fn points_mm(&self) -> Vec<Point> {
        let mm = |v: i32| f64::from(v) / 100.0;
        self.points.iter().map(|&(x, y)| Point { x: mm(x), y: mm(y) }).collect()
    }

    pub(super) fn encode<W: encode::Write>(&self, e: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
        e.array(4)?.u8(self.stamp)?.str(&self.name)?.u16(self.tolerance)?;
        e.array(self.points.len() as u64)?;
        for &(x, y) in &self.points {
            e.array(2)?.i32(x)?.i32(y)?;
        }
        Ok(())
    }

    /// Reads one template. Its points may be in any order here: the family compares the bytes as a whole.
    pub(super) fn decode(d: &mut Decoder<'_>) -> Result<Self, TemplateError> {
        expect_array(d, 4)?;
        let stamp = d.u8()?;
        let name = d.str()?;
        let tolerance = d.u16()?;
        let got = d.array()?.ok_or(TemplateError::NotCanonical)?;
        if !(MIN_CONTACTS as u64..=MAX_CONTACTS as u64).contains(&got) {
            return Err(TemplateError::Contacts { stamp, got });
        }
        let points = (0..got).map(|_| decode_point(d)).collect::<Result<_, _>>()?;
        Self::new(stamp, name, tolerance, points)
    }
}

impl From<decode::Error> for TemplateError {
    fn from(_: decode::Error) -> Self {
        Self::Malformed
    }
}

fn decode_point(d: &mut Decoder<'_>) -> Result<(i32, i32), TemplateError> {
    expect_array(d, 2)?;
    Ok((d.i32()?, d.i32()?))
}

fn expect_array(d: &mut Decoder<'_>, len: u64) -> Result<(), TemplateError> {
    match d.array()? {
        Some(got) if got == len => Ok(()),
        Some(_) => Err(TemplateError::Malformed),
        None => Err(TemplateError::NotCanonical),
    }
}

fn check_points(stamp: u8, points: &[(i32, i32)]) -> Result<(), TemplateError> {
    if !(MIN_CONTACTS..=MAX_CONTACTS).contains(&points.len()) {
        return Err(TemplateError::Contacts { stamp, got: points.len() as u64 });
    }
    let near = |v: i32| v.unsigned_abs() <= MAX_COORDINATE.unsigned_abs();
    if !points.iter().all(|&(x, y)| near(x) && near(y)) {
        return Err(TemplateError::Coordinate { stamp });
    }
    if points.iter().enumerate().any(|(i, p)| points.iter().skip(i + 1).any(|q| p == q)) {
        return Err(TemplateError::SamePlace { stamp });
    }
    Ok(())
}

/// The order described at [`StampTemplate`]. Integers only: every platform finds the same.
fn canonical_order(points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    let from_centroid = centroid_offsets(&points);
    let (centre, mut ring): (Vec<_>, Vec<_>) =
        from_centroid.into_iter().zip(points).partition(|(offset, _)| *offset == (0, 0));
    order::sort_by(&mut ring, |(a, _), (b, _)| by_direction(*a, *b));
    let mut ordered: Vec<(i32, i32)> = ring.into_iter().map(|(_, point)| point).collect();
    let start = longest_side_start(&ordered);
    ordered.rotate_left(start);
    ordered.extend(centre.into_iter().map(|(_, point)| point));
    ordered
}

/// Each point's offset from the centroid, times the number of points so that it stays an integer.
fn centroid_offsets(points: &[(i32, i32)]) -> Vec<(i64, i64)> {
    let wide = || points.iter().map(|&(x, y)| (i64::from(x), i64::from(y)));
    let (count, sum_x, sum_y) = wide().fold((0, 0, 0), |(n, sx, sy), (x, y)| (n + 1, sx + x, sy + y));
    wide().map(|(x, y)| (count * x - sum_x, count * y - sum_y)).collect()
}

fn by_direction(a: (i64, i64), b: (i64, i64)) -> Ordering {
    let lower_half = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
    let cross = a.0 * b.1 - a.1 * b.0;
    let length = |(x, y): (i64, i64)| x * x + y * y;
    lower_half(a).cmp(&lower_half(b)).then(0.cmp(&cross)).then(length(a).cmp(&length(b)))
}

fn longest_side_start(ring: &[(i32, i32)]) -> usize {
    let sides = ring.iter().zip(ring.iter().cycle().skip(1)).enumerate();
    let longest = sides.max_by_key(|(_, (start, end))| (distance_squared(**start, **end), Reverse(**start)));
    longest.map_or(0, |(at, _)| at)
}

fn distance_squared(a: (i32, i32), b: (i32, i32)) -> i64 {
    let (dx, dy) = (i64::from(a.0) - i64::from(b.0), i64::from(a.1) - i64::from(b.1));
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests;
