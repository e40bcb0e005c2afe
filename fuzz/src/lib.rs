//! The two kinds of targets. What they do is in `mogiri_tests::decoders`, where the workspace's own tests use it too.

/// Arbitrary bytes into a decoder.
#[macro_export]
macro_rules! raw {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::decoders::raw($crate::decoders::named($name), bytes);
        });
    };
}

/// Almost valid messages, drawn and damaged as the bytes say, into a decoder.
#[macro_export]
macro_rules! structured {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::decoders::structured($crate::decoders::named($name), bytes);
        });
    };
}

pub use libfuzzer_sys;
pub use mogiri_tests::decoders;
