//! `stamps.toml`: the capacitive stamps of an event, in millimetres, for people to read and a machinist to build from.

use std::fmt::Write as _;

use super::encoding::decode;
use super::error::InputError;
use super::table::{Field, Source, Table};

/// One stamp: the print it leaves, seen from the front of the screen, x to the right and y up.
#[derive(Clone, Debug, PartialEq)]
pub struct StampPlan {
    /// The number a gate chooses it by.
    pub number: u8,
    /// 0 to 24 bytes, NFC.
    pub name: String,
    /// How far a contact may lie from its point, in millimetres.
    pub tolerance_mm: f64,
    /// 3 to 5 contacts, `[x, y]` in millimetres.
    pub points: Vec<[f64; 2]>,
}

/// Reads `stamps.toml`. `file` is the name that errors call it by.
///
/// Only the form is checked here, and the bounds of the template's layout (protocol §4.1). Whether the stamps can be
/// told apart is for [`mogiri::stamp`].
///
/// # Errors
/// The first key or value that is wrong or missing, with its line.
pub fn read_stamps(bytes: &[u8], file: &str) -> Result<Vec<StampPlan>, InputError> {
    let source = Source::new(file, decode(bytes, file)?);
    let entries = source.parse()?;
    let list = Table::root(source, &entries).only(&["stamp"])?.required("stamp")?;
    let fields = list.list(1..=24)?;
    let stamps: Vec<StampPlan> = fields.iter().map(read_stamp).collect::<Result<_, _>>()?;

    let numbers: Vec<u8> = stamps.iter().map(|stamp| stamp.number).collect();
    let lines: Vec<usize> = fields.iter().map(Field::line).collect();
    list.refuse_repeats(&numbers, &lines)?;
    Ok(stamps)
}

fn read_stamp(field: &Field<'_>) -> Result<StampPlan, InputError> {
    let table = field.table()?.only(&["number", "name", "tolerance_mm", "points"])?;
    Ok(StampPlan {
        number: table.required("number")?.integer(0..=255)?,
        name: table.required("name")?.text(0..=24)?,
        tolerance_mm: table.required("tolerance_mm")?.number(0.1..=10.0)?,
        points: table.required("points")?.list(3..=5)?.iter().map(read_point).collect::<Result<_, _>>()?,
    })
}

fn read_point(field: &Field<'_>) -> Result<[f64; 2], InputError> {
    let numbers = field.list(2..=2)?;
    let coordinates = numbers.iter().map(|number| number.number(-300.0..=300.0));
    let coordinates: Vec<f64> = coordinates.collect::<Result<_, _>>()?;
    // The list was counted above.
    Ok([coordinates.first().copied().unwrap_or_default(), coordinates.last().copied().unwrap_or_default()])
}

/// The text of a `stamps.toml`, which [`read_stamps`] reads back to within 0.005 mm.
pub fn write_stamps(stamps: &[StampPlan]) -> String {
    let mut text = String::from(
        "# Capacitive stamps. Points are the print on the screen in millimetres, x to the right, y up.\n",
    );
    for stamp in stamps {
        let points: Vec<String> = stamp.points.iter().map(|[x, y]| format!("[{x:.2}, {y:.2}]")).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n[[stamp]]\nnumber = {}\nname = {}\ntolerance_mm = {:.2}\npoints = [{}]\n",
            stamp.number,
            toml::Value::from(stamp.name.as_str()),
            stamp.tolerance_mm,
            points.join(", ")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family() -> Vec<StampPlan> {
        let points = vec![[0.0, 0.0], [22.5, 0.0], [25.25, 14.5], [8.0, 19.75], [-6.5, 11.0]];
        vec![
            StampPlan { number: 1, name: "\"柊\" \\".into(), tolerance_mm: 2.0, points: points.clone() },
            StampPlan { number: 7, name: String::new(), tolerance_mm: 1.5, points },
        ]
    }

    fn refused(from: &str, to: &str) -> String {
        let text = write_stamps(&family());
        assert!(text.contains(from), "{from:?} is there to be changed");
        read_stamps(text.replacen(from, to, 1).as_bytes(), "stamps.toml").unwrap_err().to_string()
    }

    #[test]
    fn what_was_written_is_read_back() {
        assert_eq!(read_stamps(write_stamps(&family()).as_bytes(), "stamps.toml").unwrap(), family());
    }

    #[test]
    fn the_text_is_for_people() {
        assert!(write_stamps(&family()).contains(
            "[[stamp]]\nnumber = 7\nname = \"\"\ntolerance_mm = 1.50\npoints = [[0.00, 0.00], [22.50, 0.00], "
        ));
    }

    #[test]
    fn every_missing_or_unknown_key_is_named_with_its_stamps_line() {
        for key in ["number", "name", "tolerance_mm", "points"] {
            let other = format!("other_{key}");
            assert!(refused(key, &other).contains(&format!("`stamp.{other}` is not a key here")));
        }
        assert_eq!(refused("name = \"\"\n", ""), "stamps.toml, line 9: the key `stamp.name` is missing");
        assert!(read_stamps(b"", "f").unwrap_err().to_string().contains("the key `stamp` is missing"));
    }

    #[test]
    fn bounds_of_the_template_layout_hold() {
        assert_eq!(
            refused("number = 7", "number = 256"),
            "stamps.toml, line 10: `stamp.number` must be between 0 and 255"
        );
        assert_eq!(
            refused("1.50", "0.0"),
            "stamps.toml, line 12: `stamp.tolerance_mm` must be between 0.1 and 10"
        );
        assert!(refused("1.50", "nan").contains("`stamp.tolerance_mm` must be between"));
        assert!(refused("22.50", "inf").contains("`stamp.points` must be between -300 and 300"));
        assert!(refused("name = \"\"", "name = \"1234567890123456789012345\"").contains("has 25 bytes"));
        assert!(refused("[0.00, 0.00], ", "[0, 0], [9, 9], ").contains("between 3 and 5 items, not 6"));
        assert!(refused("[0.00, 0.00]", "[0.00]").contains("between 2 and 2 items, not 1"));
        assert!(refused("[0.00, 0.00]", "[\"0\", 0]").contains("must be a number, not string"));
    }

    #[test]
    fn two_stamps_of_one_number_are_refused_with_both_lines() {
        assert_eq!(
            refused("number = 7", "number = 1"),
            "stamps.toml, line 9: `stamp` has the same value as line 3"
        );
    }
}
