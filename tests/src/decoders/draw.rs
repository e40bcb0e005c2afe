//! Messages that no single layout describes.

use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use mogiri::crypto::sha256;
use mogiri::stamp::{Phase, StampFamily, Touch, TouchLog, recognise};
use mogiri::testing::fixtures::{CountingRng, Organizer, at};
use mogiri::ticket::{Chain, EndorsementPayload, Holding, HopKind, Policy};
use mogiri::wire::{Wire, Writer, to_link, to_text};

use super::layouts;
use super::shape::key;

pub(super) fn text(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let bytes: Vec<u8> = if u.arbitrary()? { layouts::CODE.draw(u)? } else { u.arbitrary()? };
    Ok(to_text(&bytes).into_bytes())
}

pub(super) fn link(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    Ok(to_link(&u.arbitrary::<Vec<u8>>()?).into_bytes())
}

/// Up to five hops of a genuine credential, signed by the key that holds the ticket or by another one.
pub(super) fn chain(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    static ORGANIZER: OnceLock<Organizer> = OnceLock::new();
    let organizer = ORGANIZER.get_or_init(Organizer::new);
    let mut payload = organizer.payload(1, key(10).public());
    payload.policy = Policy { hops: u.int_in_range(0..=3)?, ..payload.policy };
    payload.policy.deadline = u.int_in_range(0..=payload.minutes)?;
    let mut holding = organizer.holding(&payload);
    let (mut head, mut holders) = (payload.head(), vec![10_u8]);
    for _ in 0..u.int_in_range(0..=Chain::MAX + 1)? {
        let kind = if u.arbitrary()? { HopKind::Forward } else { HopKind::Return };
        let next = u.int_in_range(10..=14_u8)?;
        let step = at(u.int_in_range(-600..=15_000)?).step();
        let named = (kind == HopKind::Forward).then(|| key(next).public());
        let hop = EndorsementPayload { parent: head, kind, next: named, step };
        let holder = holders.last().copied().unwrap_or(10);
        let signer = if u.ratio(7, 8)? { holder } else { next };
        holding.chain.push(hop.sign(key(signer)));
        head = hop.head();
        match kind {
            HopKind::Forward => holders.push(next),
            HopKind::Return => drop(holders.pop()),
        }
    }
    Ok(Holding::to_bytes(&holding))
}

/// A header, items and an end that is right, or not.
pub(super) fn journal(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut file = layouts::JOURNAL_HEADER.draw(u)?;
    let items = u.int_in_range(0..=4_u8)?;
    for _ in 0..items {
        let entries = u.arbitrary()?;
        let shape = if entries { &layouts::JOURNAL_ENTRIES } else { &layouts::JOURNAL_HEAD };
        file.extend(shape.draw(u)?);
    }
    let count = u64::from(items) + if u.ratio(15, 16)? { 1 } else { 2 };
    let mut end = Writer::new();
    end.array(2).uint(count).bytes(&sha256(&file));
    file.extend(end.into_bytes());
    Ok(file)
}

const TOUCH_BYTES: usize = 8;

/// Bytes as touches, eight each: id, phase, x, y and the time since the touch before. They are no message, so nothing
/// is written again; what counts is that the recogniser answers.
pub(super) fn touches(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut now = 0;
    let touches = bytes.chunks_exact(TOUCH_BYTES).map(|chunk| {
        now += u64::from(chunk[6]);
        let coordinate = |high, low| f64::from(i16::from_be_bytes([high, low])) / f64::from(chunk[7].max(1));
        Touch {
            id: u64::from(chunk[0] % 8),
            x_px: coordinate(chunk[2], chunk[3]),
            y_px: coordinate(chunk[4], chunk[5]),
            t_ms: now,
            phase: [Phase::Began, Phase::Moved, Phase::Ended, Phase::Cancelled][usize::from(chunk[1] % 4)],
        }
    });
    recognised(&TouchLog::new(300.0, touches.collect()).ok()?);
    None
}

pub(super) fn recognised(log: &TouchLog) {
    if let Ok(contacts) = log.contacts() {
        let _outcome = recognise(family(), &contacts);
    }
}

/// `touches.json` of some fingers, with numbers as a screen writes them, and now and then as none does.
pub(super) fn recorded_press(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    let mut now = 0_u64;
    for id in 0..u.int_in_range(0..=7_u8)? {
        now += u.int_in_range(0..=60_u64)?;
        let (x, y) = (number(u)?, number(u)?);
        let phase = if u.ratio(15, 16)? { "began" } else { *u.choose(&PHASES)? };
        rows.push(format!(r#"{{"id": {id}, "x": {x}, "y": {y}, "t_ms": {now}, "phase": "{phase}"}}"#));
    }
    let dpi = if u.ratio(7, 8)? { u.int_in_range(50..=2000_u16)?.to_string() } else { number(u)? };
    Ok(format!(r#"{{"dpi": {dpi}, "touches": [{}]}}"#, rows.join(",\n")).into_bytes())
}

const PHASES: [&str; 6] = ["began", "moved", "ended", "cancelled", "Began", ""];

fn number(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=15_u8)? {
        0 => {
            (*u.choose(&["1e308", "-0", "1e-400", "0.1e+2", "9007199254740993", "1e999", "null"])?).to_owned()
        }
        1 => u.arbitrary::<i64>()?.to_string(),
        _ => format!("{}.{}", u.int_in_range(0..=1200_u16)?, u.arbitrary::<u8>()?),
    })
}

/// Some fingers coming down one after the other.
pub(super) fn some_touches(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for id in 0..u.int_in_range(1..=7_u8)? {
        let phase = if u.ratio(15, 16)? { 0 } else { u.arbitrary()? };
        let at: [u8; 4] = u.arbitrary()?;
        bytes.extend([id, phase, at[0], at[1], at[2], at[3], u.int_in_range(0..=60)?, 40]);
    }
    Ok(bytes)
}

/// Three stamps, made once.
pub(super) fn family() -> &'static StampFamily {
    static FAMILY: OnceLock<StampFamily> = OnceLock::new();
    FAMILY.get_or_init(|| StampFamily::generate(3, 4, 150, &mut CountingRng(1)).expect("three stamps fit"))
}
