//! Does one operation of the fault harness and tells when it is done.

use mogiri_tests::faults::worker::{Manners, run};

fn main() {
    run(Manners::Sound);
}
