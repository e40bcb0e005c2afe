//! Many processes, one folder.

use std::fs::File;

use mogiri_tests::command::{EVENING, Run, Stage};

const PROCESSES: usize = 8;
const ROUNDS: usize = 100;

fn scan_at_once(stage: &Stage, code: &str) -> Vec<Run> {
    let spawn = |_| stage.command(EVENING, &["gate", "scan", "a", code]).spawn().expect("the command starts");
    let children: Vec<_> = (0..PROCESSES).map(spawn).collect();
    children.into_iter().map(|child| child.wait_with_output().expect("the command ends").into()).collect()
}

#[test]
fn of_eight_processes_with_one_code_exactly_one_admits_in_every_round() {
    let prepared = Stage::evening();
    let code = prepared.code("w/o1", EVENING);
    for round in 0..ROUNDS {
        let stage = prepared.copy();
        let runs = scan_at_once(&stage, &code);
        let admitted = runs.iter().filter(|run| run.code == Some(0)).count();
        assert_eq!(admitted, 1, "round {round}: {runs:#?}");
        for run in runs.iter().filter(|run| run.code != Some(0)) {
            let repeated = run.code == Some(3) && run.json()["verdict"] == "repeat";
            let busy = run.code == Some(1) && run.err.contains("\"BUSY\"");
            assert!(repeated || busy, "round {round}: {run:?}");
        }
        assert_eq!(stage.run("gate report a").exits(0).json()["admitted"], 1, "round {round}");
    }
}

#[test]
fn a_folder_that_stays_busy_is_named_so_and_one_that_is_freed_works() {
    let stage = Stage::evening();
    let code = stage.code("w/o1", EVENING);
    let held = File::open(stage.path("a/store.lock")).expect("a gate has a lock");
    held.lock().expect("nobody holds it");
    let busy = stage.tell(EVENING, &["gate", "scan", "a", &code]).exits(1);
    assert!(busy.err.contains("\"code\":\"BUSY\""), "{}", busy.err);
    let waiting = stage.command(EVENING, &["gate", "scan", "a", &code]).spawn().expect("the command starts");
    drop(held);
    let run = Run::from(waiting.wait_with_output().expect("the command ends"));
    assert_eq!(run.exits(0).json()["verdict"], "admitted");
}

/// Each room, held by this process: the other one waits a moment, then says so and changes nothing.
#[test]
fn a_second_process_is_told_that_each_folder_is_busy() {
    let stage = Stage::evening();
    let ticket = stage.ticket("w/o1", 0);
    let verbs = [
        ("a", "gate report a".to_owned()),
        ("w/o1", format!("wallet show w/o1 {ticket}")),
        ("org", format!("issuer revoke org {ticket} --out revoked.mgr")),
    ];
    for (folder, words) in verbs {
        let held = File::open(stage.path(folder).join("store.lock")).expect("a folder has a lock");
        held.lock().expect("nobody holds it");
        let busy = stage.run(&words).exits(1);
        assert!(busy.err.contains("\"code\":\"BUSY\""), "{words}: {}", busy.err);
        drop(held);
        stage.run(&words).exits(0);
    }
}
