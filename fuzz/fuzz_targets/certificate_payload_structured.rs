#![no_main]
mogiri_fuzz::structured!("certificate_payload");
