//! The one object behind a folder, until the host releases it.

use std::sync::{Mutex, PoisonError};

/// A core object that several threads of the host may call, one at a time.
pub(crate) struct Session<T>(Mutex<Option<T>>);

impl<T> Session<T> {
    pub(crate) fn new(object: T) -> Self {
        Self(Mutex::new(Some(object)))
    }

    /// Works with the object; `None` once it was released.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        // A panic in the middle leaves nothing behind: every change of the core is one transaction.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(work)
    }

    /// Takes the object out; `None` if that was done before.
    pub(crate) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
