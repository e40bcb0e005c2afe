//! TOTP (RFC 6238): eight digits of a secret and a moment.

use totp_rs::{Algorithm, Builder, Secret};

/// The hash under a one-time password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtpHash {
    /// Only where others can do no better: passes that a phone's own wallet draws.
    Sha1,
    /// Everywhere else.
    Sha256,
}

const DIGITS: u8 = 8;

/// `TOTP(secret, time)` with T0 = 0 and the period `step`, in seconds; less than 10^8.
pub fn totp(secret: &[u8], hash: OtpHash, step: u64, time: u64) -> u32 {
    let algorithm = match hash {
        OtpHash::Sha1 => Algorithm::SHA1,
        OtpHash::Sha256 => Algorithm::SHA256,
    };
    let totp = Builder::new()
        .with_algorithm(algorithm)
        .with_digits(DIGITS)
        .with_secret(Secret::new(secret.into()))
        .with_step_duration(step.max(1))
        .build_noncompliant();
    totp.generate(time).to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_those_of_rfc_6238_appendix_b() {
        let sha1 = b"12345678901234567890";
        let sha256 = b"12345678901234567890123456789012";
        for (time, short, long) in [
            (59, 94_287_082, 46_119_246),
            (1_111_111_109, 7_081_804, 68_084_774),
            (20_000_000_000, 65_353_130, 77_737_706),
        ] {
            assert_eq!(totp(sha1, OtpHash::Sha1, 30, time), short);
            assert_eq!(totp(sha256, OtpHash::Sha256, 30, time), long);
        }
    }
}
