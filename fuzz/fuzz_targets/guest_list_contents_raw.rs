#![no_main]
mogiri_fuzz::raw!("guest_list_contents");
