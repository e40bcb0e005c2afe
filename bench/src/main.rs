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

use anyhow::Result;
use getrandom::SysRng;
use rand_core::UnwrapErr;

use crate::table::Sized;

fn main() -> Result<ExitCode> {
    let sizes = sizes::print();
    println!();
    table::print_head();
    code::print();
    mdoc::print()?;
    durable::print()?;
    rows::print()?;
    opening::print()?;
    gate::print()?;
    Ok(if sizes == Sized::Met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The operating system's, as the doors to Swift and Kotlin bring it.
fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
