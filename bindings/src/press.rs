//! What became of a capacitive stamp on the screen.

use mogiri::stamp::{PressError, Touch, TouchLog};
use mogiri::wallet::{self, StampFace};

/// What became of a press.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum PressOutcome {
    /// The ticket is stamped, here: draw it. No gate knows of it.
    Stamped {
        /// What to draw.
        face: StampFace,
        /// How far the worst contact was from its place, in millimetres.
        worst_mm: f64,
    },
    /// This stamp is on the ticket already; nothing changed.
    Repeat {
        /// What to draw.
        face: StampFace,
    },
    /// No stamp of this event.
    NoMatch,
    /// Two stamps fit nearly as well: press again.
    Ambiguous,
    /// The ticket was not shown within the last 60 s.
    NotArmed,
    /// The event has no capacitive stamps.
    NoStamps,
    /// The touches are no press.
    NoPress {
        /// What is wrong with them.
        fault: PressFault,
    },
}

/// Why touches are not one press of a stamp. Each case is a different sentence for the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
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

/// The touches as the core wants them.
pub(crate) fn log(dpi: f64, touches: Vec<Touch>) -> Result<TouchLog, PressOutcome> {
    TouchLog::new(dpi, touches).map_err(|error| PressOutcome::NoPress { fault: error.into() })
}

impl From<wallet::PressOutcome> for PressOutcome {
    fn from(outcome: wallet::PressOutcome) -> Self {
        use wallet::PressOutcome as Core;
        match outcome {
            Core::Stamped { face, worst_mm } => Self::Stamped { face, worst_mm },
            Core::Repeat { face } => Self::Repeat { face },
            Core::NoMatch => Self::NoMatch,
            Core::Ambiguous => Self::Ambiguous,
            Core::NotArmed => Self::NotArmed,
            Core::NoStamps => Self::NoStamps,
            Core::NoPress(error) => Self::NoPress { fault: error.into() },
        }
    }
}

impl From<PressError> for PressFault {
    fn from(error: PressError) -> Self {
        match error {
            PressError::Density
            | PressError::Position { .. }
            | PressError::TooManyEvents { .. }
            | PressError::OutOfOrder { .. }
            | PressError::Sequence { .. } => Self::BadRecord,
            PressError::TooFew { .. } => Self::TooFew,
            PressError::TooMany { .. } => Self::TooMany,
            PressError::Cancelled => Self::Cancelled,
            PressError::Spread { .. } => Self::Spread,
            PressError::Lifted => Self::Lifted,
        }
    }
}
