//! The demo on a small order list: the same scenes, the same counts, in seconds.

use std::process::Command;

fn orders() -> String {
    let mut list = String::from("order,name,kana,seat,zone,kind\n");
    for number in 1..=12 {
        for seat in 1..=(number % 3 + 1) {
            let row = format!("W-{number},髙橋 {number},たかはし,{number}列 {seat}番,A,adult\n");
            list.push_str(&row);
        }
    }
    list
}

#[test]
fn one_evening_ends_with_the_counts_of_the_order_list() {
    let folder = tempfile::tempdir().unwrap();
    let (list, out) = (folder.path().join("orders.csv"), folder.path().join("夜"));
    std::fs::write(&list, orders()).unwrap();
    let told = Command::new(env!("CARGO_BIN_EXE_mogiri"))
        .args(["demo", "--json", "--orders"])
        .arg(&list)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let value: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let rows = orders().lines().count() - 1;
    assert_eq!(value["report"]["admitted"], rows);
    assert_eq!(value["report"]["conflicts"][0]["proof"], "AFTER-HAND-OVER");
    for scene in
        ["already_used", "screenshot", "stamp", "press", "wrong_stamp", "old_phone", "declined", "recount"]
    {
        let shown = value["scenes"].as_array().unwrap().iter().any(|told| told["scene"] == scene);
        assert!(shown, "{scene}");
    }
    assert!(out.join("code.png").exists() && out.join("code.svg").exists());
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept"), b"mine").unwrap();
    let told = Command::new(env!("CARGO_BIN_EXE_mogiri"))
        .args(["demo", "--out"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_order_list_too_small_for_the_evening_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("orders.csv");
    std::fs::write(&list, "order,name,kana,seat,zone,kind\n1,a,b,1,A,adult\n").unwrap();
    let told =
        Command::new(env!("CARGO_BIN_EXE_mogiri")).args(["demo", "--orders"]).arg(&list).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("five orders"));
}
