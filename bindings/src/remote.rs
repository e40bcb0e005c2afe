//! The core's types that cross as they are: `remote.txt` lists them, `build.rs` reads them from the core's sources.

use mogiri::ticket::{EntryHash, EventId, LogId, PersonName, PresentationId, RootId, TicketId, Time, Xid};

include!(concat!(env!("OUT_DIR"), "/remote.rs"));
