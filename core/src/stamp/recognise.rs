//! Which stamp was pressed (protocol §7).

use super::family::StampFamily;
use super::geometry::{Point, assignments, centred, worst_residual};
use super::template::StampTemplate;
use crate::order;

/// The best stamp must fit better than the next by this part of its tolerance. A choice: enough that noise of 0.5 mm
/// turns no press of a family kept apart by 2 × tolerance into a doubtful one.
pub const MARGIN: f64 = 0.5;

/// Which stamp the contacts belong to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recognition {
    /// One stamp, and clearly no other.
    Match {
        /// Its number.
        stamp: u8,
        /// How far the worst contact is from its place, in millimetres.
        worst_mm: f64,
    },
    /// No stamp of the family.
    NoMatch,
    /// A stamp fits, but another fits nearly as well: press again.
    Ambiguous {
        /// The stamp that fits best.
        first: u8,
        /// The next.
        second: u8,
    },
}

/// Finds the stamp of `family` that `contacts` (from [`super::TouchLog::contacts`], any order) belong to.
///
/// Every assignment of contacts to places is tried with the least-squares rigid fit: turned and moved freely, never
/// scaled, never mirrored. A stamp fits when it has as many contacts and the worst of them is within its tolerance; it
/// is a match when, measured in tolerances, it fits better than every other stamp by [`MARGIN`].
pub fn recognise(family: &StampFamily, contacts: &[Point]) -> Recognition {
    let mut fits = fits(family, contacts);
    order::sort_by(&mut fits, |a, b| a.tolerances().total_cmp(&b.tolerances()));
    let mut fits = fits.into_iter();
    match (fits.next(), fits.next()) {
        (Some(best), next) if best.tolerances() <= 1.0 => decide(&best, next.as_ref()),
        _ => Recognition::NoMatch,
    }
}

struct Fit<'f> {
    template: &'f StampTemplate,
    worst_mm: f64,
}

impl Fit<'_> {
    fn tolerances(&self) -> f64 {
        self.worst_mm / self.template.tolerance_mm()
    }
}

fn fits<'f>(family: &'f StampFamily, contacts: &[Point]) -> Vec<Fit<'f>> {
    let same_count = |t: &&StampTemplate| t.points().len() == contacts.len();
    let mut candidates = family.templates().iter().filter(same_count).peekable();
    if candidates.peek().is_none() || !contacts.iter().all(|p| p.is_finite()) {
        return Vec::new();
    }
    let orders = assignments(&centred(contacts));
    candidates.map(|template| Fit { template, worst_mm: best_residual(&orders, template) }).collect()
}

fn best_residual(orders: &[Vec<Point>], template: &StampTemplate) -> f64 {
    let places = centred(&template.points_mm());
    orders.iter().map(|order| worst_residual(order, &places)).fold(f64::INFINITY, f64::min)
}

fn decide(best: &Fit<'_>, next: Option<&Fit<'_>>) -> Recognition {
    let stamp = best.template.stamp();
    match next {
        Some(next) if next.tolerances() - best.tolerances() < MARGIN => {
            Recognition::Ambiguous { first: stamp, second: next.template.stamp() }
        }
        _ => Recognition::Match { stamp, worst_mm: best.worst_mm },
    }
}

#[cfg(test)]
mod tests;
