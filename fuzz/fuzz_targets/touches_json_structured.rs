#![no_main]
mogiri_fuzz::structured!("touches_json");
