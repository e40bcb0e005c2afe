//! What only the door can say. The errors themselves are declared from the core's (`errors.txt`).

/// What only the door can say: cases of its errors beside the core's, and their words' family is `door`.
pub(crate) enum Own {
    /// This object was released; open the folder again.
    Released,
    /// The text is no event's id.
    UnknownEvent,
    /// The picture of the code could not be drawn.
    NoPicture,
}

impl Own {
    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Released => "RELEASED",
            Self::UnknownEvent => "UNKNOWN_EVENT",
            Self::NoPicture => "NO_PICTURE",
        }
    }
}
