//! What stands behind the `mogiri` command: reading the organizer's files, calling the library, telling people and
//! machines about it. No rule of the protocol is here.

mod args;
mod busy;
mod clock;
mod consent;
mod demo;
mod error;
mod files;
mod findings;
mod gate;
pub mod input;
mod inspect;
mod issue;
mod issuer;
mod log;
mod manual;
mod message;
mod output;
pub mod paper;
mod parallel;
mod progress;
mod random;
mod vault;
mod wallet;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use args::{Arguments, Command};
use error::CliError;
use output::Output;

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    let output = Output::new(arguments.json);
    match dispatch(arguments, output) {
        Ok(code) => code,
        Err(error) => output.fail(&error),
    }
}

fn dispatch(arguments: Arguments, output: Output) -> Result<ExitCode, CliError> {
    let clock = arguments.at.unwrap_or_default();
    arguments.log.as_deref().map_or(Ok(()), log::append_to)?;
    match arguments.command {
        Command::Issuer(verb) => issuer::run(verb, clock, output),
        Command::Wallet(verb) => wallet::run(verb, clock, output),
        Command::Gate(verb) => gate::run(verb, clock, output),
        Command::Inspect(verb) => inspect::run(&verb, clock, output),
        Command::Demo(arguments) => demo::run(&arguments, output),
        Command::DemoRecount(arguments) => demo::recount(&arguments, output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "mogiri", &mut script);
            files::write_stdout(&script)
        }
        Command::Man => files::write_stdout(&manual::page()?),
    }
}
