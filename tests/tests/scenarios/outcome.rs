//! What an act came to, as one text.

use std::fmt::Debug;

use mogiri_ffi::{GateError, WalletError};

/// What a step keeps under a name.
#[derive(Clone)]
pub(crate) enum Value {
    Bytes(Vec<u8>),
    Text(String),
}

pub(crate) struct Done {
    pub(crate) outcome: String,
    pub(crate) value: Option<Value>,
}

impl Done {
    pub(crate) fn new(outcome: impl Into<String>) -> Self {
        Self { outcome: outcome.into(), value: None }
    }

    pub(crate) fn ok() -> Self {
        Self::new("OK")
    }

    pub(crate) fn bytes(self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { value: Some(Value::Bytes(bytes.into())), ..self }
    }

    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        Self { value: Some(Value::Text(text.into())), ..self }
    }
}

/// The name of a case, without what it holds.
pub(crate) fn name(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
    text[..end].to_owned()
}

pub(crate) fn names<T: Debug>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| name(&value)).collect::<Vec<_>>().join(",")
}

/// An error that has an outcome.
pub(crate) trait Failure {
    fn outcome(&self) -> String;
}

impl Failure for WalletError {
    fn outcome(&self) -> String {
        let detail = match self {
            Self::BadFile { code } | Self::BadRequest { code } | Self::BadAnswer { code } => code.clone(),
            Self::BadTicket { reason } => name(reason),
            Self::CannotHandOn { reason } => name(reason),
            Self::CannotForget { reason } => name(reason),
            _ => return name(self),
        };
        format!("{}:{detail}", name(self))
    }
}

impl Failure for GateError {
    fn outcome(&self) -> String {
        let detail = match self {
            Self::NotReady { missing } => name(missing),
            Self::BadDocument { code } => code.clone(),
            Self::CodeRefused { reason } => name(reason),
            _ => return name(self),
        };
        format!("{}:{detail}", name(self))
    }
}

/// An act's outcome, or its error's.
pub(crate) fn told<E: Failure>(result: Result<Done, E>) -> Done {
    result.unwrap_or_else(|error| Done::new(error.outcome()))
}
