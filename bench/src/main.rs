//! `cargo xtask bench`: what mogiri's work costs, as ratios to named baselines measured in the same run.
//!
//! Sizes decide about the exit code, times do not: they are printed with their target.

mod code;
mod contest;
mod durable;
mod mdoc;
mod reference;
mod sizes;
mod table;

use std::process::ExitCode;

use anyhow::Result;

use crate::table::Sized;

fn main() -> Result<ExitCode> {
    let sizes = sizes::print();
    println!();
    table::print_head();
    code::print();
    mdoc::print()?;
    durable::print()?;
    Ok(if sizes == Sized::Met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
