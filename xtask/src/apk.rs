//! `cargo xtask apk`: the Android demo as a signed APK, put together without Android's SDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::archive::{self, File};
use crate::bindings;
use crate::command::{read, run};
use crate::kotlin;
use crate::maven::{Artifact, Kind, fetch};
use crate::shrink::{java_home, libraries, property, r8};
use crate::workspace::Workspace;

/// What `aapt dump badging` must say of it.
const BADGING: [&str; 4] =
    ["sdkVersion:'26'", "targetSdkVersion:'34'", "application-label-ja:'もぎり'", "launchable-activity"];

/// What `apksigner verify` must say of it.
const SIGNED: [&str; 2] =
    ["v2 scheme (APK Signature Scheme v2): true", "v3 scheme (APK Signature Scheme v3): true"];

/// The word that opens the key made on the spot: it protects nothing.
const PASS: &str = "android";

/// Compiles the demo and packs it. Says what is not inside.
pub(crate) fn make(workspace: &Workspace) -> Result<()> {
    bindings::build(workspace)?;
    kotlin::compile_demo(workspace)?;
    let apk = prove(workspace)?;
    println!("{} bytes, signed with a key made on the spot", fs::metadata(&apk)?.len());
    println!("Mogiri's own libraries for Android are not inside: they need an NDK.");
    println!("So it installs, and ends when it looks for libmogiri_ffi.so. See android-demo/README.md.");
    println!("{}", apk.display());
    Ok(())
}

/// Packs what Maven compiled, signs it, and reads it back.
pub(crate) fn prove(workspace: &Workspace) -> Result<PathBuf> {
    let work = workspace.target().join("apk");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let inside = work.join("inside");
    fs::create_dir_all(&inside)?;
    let jna = jna(workspace)?;
    dex(workspace, &work, &jna)?;
    natives(&inside, &jna)?;
    copy(&built(workspace, "app").join("classes/words"), &inside.join("words"))?;
    let packed = pack(workspace, &work)?;
    let apk = sign(&work, &packed)?;
    check(&apk)?;
    Ok(apk)
}

fn built(workspace: &Workspace, module: &str) -> PathBuf {
    workspace.root().join("android-demo").join(module).join("target")
}

/// What JNA's own AAR brings.
fn jna(workspace: &Workspace) -> Result<Vec<File>> {
    let version = property(&fs::read_to_string(workspace.kotlin().join("pom.xml"))?, "jna.version")?;
    let (group, name, kind) = ("net.java.dev.jna", "jna", Kind::Aar);
    let aar = fetch(workspace, &Artifact { group, name, version: &version, classifier: None, kind })?;
    archive::unzip(&fs::read(aar)?)
}

/// Android's bytecode of everything that the app calls.
fn dex(workspace: &Workspace, work: &Path, jna: &[File]) -> Result<()> {
    let classes = jna.iter().find(|(name, _)| name == "classes.jar").context("JNA's AAR has no classes")?;
    let jna = work.join("jna.jar");
    fs::write(&jna, &classes.1)?;
    let mut command = Command::new("java");
    command.arg("-cp").arg(r8(workspace)?).arg("com.android.tools.r8.D8");
    command.args(["--release", "--min-api", "26", "--lib"]).arg(framework(workspace)?);
    command.arg("--lib").arg(java_home()?).arg("--output").arg(work.join("inside"));
    run(command.arg(jna).args(ours(workspace, work)?).args(others(workspace)?))
}

/// The real framework, which D8 looks things up in.
fn framework(workspace: &Workspace) -> Result<PathBuf> {
    let folder = built(workspace, "app").join("framework");
    let entry = fs::read_dir(&folder)?.next().context("Maven left no framework")?;
    Ok(entry?.path())
}

/// What Maven compiled and merged, as jars, because D8 takes no folders.
fn ours(workspace: &Workspace, work: &Path) -> Result<Vec<PathBuf>> {
    let kotlin = |module: &str| workspace.kotlin().join(module).join("target");
    let modules = [
        ("sdk", kotlin("sdk")),
        ("organizer", kotlin("organizer")),
        ("androidx", built(workspace, "androidx")),
        ("app", built(workspace, "app")),
    ];
    let jar = |(name, target): &(&str, PathBuf)| {
        let jar = work.join(format!("{name}.jar"));
        let mut command = Command::new("jar");
        command.args(["--create", "--no-manifest", "--file"]).arg(&jar);
        run(command.arg("-C").arg(target.join("classes")).arg(".")).map(|()| jar)
    };
    modules.iter().map(jar).collect()
}

/// What an app brings beside them. JNA's classes came from its AAR.
fn others(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let parent = fs::read_to_string(workspace.kotlin().join("pom.xml"))?;
    let coroutines = property(&parent, "coroutines.version")?;
    let demo = fs::read_to_string(workspace.root().join("android-demo/pom.xml"))?;
    let zxing = property(&demo, "zxing.version")?;
    let artifact = |group, name, version| {
        fetch(workspace, &Artifact { group, name, version, classifier: None, kind: Kind::Jar })
    };
    let mut jars = libraries(workspace)?;
    jars.retain(|jar| !jar.file_name().is_some_and(|name| name.to_string_lossy().starts_with("jna-")));
    jars.push(artifact("org.jetbrains.kotlinx", "kotlinx-coroutines-android", &coroutines)?);
    jars.push(artifact("com.google.zxing", "core", &zxing)?);
    Ok(jars)
}

/// JNA's own libraries, for the processors that phones of today have.
fn natives(inside: &Path, jna: &[File]) -> Result<()> {
    for abi in ["arm64-v8a", "x86_64"] {
        let name = format!("jni/{abi}/libjnidispatch.so");
        let library = jna.iter().find(|(place, _)| *place == name).with_context(|| format!("no {name}"))?;
        let folder = inside.join("lib").join(abi);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("libjnidispatch.so"), &library.1)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// The resources that aapt2 linked, with all else beside them, each file where Android can map it.
fn pack(workspace: &Workspace, work: &Path) -> Result<PathBuf> {
    let (base, aligned) = (work.join("base.apk"), work.join("aligned.apk"));
    fs::copy(built(workspace, "app").join("parts/resources.apk"), &base)?;
    let mut command = Command::new("jar");
    command.args(["--update", "--no-manifest", "--no-compress", "--file"]).arg(&base);
    run(command.arg("-C").arg(work.join("inside")).arg("."))?;
    run(Command::new("zipalign").args(["-f", "-p", "4"]).arg(&base).arg(&aligned))?;
    Ok(aligned)
}

/// Signs with a key that nobody else has, and that is gone with the folder.
fn sign(work: &Path, aligned: &Path) -> Result<PathBuf> {
    let (keys, apk) = (work.join("debug.p12"), work.join("mogiri-demo-without-natives.apk"));
    let mut command = Command::new("keytool");
    command.args(["-genkeypair", "-alias", "debug", "-keyalg", "RSA", "-keysize", "2048"]);
    command.args(["-validity", "365"]);
    command.args(["-dname", "CN=Mogiri demo", "-storetype", "PKCS12", "-storepass", PASS, "-keystore"]);
    run(command.arg(&keys))?;
    let mut command = Command::new("apksigner");
    command.arg("sign").arg("--ks").arg(&keys).args(["--ks-pass", &format!("pass:{PASS}")]);
    run(command.args(["--min-sdk-version", "26", "--out"]).arg(&apk).arg(aligned))?;
    Ok(apk)
}

/// What Android would say of it.
fn check(apk: &Path) -> Result<()> {
    let verify = ["verify", "--verbose", "--min-sdk-version", "26"];
    let signed = read(Command::new("apksigner").args(verify).arg(apk))?;
    let badging = read(Command::new("aapt").args(["dump", "badging"]).arg(apk))?;
    for words in SIGNED {
        ensure!(signed.contains(words), "apksigner does not say {words:?}:\n{signed}");
    }
    for words in BADGING {
        ensure!(badging.contains(words), "aapt does not say {words:?}:\n{badging}");
    }
    run(Command::new("zipalign").args(["-c", "-p", "4"]).arg(apk))
}
