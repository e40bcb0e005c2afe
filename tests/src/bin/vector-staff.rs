//! What a gate of another language needs to play `sequences.json`: the vectors' organizer certifies its key, and seals
//! the set's guest list to it. `vector-staff ENROLMENT SET FOLDER` writes `FOLDER/0`, `FOLDER/1` …, to be adopted in
//! this order.

use std::path::Path;
use std::{env, fs};

use mogiri_tests::vectors::{SequenceFile, path, staff_documents};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [enrolment, set, folder] = arguments.as_slice() else { panic!("vector-staff ENROLMENT SET FOLDER") };
    let text = fs::read_to_string(path("sequences.json")).expect("the vectors are there");
    let file: SequenceFile = serde_json::from_str(&text).expect("the vectors read");
    let enrolment = fs::read(enrolment).expect("the enrolment is there");
    for (number, message) in (0..).zip(staff_documents(&file.documents[set], &enrolment)) {
        fs::write(Path::new(folder).join(format!("{number}")), message).expect("the folder can be written");
    }
}
