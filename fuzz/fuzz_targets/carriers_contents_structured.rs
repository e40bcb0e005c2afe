#![no_main]
mogiri_fuzz::structured!("carriers_contents");
