//! The phones of `sequences.json` for a gate of another language, whose nonces are its own: `vector-answer SEQUENCE STEP
//! CHALLENGE…` prints the code of that step as the phone shows it to a gate that asked these challenges, in hex and in
//! their order, in place of the file's.

use std::{env, fs};

use mogiri_tests::vectors::{SequenceFile, answered, bytes, path};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, step, asked @ ..] = arguments.as_slice() else {
        panic!("vector-answer SEQUENCE STEP CHALLENGE…")
    };
    let text = fs::read_to_string(path("sequences.json")).expect("the vectors are there");
    let file: SequenceFile = serde_json::from_str(&text).expect("the vectors read");
    let sequence = file.sequences.iter().find(|one| one.name == *name).expect("a sequence has this name");
    let step = &sequence.steps[step.parse::<usize>().expect("a step is a number")];
    let code = step.code.as_deref().expect("the step shows a code");
    let asked: Vec<Vec<u8>> = asked.iter().map(|hex| bytes(hex)).collect();
    print!("{}", answered(sequence, &file.documents[&sequence.documents], code, &asked));
}
