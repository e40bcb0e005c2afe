//! The core's types that cross as they are: `remote.txt` lists them, `../declare` reads them from the core's sources.

include!(concat!(env!("OUT_DIR"), "/remote.rs"));
