#![no_main]
mogiri_fuzz::structured!("trust_list");
