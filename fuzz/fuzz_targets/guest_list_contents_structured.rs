#![no_main]
mogiri_fuzz::structured!("guest_list_contents");
