//! Bytes to values and back, nothing else: strict CBOR, envelopes, frames, text forms. No policy, no clock.

mod cbor;
mod envelope;
mod frame;
mod kind;
mod text;

pub(crate) use cbor::is_encoding_of;
pub use cbor::{Reader, Wire, WireError, Writer};
pub use envelope::{Envelope, Kid4};
pub use frame::{Frame, FrameRead, Frames};
pub use kind::MessageType;
pub use text::{MAX_CODE_BYTES, TextError, from_link, from_text, to_link, to_text, trimmed};

/// The version of every message and signature: the `1` in `MG1:` and in `mogiri/1/` (protocol §2).
pub const VERSION: u32 = 1;
