//! The Kotlin packages, by Dokka: one site.

use anyhow::{Result, bail};

use crate::command::{Success, tee};
use crate::maven::maven_with_words;
use crate::workspace::Workspace;

/// The goal that makes the site. The POM of `bindings/kotlin/docs` says of what.
const DOKKA: &str = "org.jetbrains.dokka:dokka-maven-plugin:2.2.0:dokka";
/// How Dokka names what has no documentation.
const MARK: &str = "Undocumented: ";

/// Makes it and gives what has no documentation.
pub(super) fn make(workspace: &Workspace) -> Result<Vec<String>> {
    let mut command = maven_with_words();
    command.arg("--file").arg(workspace.kotlin().join("pom.xml"));
    command.args(["--activate-profiles", "docs", "--projects", "docs", DOKKA]);
    command.arg(format!("-Dmogiri.site={}", workspace.target().join("docs/kotlin").display()));
    let (said, success) = tee(&mut command)?;
    if let Success::No(status) = success {
        bail!("Dokka failed: {status}");
    }
    Ok(undocumented(&said))
}

fn undocumented(said: &str) -> Vec<String> {
    let names = said.lines().filter_map(|line| line.split_once(MARK)).map(|(_, name)| name);
    let names = names.map(|name| name.trim_end_matches("/ (JVM)").to_owned());
    names.filter(|name| !is_plumbing(name) && !is_said_elsewhere(name)).collect()
}

/// What the generator needs for itself, and hides where it can.
fn is_plumbing(name: &str) -> bool {
    const PARTS: [&str; 8] = [
        "Uniffi",
        "uniffi",
        "FfiConverter",
        "RustBuffer",
        "ForeignBytes",
        "NoHandle",
        "Disposable",
        "ErrorHandler",
    ];
    PARTS.iter().any(|part| name.contains(part)) || name.ends_with("/InternalException")
}

/// What the language gives to every enum, error, object and companion, with one meaning for all; and the other names of
/// text and time, which the generator cannot document and the package's page explains.
fn is_said_elsewhere(name: &str) -> bool {
    const MEMBERS: [&str; 6] = ["values", "valueOf", "entries", "message", "close", "destroy"];
    const NAMES: [&str; 9] = [
        "EntryHash",
        "EventId",
        "LogId",
        "PersonName",
        "PresentationId",
        "RootId",
        "TicketId",
        "Time",
        "Xid",
    ];
    let mut parts = name.split('/').skip(1);
    let (class, member) = (parts.next().unwrap_or_default(), parts.next());
    class.ends_with("Companion")
        || member.is_some_and(|member| MEMBERS.contains(&member))
        || (member.is_none() && NAMES.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_documented_is_told_and_what_the_language_gives_is_not() {
        let said = "\
[WARNING] Undocumented: dev.mogiri/Wallet/present/#kotlin.String/ (JVM)
[WARNING] Undocumented: dev.mogiri/Updated/values/#/ (JVM)
[WARNING] Undocumented: dev.mogiri/RustBuffer/ (JVM)
[WARNING] Undocumented: dev.mogiri/TicketId/ (JVM)
[INFO] Rendering
";
        assert_eq!(undocumented(said), ["dev.mogiri/Wallet/present/#kotlin.String"]);
    }

    #[test]
    fn a_name_of_text_is_known_and_a_member_of_that_name_is_not() {
        assert!(undocumented("Undocumented: dev.mogiri/Time/ (JVM)").is_empty());
        assert_eq!(undocumented("Undocumented: dev.mogiri/Wallet/Time/ (JVM)").len(), 1);
    }
}
