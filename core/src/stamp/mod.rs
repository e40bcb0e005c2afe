//! Stamps: digital ones, signed by a gate, and the geometry of capacitive patterns.
//!
//! A capacitive stamp touches the screen with three to five conductive contacts; which stamp it was follows from where
//! they are. The way of one press:
//!
//! 1. the host records the touches of the armed screen as a [`TouchLog`];
//! 2. [`TouchLog::contacts`] decides whether they are one press, and gives its contacts in millimetres;
//! 3. [`recognise`] finds the stamp of the event's [`StampFamily`] they belong to.
//!
//! The phone itself sees the pattern, so any phone can record it: geometry chooses a stamp, it authorises nothing
//! (protocol §7).
//!
//! One frame everywhere: the screen seen from the front, x to the right, y **up**, in millimetres or 0.01 mm. A
//! template is therefore the print the stamp leaves, not the face one looks at when it is turned over.

mod digital;
mod family;
mod geometry;
mod recognise;
mod simulate;
mod template;
mod touch;

pub use digital::{DigitalStamp, StampError, StampPayload};
pub use family::{
    FACE_DIAMETER_MM, FamilyError, GENERATION_TRIES, MAX_STAMPS, MIN_CONTACT_DISTANCE_MM, StampFamily,
};
pub use geometry::Point;
pub use recognise::{MARGIN, Recognition, recognise};
pub use simulate::SimulatedPress;
pub use template::{
    MAX_CONTACTS, MAX_COORDINATE, MAX_NAME_BYTES, MAX_TOLERANCE, MIN_CONTACTS, MIN_TOLERANCE, StampTemplate,
    TemplateError,
};
pub use touch::{MAX_EVENTS, PRESS_WINDOW_MS, Phase, PressError, PressFault, Touch, TouchLog};
