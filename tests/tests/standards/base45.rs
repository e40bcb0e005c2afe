//! RFC 9285: base45 as codes use it, after `MG1:`.

use mogiri::wire::{TextError, from_text, to_text};

use super::{hex, rows, standard, text};

#[test]
fn the_examples_of_rfc_9285_are_written_and_read() {
    let examples = rows(&standard!("rfc9285.json"), "vectors");
    for row in &examples {
        let bytes = row["text"].as_str().map_or_else(|| hex(row, "hex"), |text| text.as_bytes().to_vec());
        let code = format!("MG1:{}", text(row, "base45"));
        assert_eq!(to_text(&bytes), code, "{}", row["name"]);
        assert_eq!(from_text(&code), Ok(bytes), "{}", row["name"]);
    }
    assert_eq!(examples.len(), 5);
}

#[test]
fn what_rfc_9285_forbids_is_damaged() {
    let forbidden = rows(&standard!("rfc9285.json"), "invalid");
    for row in &forbidden {
        let code = format!("MG1:{}", text(row, "base45"));
        assert_eq!(from_text(&code), Err(TextError::Damaged), "{}", row["name"]);
    }
    assert_eq!(forbidden.len(), 6);
}

/// Every group of three characters of the alphabet is either what we would write, or damaged.
#[test]
fn no_bytes_have_two_texts() {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut accepted = 0;
    for a in ALPHABET {
        for b in ALPHABET {
            for c in ALPHABET {
                // White space around a code is no part of it.
                let group = [*a, *b, *c];
                let code = format!("MG1:{}", String::from_utf8_lossy(&group));
                match from_text(&code) {
                    Ok(bytes) if *c != b' ' => {
                        assert_eq!(to_text(&bytes), code);
                        accepted += 1;
                    }
                    Ok(bytes) => assert_eq!(to_text(&bytes), code.trim_end()),
                    Err(error) => assert_eq!(error, TextError::Damaged, "{code}"),
                }
            }
        }
    }
    // 36 × 2025 is more than 65535: no group of three ends in a space.
    assert_eq!(accepted, 65_536, "every two bytes have a text");
}
