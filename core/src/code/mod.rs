//! What the screen shows and a camera reads, and when it holds.

pub mod qr;
