#![no_main]
mogiri_fuzz::structured!("frame");
