//! The only callers of the cryptographic libraries.
