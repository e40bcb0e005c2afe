//! Several architectures in one file, as Apple's linker reads it (`mach-o/fat.h`).

use anyhow::{Context, Result};
use object::macho::FAT_MAGIC;

/// Offsets are multiples of two to this power: what `lipo` gives static libraries.
const ALIGNMENT: u32 = 3;
const HEADER: usize = 8;
const ENTRY: usize = 20;

/// One architecture's library.
pub(super) struct Part {
    pub(super) cpu_type: u32,
    pub(super) cpu_subtype: u32,
    pub(super) library: Vec<u8>,
}

/// One file of all parts.
pub(super) fn join(parts: &[Part]) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    file.extend(FAT_MAGIC.to_be_bytes());
    file.extend(u32::try_from(parts.len())?.to_be_bytes());
    let mut offset = aligned(HEADER + ENTRY * parts.len());
    for part in parts {
        let at = u32::try_from(offset).context("too large for a fat file of 32 bits")?;
        let size = u32::try_from(part.library.len()).context("too large for a fat file of 32 bits")?;
        for word in [part.cpu_type, part.cpu_subtype, at, size, ALIGNMENT] {
            file.extend(word.to_be_bytes());
        }
        offset = aligned(offset + part.library.len());
    }
    for part in parts {
        file.resize(aligned(file.len()), 0);
        file.extend(&part.library);
    }
    Ok(file)
}

fn aligned(offset: usize) -> usize {
    offset.next_multiple_of(1 << ALIGNMENT)
}

#[cfg(test)]
mod tests {
    use object::macho::{CPU_TYPE_ARM64, CPU_TYPE_X86_64};
    use object::read::macho::{FatArch, MachOFatFile32};

    use super::*;

    #[test]
    fn both_parts_are_read_back_as_they_were() {
        let arm = Part { cpu_type: CPU_TYPE_ARM64.0, cpu_subtype: 0, library: b"!<arch>\narm".to_vec() };
        let intel = Part { cpu_type: CPU_TYPE_X86_64.0, cpu_subtype: 3, library: b"!<arch>\nintel".to_vec() };
        let file = join(&[arm, intel]).unwrap();
        let read = MachOFatFile32::parse(file.as_slice()).unwrap();
        let parts: Vec<_> =
            read.arches().iter().map(|arch| (arch.cputype(), arch.data(file.as_slice()).unwrap())).collect();
        assert_eq!(
            parts,
            [(CPU_TYPE_ARM64, b"!<arch>\narm".as_slice()), (CPU_TYPE_X86_64, b"!<arch>\nintel")]
        );
    }
}
