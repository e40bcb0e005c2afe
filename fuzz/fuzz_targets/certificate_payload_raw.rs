#![no_main]
mogiri_fuzz::raw!("certificate_payload");
