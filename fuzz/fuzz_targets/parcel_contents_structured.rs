#![no_main]
mogiri_fuzz::structured!("parcel_contents");
