#![no_main]
mogiri_fuzz::raw!("sync_vector");
