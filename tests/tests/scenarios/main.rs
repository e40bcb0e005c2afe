//! Every scenario of `tests/scenarios`, through the door that Swift and Kotlin have.

mod actor;
mod gate;
mod host;
mod organizer;
mod outcome;
mod stage;
mod wallet;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use mogiri_tests::sources::workspace;
use serde::Deserialize;

use crate::stage::Stage;

/// What is done and what must come of it, as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    about: String,
    start: u64,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    actor: String,
    act: String,
    #[serde(default)]
    with: BTreeMap<String, String>,
    #[serde(default = "fine")]
    expect: String,
    keep: Option<String>,
}

fn fine() -> String {
    "OK".to_owned()
}

#[test]
fn every_scenario_goes_as_it_is_written() {
    let (mut executed, mut failed) = (Vec::new(), Vec::new());
    for file in files() {
        let name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read(&file).expect("a scenario is readable");
        let scenario: Scenario =
            serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        failed.extend(play(&name, &scenario));
        executed.push(name);
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    if let Some(list) = env::var_os("MOGIRI_SCENARIOS") {
        fs::write(list, executed.join("\n") + "\n").expect("the list of names can be written");
    }
}

/// The first step that went another way.
fn play(name: &str, scenario: &Scenario) -> Option<String> {
    assert!(scenario.about.ends_with('.'), "{name}: what it is about is a sentence");
    let mut stage = Stage::new(scenario.start);
    for (number, step) in (1..).zip(&scenario.steps) {
        let place = format!("{name}, step {number}: {} {}", step.actor, step.act);
        let done = stage.act(&step.actor, &step.act, &step.with);
        if plain(&done.outcome) != plain(&step.expect) {
            return Some(format!("{place} is {} and not {}", done.outcome, step.expect));
        }
        if let Some(key) = &step.keep {
            let Some(value) = done.value else { return Some(format!("{place} gave nothing to keep")) };
            stage.keep(key, value);
        }
    }
    None
}

/// A name has the same letters in every language, and capitals and lines where that language puts them.
fn plain(outcome: &str) -> String {
    outcome.replace('_', "").to_uppercase()
}

fn files() -> Vec<PathBuf> {
    let folder = fs::read_dir(workspace().join("tests/scenarios")).expect("the scenarios are there");
    let paths = folder.map(|entry| entry.expect("an entry is readable").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}
