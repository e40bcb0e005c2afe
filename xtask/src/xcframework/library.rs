//! One target's static library: built without an Apple linker, and read back.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use object::Endianness;
use object::macho::{CPU_TYPE_ARM64, CPU_TYPE_X86_64, MachHeader64, PLATFORM_IOS, PLATFORM_IOSSIMULATOR};
use object::read::archive::ArchiveFile;
use object::read::macho::{LoadCommandVariant, MachHeader};

use super::fat::Part;
use crate::command::{ask, cargo, run};
use crate::phone;
use crate::workspace::Workspace;

/// Where a target's standard library comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Std {
    /// Rustup has it.
    Installed,
    /// It is compiled here.
    FromSource,
}

/// What one Rust target makes, in Apple's words.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) rust: &'static str,
    pub(super) arch: &'static str,
    cpu_type: u32,
    cpu_subtype: u32,
    platform: u32,
}

pub(super) const DEVICE: [Target; 1] = [Target {
    rust: "aarch64-apple-ios",
    arch: "arm64",
    cpu_type: CPU_TYPE_ARM64.0,
    cpu_subtype: 0,
    platform: PLATFORM_IOS.0,
}];

pub(super) const SIMULATOR: [Target; 2] = [
    Target {
        rust: "aarch64-apple-ios-sim",
        arch: "arm64",
        cpu_type: CPU_TYPE_ARM64.0,
        cpu_subtype: 0,
        platform: PLATFORM_IOSSIMULATOR.0,
    },
    Target {
        rust: "x86_64-apple-ios",
        arch: "x86_64",
        cpu_type: CPU_TYPE_X86_64.0,
        cpu_subtype: 3,
        platform: PLATFORM_IOSSIMULATOR.0,
    },
];

impl Target {
    /// Asks rustup for the target's standard library if it is not there, or else for the source of it.
    pub(super) fn provide(self) -> Result<Std> {
        let installed = ask("rustup", &["target", "list", "--installed"]).unwrap_or_default();
        let is_here = installed.lines().any(|line| line.trim() == self.rust);
        if is_here || ask("rustup", &["target", "add", self.rust]).is_some() {
            return Ok(Std::Installed);
        }
        if ask("rustup", &["component", "add", "rust-src"]).is_none() {
            bail!(
                "the Rust target {} cannot be had here, nor can rust-src: `rustup target add {0}` fails",
                self.rust
            );
        }
        println!("{}: rustup has no standard library for it here, so it is built from its source", self.rust);
        Ok(Std::FromSource)
    }

    /// Builds the library for iOS from `oldest`, with the system's `SQLite`, so that nothing in it is C.
    pub(super) fn build(self, workspace: &Workspace, std: Std, oldest: &str) -> Result<Part> {
        let mut command = cargo();
        command.current_dir(workspace.root()).env("IPHONEOS_DEPLOYMENT_TARGET", oldest);
        command.env("CARGO_ENCODED_RUSTFLAGS", phone::same_paths(workspace).join("\u{1f}"));
        phone::small(command.args(["rustc", "--locked", "--package", "mogiri-ffi", "--lib"]));
        command.args(["--crate-type", "staticlib", "--no-default-features", "--target", self.rust]);
        if std == Std::FromSource {
            // Cargo takes the flag of an unstable feature from a stable compiler only so.
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        run(command.arg("--target-dir").arg(workspace.target().join("apple")))?;
        let path =
            workspace.target().join("apple").join(self.rust).join(phone::PROFILE).join("libmogiri_ffi.a");
        let library = fs::read(&path).with_context(|| format!("no {}", path.display()))?;
        self.read_back(&library).with_context(|| format!("{} is not what it should be", path.display()))?;
        Ok(Part { cpu_type: self.cpu_type, cpu_subtype: self.cpu_subtype, library })
    }

    /// Every object in it is for this processor, and for this platform where it names one.
    fn read_back(self, library: &[u8]) -> Result<()> {
        let mut named = 0;
        for member in ArchiveFile::parse(library)?.members() {
            let member = member?;
            if !member.name().ends_with(b".o") {
                continue;
            }
            let name = String::from_utf8_lossy(member.name()).into_owned();
            named += usize::from(self.read_object(member.data(library)?).context(name)? == Platform::Ours);
        }
        ensure!(named > 0, "no object in it names its platform");
        Ok(())
    }

    fn read_object(self, object: &[u8]) -> Result<Platform> {
        let header = MachHeader64::<Endianness>::parse(object, 0)?;
        let endian = header.endian()?;
        let cpu = header.cputype(endian).0;
        ensure!(cpu == self.cpu_type, "it is for processor {cpu:#x}, not {}", self.arch);
        let mut commands = header.load_commands(endian, object, 0)?;
        while let Some(command) = commands.next()? {
            if let LoadCommandVariant::BuildVersion(version, _) = command.variant()? {
                let platform = version.platform.get(endian).0;
                ensure!(platform == self.platform, "it is for platform {platform}, not {}", self.platform);
                return Ok(Platform::Ours);
            }
        }
        Ok(Platform::Unnamed)
    }
}

#[derive(PartialEq, Eq)]
enum Platform {
    Ours,
    Unnamed,
}
