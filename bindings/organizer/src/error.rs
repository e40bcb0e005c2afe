//! Why the organizer could not do what it was asked.

use mogiri::issuer::IssuerError;
use mogiri::sandbox::SandboxPressError;

/// Why the organizer could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum OrganizerError {
    /// The organizer refused, and changed nothing.
    #[error("refused: {code}")]
    Refused {
        /// The stable code, as docs/errors.md lists it under issuer, row and store.
        code: String,
    },
    /// The sandbox has no such stamp, or no screen has such a press.
    #[error("there are no touches of such a press")]
    NoPress,
    /// This object was released; open the folder again.
    #[error("this organizer was released")]
    Released,
}

impl OrganizerError {
    pub(crate) fn refused(code: &str) -> Self {
        Self::Refused { code: code.to_owned() }
    }
}

impl From<IssuerError> for OrganizerError {
    fn from(error: IssuerError) -> Self {
        Self::refused(error.code())
    }
}

impl From<SandboxPressError> for OrganizerError {
    fn from(_: SandboxPressError) -> Self {
        Self::NoPress
    }
}
