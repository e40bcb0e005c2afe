//! What a ticket is, and when it holds.
//!
//! ```text
//! TicketFile ─▶ Holding ─▶ Holding::verify(docs) ─▶ Held (credential + chain, both checked)
//! EventFile  ─▶ EventFile::verify() ─▶ Documents (trust list, event core, revocation: the control documents)
//! ```
//! What has not been verified has another type.

mod adopt;
mod blanks;
mod carriers;
mod chain;
mod credential;
mod delta;
mod device_list;
mod documents;
mod event;
mod exposure;
mod file;
mod guests;
mod id;
mod manifest;
mod name;
mod policy;
mod revocation;
mod sandbox;
mod sealed;
mod secrets;
mod staff;
mod staff_signed;
#[cfg(test)]
mod tests;
mod time;
mod to_device;
mod trust;

pub use adopt::{AdoptError, Adopted};
pub use blanks::{Blank, Blanks};
pub use carriers::{CardId, CardIdError, Cards, CarrierKey, Carriers};
pub(crate) use chain::forward_deadline;
pub use chain::{Chain, ChainError, Endorsement, EndorsementPayload, HopKind};
#[cfg(feature = "issuer")]
pub(crate) use credential::read_key;
pub use credential::{Credential, CredentialError, CredentialPayload};
pub use delta::{RevocationDelta, RevocationMessage};
pub use device_list::{DeviceList, Listed};
pub use documents::{Documents, KeptDocuments};
pub use event::{EventCore, GatePlan, MAX_TITLE, MAX_VENUE, MAX_ZONE_NAME, Staleness};
pub use exposure::{Held, PersonalData};
pub(crate) use exposure::{Ledger, Tally};
pub use file::{EventFile, FiledTicket, Holding, Signed, TicketFile};
pub use guests::{GuestList, Guests};
pub use id::{
    CardTag, EntryHash, EventId, Head, IdError, LogId, PresentationId, RootId, Serial, TicketId, Xid,
};
pub use manifest::Manifest;
pub use name::{NameOpening, PersonName};
pub use policy::{EntryRule, Flag, Flags, Policy};
pub use revocation::{Revocation, RevocationReason, RevokedKey};
pub(crate) use sandbox::is_sandbox_ticket;
pub use sandbox::{sandbox_issuer, sandbox_root};
pub use sealed::{SealedSecretsError, TicketSecrets};
pub use secrets::{EventSecret, OtpUse, TicketSecret, ZoneKey};
pub use staff::{Certificate, CertificatePayload, Enrolment, Role, Roles};
pub use staff_signed::{StaffError, StaffPayload, StaffSigned};
pub use time::{Millis, STEP_SECONDS, Step, Time};
pub use to_device::ToDeviceError;
pub use trust::{KeyStatus, KeyUse, KeyUses, TrustList, TrustedKey};
