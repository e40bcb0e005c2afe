//! A stamp without rubber: the touches a press would make, for demos, simulators and tests.

use std::f64::consts::TAU;

use rand_core::CryptoRng;

use super::geometry::Point;
use super::template::StampTemplate;
use super::touch::{Phase, PressError, Touch, TouchLog, pixels};

/// Between two contacts coming down, a frame of a 120 Hz panel.
const FRAME_MS: u64 = 8;
/// How long a person holds a stamp down.
const HELD_MS: u64 = 300;

/// How a simulated press lands on a screen. For simulators and tests: a real host records real touches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulatedPress {
    /// Pixels an inch of the screen.
    pub dpi: f64,
    /// How far the stamp is turned, counter-clockwise, in degrees.
    pub rotation_deg: f64,
    /// Where the template's origin lands, in millimetres from the screen's **top** left corner, y downwards.
    pub origin_mm: Point,
    /// Standard deviation of the touch position, an axis, in millimetres; 0.5 is a usual screen (protocol §7).
    pub noise_mm: f64,
    /// When the first contact comes down, in milliseconds.
    pub start_ms: u64,
}

impl SimulatedPress {
    /// The touches of `template` pressed this way: contacts 8 ms apart, held for 300 ms, with normal noise from `rng`.
    ///
    /// # Errors
    /// As [`TouchLog::new`]: a density or a place that no screen has.
    pub fn touches(&self, template: &StampTemplate, rng: &mut dyn CryptoRng) -> Result<TouchLog, PressError> {
        let mut down = Vec::new();
        for (id, point) in (0..).zip(template.points_mm()) {
            let t_ms = self.start_ms.saturating_add(id * FRAME_MS);
            down.push(self.land(point, id, t_ms, rng));
        }
        let t_ms = self.start_ms.saturating_add(HELD_MS);
        let up = down.iter().map(|touch| Touch { t_ms, phase: Phase::Ended, ..*touch });
        let touches = down.iter().copied().chain(up).collect();
        TouchLog::new(self.dpi, touches)
    }

    fn land(&self, point: Point, id: u64, t_ms: u64, rng: &mut dyn CryptoRng) -> Touch {
        let point = point.rotated(self.rotation_deg);
        let noise = normal_pair(rng);
        let x = self.origin_mm.x + point.x + noise.x * self.noise_mm;
        let y = self.origin_mm.y - point.y + noise.y * self.noise_mm;
        Touch { id, x_px: pixels(x, self.dpi), y_px: pixels(y, self.dpi), t_ms, phase: Phase::Began }
    }
}

/// Two independent standard normal numbers (Box and Muller 1958).
fn normal_pair(rng: &mut dyn CryptoRng) -> Point {
    let radius = (-2.0 * uniform(rng).ln()).sqrt();
    let (sin, cos) = (TAU * uniform(rng)).sin_cos();
    Point { x: radius * cos, y: radius * sin }
}

/// Between 0 and 1, never either.
fn uniform(rng: &mut dyn CryptoRng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn noise_has_the_standard_deviation_asked_for() {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..20_000 {
            let Point { x, y } = normal_pair(&mut rng);
            sum += x + y;
            squares += x * x + y * y;
        }
        assert!((sum / 40_000.0_f64).abs() < 0.02, "{sum}");
        assert!((squares / 40_000.0_f64 - 1.0).abs() < 0.02, "{squares}");
    }

    #[test]
    fn a_quiet_press_gives_the_template_back() {
        let points = vec![(0, 0), (2000, 0), (500, 1200)];
        let template = StampTemplate::new(1, "", 200, points).unwrap();
        let origin_mm = Point { x: 30.0, y: 40.0 };
        let press = SimulatedPress { dpi: 460.0, rotation_deg: 0.0, origin_mm, noise_mm: 0.0, start_ms: 5 };
        let log = press.touches(&template, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
        for (contact, point) in log.contacts().unwrap().iter().zip(template.points_mm()) {
            assert!((contact.x - point.x - 30.0).abs() < 1e-9 && (contact.y - point.y + 40.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_press_that_no_screen_has_is_an_error() {
        let template = StampTemplate::new(1, "", 200, vec![(0, 0), (2000, 0), (500, 1200)]).unwrap();
        let origin_mm = Point { x: 0.0, y: 0.0 };
        let press =
            SimulatedPress { dpi: 0.0, rotation_deg: 0.0, origin_mm, noise_mm: 0.5, start_ms: u64::MAX };
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        assert_eq!(press.touches(&template, &mut rng), Err(PressError::Density));
        let lost = SimulatedPress { dpi: 326.0, noise_mm: f64::NAN, ..press };
        assert_eq!(lost.touches(&template, &mut rng), Err(PressError::Position { id: 0 }));
    }
}
