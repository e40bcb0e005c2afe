//! Why the organizer could not do what it was asked.

use mogiri::issuer::IssuerError;
use mogiri::sandbox::SandboxPressError;
use mogiri::words::{Action, action};

/// Why the organizer could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum OrganizerError {
    /// The organizer refused, and changed nothing.
    #[error("{family}.{code}")]
    Refused {
        /// The family of its words: `issuer`, `row` or `store`.
        family: String,
        /// The stable code, as docs/errors.md lists it under that family.
        code: String,
    },
    /// The sandbox has no such stamp, or no screen has such a press.
    #[error("press.NO_PRESS")]
    NoPress,
    /// This object was released; open the folder again.
    #[error("door.RELEASED")]
    Released,
}

#[uniffi::export]
impl OrganizerError {
    /// The stable code, as the command line prints it: for logs and for a supporter.
    pub fn code(&self) -> String {
        self.told().1.to_owned()
    }

    /// Family and code of its words: `issuer.FOREIGN_EVENT` stands in docs/errors.md.
    pub fn key(&self) -> String {
        self.to_string()
    }

    /// What to do about it.
    pub fn action(&self) -> Action {
        let (family, code) = self.told();
        action(family, code)
    }
}

impl OrganizerError {
    fn told(&self) -> (&str, &str) {
        match self {
            Self::Refused { family, code } => (family, code),
            Self::NoPress => ("press", "NO_PRESS"),
            Self::Released => ("door", "RELEASED"),
        }
    }

    pub(crate) fn refused(code: &str) -> Self {
        Self::of("issuer", code)
    }

    pub(crate) fn of(family: &str, code: &str) -> Self {
        Self::Refused { family: family.to_owned(), code: code.to_owned() }
    }
}

impl From<IssuerError> for OrganizerError {
    fn from(error: IssuerError) -> Self {
        Self::of(error.family(), error.code())
    }
}

impl From<SandboxPressError> for OrganizerError {
    fn from(_: SandboxPressError) -> Self {
        Self::NoPress
    }
}

#[cfg(test)]
mod tests {
    use mogiri::words::entry;

    use super::*;

    #[test]
    fn every_error_stands_under_its_key_where_the_words_are() {
        let errors = [
            OrganizerError::NoPress,
            OrganizerError::Released,
            IssuerError::ForeignEvent.into(),
            IssuerError::StampsChanged.into(),
            OrganizerError::of("store", "DISK_FULL"),
            OrganizerError::of("row", "CARD_REFUSED"),
        ];
        let own = ["BAD_REQUEST", "NO_TICKETS", "NO_ROLES", "TICKET_NOT_FOUND"];
        for error in errors.into_iter().chain(own.map(OrganizerError::refused)) {
            let (family, code) = error.told();
            assert_eq!(error.key(), format!("{family}.{code}"));
            assert!(entry(family, code).is_some(), "{error}");
        }
    }
}
