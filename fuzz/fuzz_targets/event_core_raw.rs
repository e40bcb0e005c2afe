#![no_main]
mogiri_fuzz::raw!("event_core");
