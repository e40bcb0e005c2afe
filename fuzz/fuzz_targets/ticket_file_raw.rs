#![no_main]
mogiri_fuzz::raw!("ticket_file");
