//! What the staff do.
