//! `cargo xtask bench`: what mogiri's work costs, as ratios to named baselines measured in the same run.
//!
//! Sizes decide about the exit code, times do not: they are printed with their target.

mod code;
mod contest;
mod durable;
mod gate;
mod matrix;
mod mdoc;
mod opening;
mod plain;
mod reference;
mod rows;
mod sizes;
mod table;

use std::process::ExitCode;

use anyhow::{Result, ensure};
use getrandom::SysRng;
use rand_core::UnwrapErr;

use crate::table::Sized;

type Group = fn() -> Result<()>;

/// The groups of rows, in the order they are printed.
const GROUPS: [(&str, Group); 6] = [
    ("code", || {
        code::print();
        Ok(())
    }),
    ("mdoc", mdoc::print),
    ("durable", durable::print),
    ("rows", rows::print),
    ("opening", opening::print),
    ("gate", gate::print),
];

/// Prints the groups that are named, or all.
fn main() -> Result<ExitCode> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known = |name: &String| GROUPS.iter().any(|(group, _)| group == name);
    ensure!(wanted.iter().all(known), "the groups are {:?}", GROUPS.map(|(group, _)| group));
    let sizes = sizes::print();
    println!();
    table::print_head();
    for (name, print) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|group| group == name) {
            print()?;
        }
    }
    Ok(if sizes == Sized::Met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The operating system's, as the doors to Swift and Kotlin bring it.
fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
