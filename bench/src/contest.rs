//! Two pieces of work timed in turn, so that a busy machine slows both alike.

use std::time::{Duration, Instant};

/// Rounds of a contest. In each, both sides run once; who begins alternates.
const ROUNDS: u32 = 400;
/// How long one side of one round takes, about: less than what a scheduler gives at a time.
const BATCH: Duration = Duration::from_millis(1);
/// One in so many rounds is passed over as lucky, and the fastest of the others counts. On a shared machine many rounds
/// are slowed by others: a median would compare the neighbours.
const LUCKY: usize = 10;
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

/// Work whose outcome must be gone before the next begins, as one that holds a folder. Its end is not timed.
pub(crate) fn until<'a, T>(mut f: impl FnMut() -> T + 'a) -> Side<'a> {
    Box::new(move |times| {
        let once = |_| {
            let start = Instant::now();
            let held = std::hint::black_box(f());
            let time = start.elapsed();
            drop(held);
            time
        };
        (0..times).map(once).sum()
    })
}

/// Work on what is made ready before each time. Neither that nor the end of what it gives is timed.
pub(crate) fn readied<'a, S, T>(
    thing: &'a mut S,
    ready: impl Fn(&mut S) + 'a,
    f: impl Fn(&S) -> T + 'a,
) -> Side<'a> {
    Box::new(move |times| {
        let once = |_| {
            ready(thing);
            let start = Instant::now();
            let given = std::hint::black_box(f(thing));
            let time = start.elapsed();
            drop(given);
            time
        };
        (0..times).map(once).sum()
    })
}

/// What a contest came to: the time of one piece of work of either side, undisturbed.
pub(crate) struct Outcome {
    pub(crate) ours: Duration,
    pub(crate) baseline: Duration,
}

impl Outcome {
    /// Ours / baseline.
    pub(crate) fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.baseline.as_secs_f64()
    }
}

/// Runs both sides in turn.
pub(crate) fn run(ours: Side<'_>, baseline: Side<'_>) -> Outcome {
    run_for(ROUNDS, ours, baseline)
}

/// As [`run`], for work that leaves something behind: so many rounds.
pub(crate) fn run_for(rounds: u32, mut ours: Side<'_>, mut baseline: Side<'_>) -> Outcome {
    let (a, b) = (repetitions(&mut ours), repetitions(&mut baseline));
    let (mut our_times, mut baseline_times) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            our_times.push(ours(a) / a);
            baseline_times.push(baseline(b) / b);
        } else {
            baseline_times.push(baseline(b) / b);
            our_times.push(ours(a) / a);
        }
    }
    Outcome { ours: undisturbed(our_times), baseline: undisturbed(baseline_times) }
}

/// How often a batch repeats its work. The first time does not count: a store reads a table whole before its first answer.
/// Doubling until it takes long enough warms caches as well.
fn repetitions(side: &mut Side<'_>) -> u32 {
    side(1);
    let mut times = 1;
    while times < MOST && side(times) < BATCH {
        times *= 2;
    }
    times
}

fn undisturbed(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / LUCKY]
}
