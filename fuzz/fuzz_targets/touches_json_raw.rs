#![no_main]
mogiri_fuzz::raw!("touches_json");
