//! Points, and how well two patterns lie on each other.

/// A point on the screen or on a stamp's print, in millimetres: x to the right, y up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Millimetres to the right.
    pub x: f64,
    /// Millimetres up.
    pub y: f64,
}

impl Point {
    /// Whether both coordinates are numbers.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    /// This point after a turn about the origin, counter-clockwise.
    pub(super) fn rotated(self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.turned(cos, sin)
    }

    fn turned(self, cos: f64, sin: f64) -> Self {
        Self { x: cos * self.x - sin * self.y, y: sin * self.x + cos * self.y }
    }

    fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

/// The pattern moved so that its centroid is the origin.
pub(super) fn centred(points: &[Point]) -> Vec<Point> {
    let count = points.iter().fold(0.0, |n, _| n + 1.0);
    let sum = points.iter().fold(Point { x: 0.0, y: 0.0 }, |s, p| Point { x: s.x + p.x, y: s.y + p.y });
    let centroid = Point { x: sum.x / count, y: sum.y / count };
    points.iter().map(|p| p.minus(centroid)).collect()
}

/// The mirror image. Across which axis does not matter, a turn makes up for it.
pub(super) fn mirrored(points: &[Point]) -> Vec<Point> {
    points.iter().map(|p| Point { x: -p.x, y: p.y }).collect()
}

/// Every order of the points, the given one first: the assignments to try, at most 120 for five contacts.
pub(super) fn assignments(points: &[Point]) -> Vec<Vec<Point>> {
    let mut found = Vec::new();
    permute(&mut points.to_vec(), 0, &mut found);
    found
}

fn permute(points: &mut Vec<Point>, fixed: usize, found: &mut Vec<Vec<Point>>) {
    if fixed >= points.len() {
        found.push(points.clone());
    }
    for other in fixed..points.len() {
        points.swap(fixed, other);
        permute(points, fixed + 1, found);
        points.swap(fixed, other);
    }
}

/// The greatest distance left between pairs after the least-squares turn of `from` onto `onto`, both [`centred`].
///
/// The two-dimensional case of Kabsch (1976): with the centroids together the best angle is atan2 of the summed cross
/// and dot products. No scale and no reflection is fitted.
pub(super) fn worst_residual(from: &[Point], onto: &[Point]) -> f64 {
    let pairs = || from.iter().zip(onto);
    let (dot, cross) = pairs().fold((0.0, 0.0), |(d, c), (a, b)| (d + a.dot(*b), c + a.cross(*b)));
    let length = dot.hypot(cross);
    let (cos, sin) = if length > 0.0 { (dot / length, cross / length) } else { (1.0, 0.0) };
    let squares = pairs().map(|(a, b)| b.minus(a.turned(cos, sin))).map(|gap| gap.dot(gap));
    squares.fold(0.0, f64::max).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERN: [Point; 4] = [
        Point { x: 0.0, y: 0.0 },
        Point { x: 20.0, y: 1.0 },
        Point { x: 14.0, y: 12.0 },
        Point { x: 3.0, y: 9.0 },
    ];

    #[test]
    fn a_turned_and_moved_pattern_lies_on_itself() {
        for degrees in [0.0, 17.0, 90.0, 180.0, 271.5] {
            let moved: Vec<Point> = PATTERN
                .iter()
                .map(|p| p.rotated(degrees))
                .map(|p| Point { x: p.x + 40.0, y: p.y - 7.0 })
                .collect();
            assert!(worst_residual(&centred(&PATTERN), &centred(&moved)) < 1e-9, "{degrees}");
        }
    }

    #[test]
    fn a_mirrored_pattern_lies_on_itself_in_no_order() {
        let centre = centred(&PATTERN);
        let best = assignments(&mirrored(&centre))
            .iter()
            .map(|order| worst_residual(order, &centre))
            .fold(f64::INFINITY, f64::min);
        assert!(best > 1.0, "{best}");
    }

    #[test]
    fn assignments_are_all_orders_and_begin_with_the_given_one() {
        let all = assignments(&PATTERN);
        assert_eq!(all.len(), 24);
        assert_eq!(all[0], PATTERN);
        assert!(all.iter().enumerate().all(|(i, a)| all.iter().skip(i + 1).all(|b| a != b)));
    }
}
