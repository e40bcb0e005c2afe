//! Everything that ends a verb early, with its exit code.

use std::io;
use std::path::{Path, PathBuf};

use mogiri::code::qr::QrError;
use mogiri::gate::GateError;
use mogiri::issuer::IssuerError;
use mogiri::stamp::FamilyError;
use mogiri::wallet::WalletError;

use crate::demo::DemoError;
use crate::input::InputError;
use crate::paper::PaperError;
use crate::words::advice;

/// Why a verb could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(&'static str),
    /// An input file is wrong; it says where.
    #[error("{0}")]
    Input(#[from] InputError),
    /// A file or folder could not be read or written.
    #[error("{}: {}", path.display(), describe(*kind))]
    File {
        /// As the caller named it.
        path: PathBuf,
        /// Why.
        kind: io::ErrorKind,
    },
    /// The issuer's answer.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The issuer's answer about one row of the order list.
    #[error("{file}, line {line}: {message}")]
    Row {
        /// The order list as the caller named it.
        file: String,
        /// The row's line.
        line: usize,
        /// A stable code.
        code: &'static str,
        /// What is wrong there.
        message: String,
    },
    /// The wallet's answer.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// A code cannot be drawn.
    #[error(transparent)]
    Drawing(#[from] QrError),
    /// The gate's answer.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// A journal file came cut or damaged. What came whole is merged.
    #[error("{file}: cut or damaged; what came whole is merged, ask for the file again")]
    JournalCut {
        /// As the caller named it.
        file: String,
    },
    /// A journal file that was not merged. The others are.
    #[error("{file}: {source}")]
    Journal {
        /// As the caller named it.
        file: String,
        /// The gate's answer.
        source: GateError,
    },
    /// Something in the demo did not come out as it must.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// No family of stamps like this can be made.
    #[error(transparent)]
    Stamps(#[from] FamilyError),
    /// A ticket cannot be printed.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// Nothing that Mogiri knows.
    #[error("{0}")]
    Unreadable(&'static str),
}

impl CliError {
    /// A failure with a file.
    pub(crate) fn file(path: impl AsRef<Path>, error: &io::Error) -> Self {
        Self::File { path: path.as_ref().to_owned(), kind: error.kind() }
    }

    /// Whether it is a failure with this file.
    pub(crate) fn is_about(&self, file: &str) -> bool {
        matches!(self, Self::File { path, .. } if path == Path::new(file))
    }

    /// 2 for bad use, 3 for a peer's message that was refused whole, 1 for a fault.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Wallet(WalletError::BadAnswer(_)) => 3,
            Self::Usage(_) | Self::Input(_) | Self::Row { .. } => 2,
            _ => 1,
        }
    }

    /// What to do about it, in the words of the app; nothing where the sentence itself says it.
    pub(crate) fn advice(&self) -> Option<String> {
        let family = match self {
            Self::Issuer(error) => error.family(),
            Self::Wallet(error) => error.family(),
            Self::Gate(error) | Self::Journal { source: error, .. } => error.family(),
            Self::Row { .. } => "row",
            _ => return None,
        };
        advice(family, self.code())
    }

    /// A stable code for machines.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "USAGE",
            Self::Input(_) => "BAD_INPUT",
            Self::File { kind: io::ErrorKind::NotFound, .. } => "FILE_NOT_FOUND",
            Self::File { .. } => "FILE",
            Self::Issuer(error) => error.code(),
            Self::Row { code, .. } => code,
            Self::Wallet(error) => error.code(),
            Self::Drawing(_) => "DRAWING",
            Self::Gate(error) | Self::Journal { source: error, .. } => error.code(),
            Self::Stamps(_) => "STAMPS_REFUSED",
            Self::Demo(_) => "DEMO_FAILED",
            Self::JournalCut { .. } => "JOURNAL_CUT",
            Self::Paper(_) => "NOT_PRINTABLE",
            Self::Unreadable(_) => "MALFORMED",
        }
    }
}

fn describe(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::FileTooLarge => "larger than any file of Mogiri".to_owned(),
        other => other.to_string(),
    }
}
