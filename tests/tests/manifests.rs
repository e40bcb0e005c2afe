//! What several manifests say of the same thing: they say the same.

use std::fs;
use std::path::Path;

use mogiri_tests::sources::workspace;
use roxmltree::Document;

fn read(path: impl AsRef<Path>) -> String {
    let path = workspace().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first `version = "…"` of a Cargo manifest.
fn cargo_version(manifest: &str) -> String {
    let value = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    value.and_then(|value| value.split('"').next()).expect("a manifest has a version").to_owned()
}

/// Every POM of the Kotlin packages: the parent's and those of the modules that it lists.
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
        let is_a_library = text("packaging").is_none() && !pom.contains("<maven.deploy.skip>true");
        let artifact = text("artifactId").expect("a POM has an artifactId");
        let listed = bom.contains(&format!("<artifactId>{artifact}</artifactId>\n        <version>"));
        assert_eq!(listed, is_a_library, "{path}");
    }
}
