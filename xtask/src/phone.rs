//! The library as a phone carries it: small where nobody waits, fast where a gate does
//! ([ADR 0029](../../docs/adr/0029-small-library.md)).

use std::collections::BTreeSet;
use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use object::{Object as _, ObjectSymbol as _};

use crate::command::{ask, cargo, run};
use crate::workspace::Workspace;

/// The profile, which is also the name of cargo's folder for it.
pub(crate) const PROFILE: &str = "phone";

/// The library for x86-64 Linux, `SQLite` inside and stripped: what an app grows by at most.
const LARGEST: u64 = 2_500_000;

/// What `SQLite` is built without: nothing here searches texts, maps or JSON, reckons with dates, loads extensions or asks
/// what a statement does. Parts that its parser calls whatever is left out (altered tables, virtual ones) stay.
const SQLITE: [&str; 44] = [
    "-USQLITE_ENABLE_API_ARMOR",
    "-USQLITE_ENABLE_COLUMN_METADATA",
    "-USQLITE_ENABLE_DBSTAT_VTAB",
    "-USQLITE_ENABLE_FTS3",
    "-USQLITE_ENABLE_FTS3_PARENTHESIS",
    "-USQLITE_ENABLE_FTS5",
    "-USQLITE_ENABLE_LOAD_EXTENSION",
    "-USQLITE_ENABLE_MEMORY_MANAGEMENT",
    "-USQLITE_ENABLE_RTREE",
    "-USQLITE_ENABLE_STAT4",
    "-USQLITE_SOUNDEX",
    "-USQLITE_USE_URI",
    "-DSQLITE_DEFAULT_MEMSTATUS=0",
    "-DSQLITE_DQS=0",
    "-DSQLITE_LIKE_DOESNT_MATCH_BLOBS",
    "-DSQLITE_MAX_EXPR_DEPTH=0",
    "-DSQLITE_MAX_MMAP_SIZE=0",
    "-DSQLITE_OMIT_AUTHORIZATION",
    "-DSQLITE_OMIT_AUTOMATIC_INDEX",
    "-DSQLITE_OMIT_AUTOVACUUM",
    "-DSQLITE_OMIT_COMPILEOPTION_DIAGS",
    "-DSQLITE_OMIT_COMPLETE",
    "-DSQLITE_OMIT_DATETIME_FUNCS",
    "-DSQLITE_OMIT_DECLTYPE",
    "-DSQLITE_OMIT_DEPRECATED",
    "-DSQLITE_OMIT_DESERIALIZE",
    "-DSQLITE_OMIT_EXPLAIN",
    "-DSQLITE_OMIT_FOREIGN_KEY",
    "-DSQLITE_OMIT_GENERATED_COLUMNS",
    "-DSQLITE_OMIT_GET_TABLE",
    "-DSQLITE_OMIT_INCRBLOB",
    "-DSQLITE_OMIT_INTROSPECTION_PRAGMAS",
    "-DSQLITE_OMIT_JSON",
    "-DSQLITE_OMIT_LIKE_OPTIMIZATION",
    "-DSQLITE_OMIT_LOAD_EXTENSION",
    "-DSQLITE_OMIT_OR_OPTIMIZATION",
    "-DSQLITE_OMIT_PROGRESS_CALLBACK",
    "-DSQLITE_OMIT_SCHEMA_PRAGMAS",
    "-DSQLITE_OMIT_SHARED_CACHE",
    "-DSQLITE_OMIT_TCL_VARIABLE",
    "-DSQLITE_OMIT_TRACE",
    "-DSQLITE_OMIT_UTF16",
    "-DSQLITE_TEMP_STORE=3",
    "-DSQLITE_UNTESTABLE",
];

/// C unwinds nothing: a panic never leaves a callback that `SQLite` calls.
const C: &str = "-Oz -fno-asynchronous-unwind-tables -fno-unwind-tables";

/// A function that keeps its frame in a register needs half the table to unwind it. Where no instruction of the processor
/// does it, SHA-2 is a loop and not its rounds one after another.
const RUST: [&str; 2] = ["-Cforce-frame-pointers=yes", r#"--cfg=sha2_backend_soft="compact""#];

/// What rustc is told for a library of ELF.
pub(crate) fn flags(workspace: &Workspace) -> Vec<String> {
    RUST.map(str::to_owned).into_iter().chain(same_paths(workspace)).collect()
}

/// Panic messages name source files: the same names whoever builds.
pub(crate) fn same_paths(workspace: &Workspace) -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let sysroot = ask("rustc", &["--print", "sysroot"]).map(|path| PathBuf::from(path.trim()));
    let places = [(Some(workspace.root().to_owned()), "mogiri"), (home, "cargo"), (sysroot, "rust")];
    let known = places.into_iter().filter_map(|(path, name)| Some((path?, name)));
    known.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())).collect()
}

/// What the generator reads of a library, and no app.
const METADATA: &str = "UNIFFI_META_";

/// Tells cargo to build for a phone.
pub(crate) fn small(cargo: &mut Command) -> &mut Command {
    with_sqlite(cargo.args(["--profile", PROFILE])).env("CFLAGS", C)
}

/// Tells cargo to build the `SQLite` that is shipped.
pub(crate) fn with_sqlite(cargo: &mut Command) -> &mut Command {
    cargo.env("LIBSQLITE3_FLAGS", SQLITE.join(" "))
}

/// How a system's loader reads packed relocations.
#[derive(Clone, Copy)]
pub(crate) enum Relocations {
    /// glibc from 2.36 on
    Glibc,
    /// Android from API level 23 on
    Bionic,
}

/// What rustc is told for a shared library of ELF: functions that are the same become one, relocations are packed, and
/// neither names nor metadata travel. The library that cargo built for the tests tells the metadata's names.
pub(crate) fn link(workspace: &Workspace, relocations: Relocations) -> Result<Vec<String>> {
    let script = workspace.target().join("without-metadata.version");
    fs::write(&script, without_metadata(&workspace.build().join(name()))?)?;
    let packed = match relocations {
        Relocations::Glibc => "-z,pack-relative-relocs",
        Relocations::Bionic => "--pack-dyn-relocs=android",
    };
    // `-z,defs`: a part of `SQLite` that was left out and is called fails here, not when an app starts.
    let lld = ["--icf=safe", "-z,defs", packed, &format!("--version-script={}", script.display())];
    let mut arguments: Vec<String> = lld.iter().map(|word| format!("-Clink-arg=-Wl,{word}")).collect();
    arguments.extend(["-Cstrip=symbols".to_owned(), "-Alinker-messages".to_owned()]);
    Ok(arguments)
}

/// A version script that keeps inside what a library says of itself to the generator, which another build tells it.
fn without_metadata(library: &Path) -> Result<String> {
    let names = metadata(library)?;
    ensure!(!names.is_empty(), "{} has no metadata: a name is not as it was expected", library.display());
    Ok(format!("{{\n  local:\n    {};\n}};\n", names.join(";\n    ")))
}

fn metadata(library: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(library).with_context(|| format!("no {}", library.display()))?;
    let file = object::File::parse(bytes.as_slice())?;
    let names = file.symbols().chain(file.dynamic_symbols()).filter_map(|symbol| symbol.name().ok());
    let found: BTreeSet<&str> = names.filter(|name| name.starts_with(METADATA)).collect();
    Ok(found.into_iter().map(str::to_owned).collect())
}

/// Builds this machine's library as it is shipped, and fails when it is larger than it may be.
pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    let size = fs::metadata(build(workspace)?)?.len();
    println!("{}, stripped, with SQLite inside: {size} bytes, at most {LARGEST}", name());
    ensure!(size <= LARGEST || (OS, ARCH) != ("linux", "x86_64"), "{} is too large: {size} bytes", name());
    Ok(())
}

/// Builds this machine's library as it is shipped, and reads it back.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    run(cargo().args(["build", "--package", "mogiri-ffi", "--target-dir"]).arg(workspace.target()))?;
    let mut command = cargo();
    // Beside the flags of .cargo/config.toml, which a variable would replace.
    let flags = format!("target.'cfg(all())'.rustflags = ['{}']", flags(workspace).join("', '"));
    small(command.current_dir(workspace.root()).args(["rustc", "--config", &flags]));
    command.args(["--locked", "--package", "mogiri-ffi", "--lib"]);
    command.args(["--crate-type", "cdylib", "--target-dir"]).arg(workspace.target());
    if OS == "linux" {
        command.arg("--").args(link(workspace, Relocations::Glibc)?);
    }
    run(&mut command)?;
    let library = folder(workspace).join(name());
    let told = metadata(&library)?;
    ensure!(OS != "linux" || told.is_empty(), "{} carries what only the generator reads", library.display());
    Ok(library)
}

/// Where cargo leaves it.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join(PROFILE)
}

fn name() -> String {
    format!("{DLL_PREFIX}mogiri_ffi{DLL_SUFFIX}")
}
