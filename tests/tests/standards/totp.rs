//! RFC 6238: the rotating digits of profile T and of passes are 8 digits of SHA-256 and SHA-1.

use totp_rs::{Algorithm, Builder};

use super::{rows, standard, text};

fn digits(algorithm: Algorithm, secret: &str, time: u64) -> String {
    let totp = Builder::new()
        .with_algorithm(algorithm)
        .with_secret(secret.as_bytes())
        .with_digits(8)
        .with_step_duration(30)
        .build()
        .unwrap();
    totp.generate(time).to_string()
}

#[test]
fn totp_gives_the_digits_of_rfc_6238() {
    let file = standard!("rfc6238.json");
    let examples = rows(&file, "vectors");
    for row in &examples {
        let time = row["time"].as_u64().unwrap();
        assert_eq!(digits(Algorithm::SHA1, text(&file, "sha1_secret"), time), text(row, "sha1"), "{time}");
        assert_eq!(
            digits(Algorithm::SHA256, text(&file, "sha256_secret"), time),
            text(row, "sha256"),
            "{time}"
        );
    }
    assert_eq!(examples.len(), 6);
}
