//! The one object behind a folder, until the host releases it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// A core object that several threads of the host may call, one at a time.
pub(crate) struct Session<T> {
    object: Mutex<Option<T>>,
    /// Who works with it now: a vault or clock that calls back from there would wait for itself.
    worker: Mutex<Option<ThreadId>>,
}

/// Why there is no object to work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// It was released.
    Released,
    /// The host's own callback called the object that waits for the callback.
    CalledBack,
}

impl<T> Session<T> {
    pub(crate) fn new(object: T) -> Self {
        Self { object: Mutex::new(Some(object)), worker: Mutex::new(None) }
    }

    /// Works with the object, alone.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, Gone> {
        let (mut object, _mark) = self.enter()?;
        object.as_mut().map(work).ok_or(Gone::Released)
    }

    /// Takes the object out; nothing if that was done before.
    pub(crate) fn take(&self) -> Result<Option<T>, Gone> {
        let (mut object, _mark) = self.enter()?;
        Ok(object.take())
    }

    /// Compiled once. Of what it gives the mark goes first.
    #[inline(never)]
    fn enter(&self) -> Result<(MutexGuard<'_, Option<T>>, Mark<'_>), Gone> {
        if *lock(&self.worker) == Some(thread::current().id()) {
            return Err(Gone::CalledBack);
        }
        Ok((lock(&self.object), Mark::set(&self.worker)))
    }
}

/// Says who works, until it is dropped, after a panic too.
struct Mark<'a>(&'a Mutex<Option<ThreadId>>);

impl<'a> Mark<'a> {
    fn set(worker: &'a Mutex<Option<ThreadId>>) -> Self {
        *lock(worker) = Some(thread::current().id());
        Self(worker)
    }
}

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        *lock(self.0) = None;
    }
}

/// A panic in the middle leaves nothing behind: every change of the core is one transaction.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
