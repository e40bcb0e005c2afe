//! The worker broken on purpose: it tells what left before the vault knows of it. The fault harness must catch it.

use mogiri_tests::faults::worker::{Manners, run};

fn main() {
    run(Manners::TellsBeforeTheVault);
}
