//! RFC 6238: the rotating digits of profile T and of passes are 8 digits of SHA-256 and SHA-1.

use mogiri::crypto::{OtpHash, totp};

use super::{rows, standard, text};

#[test]
fn totp_gives_the_digits_of_rfc_6238() {
    let file = standard!("rfc6238.json");
    let examples = rows(&file, "vectors");
    for row in &examples {
        let time = row["time"].as_u64().unwrap();
        for (hash, name) in [(OtpHash::Sha1, "sha1"), (OtpHash::Sha256, "sha256")] {
            let secret = text(&file, &format!("{name}_secret")).as_bytes();
            assert_eq!(format!("{:08}", totp(secret, hash, 30, time)), text(row, name), "{name} {time}");
        }
    }
    assert_eq!(examples.len(), 6);
}
