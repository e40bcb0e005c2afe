//! `touches.json`: a recorded press, as protocol §4.1 writes it.

use serde::{Deserialize, Serialize};

use super::encoding::decode;
use super::error::{InputError, Problem};

/// The touches of an armed screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TouchesFile {
    /// Pixels an inch.
    pub dpi: f64,
    /// The events, oldest first.
    pub touches: Vec<Touch>,
}

/// One event of one touch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Touch {
    /// The touch this event belongs to.
    pub id: u64,
    /// Pixels from the screen's left edge.
    pub x: f64,
    /// Pixels from the screen's top edge, growing downwards.
    pub y: f64,
    /// Milliseconds on any clock that does not run backwards.
    pub t_ms: u64,
    /// What happened.
    pub phase: Phase,
}

/// What happened to a touch, in the words of `UITouch.Phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The contact came down.
    Began,
    /// It moved while down.
    Moved,
    /// It was lifted.
    Ended,
    /// The system took it away.
    Cancelled,
}

/// Reads `touches.json`. `file` is the name that errors call it by. Whether it is a press is for
/// [`mogiri::stamp`].
///
/// # Errors
/// The first thing that is no JSON or not of this form, with its line.
pub fn read_touches(bytes: &[u8], file: &str) -> Result<TouchesFile, InputError> {
    serde_json::from_str(decode(bytes, file)?).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let sentence = message.strip_suffix(&place).unwrap_or(&message).to_owned();
        InputError::at_line(file, error.line().max(1), Problem::Syntax(sentence))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"dpi": 460, "touches": [
  {"id": 1, "x": 120.5, "y": 300, "t_ms": 10, "phase": "began"},
  {"id": 1, "x": 121, "y": 300, "t_ms": 400, "phase": "ended"}
]}"#;

    fn refused(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from:?} is there to be changed");
        read_touches(GOOD.replacen(from, to, 1).as_bytes(), "touches.json").unwrap_err().to_string()
    }

    #[test]
    fn a_press_is_read() {
        let file = read_touches(GOOD.as_bytes(), "touches.json").unwrap();
        assert!((file.dpi - 460.0).abs() < f64::EPSILON);
        assert_eq!(file.touches.len(), 2);
        assert_eq!(file.touches[0], Touch { id: 1, x: 120.5, y: 300.0, t_ms: 10, phase: Phase::Began });
        assert_eq!(file.touches[1].phase, Phase::Ended);
    }

    #[test]
    fn what_is_not_of_the_form_is_named_with_its_line() {
        assert_eq!(refused("\"dpi\": 460, ", ""), "touches.json, line 4: missing field `dpi`");
        assert!(
            refused("\"began\"", "\"start\"").starts_with("touches.json, line 2: unknown variant `start`")
        );
        assert!(refused("\"t_ms\": 400", "\"t_ms\": -1").starts_with("touches.json, line 3: invalid value"));
        assert!(refused("\"x\": 121", "\"z\": 1").starts_with("touches.json, line 3: unknown field `z`"));
        assert!(refused("460", "\"460\"").starts_with("touches.json, line 1: invalid type"));
        assert!(refused("300", "1e999").starts_with("touches.json, line 2: number out of range"));
        assert!(refused("]}", "]").starts_with("touches.json, line 4: EOF"));
    }
}
