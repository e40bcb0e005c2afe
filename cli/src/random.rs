//! The operating system's randomness.

use getrandom::SysRng;
use rand_core::{CryptoRng, UnwrapErr};

/// Randomness of the operating system. A system that has none left is not one to sign anything on: that ends the
/// process.
pub(crate) fn system() -> Box<dyn CryptoRng + Send> {
    Box::new(UnwrapErr(SysRng))
}
