#![no_main]
mogiri_fuzz::structured!("request");
