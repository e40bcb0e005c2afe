//! Two pieces of work timed in turn, so that a busy machine slows both alike.

use std::time::{Duration, Instant};

/// Rounds of a contest. In each, both sides run once; who begins alternates.
const ROUNDS: u32 = 60;
/// How long one side of one round takes, about.
const BATCH: Duration = Duration::from_millis(6);
/// Most repetitions in a batch, for work that is over at once.
const MOST: u32 = 10_000;

/// Work that can be repeated: does it so many times and says how long that took.
pub(crate) type Side<'a> = Box<dyn FnMut(u32) -> Duration + 'a>;

/// Work that needs nothing but itself.
pub(crate) fn work<'a, T>(mut f: impl FnMut() -> T + 'a) -> Side<'a> {
    prepared(|| (), move |()| f())
}

/// Work on something that it uses up. Making it is not timed.
pub(crate) fn prepared<'a, I, T>(
    mut make: impl FnMut() -> I + 'a,
    mut f: impl FnMut(I) -> T + 'a,
) -> Side<'a> {
    Box::new(move |times| {
        let inputs: Vec<I> = (0..times).map(|_| make()).collect();
        let mut outputs = Vec::with_capacity(inputs.len());
        let start = Instant::now();
        for input in inputs {
            outputs.push(std::hint::black_box(f(input)));
        }
        start.elapsed()
    })
}

/// What a contest came to.
pub(crate) struct Outcome {
    /// Median time of one piece of our work.
    pub(crate) ours: Duration,
    /// Median time of one piece of the baseline's.
    pub(crate) baseline: Duration,
    /// Median over all rounds of ours / baseline.
    pub(crate) ratio: f64,
}

/// Runs both sides in turn.
pub(crate) fn run(mut ours: Side<'_>, mut baseline: Side<'_>) -> Outcome {
    let (a, b) = (repetitions(&mut ours), repetitions(&mut baseline));
    let rounds = (0..ROUNDS).map(|round| {
        if round % 2 == 0 {
            let first = ours(a) / a;
            (first, baseline(b) / b)
        } else {
            let first = baseline(b) / b;
            (ours(a) / a, first)
        }
    });
    let rounds: Vec<(Duration, Duration)> = rounds.collect();
    Outcome {
        ours: median(rounds.iter().map(|round| round.0)),
        baseline: median(rounds.iter().map(|round| round.1)),
        ratio: median(rounds.iter().map(|(ours, baseline)| ours.as_secs_f64() / baseline.as_secs_f64())),
    }
}

/// How often a batch repeats its work. Doubling until it takes long enough warms caches as well.
fn repetitions(side: &mut Side<'_>) -> u32 {
    let mut times = 1;
    while times < MOST && side(times) < BATCH {
        times *= 2;
    }
    times
}

fn median<T: Copy + PartialOrd>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("times compare"));
    values[values.len() / 2]
}
