//! `touches.json`: a recorded press, as protocol §4.1 writes it.

use mogiri::stamp::{self, TouchLog};
use serde::Deserialize;

use super::encoding::decode;
use super::error::{InputError, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dpi: f64,
    touches: Vec<Touch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Touch {
    id: u64,
    x: f64,
    y: f64,
    t_ms: u64,
    phase: Phase,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Phase {
    Began,
    Moved,
    Ended,
    Cancelled,
}

impl From<Phase> for stamp::Phase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Began => Self::Began,
            Phase::Moved => Self::Moved,
            Phase::Ended => Self::Ended,
            Phase::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Touch> for stamp::Touch {
    fn from(Touch { id, x, y, t_ms, phase }: Touch) -> Self {
        Self { id, x_px: x, y_px: y, t_ms, phase: phase.into() }
    }
}

/// Reads `touches.json`: `dpi` in pixels an inch, and touches `{id, x, y, t_ms, phase}` in pixels from the top left
/// and in milliseconds, oldest first, whose `phase` is `began`, `moved`, `ended` or `cancelled`. `file` is the name
/// that errors call it by.
///
/// Whether the touches are a press is for [`TouchLog::contacts`].
///
/// # Errors
/// The first thing that is no JSON or not of this form, with its line; then what [`TouchLog::new`] refuses.
pub fn read_touches(bytes: &[u8], file: &str) -> Result<TouchLog, InputError> {
    let parsed: File = serde_json::from_str(decode(bytes, file)?).map_err(|error| syntax(file, &error))?;
    let touches = parsed.touches.into_iter().map(stamp::Touch::from).collect();
    TouchLog::new(parsed.dpi, touches).map_err(|error| InputError::of_whole(file, Problem::Press(error)))
}

fn syntax(file: &str, error: &serde_json::Error) -> InputError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let sentence = message.strip_suffix(&place).unwrap_or(&message).to_owned();
    InputError::at_line(file, error.line().max(1), Problem::Syntax(sentence))
}

#[cfg(test)]
mod tests {
    use mogiri::stamp::PressError;

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
        let log = read_touches(GOOD.as_bytes(), "touches.json").unwrap();
        assert!((log.dpi() - 460.0).abs() < f64::EPSILON);
        let first = stamp::Touch { id: 1, x_px: 120.5, y_px: 300.0, t_ms: 10, phase: stamp::Phase::Began };
        assert_eq!(log.touches().len(), 2);
        assert_eq!(log.touches()[0], first);
        assert_eq!(log.touches()[1].phase, stamp::Phase::Ended);
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

    #[test]
    fn touches_that_no_screen_reports_are_refused_without_a_line() {
        let error = read_touches(GOOD.replace("460", "4").as_bytes(), "touches.json").unwrap_err();
        assert_eq!((error.line(), error.problem()), (None, &Problem::Press(PressError::Density)));
        assert_eq!(
            refused("\"t_ms\": 400", "\"t_ms\": 4"),
            "touches.json: the events of touch 1 are out of order"
        );
    }
}
