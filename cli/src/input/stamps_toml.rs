//! `stamps.toml`: the capacitive stamps of an event, in millimetres, for people to read and a machinist to build from.

use std::fmt::Write as _;

use mogiri::stamp::{
    FamilyError, MAX_CONTACTS, MAX_NAME_BYTES, MAX_STAMPS, MIN_CONTACTS, Point, StampFamily, StampTemplate,
};

use super::encoding::decode;
use super::error::{InputError, Problem};
use super::table::{Field, Source, Table};

/// Reads `stamps.toml`, whose stamps can all be told apart. `file` is the name that errors call it by.
///
/// # Errors
/// The first key or value that is wrong or missing, or stamp that could be taken for another, with its line.
pub fn read_stamps(bytes: &[u8], file: &str) -> Result<StampFamily, InputError> {
    let source = Source::new(file, decode(bytes, file)?);
    let entries = source.parse()?;
    let list = Table::root(source, &entries).only(&["stamp"])?.required("stamp")?;
    let fields = list.list(1..=MAX_STAMPS)?;
    let templates: Vec<StampTemplate> = fields.iter().map(read_stamp).collect::<Result<_, _>>()?;

    let numbers: Vec<u8> = templates.iter().map(StampTemplate::stamp).collect();
    let lines: Vec<usize> = fields.iter().map(Field::line).collect();
    list.refuse_repeats(&numbers, &lines)?;

    let family = StampFamily::new(templates).map_err(|error| list.refuse(Problem::Stamp(error.into())))?;
    family.check_apart().map_err(|error| {
        let at = numbers.iter().position(|number| Some(*number) == accused(&error));
        at.and_then(|at| fields.get(at)).unwrap_or(&list).refuse(Problem::Stamp(error))
    })?;
    Ok(family)
}

fn read_stamp(field: &Field<'_>) -> Result<StampTemplate, InputError> {
    let table = field.table()?.only(&["number", "name", "tolerance_mm", "points"])?;
    let number = table.required("number")?.integer(0..=255)?;
    let name = table.required("name")?.text(0..=MAX_NAME_BYTES)?;
    let tolerance = hundredths(&table.required("tolerance_mm")?, 0.5, 5.0)?;
    let points = table.required("points")?.list(MIN_CONTACTS..=MAX_CONTACTS)?;
    let points = points.iter().map(read_point).collect::<Result<_, _>>()?;
    StampTemplate::new(number, &name, tolerance, points)
        .map_err(|error| field.refuse(Problem::Stamp(error.into())))
}

fn read_point(field: &Field<'_>) -> Result<(i32, i32), InputError> {
    match field.list(2..=2)?.as_slice() {
        [x, y] => Ok((hundredths(x, -100.0, 100.0)?, hundredths(y, -100.0, 100.0)?)),
        other => Err(field.refuse(Problem::Count { key: field.key(), count: other.len(), min: 2, max: 2 })),
    }
}

/// Millimetres between `min` and `max`, as the whole number of 0.01 mm that is nearest.
fn hundredths<T: std::str::FromStr>(field: &Field<'_>, min: f64, max: f64) -> Result<T, InputError> {
    let millimetres = field.number(min..=max)?;
    format!("{:.0}", millimetres * 100.0).parse().map_err(|_| field.out_of_range(&(min..=max)))
}

/// The stamp to change, the later one of two.
fn accused(error: &FamilyError) -> Option<u8> {
    match error {
        FamilyError::Alike { second: stamp, .. }
        | FamilyError::Mirror { stamp }
        | FamilyError::Symmetric { stamp } => Some(*stamp),
        _ => None,
    }
}

/// The text of a `stamps.toml`, which [`read_stamps`] reads back to the same family.
pub fn write_stamps(family: &StampFamily) -> String {
    let mut text = String::from(
        "# Capacitive stamps. Points are the print on the screen in millimetres, x to the right, y up.\n",
    );
    for stamp in family.templates() {
        let point = |Point { x, y }| format!("[{x:.2}, {y:.2}]");
        let points: Vec<String> = stamp.points_mm().into_iter().map(point).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n[[stamp]]\nnumber = {}\nname = {}\ntolerance_mm = {:.2}\npoints = [{}]\n",
            stamp.stamp(),
            toml::Value::from(stamp.name()),
            stamp.tolerance_mm(),
            points.join(", ")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use mogiri::stamp::TemplateError;

    use super::*;

    const GOOD: &str = r#"[[stamp]]
number = 1
name = "\"柊\" \\"
tolerance_mm = 2
points = [[10.92, 14], [-8.72, 3.57], [-13.45, -7.31], [8.18, -2.5], [4.81, 5.22]]

[[stamp]]
number = 7
name = ""
tolerance_mm = 1.5
points = [[0, 0], [30, 0], [21, 12]]
"#;

    fn read(text: &str) -> Result<StampFamily, InputError> {
        read_stamps(text.as_bytes(), "stamps.toml")
    }

    fn refused(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from:?} is there to be changed");
        read(&GOOD.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn stamps_are_read_in_hundredths_of_a_millimetre() {
        let family = read(GOOD).unwrap();
        let [holly, plain] = family.templates() else { panic!("two stamps") };
        assert_eq!((holly.stamp(), holly.name(), holly.tolerance()), (1, "\"柊\" \\", 200));
        assert_eq!((plain.stamp(), plain.name(), plain.tolerance()), (7, "", 150));
        assert!(holly.points().contains(&(1092, 1400)) && holly.points().contains(&(-1345, -731)));
    }

    #[test]
    fn what_was_written_is_read_back() {
        let family = read(GOOD).unwrap();
        assert_eq!(read(&write_stamps(&family)).unwrap(), family);
    }

    #[test]
    fn the_text_is_for_people() {
        let text = write_stamps(&read(GOOD).unwrap());
        assert!(
            text.contains("[[stamp]]\nnumber = 7\nname = \"\"\ntolerance_mm = 1.50\npoints = [["),
            "{text}"
        );
        assert!(text.contains("[8.18, -2.50]"), "{text}");
    }

    #[test]
    fn every_missing_or_unknown_key_is_named_with_its_line() {
        for (line, key) in [(2, "number"), (3, "name"), (4, "tolerance_mm"), (5, "points")] {
            let sentence = refused(key, &format!("{key}s"));
            let expected = format!("stamps.toml, line {line}: `stamp.{key}s` is not a key here");
            assert!(sentence.starts_with(&expected), "{sentence}");
        }
        assert_eq!(refused("name = \"\"\n", ""), "stamps.toml, line 7: the key `stamp.name` is missing");
        assert_eq!(read("").unwrap_err().to_string(), "stamps.toml, line 1: the key `stamp` is missing");
        assert!(read("stamp = []").unwrap_err().to_string().contains("between 1 and 24 items, not 0"));
    }

    #[test]
    fn bounds_of_the_template_layout_hold() {
        for (from, to, expected) in [
            ("number = 7", "number = 256", "line 8: `stamp.number` must be between 0 and 255"),
            ("1.5", "0.49", "line 10: `stamp.tolerance_mm` must be between 0.5 and 5"),
            ("1.5", "nan", "line 10: `stamp.tolerance_mm` must be between 0.5 and 5"),
            ("30", "inf", "line 11: `stamp.points` must be between -100 and 100"),
            ("30", "100.01", "line 11: `stamp.points` must be between -100 and 100"),
            ("[21, 12]", "[21]", "line 11: `stamp.points` must have between 2 and 2 items, not 1"),
            (", [21, 12]", "", "line 11: `stamp.points` must have between 3 and 5 items, not 2"),
            ("21", "\"21\"", "line 11: `stamp.points` must be a number, not string"),
            ("\"\"", "\"1234567890123456789012345\"", "line 9: `stamp.name` has 25 bytes"),
        ] {
            let sentence = refused(from, to);
            assert!(sentence.starts_with(&format!("stamps.toml, {expected}")), "{sentence}");
        }
    }

    #[test]
    fn two_stamps_of_one_number_are_refused_with_both_lines() {
        assert_eq!(
            refused("number = 7", "number = 1"),
            "stamps.toml, line 7: `stamp` has the same value as line 1"
        );
    }

    #[test]
    fn a_stamp_that_cannot_be_built_or_told_apart_is_named_with_its_line() {
        let problem_of = |from: &str, to: &str| {
            let error = read(&GOOD.replacen(from, to, 1)).unwrap_err();
            (error.line(), error.problem().clone())
        };
        let same_place = FamilyError::Template(TemplateError::SamePlace { stamp: 7 });
        assert_eq!(problem_of("[30, 0]", "[0, 0]"), (Some(7), Problem::Stamp(same_place)));
        let mirror = FamilyError::Mirror { stamp: 7 };
        assert_eq!(problem_of("[21, 12]", "[15, 12]"), (Some(7), Problem::Stamp(mirror)));
        let twin = "[[10.92, 14], [-8.72, 3.57], [-13.45, -7.31], [8.18, -2.5], [4, 5]]";
        let twins = GOOD.replace("[[0, 0], [30, 0], [21, 12]]", twin);
        let alike = FamilyError::Alike { first: 1, second: 7 };
        assert_eq!(read(&twins).unwrap_err().problem(), &Problem::Stamp(alike));
    }
}
