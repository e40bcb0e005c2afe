//! What the organizer does.
