//! What the holder does.
