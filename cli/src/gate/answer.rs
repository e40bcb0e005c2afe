//! A gate's answers, for machines and for people.

use std::collections::{BTreeMap, HashMap};

use mogiri::gate::{
    BlankTwice, ClockWatch, Conflict, Detail, Device, First, MinuteCount, Note, Refusal, Repeat, RepeatOf,
    Report, SameCode, Verdict,
};
use mogiri::ticket::Time;
use serde_json::{Map, Value, json};

use crate::clock::local;
use crate::output::columns;

/// `{verdict, reason, detail, notes, ticket, gate, at, first?}`; times in unix seconds.
pub(super) fn verdict(verdict: &Verdict) -> Value {
    let mut value = json!({
        "verdict": verdict.word(),
        "reason": verdict.reason().map(mogiri::code::Reason::code),
        "detail": null,
        "notes": [],
        "ticket": verdict.ticket().map(|ticket| ticket.to_string()),
    });
    let Some(fields) = value.as_object_mut() else { return value };
    match verdict {
        Verdict::Admitted(admission) => {
            stand(fields, &admission.gate, admission.at);
            put(fields, "notes", codes(&admission.notes));
            put(fields, "seat", admission.place.clone());
            put(fields, "zone", admission.zone.clone());
            put(fields, "entry", admission.entry.to_string());
            put(fields, "detail", detail(&admission.detail));
            if let Some(name) = &admission.name {
                put(fields, "name", name.as_str());
            }
        }
        Verdict::Refused(refusal) | Verdict::Ask(refusal) => refused(fields, refusal),
        Verdict::Repeat(repeat) => repeated(fields, repeat),
    }
    value
}

fn refused(fields: &mut Map<String, Value>, refusal: &Refusal) {
    stand(fields, &refusal.gate, refusal.at);
    put(fields, "notes", codes(&refusal.notes));
    put(fields, "beacon", refusal.beacon_for.is_some());
    put(fields, "detail", detail(&refusal.detail));
    put(fields, "seat", refusal.place.clone());
    if let Some(proof) = refusal.proof {
        put(fields, "proof", proof.code());
    }
    if let Some(known) = &refusal.first {
        put(fields, "first", first(known));
    }
}

pub(super) fn first(First { gate, at, device }: &First) -> Value {
    json!({ "gate": gate, "at": at.seconds(), "same_device": *device == Device::This })
}

pub(super) fn codes(notes: &[Note]) -> Vec<&'static str> {
    notes.iter().map(|note| note.code()).collect()
}

/// `{state, seconds}`: what a gate's clock is worth.
pub(super) fn clock(watch: ClockWatch) -> Value {
    let seconds = match watch {
        ClockWatch::Skewed { seconds } => Some(seconds),
        ClockWatch::Fine | ClockWatch::Unconfirmed => None,
    };
    json!({ "state": watch.code(), "seconds": seconds })
}

fn repeated(fields: &mut Map<String, Value>, repeat: &Repeat) {
    stand(fields, &repeat.gate, repeat.at);
    let of = match repeat.of {
        RepeatOf::Admitted => "admitted",
        RepeatOf::NotAdmitted(_) => "not_admitted",
    };
    put(fields, "detail", json!({ "of": of }));
    let first = json!({ "gate": repeat.gate, "at": repeat.first_at.seconds(), "same_device": true });
    put(fields, "first", first);
}

pub(super) fn stand(fields: &mut Map<String, Value>, gate: &str, at: Time) {
    put(fields, "gate", gate);
    put(fields, "at", at.seconds());
}

pub(super) fn put(fields: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    fields.insert(name.to_owned(), value.into());
}

pub(super) fn detail(detail: &Detail) -> Value {
    match detail {
        Detail::None => Value::Null,
        Detail::ValidFrom(time) => json!({ "valid_from": time.seconds() }),
        Detail::ValidUntil(time) => json!({ "valid_until": time.seconds() }),
        Detail::OtherGates(gates) => json!({ "gates": gates }),
        Detail::CodeBehind(seconds) => json!({ "behind_seconds": seconds }),
        Detail::CodeAhead(seconds) => json!({ "ahead_seconds": seconds }),
        Detail::ChallengeOver => json!({ "challenge": "over" }),
        Detail::NameOnList(name) => json!({ "name_on_list": name.as_str() }),
        Detail::TryAgainFrom(time) => json!({ "try_again_from": time.seconds() }),
        Detail::CodeSpent => json!({ "code": "spent" }),
        Detail::InSince(time) => json!({ "in_since": time.seconds() }),
        Detail::CountUsed { used, of } => json!({ "used": used, "of": of }),
        Detail::InZone(zone) => json!({ "zone": zone }),
    }
}

/// `{admitted, in_hall, exits, overrides, same_codes, issued, blanks_twice, refused, refused_here, conflicts, gates, zones, minutes}`; minutes by their first unix second.
pub(crate) fn report(report: &Report) -> Value {
    let minutes = report.minutes.iter();
    let minutes = minutes.map(|of| (of.minute.seconds().to_string(), json!(of.admitted)));
    json!({
        "admitted": report.admitted,
        "in_hall": report.in_hall,
        "exits": report.exits,
        "overrides": report.overrides,
        "same_codes": report.same_codes.iter().map(same_code).collect::<Vec<_>>(),
        "issued": report.issued,
        "blanks_twice": report.blanks_twice.iter().map(blank_twice).collect::<Vec<_>>(),
        "refused": report.refused,
        "refused_here": report.refused_here,
        "conflicts": report.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "gates": report.gates,
        "zones": report.zones,
        "minutes": Value::Object(minutes.collect()),
    })
}

/// The report of a device, with the watch over its clock.
pub(super) fn report_beside_clock(of: &Report, watch: ClockWatch) -> Value {
    let mut value = report(of);
    if let Some(fields) = value.as_object_mut() {
        put(fields, "clock", clock(watch));
    }
    value
}

fn same_code(seen: &SameCode) -> Value {
    let entries: Vec<String> = seen.entries.iter().map(ToString::to_string).collect();
    json!({ "ticket": seen.ticket.to_string(), "entries": entries })
}

fn blank_twice(blank: &BlankTwice) -> Value {
    let entries: Vec<String> = blank.entries.iter().map(ToString::to_string).collect();
    json!({ "ticket": blank.ticket.to_string(), "entries": entries })
}

fn conflict(conflict: &Conflict) -> Value {
    json!({
        "ticket": conflict.ticket.to_string(),
        "entries": conflict.entries.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "proof": conflict.proof.map(mogiri::transfer::ProofKind::code),
    })
}

/// The report in the event's own time.
pub(super) fn report_text(report: &Report, timezone: &str) -> String {
    let count = |(name, count): (&str, u64)| vec![format!("  {name}"), count.to_string()];
    let minute =
        |of: &MinuteCount| vec![format!("  {}", local(of.minute, timezone)), of.admitted.to_string()];
    let each = |counts: &HashMap<String, u64>| in_order(counts).map(count).collect::<Vec<_>>();
    let parts = [
        ("gates", each(&report.gates)),
        ("zones", each(&report.zones)),
        ("overrides", each(&report.overrides)),
        ("refused here", each(&report.refused_here)),
        ("minutes", report.minutes.iter().map(minute).collect()),
        ("conflicts", report.conflicts.iter().map(conflict_row).collect::<Vec<_>>()),
        ("same code at two gates", report.same_codes.iter().map(same_code_row).collect()),
        ("blanks sold twice", report.blanks_twice.iter().map(blank_row).collect()),
    ];
    let filled = parts.into_iter().filter(|(_, rows)| !rows.is_empty());
    let told = filled.map(|(title, rows)| format!("{title}\n{}", columns(&rows)));
    let Report { admitted, in_hall, exits, refused, issued, .. } = report;
    let sold = if *issued == 0 { String::new() } else { format!(", blanks issued {issued}") };
    let head =
        format!("admitted {admitted}, in the hall {in_hall}, exits {exits}, refused {refused}{sold}\n");
    std::iter::once(head).chain(told).collect()
}

/// Counts as people read them: by name.
pub(crate) fn in_order(counts: &HashMap<String, u64>) -> impl Iterator<Item = (&str, u64)> {
    counts.iter().map(|(name, count)| (name.as_str(), *count)).collect::<BTreeMap<_, _>>().into_iter()
}

fn same_code_row(seen: &SameCode) -> Vec<String> {
    vec![format!("  {}", seen.ticket), format!("{} entries", seen.entries.len())]
}

fn blank_row(blank: &BlankTwice) -> Vec<String> {
    vec![format!("  {}", blank.ticket), format!("{} entries", blank.entries.len())]
}

fn conflict_row(conflict: &Conflict) -> Vec<String> {
    let proof = conflict.proof.map_or("no proof", mogiri::transfer::ProofKind::code);
    let entries = format!("{} entries", conflict.entries.len());
    vec![format!("  {}", conflict.ticket), entries, proof.to_owned()]
}
