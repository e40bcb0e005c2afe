#![no_main]
mogiri_fuzz::structured!("ticket_file");
