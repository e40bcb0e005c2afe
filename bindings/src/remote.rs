//! What of the core crosses as it is: `remote.txt`, `errors.txt` and `acts.txt` list it, `declare/` reads it from the core's
//! sources.
#![allow(clippy::match_same_arms, clippy::redundant_closure_for_method_calls, reason = "it is generated")]

use std::collections::HashMap;

use mogiri::ticket::{EntryHash, EventId, LogId, PersonName, PresentationId, RootId, TicketId, Time, Xid};

use crate::{Gate, Wallet};

include!(concat!(env!("OUT_DIR"), "/remote.rs"));
