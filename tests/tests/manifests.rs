//! What several manifests say of the same thing: they say the same.

use std::fs;
use std::path::Path;

use mogiri_tests::sources::workspace;
use roxmltree::Document;

fn read(path: impl AsRef<Path>) -> String {
    let path = workspace().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The POM that is published beside the AAR.
const ANDROID: &str = "bindings/kotlin/android/pom.xml";

/// The first `version = "…"` of a Cargo manifest.
fn cargo_version(manifest: &str) -> String {
    let value = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    value.and_then(|value| value.split('"').next()).expect("a manifest has a version").to_owned()
}

/// Every POM of the Kotlin packages: the parent's, those of the modules that it lists, and the one beside the AAR.
fn poms() -> Vec<(String, String)> {
    let parent = read("bindings/kotlin/pom.xml");
    let modules: Vec<String> = Document::parse(&parent)
        .expect("the parent is XML")
        .descendants()
        .filter(|node| node.has_tag_name(("http://maven.apache.org/POM/4.0.0", "module")))
        .filter_map(|node| node.text().map(|name| format!("bindings/kotlin/{name}/pom.xml")))
        .collect();
    assert!(modules.len() >= 4, "the parent lists {modules:?}");
    let mut all = vec![("bindings/kotlin/pom.xml".to_owned(), parent)];
    all.push((ANDROID.to_owned(), read(ANDROID)));
    all.extend(modules.into_iter().map(|path| (path.clone(), read(&path))));
    all
}

/// The version that a POM gives itself, or the one that it takes from its parent.
fn pom_version(pom: &str) -> String {
    let document = Document::parse(pom).expect("a POM is XML");
    let child = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.children().find(|child| child.tag_name().name() == name).map(|child| child.id())
    };
    let project = document.root_element();
    let own = child(project, "version").or_else(|| {
        let parent = document.get_node(child(project, "parent")?)?;
        child(parent, "version")
    });
    let version = own.and_then(|id| document.get_node(id)).and_then(|node| node.text());
    version.expect("a POM has a version").trim().to_owned()
}

#[test]
fn there_is_one_version_and_the_workspace_says_it() {
    let version = cargo_version(&read("Cargo.toml"));
    for (path, pom) in poms() {
        assert_eq!(pom_version(&pom), version, "{path}");
    }
}

#[test]
fn every_artifact_that_is_published_is_in_the_bill_of_materials() {
    let bom = read("bindings/kotlin/bom/pom.xml");
    for (path, pom) in poms() {
        let document = Document::parse(&pom).expect("a POM is XML");
        let project = document.root_element();
        let text = |name: &str| project.children().find(|node| node.tag_name().name() == name)?.text();
        let is_packed = matches!(text("packaging"), None | Some("aar"));
        let is_a_library = is_packed && !pom.contains("<maven.deploy.skip>true");
        let artifact = text("artifactId").expect("a POM has an artifactId");
        let listed = bom.contains(&format!("<artifactId>{artifact}</artifactId>\n        <version>"));
        assert_eq!(listed, is_a_library, "{path}");
    }
}

/// A value of `bindings/support.toml`.
fn oldest(key: &str) -> String {
    let text = read("bindings/support.toml");
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    value.unwrap_or_else(|| panic!("support.toml has no {key}")).trim_matches('"').to_owned()
}

#[test]
fn the_oldest_systems_are_those_of_one_file() {
    let swift = read("bindings/swift/Package.swift");
    let major = |key: &str| oldest(key).split('.').next().expect("a version has a number").to_owned();
    let platforms = format!("platforms: [.iOS(.v{}), .macOS(.v{})]", major("ios"), major("macos"));
    assert!(swift.contains(&platforms), "Package.swift does not say {platforms}");
    let parent = read("bindings/kotlin/pom.xml");
    for element in ["maven.compiler.release", "kotlin.compiler.jvmTarget"] {
        let line = format!("<{element}>{}</{element}>", oldest("jvm"));
        assert!(parent.contains(&line), "the parent POM does not say {line}");
    }
}

#[test]
fn the_phones_library_is_built_without_the_organizer() {
    let manifest = read("bindings/Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("mogiri = ")).expect("the door needs the core");
    assert_eq!(line, "mogiri = { path = \"../core\", default-features = false }");
    let features = manifest.lines().filter(|line| line.contains("mogiri/")).collect::<Vec<_>>();
    assert_eq!(features, ["bundled-sqlite = [\"mogiri/bundled-sqlite\"]"]);
    let core = read("core/Cargo.toml");
    assert!(core.contains("\nissuer = []\n") && core.contains("\nsandbox = [\"issuer\""));
}

#[test]
fn an_app_for_android_gets_the_versions_that_the_jar_was_tested_with() {
    let (android, parent) = (read(ANDROID), read("bindings/kotlin/pom.xml"));
    for (artifact, property) in [
        ("kotlin-stdlib", "kotlin.version"),
        ("kotlinx-coroutines-core-jvm", "coroutines.version"),
        ("jna", "jna.version"),
    ] {
        let rest = parent.split(&format!("<{property}>")).nth(1).expect("the parent has the property");
        let version = rest.split('<').next().expect("a property ends");
        let lines = format!("<artifactId>{artifact}</artifactId>\n      <version>{version}</version>");
        assert!(android.contains(&lines), "{ANDROID} has {artifact} not in {version}");
    }
}

#[test]
fn the_privacy_manifest_tracks_nothing_and_names_both_reasons() {
    let text = read("bindings/swift/Sources/Mogiri/PrivacyInfo.xcprivacy");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let list = Document::parse_with_options(&text, options).expect("it is XML");
    let after = |name: &str| {
        let key = list.descendants().find(|node| node.has_tag_name("key") && node.text() == Some(name));
        key.and_then(|key| key.next_sibling_element()).unwrap_or_else(|| panic!("no {name}"))
    };
    assert!(after("NSPrivacyTracking").has_tag_name("false"));
    assert!(!after("NSPrivacyCollectedDataTypes").has_children());
    let strings: Vec<_> = list
        .descendants()
        .filter(|node| node.has_tag_name("string"))
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(
        strings,
        [
            "NSPrivacyAccessedAPICategoryFileTimestamp",
            "C617.1",
            "NSPrivacyAccessedAPICategorySystemBootTime",
            "35F9.1"
        ]
    );
}
