#![no_main]
mogiri_fuzz::raw!("frame");
