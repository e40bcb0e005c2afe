//! After the doors: gates that were out of touch merge to one truth, and the report.

use mogiri::gate::{MinuteCount, Report};
use mogiri::transfer::ProofKind;
use serde_json::Value;

use super::DemoError;
use super::scenes::Played;
use super::stage::Stage;
use super::tell::Teller;
use crate::error::CliError;
use crate::words::japanese;
use crate::{files, gate, output};

/// Merges every gate with every other and gives the report that all of them agree on.
pub(super) fn close(stage: &mut Stage, played: &Played, teller: &mut Teller) -> Result<Value, CliError> {
    teller.part("終演", "closing");
    let mut journals = Vec::new();
    for door in &mut stage.doors {
        let journal = door.gate.export()?;
        files::write(&stage.folder.join(format!("journal-{}.mgr", door.name)), &journal)?;
        journals.push(journal);
    }
    let bar = teller.bar(journals.len() * journals.len(), "merge");
    let mut reports = Vec::new();
    for (own, door) in stage.doors.iter_mut().enumerate() {
        for (_, journal) in journals.iter().enumerate().filter(|(other, _)| *other != own) {
            door.gate.merge(journal)?;
            bar.inc(1);
        }
        reports.push(door.gate.report()?);
    }
    bar.finish_and_clear();
    let timezone = stage.documents()?.event().timezone.clone();
    let report = agreed(&reports)?;
    teller.scene("merged", "gates out of touch have merged to one truth / 全ゲートの記録が一致");
    tell_proof(&report, played, teller)?;
    teller.line(&output::columns(&table(&report, &timezone)));
    for door in stage.doors.drain(..) {
        door.gate.close()?;
    }
    Ok(gate::report(&report))
}

/// Everything but what each device refused by itself must be equal.
fn agreed(reports: &[Report]) -> Result<Report, CliError> {
    let shared =
        |report: &Report| Report { refused_here: std::collections::HashMap::new(), ..report.clone() };
    let first = reports.first().ok_or(DemoError::TooSmall("a gate"))?.clone();
    let equal = reports.iter().all(|report| shared(report) == shared(&first));
    let differ =
        DemoError::Scene { scene: "merge", expected: "one report", found: "reports differ".to_owned() };
    if equal { Ok(first) } else { Err(differ.into()) }
}

fn tell_proof(report: &Report, played: &Played, teller: &mut Teller) -> Result<(), CliError> {
    let conflict = report.conflicts.iter().find(|conflict| conflict.ticket == played.cheated);
    let proof = conflict.and_then(|conflict| conflict.proof);
    if proof != Some(ProofKind::AfterHandOver) {
        let found = proof.map_or("no proof", ProofKind::code).to_owned();
        return Err(DemoError::Scene { scene: "the old phone", expected: "AFTER-HAND-OVER", found }.into());
    }
    teller.scene(
        "proof",
        "the merge proves it: shown after it was handed on (AFTER-HAND-OVER) / 二重使用の証明",
    );
    Ok(())
}

/// Counts by gate and zone, and a bar for each minute.
fn table(report: &Report, timezone: &str) -> Vec<Vec<String>> {
    let mut rows =
        vec![vec![format!("{} / admitted", japanese("state", "stamped")), report.admitted.to_string()]];
    let named = |kind: &str, name: &str, count: u64| vec![format!("  {kind} {name}"), count.to_string()];
    rows.extend(gate::in_order(&report.gates).map(|(name, count)| named("ゲート / gate", name, count)));
    rows.extend(gate::in_order(&report.zones).map(|(name, count)| named("券種 / zone", name, count)));
    rows.push(vec!["断った / refused".to_owned(), report.refused.to_string()]);
    rows.push(vec!["矛盾 / conflicts".to_owned(), report.conflicts.len().to_string()]);
    rows.extend(minutes(report, timezone));
    rows
}

fn minutes(report: &Report, timezone: &str) -> Vec<Vec<String>> {
    let most = report.minutes.iter().map(|of| of.admitted).max().unwrap_or(1);
    let row = |MinuteCount { minute, admitted: count }: &MinuteCount| {
        let clock = crate::clock::local(*minute, timezone);
        let bar = "█".repeat(usize::try_from(count * 40 / most).unwrap_or_default());
        vec![format!("  {}", clock.get(11..16).unwrap_or(&clock)), count.to_string(), bar]
    };
    report.minutes.iter().map(row).collect()
}
