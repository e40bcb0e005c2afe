//! The process that is killed: opens a folder, says so, does one operation, says what left, dies.
//!
//! What it says goes out by `writev`, a call that nothing else here makes: so the record shows when it was said, and a
//! full disk does not silence it.

use std::fs::File;
use std::io::{IoSlice, Write as _};
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;

use super::operation::Open;
use super::{Operation, Scene, operations};

/// Randomness of the worker. Whoever tries again has another.
pub const SEED: u64 = 900;

/// What a worker said before it ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The folder was open.
    pub begun: bool,
    /// The operation was done, and gave this.
    pub told: Option<Vec<u8>>,
    /// It was not, for these reasons.
    pub failed: Vec<String>,
}

impl Said {
    /// Reads what a worker printed.
    pub fn read(out: &str) -> Self {
        let mut said = Self::default();
        for line in out.lines() {
            match line.split_once(' ') {
                Some(("done", hex)) => said.told = HEXLOWER.decode(hex.as_bytes()).ok(),
                Some(("failed", code)) => said.failed.push(code.to_owned()),
                _ => said.begun |= line == "begun",
            }
        }
        said
    }
}

/// When a worker tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Once it is done.
    Sound,
    /// Before it begins: a build that the harness must catch.
    TellsFirst,
    /// Once it is in the database, before the vault knows: another one.
    TellsBeforeTheVault,
}

/// How often it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tries {
    /// Once.
    One,
    /// Once more if it failed, with the same open object.
    Two,
}

/// Runs the worker's command line: `OPERATION SCENE [again]`.
pub fn run(manners: Manners) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, scene, rest @ ..] = arguments.as_slice() else { panic!("OPERATION SCENE [again]") };
    let all = operations();
    let operation = all.iter().find(|operation| operation.name() == *name).expect("the operation exists");
    let tries = if rest.is_empty() { Tries::One } else { Tries::Two };
    let open = match manners {
        Manners::TellsBeforeTheVault => Some(perform_hastily(operation, Scene::at(scene.as_ref()))),
        _ => perform(operation, &Scene::at(scene.as_ref()), manners, tries),
    };
    // A crash: nothing is closed in order.
    std::mem::forget(open);
    std::process::exit(0);
}

fn perform(operation: &Operation, scene: &Scene, manners: Manners, tries: Tries) -> Option<Open> {
    let foretold = (manners == Manners::TellsFirst).then(|| rehearse(operation, scene));
    let mut open = match operation.open(scene, SEED) {
        Ok(open) => open,
        Err(code) => {
            say(&format!("failed {code}"));
            return None;
        }
    };
    say("begun");
    if let Some(told) = &foretold {
        tell(told);
    }
    let mut done = operation.act(&mut open, scene, SEED);
    if let (Err(code), Tries::Two) = (&done, tries) {
        say(&format!("failed {code}"));
        done = operation.act(&mut open, scene, SEED);
    }
    match done {
        Ok(told) if foretold.is_none() => tell(&told),
        Ok(_) => {}
        Err(code) => say(&format!("failed {code}")),
    }
    Some(open)
}

/// The first item that the vault gets once the folder is open comes after what left.
fn perform_hastily(operation: &Operation, scene: Scene) -> Open {
    let foretold = rehearse(operation, &scene);
    let next: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
    let word = next.clone();
    let take = move || word.lock().unwrap_or_else(PoisonError::into_inner).take();
    let scene = scene.with_hasty_vaults(Arc::new(move || take().iter().for_each(|told| tell(told))));
    let mut open = operation.open(&scene, SEED).expect("the folder opens");
    say("begun");
    *next.lock().unwrap_or_else(PoisonError::into_inner) = Some(foretold);
    operation.act(&mut open, &scene, SEED).expect("it goes as in the rehearsal");
    open
}

/// What the operation will give: the same randomness on a copy.
fn rehearse(operation: &Operation, scene: &Scene) -> Vec<u8> {
    let copy = scene.copy();
    let mut open = operation.open(&copy, SEED).expect("the copy opens");
    operation.act(&mut open, &copy, SEED).expect("the rehearsal goes well")
}

fn tell(told: &[u8]) {
    say(&format!("done {}", HEXLOWER.encode(told)));
}

fn say(line: &str) {
    let out = std::io::stdout().as_fd().try_clone_to_owned().expect("standard output is open");
    let line = format!("{line}\n");
    let mut rest = line.as_bytes();
    let mut out = File::from(out);
    while !rest.is_empty() {
        let written = out.write_vectored(&[IoSlice::new(rest)]).expect("somebody listens");
        rest = &rest[written..];
    }
}
