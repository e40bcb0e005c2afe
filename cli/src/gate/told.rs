//! A verdict as a staff screen says it: the big word, the cause, what can be said about it, what to do.

use mogiri::gate::{Admission, Detail, Device, First, Note, Refusal, RepeatOf, Verdict};
use mogiri::words::entry;

use crate::clock::utc;
use crate::words::{advice, big, both, filled, word};

/// Lines for the staff member.
pub(super) fn verdict_text(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Admitted(admission) => admitted(admission),
        Verdict::Refused(refusal) | Verdict::Ask(refusal) => refused(refusal),
        Verdict::Repeat(repeat) => match repeat.of {
            RepeatOf::Admitted => big("same"),
            RepeatOf::NotAdmitted(reason) => format!("{}  {reason}", big("same")),
        },
    }
}

fn admitted(admission: &Admission) -> String {
    let verdict = if admission.notes.is_empty() { "admit" } else { "admit_check" };
    let name = admission.name.as_ref().map_or(String::new(), |name| format!("  {}", name.as_str()));
    let used = detail_text(&admission.detail).into_iter();
    let seat = format!("{}  {}", admission.place, admission.zone);
    lines(
        format!("{}  {}  {seat}{name}", big(verdict), admission.ticket),
        used.chain(notes(&admission.notes)),
    )
}

fn notes(notes: &[Note]) -> impl Iterator<Item = String> {
    notes.iter().map(|note| {
        let advice = advice("note", note.code()).unwrap_or_default();
        format!("{}: {advice}", word("note", note.code()))
    })
}

fn refused(refusal: &Refusal) -> String {
    let code = refusal.reason.code();
    let told = entry("reason", code);
    let verdict = told.and_then(|entry| entry.verdict).unwrap_or("lead");
    let more = [detail_text(&refusal.detail), refusal.first.as_ref().map(first), beacon(refusal)];
    let to_do = told.and_then(|entry| entry.staff).map(both);
    let rest = more.into_iter().flatten().chain(to_do).chain(notes(&refusal.notes));
    lines(format!("{}  {code}", big(verdict)), rest)
}

fn lines(head: String, rest: impl Iterator<Item = String>) -> String {
    std::iter::once(head).chain(rest.map(|line| format!("  {line}"))).collect::<Vec<_>>().join("\n")
}

fn beacon(refusal: &Refusal) -> Option<String> {
    refusal.beacon_for.and_then(|_| say("beacon", &[]))
}

fn first(first: &First) -> String {
    let whose = if first.device == Device::This { "first_here" } else { "first_elsewhere" };
    say(whose, &[("gate", &first.gate), ("time", &utc(first.at))]).unwrap_or_default()
}

/// What is known beside a cause, or beside an admission.
pub(super) fn detail_text(detail: &Detail) -> Option<String> {
    match detail {
        Detail::None => None,
        Detail::ValidFrom(time) => say("valid_from", &[("time", &utc(*time))]),
        Detail::ValidUntil(time) => say("valid_until", &[("time", &utc(*time))]),
        Detail::OtherGates(gates) => say("other_gates", &[("gates", &gates.join(", "))]),
        Detail::CodeBehind(seconds) => say("behind", &[("seconds", &seconds.to_string())]),
        Detail::CodeAhead(seconds) => say("ahead", &[("seconds", &seconds.to_string())]),
        Detail::ChallengeOver => say("challenge_over", &[]),
        Detail::NameOnList(name) => say("name_on_list", &[("name", name.as_str())]),
        Detail::TryAgainFrom(time) => say("try_again_from", &[("time", &utc(*time))]),
        Detail::CodeSpent => say("code_spent", &[]),
        Detail::InSince(time) => say("in_since", &[("time", &utc(*time))]),
        Detail::CountUsed { used, of } => {
            say("count_used", &[("used", &used.to_string()), ("of", &of.to_string())])
        }
        Detail::InZone(zone) => say("in_zone", &[("zone", zone)]),
    }
}

fn say(detail: &str, arguments: &[(&str, &str)]) -> Option<String> {
    Some(filled(entry("detail", detail)?.staff?, arguments))
}
