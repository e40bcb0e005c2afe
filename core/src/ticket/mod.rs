//! What a ticket is, and when it holds.
