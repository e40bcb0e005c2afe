//! One operation, at every place of it, with every fault.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use data_encoding::HEXLOWER;

use super::disk::{Disk, Honesty};
use super::judge::Judge;
use super::operation::{Act, Again, Operation};
use super::scene::Scene;
use super::strace::{Error, Fault, Place, nobody_starts, record, run_with};
use super::trace::{Event, Files, Follower, Step};
use super::worker::Said;

/// Codes with which an operation says that the disk, or the vault's disk, failed it. `STORE_CORRUPT` is not one: nobody
/// may be told to throw a sound folder away.
const DISK_CODES: [&str; 5] = ["DISK_FULL", "IO", "VAULT_UNAVAILABLE", "READ_ONLY", "CANNOT_DECIDE"];

const FAULTS: [Fault; 4] =
    [Fault::Kill, Fault::Once(Error::Eio), Fault::Once(Error::Enospc), Fault::FromHere(Error::Enospc)];

/// What was tried, and what came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Writes, fsyncs, renames and removals of the operation.
    pub places: usize,
    /// Runs with a fault at one of them.
    pub runs: usize,
    /// Disks that a torn write or a power cut may leave.
    pub images: usize,
    /// What was not sound.
    pub violations: Vec<String>,
}

/// An operation, the worker that does it, and how it went undisturbed.
pub struct Trial<'a> {
    operation: &'a Operation,
    worker: PathBuf,
    prepared: Scene,
    judge: Judge<'a>,
    files: Files,
    steps: Vec<Step>,
}

impl<'a> Trial<'a> {
    /// Lets the worker do it once, undisturbed, and writes down what it did.
    pub fn new(operation: &'a Operation, worker: &Path) -> Self {
        let prepared = {
            let _nobody_starts = nobody_starts();
            (operation.prepare)()
        };
        let done = prepared.copy();
        let files = Files::read(done.root());
        let place = Scene::new();
        let log = place.path("log");
        let run = record(&command(worker, operation, &done, &[]), &log);
        let said = Said::read(&text(&run.stdout));
        assert!(said.told.is_some(), "{}: {said:?} {}", operation.name(), text(&run.stderr));
        let log = std::fs::read_to_string(&log).expect("strace wrote its log");
        let steps = Follower::new(done.root(), &files).follow(&log);
        let judge = Judge::new(operation, &prepared, &done);
        Self { operation, worker: worker.to_owned(), prepared, judge, files, steps }
    }

    /// The places between the first word and the last call.
    pub fn places(&self) -> Vec<Place> {
        let begun = |step: &Step| matches!(&step.event, Some(Event::Said(line)) if line == "begun");
        let after = self.steps.iter().skip_while(|step| !begun(step));
        after.filter_map(|step| step.place.clone()).collect()
    }

    /// Every fault at every place, for real.
    pub fn run_faults(&mut self, faults: &[Fault], outcome: &mut Outcome) {
        let places = self.places();
        outcome.places = places.len();
        for place in places {
            let before = self.counts_before(&place);
            for fault in faults {
                outcome.runs += 1;
                if let Err(why) = self.try_fault(*fault, &place, &before) {
                    let name = self.operation.name();
                    outcome.violations.push(format!("{name}: {fault:?} at {place}: {why}"));
                }
            }
        }
    }

    fn try_fault(
        &mut self,
        fault: Fault,
        place: &Place,
        before: &BTreeMap<String, usize>,
    ) -> Result<(), String> {
        let scene = self.prepared.copy();
        // What was closed is gone, whether that went well or not.
        let lives = !matches!(self.operation.act, Act::Close);
        let again: &[&str] = if lives && matches!(fault, Fault::Once(_)) { &["again"] } else { &[] };
        let command = command(&self.worker, self.operation, &scene, again);
        let run = run_with(&command, fault, place, before);
        let said = Said::read(&text(&run.stdout));
        check_end(fault, &run, &said)?;
        self.check_codes(&said)?;
        self.judge.judge(&scene, said.told.as_deref())
    }

    /// The first failure is the disk's; the second may be that it was done.
    fn check_codes(&self, said: &Said) -> Result<(), String> {
        let done =
            |code: &&String| matches!(self.operation.again, Again::Done(done) if done == code.as_str());
        let mut others = said
            .failed
            .iter()
            .enumerate()
            .filter(|(at, code)| !(DISK_CODES.contains(&code.as_str()) || (*at == 1 && done(code))));
        others.next().map_or(Ok(()), |(_, code)| Err(format!("a failing disk is called {code}")))
    }

    /// How often each call was made before a place.
    fn counts_before(&self, place: &Place) -> BTreeMap<String, usize> {
        let earlier = self.steps.iter().filter_map(|step| step.place.as_ref());
        let earlier = earlier.take_while(|other| *other != place);
        earlier.map(|other| (other.name.clone(), other.number)).collect()
    }

    /// Every disk that a torn write or a power cut may leave. The worker's own log shows the paths of its scene.
    pub fn run_images(&mut self, honesty: Honesty, outcome: &mut Outcome) {
        let mut disk = Disk::new(&self.files, honesty);
        let (root, place) = (self.files.folders[0].clone(), Scene::new());
        let (judge, name) = (&mut self.judge, self.operation.name());
        disk.play(&self.steps, |found| {
            outcome.images += 1;
            let scene = Scene::at(&place.path("scene"));
            found.image.write(&root, scene.root());
            let told = found.said.as_deref().and_then(|line| line.strip_prefix("done "));
            let told = told.map(|hex| HEXLOWER.decode(hex.as_bytes()).expect("a worker tells hexadecimal"));
            if let Err(why) = judge.judge(&scene, told.as_deref()) {
                outcome.violations.push(format!("{name}: {}: {why}", found.how));
            }
        });
    }
}

/// Everything that is tried with one operation.
pub fn try_all(operation: &Operation, worker: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    let mut trial = Trial::new(operation, worker);
    trial.run_faults(&FAULTS, &mut outcome);
    trial.run_images(Honesty::Honest, &mut outcome);
    outcome
}

fn command(worker: &Path, operation: &Operation, scene: &Scene, again: &[&str]) -> Command {
    let mut command = Command::new(worker);
    command.arg(operation.name()).arg(scene.root()).args(again);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A killed worker was killed; another one ended in order and named what failed.
fn check_end(fault: Fault, run: &Output, said: &Said) -> Result<(), String> {
    if !said.begun {
        return Err("the fault came before the operation".to_owned());
    }
    if fault == Fault::Kill {
        // strace ends itself by the signal that ended the worker.
        return if run.status.code().is_none() { Ok(()) } else { Err("it was not killed".to_owned()) };
    }
    if !run.status.success() {
        return Err(format!("it did not end in order: {}", text(&run.stderr)));
    }
    Ok(())
}
