#![no_main]
mogiri_fuzz::raw!("trust_list");
