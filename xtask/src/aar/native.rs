//! The native libraries of an AAR: built by cargo-ndk, and read back.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use object::elf::{EM_AARCH64, EM_ARM, EM_X86_64, FileHeader32, FileHeader64, PT_LOAD};
use object::read::elf::{FileHeader, ProgramHeader};
use object::{Endianness, FileKind};

use crate::archive::File;
use crate::command::{ask, cargo, run};
use crate::phone::{self, Relocations};
use crate::workspace::Workspace;

const LIBRARY: &str = "libmogiri_ffi.so";

/// Android's name of a processor, and the number that its ELF files carry.
const PROCESSORS: [(&str, u16); 3] =
    [("arm64-v8a", EM_AARCH64.0), ("armeabi-v7a", EM_ARM.0), ("x86_64", EM_X86_64.0)];

/// What phones with 16 KB pages ask of every segment of a 64-bit library.
const PAGE: u64 = 16 * 1024;

/// Whether cargo-ndk and an NDK are here; if not, which is missing and what to do.
pub(super) fn toolchain() -> Result<()> {
    if ask("cargo", &["ndk", "--version"]).is_none() {
        bail!("cargo-ndk is missing: `cargo install cargo-ndk`");
    }
    // cargo-ndk looks here too: for an NDK itself, and for those that an SDK has.
    let named =
        ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"].iter().filter_map(std::env::var_os).map(PathBuf::from);
    let sdks = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].iter().filter_map(std::env::var_os);
    let mut places = named.chain(sdks.map(|sdk| Path::new(&sdk).join("ndk")));
    ensure!(
        places.any(|folder| folder.is_dir()),
        "no Android NDK: install one with Android's SDK manager and name its folder in ANDROID_NDK_HOME"
    );
    Ok(())
}

/// One library for each processor, below `jni/`.
pub(super) fn build(workspace: &Workspace, folder: &Path) -> Result<Vec<File>> {
    let out = folder.join("jni");
    let mut command = cargo();
    command.current_dir(workspace.root()).arg("ndk").arg("--output-dir").arg(&out);
    command.args(["--platform", workspace.oldest("android")?.as_str()]);
    command.args(PROCESSORS.iter().flat_map(|(name, _)| ["--target", name]));
    let link = phone::link(workspace, Relocations::Bionic)?.join(" ");
    command.env(
        "RUSTFLAGS",
        format!("{} {link} -Clink-arg=-Wl,-z,max-page-size={PAGE}", phone::flags(workspace).join(" ")),
    );
    run(phone::small(command.arg("build")).args(["--locked", "--package", "mogiri-ffi"]))?;
    let libraries = PROCESSORS.iter().map(|(name, _)| read(&out.join(name).join(LIBRARY), name));
    let libraries = libraries.collect::<Result<Vec<_>>>()?;
    let read = check_all(&libraries)?;
    ensure!(read == PROCESSORS.len(), "{read} libraries were read back, not {}", PROCESSORS.len());
    Ok(libraries)
}

fn read(path: &Path, processor: &str) -> Result<File> {
    let bytes = fs::read(path).with_context(|| format!("no {}", path.display()))?;
    Ok((format!("jni/{processor}/{LIBRARY}"), bytes))
}

/// Reads back every library below a folder of one of our processors: how many there were.
pub(super) fn check_all(files: &[File]) -> Result<usize> {
    let mut read = 0;
    for (name, bytes) in files {
        let path = Path::new(name);
        if path.extension().is_none_or(|extension| extension != "so") {
            continue;
        }
        let known =
            PROCESSORS.iter().find(|(processor, _)| path.parent().is_some_and(|p| p.ends_with(processor)));
        let Some((_, machine)) = known else { continue };
        check(bytes, *machine).with_context(|| name.clone())?;
        read += 1;
    }
    Ok(read)
}

/// The library is for this processor, and a 64-bit one has large pages.
fn check(library: &[u8], machine: u16) -> Result<()> {
    match FileKind::parse(library)? {
        FileKind::Elf64 => check_header(FileHeader64::<Endianness>::parse(library)?, library, machine, PAGE),
        FileKind::Elf32 => check_header(FileHeader32::<Endianness>::parse(library)?, library, machine, 0),
        other => bail!("it is no ELF file but {other:?}"),
    }
}

fn check_header<H>(header: &H, library: &[u8], machine: u16, page: u64) -> Result<()>
where
    H: FileHeader<Endian = Endianness>,
{
    let endian = header.endian()?;
    let named = header.e_machine(endian).0;
    ensure!(named == machine, "it is for processor {named}, not {machine}");
    for segment in header.program_headers(endian, library)? {
        let align: u64 = segment.p_align(endian).into();
        let loaded = segment.p_type(endian) == PT_LOAD;
        ensure!(!loaded || align >= page, "a segment is aligned to {align} bytes, not to {page}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A 64-bit little-endian ELF header with one loaded segment.
    fn library(machine: u16, align: u64) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(16, 0);
        bytes.extend(3_u16.to_le_bytes());
        bytes.extend(machine.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([0_u64, 64, 0].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend([64_u16, 56, 1, 0, 0, 0].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend([1_u32, 4].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend([0_u64, 0, 0, 120, 120, align].iter().flat_map(|word| word.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_library_of_small_pages_is_refused() {
        check(&library(EM_AARCH64.0, 16 * 1024), EM_AARCH64.0).unwrap();
        let fault = check(&library(EM_AARCH64.0, 4 * 1024), EM_AARCH64.0).unwrap_err();
        assert_eq!(fault.to_string(), "a segment is aligned to 4096 bytes, not to 16384");
    }

    #[test]
    fn a_library_in_another_processors_folder_is_refused() {
        let files = [("jni/x86_64/libmogiri_ffi.so".to_owned(), library(EM_AARCH64.0, PAGE))];
        assert!(check_all(&files).is_err());
        let files = [("jni/arm64-v8a/libmogiri_ffi.so".to_owned(), library(EM_AARCH64.0, PAGE))];
        assert_eq!(check_all(&files).unwrap(), 1);
    }

    #[test]
    fn what_is_no_library_is_said() {
        assert!(check(b"not a library at all", EM_AARCH64.0).is_err());
        assert_eq!(check_all(&[("res/values/words.xml".to_owned(), Vec::new())]).unwrap(), 0);
    }
}
