//! What a touch screen reports, and the contacts of one press in it (protocol §7).

use super::geometry::Point;
use super::template::{MAX_CONTACTS, MIN_CONTACTS};

/// Contacts of one press begin within this time of each other (protocol §7).
pub const PRESS_WINDOW_MS: u64 = 150;

/// A log with more events than this is refused: five fingers at 120 Hz for six seconds are 3600.
pub const MAX_EVENTS: usize = 4096;

const MM_PER_INCH: f64 = 25.4;
const MAX_PIXELS: f64 = 100_000.0;

/// What happened to a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The contact came down.
    Began,
    /// It moved while down.
    Moved,
    /// It was lifted.
    Ended,
    /// The system took the touch away (a call, a gesture, an iPhone at the sixth contact).
    Cancelled,
}

/// One event of one touch, as the screen reports it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Touch {
    /// The touch this event belongs to; the same from Began to Ended, free again after that.
    pub id: u64,
    /// Pixels from the screen's left edge.
    pub x_px: f64,
    /// Pixels from the screen's top edge, growing downwards.
    pub y_px: f64,
    /// Milliseconds on any clock that does not run backwards.
    pub t_ms: u64,
    /// What happened.
    pub phase: Phase,
}

/// Why touches are not one press of a stamp.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PressError {
    /// The screen's density is not a number from 50 to 2000 dots an inch.
    #[error("the screen's density is not between 50 and 2000 dpi")]
    Density,
    /// A coordinate is no number, or lies beyond any screen.
    #[error("touch {id} has an impossible position")]
    Position {
        /// The touch.
        id: u64,
    },
    /// The log has more than [`MAX_EVENTS`] events.
    #[error("too many touch events: {got}")]
    TooManyEvents {
        /// How many there are.
        got: usize,
    },
    /// An event is older than the one before it.
    #[error("the events of touch {id} are out of order")]
    OutOfOrder {
        /// The touch of the late event.
        id: u64,
    },
    /// A touch began twice, or moved or ended without having begun.
    #[error("the events of touch {id} do not follow each other")]
    Sequence {
        /// The touch.
        id: u64,
    },
    /// Fewer contacts than any stamp has.
    #[error("{got} contacts are too few for a stamp")]
    TooFew {
        /// How many began.
        got: usize,
    },
    /// More contacts than any stamp has: a hand lies on the screen.
    #[error("{got} contacts are more than a stamp has")]
    TooMany {
        /// How many began.
        got: usize,
    },
    /// The system took a touch away.
    #[error("the system cancelled a touch")]
    Cancelled,
    /// The contacts did not come down together.
    #[error("the contacts came down over {ms} ms")]
    Spread {
        /// Between the first and the last.
        ms: u64,
    },
    /// A contact was lifted before the last one came down.
    #[error("a contact was lifted before the last came down")]
    Lifted,
}

/// Why touches are not one press of a stamp, for the holder: each case is a different sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PressFault {
    /// The host recorded nonsense: an impossible density, position or order of events.
    BadRecord,
    /// Fewer contacts than any stamp has.
    TooFew,
    /// More contacts than any stamp has: a hand lies on the screen.
    TooMany,
    /// The system took a touch away.
    Cancelled,
    /// The contacts did not come down together.
    Spread,
    /// A contact was lifted before the last one came down.
    Lifted,
}

impl PressError {
    /// What the holder is told.
    pub const fn fault(&self) -> PressFault {
        match self {
            Self::Density
            | Self::Position { .. }
            | Self::TooManyEvents { .. }
            | Self::OutOfOrder { .. }
            | Self::Sequence { .. } => PressFault::BadRecord,
            Self::TooFew { .. } => PressFault::TooFew,
            Self::TooMany { .. } => PressFault::TooMany,
            Self::Cancelled => PressFault::Cancelled,
            Self::Spread { .. } => PressFault::Spread,
            Self::Lifted => PressFault::Lifted,
        }
    }
}

/// The touches of an armed screen, in the order they happened. Well-formed once built; whether they are a press is
/// for [`TouchLog::contacts`].
#[derive(Debug, Clone, PartialEq)]
pub struct TouchLog {
    dpi: f64,
    touches: Vec<Touch>,
}

impl TouchLog {
    /// A log of a screen with `dpi` pixels an inch, in the unit of the touches (points times scale on iOS).
    ///
    /// # Errors
    /// [`PressError::Density`], [`PressError::Position`], [`PressError::TooManyEvents`], [`PressError::OutOfOrder`]
    /// and [`PressError::Sequence`]: the host recorded nonsense.
    pub fn new(dpi: f64, touches: Vec<Touch>) -> Result<Self, PressError> {
        if !(50.0..=2000.0).contains(&dpi) {
            return Err(PressError::Density);
        }
        if touches.len() > MAX_EVENTS {
            return Err(PressError::TooManyEvents { got: touches.len() });
        }
        check_events(&touches)?;
        check_sequence(&touches)?;
        Ok(Self { dpi, touches })
    }

    /// Pixels an inch.
    pub fn dpi(&self) -> f64 {
        self.dpi
    }

    /// The events, oldest first.
    pub fn touches(&self) -> &[Touch] {
        &self.touches
    }

    /// The contacts of the one press in this log, where they lay when all were down, in the order they came.
    ///
    /// A press is three to five contacts that began within [`PRESS_WINDOW_MS`] of each other, all of them down when
    /// the last one began. A contact's position is its last one before the window closed or the first was lifted:
    /// a touch settles after it began, and smears when the stamp tilts away.
    ///
    /// # Errors
    /// [`PressError::TooMany`], [`PressError::Cancelled`], [`PressError::TooFew`], [`PressError::Spread`],
    /// [`PressError::Lifted`], looked for in this order.
    pub fn contacts(&self) -> Result<Vec<Point>, PressError> {
        let began = self.began().count();
        if began > MAX_CONTACTS {
            return Err(PressError::TooMany { got: began });
        }
        if self.touches.iter().any(|t| t.phase == Phase::Cancelled) {
            return Err(PressError::Cancelled);
        }
        if began < MIN_CONTACTS {
            return Err(PressError::TooFew { got: began });
        }
        self.check_together()?;
        Ok(self.settled())
    }

    fn began(&self) -> impl DoubleEndedIterator<Item = (usize, &Touch)> {
        self.touches.iter().enumerate().filter(|(_, t)| t.phase == Phase::Began)
    }

    fn check_together(&self) -> Result<(), PressError> {
        let (first, last) = (self.began().next(), self.began().next_back());
        let Some(((_, first), (at, last))) = first.zip(last) else {
            return Err(PressError::TooFew { got: 0 });
        };
        let ms = last.t_ms.saturating_sub(first.t_ms);
        if ms > PRESS_WINDOW_MS {
            return Err(PressError::Spread { ms });
        }
        if self.touches.iter().take(at).any(|t| t.phase == Phase::Ended) {
            return Err(PressError::Lifted);
        }
        Ok(())
    }

    fn settled(&self) -> Vec<Point> {
        let start = self.began().next().map_or(0, |(_, t)| t.t_ms);
        let window = |t: &&Touch| t.phase != Phase::Ended && t.t_ms.saturating_sub(start) <= PRESS_WINDOW_MS;
        let mut contacts: Vec<&Touch> = Vec::new();
        for touch in self.touches.iter().take_while(window) {
            match contacts.iter_mut().find(|c| c.id == touch.id) {
                Some(contact) => *contact = touch,
                None => contacts.push(touch),
            }
        }
        contacts.into_iter().map(|t| self.millimetres(t)).collect()
    }

    fn millimetres(&self, touch: &Touch) -> Point {
        let scale = MM_PER_INCH / self.dpi;
        Point { x: touch.x_px * scale, y: -touch.y_px * scale }
    }
}

fn check_events(touches: &[Touch]) -> Result<(), PressError> {
    let mut before = 0;
    for touch in touches {
        let possible = |v: f64| v.is_finite() && v.abs() <= MAX_PIXELS;
        if !possible(touch.x_px) || !possible(touch.y_px) {
            return Err(PressError::Position { id: touch.id });
        }
        if touch.t_ms < before {
            return Err(PressError::OutOfOrder { id: touch.id });
        }
        before = touch.t_ms;
    }
    Ok(())
}

fn check_sequence(touches: &[Touch]) -> Result<(), PressError> {
    let mut down: Vec<u64> = Vec::new();
    for &Touch { id, phase, .. } in touches {
        let place = down.iter().position(|&other| other == id);
        match (phase, place) {
            (Phase::Began, None) => down.push(id),
            (Phase::Moved, Some(_)) => {}
            (Phase::Ended | Phase::Cancelled, Some(place)) => {
                down.swap_remove(place);
            }
            _ => return Err(PressError::Sequence { id }),
        }
    }
    Ok(())
}

/// The pixels of `millimetres` on a screen of `dpi`.
pub(super) fn pixels(millimetres: f64, dpi: f64) -> f64 {
    millimetres * dpi / MM_PER_INCH
}

#[cfg(test)]
mod tests;
