#![no_main]
mogiri_fuzz::raw!("blanks_contents");
