//! The command line of Mogiri.

use std::process::ExitCode;

fn main() -> ExitCode {
    mogiri_cli::run()
}
