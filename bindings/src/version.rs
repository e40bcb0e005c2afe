//! Which versions meet in this library.

use mogiri::store::Schema;

/// The versions an app can compare, log and show to a supporter.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Versions {
    /// The release of the core library, as `major.minor.patch`.
    pub core: String,
    /// The release of this door, as `major.minor.patch`. It is built from the same commit as the core.
    pub ffi: String,
    /// The version of the wire formats: codes, files and messages. Version 1 is the `1` in `MG1:`.
    pub wire: u32,
    /// The version of the wallet folders that this library writes; a folder of a newer one is refused.
    pub wallet_schema: u32,
    /// The same for gate folders.
    pub gate_schema: u32,
}

/// The versions of this library.
#[uniffi::export]
pub fn version() -> Versions {
    Versions {
        core: mogiri::VERSION.to_owned(),
        ffi: env!("CARGO_PKG_VERSION").to_owned(),
        wire: mogiri::wire::VERSION,
        wallet_schema: Schema::Wallet.version(),
        gate_schema: Schema::Gate.version(),
    }
}
