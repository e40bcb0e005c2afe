#![no_main]
mogiri_fuzz::raw!("carriers");
