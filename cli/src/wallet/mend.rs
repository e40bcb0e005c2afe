//! `mogiri wallet mend`: what opens in a damaged folder goes on.

use std::path::Path;
use std::sync::Arc;

use mogiri::store::Mended;
use mogiri::wallet;
use serde_json::json;

use super::host;
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::findings;
use crate::output::Output;
use crate::vault::DevVault;

/// Mends a wallet, whether it opens or not.
pub(super) fn run(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    let mended = patiently(|| wallet::mend(dir, host(vault.clone(), clock)))?;
    let aside = mended.aside.as_ref().map(|path| path.display().to_string());
    let value = json!({
        "kept": findings::rows(&mended.kept),
        "lost": findings::rows(&mended.lost),
        "aside": aside,
    });
    output.say(&value, || match &aside {
        None => "○ 保存データに破損なし / nothing is damaged\n".to_owned(),
        Some(aside) => text(&mended, aside),
    })
}

fn text(mended: &Mended, aside: &str) -> String {
    let kept: u64 = mended.kept.iter().map(|(_, rows)| rows).sum();
    let lost = mended.lost.iter().map(|(table, rows)| format!("  × {}: {rows} lost\n", table.name()));
    let told = format!("○ 修復しました / mended: {kept} rows kept, the files of before are {aside}\n");
    std::iter::once(told).chain(lost).collect()
}
