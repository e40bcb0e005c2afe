//! Ids and times: text and instants outside, newtypes inside.

use base16ct::lower;
use mogiri::ticket::{EntryHash, EventId, LogId, PersonName, PresentationId, RootId, TicketId, Time, Xid};

use crate::{GateError, WalletError};

// A time is a `Date` in Swift and an `Instant` in Kotlin (uniffi.toml).
uniffi::custom_type!(Time, u64, {
    remote,
    lower: |time| time.seconds(),
    try_lift: |seconds| Ok(Time::from_clock_ms(seconds.saturating_mul(1000))),
});

// What cannot be an id is the id of nothing: the error is the one for a thing that is not there.
uniffi::custom_type!(TicketId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| text.parse().map_err(|_| WalletError::TicketNotFound.into()),
});

uniffi::custom_type!(EventId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| hex(&text).map(EventId::from_bytes).ok_or_else(|| WalletError::UnknownEvent.into()),
});

uniffi::custom_type!(RootId, String, {
    remote,
    lower: |root| lower::encode_string(root.as_bytes()),
    try_lift: |text| hex(&text).map(RootId::from_bytes).ok_or_else(|| WalletError::UnknownEvent.into()),
});

uniffi::custom_type!(EntryHash, String, {
    remote,
    lower: |hash| hash.to_string(),
    try_lift: |text| hex(&text).map(EntryHash::from_bytes).ok_or_else(|| GateError::EntryNotFound.into()),
});

// Names one code that was shown.
uniffi::custom_type!(PresentationId, String, {
    remote,
    lower: |id| lower::encode_string(id.as_bytes()),
    try_lift: |text| hex(&text).map(PresentationId::from_bytes).ok_or_else(|| GateError::NothingStale.into()),
});

// Names a log; no call takes one.
uniffi::custom_type!(LogId, String, {
    remote,
    lower: |log| lower::encode_string(log.as_bytes()),
    try_lift: |text| hex(&text).map(LogId::from_bytes).ok_or_else(|| GateError::EntryNotFound.into()),
});

// For staff to read; nothing keeps it.
uniffi::custom_type!(PersonName, String, {
    remote,
    lower: |name| name.as_str().to_owned(),
    try_lift: |text| Ok(PersonName::from(text.as_str())),
});

// Names a hand-over; no call takes one.
uniffi::custom_type!(Xid, String, {
    remote,
    lower: |xid| lower::encode_string(xid.as_bytes()),
    try_lift: |text| hex(&text).map(Xid::from_bytes).ok_or_else(|| WalletError::NoParcel.into()),
});

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    lower::decode_vec(text).ok()?.try_into().ok()
}
