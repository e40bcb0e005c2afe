#![no_main]
mogiri_fuzz::structured!("sync_vector");
