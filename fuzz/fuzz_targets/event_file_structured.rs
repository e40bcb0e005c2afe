#![no_main]
mogiri_fuzz::structured!("event_file");
