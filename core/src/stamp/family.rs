//! The stamps of one event, and how a family is made that no press confuses (protocol §7).

use minicbor::{Decoder, Encoder, encode};
use rand_core::CryptoRng;

use super::geometry::{Point, assignments, centred, mirrored, worst_residual};
use super::template::{
    MAX_CONTACTS, MAX_TOLERANCE, MIN_CONTACTS, MIN_TOLERANCE, StampTemplate, TemplateError,
};

/// A family has at most this many stamps (protocol §4.1).
pub const MAX_STAMPS: usize = 24;
/// The centres of generated contacts lie in a circle of this diameter. A choice: with contacts 8 mm wide the face is
/// 44 mm, which fits the narrowest screens in use (59 mm) at any angle.
pub const FACE_DIAMETER_MM: f64 = 36.0;
/// Centres of generated contacts are at least this far apart. A choice: a finger's contact, which touch controllers
/// are made to keep from its neighbour.
pub const MIN_CONTACT_DISTANCE_MM: f64 = 8.0;
/// [`StampFamily::generate`] gives up after this many drawn patterns.
pub const GENERATION_TRIES: u32 = 20_000;

const FACE_RADIUS: i32 = 1800;
const CONTACT_DISTANCE: i32 = 800;
const TRIES_FOR_A_CONTACT: u32 = 100;
const MAX_BYTES: usize = 4096;

/// Why a family cannot be made, or is not apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FamilyError {
    /// Asked for no stamp, more than 24, fewer than 3 or more than 5 contacts, or a tolerance outside its bounds.
    #[error("a family has 1 to 24 stamps of 3 to 5 contacts with a tolerance of 0.5 to 5 mm")]
    Request,
    /// Within [`GENERATION_TRIES`] no more stamps were found. More contacts, a smaller tolerance or fewer stamps help.
    #[error("only {found} of {wanted} stamps can be kept apart at this tolerance and number of contacts")]
    Crowded {
        /// How many were found.
        found: u8,
        /// How many were asked for.
        wanted: u8,
    },
    /// A press of one stamp, or of its mirror image, could be taken for the other.
    #[error("stamps {first} and {second} are too alike")]
    Alike {
        /// The one.
        first: u8,
        /// The other.
        second: u8,
    },
    /// The stamp's mirror image is nearly the stamp.
    #[error("stamp {stamp} is too like its own mirror image")]
    Mirror {
        /// The stamp.
        stamp: u8,
    },
    /// The stamp turned about itself is nearly the stamp, so its orientation would be a guess.
    #[error("stamp {stamp} is too like itself when turned")]
    Symmetric {
        /// The stamp.
        stamp: u8,
    },
    /// A template could not be built.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// The stamps of one event: 1 to 24 templates with different numbers.
///
/// One that is built or decoded is well-formed; whether its stamps can be told apart is for
/// [`StampFamily::check_apart`], which an issuer calls before signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampFamily {
    templates: Vec<StampTemplate>,
}

impl StampFamily {
    /// A family of these templates, in this order.
    ///
    /// # Errors
    /// [`TemplateError::Count`] and [`TemplateError::Duplicate`].
    pub fn new(templates: Vec<StampTemplate>) -> Result<Self, TemplateError> {
        if templates.is_empty() || templates.len() > MAX_STAMPS {
            return Err(TemplateError::Count { got: templates.len() as u64 });
        }
        let twice = |i: usize, stamp| templates.iter().skip(i + 1).any(|other| other.stamp() == stamp);
        match templates.iter().enumerate().find(|(i, t)| twice(*i, t.stamp())) {
            Some((_, template)) => Err(TemplateError::Duplicate { stamp: template.stamp() }),
            None => Ok(Self { templates }),
        }
    }

    /// The templates.
    pub fn templates(&self) -> &[StampTemplate] {
        &self.templates
    }

    /// The template with this number.
    pub fn get(&self, stamp: u8) -> Option<&StampTemplate> {
        self.templates.iter().find(|t| t.stamp() == stamp)
    }

    /// The one encoding, `Templates` of protocol §4.1: `[[stamp, name, tolerance, [[x, y] …]] …]` in deterministic
    /// CBOR (RFC 8949 §4.2.1).
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        let written = self.write(&mut encoder);
        debug_assert!(written.is_ok(), "memory takes every write");
        encoder.into_writer()
    }

    fn write<W: encode::Write>(&self, e: &mut Encoder<W>) -> Result<(), encode::Error<W::Error>> {
        e.array(self.templates.len() as u64)?;
        self.templates.iter().try_for_each(|t| t.encode(e))
    }

    /// Reads [`StampFamily::encode`]; what is accepted is exactly what would be written.
    ///
    /// # Errors
    /// [`TemplateError::Malformed`], [`TemplateError::NotCanonical`], or the bound that does not hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, TemplateError> {
        if bytes.len() > MAX_BYTES {
            return Err(TemplateError::Malformed);
        }
        let mut d = Decoder::new(bytes);
        let got = d.array()?.ok_or(TemplateError::NotCanonical)?;
        if got == 0 || got > MAX_STAMPS as u64 {
            return Err(TemplateError::Count { got });
        }
        let templates = (0..got).map(|_| StampTemplate::decode(&mut d)).collect::<Result<_, _>>()?;
        let family = Self::new(templates)?;
        if family.encode() == bytes { Ok(family) } else { Err(TemplateError::NotCanonical) }
    }

    /// Whether a press of one stamp can be taken for nothing else: all pairs are 2 × tolerance apart, mirror images
    /// included, and so is each stamp from its own mirror image and from itself in another orientation.
    ///
    /// The distance of two patterns is the recogniser's own: the worst residual of the least-squares fit under the
    /// best assignment. Stamps with different numbers of contacts are always apart.
    ///
    /// # Errors
    /// [`FamilyError::Mirror`], [`FamilyError::Symmetric`] or [`FamilyError::Alike`], the first one found.
    pub fn check_apart(&self) -> Result<(), FamilyError> {
        let mut before: Vec<Shape> = Vec::new();
        for template in &self.templates {
            let shape = Shape::new(template);
            shape.check_alone()?;
            before.iter().try_for_each(|other| shape.check_apart_from(other))?;
            before.push(shape);
        }
        Ok(())
    }

    /// A family of stamps numbered from 1, unnamed, kept apart as [`StampFamily::check_apart`] says. Contacts lie
    /// in a circle of [`FACE_DIAMETER_MM`] about the origin, [`MIN_CONTACT_DISTANCE_MM`] apart.
    ///
    /// `tolerance` is in 0.01 mm. 24 stamps of 5 contacts fit at 2.5 mm, of 4 contacts at 2 mm; 3 contacts are
    /// enough for a handful.
    ///
    /// # Errors
    /// [`FamilyError::Request`] for numbers out of bounds, [`FamilyError::Crowded`] when not so many fit.
    pub fn generate(
        count: u8,
        contacts: u8,
        tolerance: u16,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, FamilyError> {
        check_request(count, contacts, tolerance)?;
        let mut found: Vec<Shape> = Vec::new();
        let mut templates: Vec<StampTemplate> = Vec::new();
        let mut next = 1;
        for _ in 0..GENERATION_TRIES {
            let Some(points) = draw_pattern(contacts, rng) else { continue };
            let template = StampTemplate::new(next, "", tolerance, points)?;
            let shape = Shape::new(&template);
            if shape.check_alone().is_err() || found.iter().any(|o| shape.check_apart_from(o).is_err()) {
                continue;
            }
            found.push(shape);
            templates.push(template);
            if next == count {
                return Ok(Self::new(templates)?);
            }
            next += 1;
        }
        Err(FamilyError::Crowded { found: next - 1, wanted: count })
    }
}

/// A pattern with all assignments of itself and of its mirror image, made once for many comparisons.
struct Shape {
    stamp: u8,
    apart_mm: f64,
    points: Vec<Point>,
    orders: Vec<Vec<Point>>,
    mirror_orders: Vec<Vec<Point>>,
}

impl Shape {
    fn new(template: &StampTemplate) -> Self {
        let points = centred(&template.points_mm());
        Self {
            stamp: template.stamp(),
            apart_mm: 2.0 * template.tolerance_mm(),
            orders: assignments(&points),
            mirror_orders: assignments(&mirrored(&points)),
            points,
        }
    }

    fn check_alone(&self) -> Result<(), FamilyError> {
        let near = |order: &Vec<Point>| worst_residual(order, &self.points) < self.apart_mm;
        if self.mirror_orders.iter().any(near) {
            return Err(FamilyError::Mirror { stamp: self.stamp });
        }
        // The first order is the stamp on itself.
        if self.orders.iter().skip(1).any(near) {
            return Err(FamilyError::Symmetric { stamp: self.stamp });
        }
        Ok(())
    }

    fn check_apart_from(&self, other: &Self) -> Result<(), FamilyError> {
        let apart = self.apart_mm.max(other.apart_mm);
        let near = |order: &Vec<Point>| worst_residual(order, &other.points) < apart;
        let same_count = self.points.len() == other.points.len();
        if same_count && self.orders.iter().chain(&self.mirror_orders).any(near) {
            return Err(FamilyError::Alike { first: other.stamp, second: self.stamp });
        }
        Ok(())
    }
}

fn check_request(count: u8, contacts: u8, tolerance: u16) -> Result<(), FamilyError> {
    let possible = (1..=MAX_STAMPS).contains(&usize::from(count))
        && (MIN_CONTACTS..=MAX_CONTACTS).contains(&usize::from(contacts))
        && (MIN_TOLERANCE..=MAX_TOLERANCE).contains(&tolerance);
    if possible { Ok(()) } else { Err(FamilyError::Request) }
}

/// A pattern of so many contacts, or none when the first ones leave no room for the rest.
fn draw_pattern(contacts: u8, rng: &mut dyn CryptoRng) -> Option<Vec<(i32, i32)>> {
    let mut points = Vec::new();
    for _ in 0..contacts {
        let point = (0..TRIES_FOR_A_CONTACT).find_map(|_| draw_contact(&points, rng))?;
        points.push(point);
    }
    Some(points)
}

fn draw_contact(points: &[(i32, i32)], rng: &mut dyn CryptoRng) -> Option<(i32, i32)> {
    let drawn = (draw_coordinate(rng), draw_coordinate(rng));
    let within = |(x, y): (i32, i32), limit: i32| x * x + y * y < limit * limit;
    let too_near = |&(x, y): &(i32, i32)| within((drawn.0 - x, drawn.1 - y), CONTACT_DISTANCE);
    (within(drawn, FACE_RADIUS + 1) && !points.iter().any(too_near)).then_some(drawn)
}

/// From −18 to 18 mm in 0.01 mm, even to one in a million.
fn draw_coordinate(rng: &mut dyn CryptoRng) -> i32 {
    let steps = FACE_RADIUS.unsigned_abs() * 2 + 1;
    let drawn = rng.next_u32() % steps;
    drawn.cast_signed() - FACE_RADIUS
}

#[cfg(test)]
mod tests;
