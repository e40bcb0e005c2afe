//! The control documents on a gate's disk.

use zeroize::Zeroizing;

use super::GateError;
use super::rows::{DELTAS, DOCUMENTS, DeltasRow, DocumentsRow, MANIFEST};
use super::setup::replace;
use crate::store::{Store, StoreError, Table, Writer as Tables};
use crate::ticket::{Documents, KeptDocuments, Manifest};
use crate::wire::Wire;

/// A manifest or guest list is longer than a row may be: it lies in several, in order.
const PART_BYTES: usize = 4 * 1024 * 1024;

/// What was adopted before a key was revoked stays in force.
pub(super) fn read_documents(store: &Store) -> Result<Documents, GateError> {
    documents_of(|key| read_parts(store, key))
}

/// The documents of rows, each found by its key.
pub(super) fn documents_of(
    find: impl Fn(&[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError>,
) -> Result<Documents, GateError> {
    let corrupt = |_| StoreError::Corrupt;
    let row = find(DOCUMENTS)?.ok_or(StoreError::Corrupt)?;
    let row = DocumentsRow::from_bytes(&row, DocumentsRow::MAX_BYTES).map_err(corrupt)?;
    let deltas = match find(DELTAS)? {
        Some(row) => DeltasRow::from_bytes(&row, DeltasRow::MAX_BYTES).map_err(corrupt)?.0,
        None => Vec::new(),
    };
    let manifest = find(MANIFEST)?.map(|message| Manifest::envelope_of(&message)).transpose();
    let manifest = manifest.map_err(corrupt)?;
    let DocumentsRow { event_file, revocation, former } = row;
    Ok(Documents::reload(&KeptDocuments { event_file, revocation, deltas, manifest, former })?)
}

/// What lies in the rows of a key, put together.
pub(super) fn read_parts(store: &Store, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let parts = store.read(|tables| tables.find(Table::Event, key))?;
    let whole = || parts.iter().map(|part| part.value.as_slice()).collect::<Vec<_>>().concat();
    Ok((!parts.is_empty()).then(whole).map(Zeroizing::new))
}

/// Writes the rows of a key anew.
pub(super) fn put_parts(tables: &mut Tables<'_>, key: &[u8], whole: &[u8]) -> Result<(), StoreError> {
    for part in tables.find(Table::Event, key)? {
        tables.delete(Table::Event, part.id)?;
    }
    whole.chunks(PART_BYTES).try_for_each(|part| tables.insert(Table::Event, Some(key), part).map(drop))
}

/// Writes what differs from `before`.
pub(super) fn put_documents(
    tables: &mut Tables<'_>,
    documents: &Documents,
    before: Option<&Documents>,
) -> Result<(), StoreError> {
    replace(tables, Table::Event, DOCUMENTS, &DocumentsRow::of(documents).to_bytes())?;
    let deltas = documents.revocation().map(|list| list.deltas().to_vec()).unwrap_or_default();
    if !deltas.is_empty() || !tables.find(Table::Event, DELTAS)?.is_empty() {
        replace(tables, Table::Event, DELTAS, &DeltasRow(deltas).to_bytes())?;
    }
    match documents.manifest() {
        Some(manifest) if before.and_then(Documents::manifest) != Some(manifest) => {
            put_parts(tables, MANIFEST, &manifest.to_message())
        }
        _ => Ok(()),
    }
}
