//! The worker broken on purpose: it tells what left before anything is committed. The fault harness must catch it.

use mogiri_tests::faults::worker::{Manners, run};

fn main() {
    run(Manners::TellsFirst);
}
