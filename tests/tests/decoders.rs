//! What fuzzing starts from: the decoders accept their seeds, the seeds are those of the samples, the layouts are those
//! of the decoders, and every decoder has its two targets. `UPDATE_SEEDS=1` writes the seeds again.

use std::fs;
use std::path::PathBuf;

use arbitrary::Unstructured;
use mogiri::testing::fixtures::CountingRng;
use mogiri_tests::decoders::{ALL, Decoder, heads, raw, seeds, structured, widened};
use rand_core::Rng;

fn fuzz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn entropy(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    CountingRng(seed << 32).fill_bytes(&mut bytes);
    bytes
}

/// The files of a decoder's folder, by name.
fn files(decoder: &Decoder) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fuzz().join("seeds").join(decoder.name);
    (0..).zip(seeds(decoder.name)).map(|(number, seed)| (folder.join(format!("{number}")), seed)).collect()
}

/// What structured targets draw from.
fn entropy_files() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fuzz().join("seeds/entropy");
    (0..4).map(|number| (folder.join(format!("{number}")), entropy(number, 512))).collect()
}

#[test]
fn every_decoder_accepts_its_seeds() {
    for decoder in ALL.iter().filter(|decoder| decoder.name != "touches") {
        for seed in seeds(decoder.name) {
            assert_eq!((decoder.again)(&seed), Some(seed), "{}", decoder.name);
        }
    }
}

#[test]
fn the_committed_seeds_are_those_of_the_samples() {
    let all: Vec<_> = ALL.iter().flat_map(files).chain(entropy_files()).collect();
    if std::env::var_os("UPDATE_SEEDS").is_some() {
        fs::remove_dir_all(fuzz().join("seeds")).ok();
        for (path, seed) in &all {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, seed).unwrap();
        }
    }
    for (path, seed) in &all {
        let stale = format!("{} is stale: UPDATE_SEEDS=1 cargo test -p mogiri-tests", path.display());
        assert!(fs::read(path).is_ok_and(|bytes| bytes == *seed), "{stale}");
    }
    let folders = fs::read_dir(fuzz().join("seeds")).unwrap().map(|folder| folder.unwrap().path());
    let committed: usize = folders.map(|folder| fs::read_dir(folder).unwrap().count()).sum();
    assert_eq!(committed, all.len(), "a seed is left over");
}

#[test]
fn every_decoder_has_a_raw_and_a_structured_target() {
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let listed = manifest.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let mut listed: Vec<&str> = listed.filter(|name| *name != "mogiri-fuzz").collect();
    let mut wanted: Vec<String> =
        ALL.iter().flat_map(|d| [format!("{}_raw", d.name), format!("{}_structured", d.name)]).collect();
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted);
    for name in wanted {
        let source = fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        let (decoder, kind) = name.rsplit_once('_').unwrap();
        assert_eq!(source, format!("#![no_main]\nmogiri_fuzz::{kind}!(\"{decoder}\");\n"));
    }
}

/// RFC 8949 §4.2.1: each head of each seed, one size longer than it need be.
#[test]
fn no_decoder_accepts_a_head_that_could_be_shorter() {
    let mut tried = 0;
    let is_cbor = |decoder: &&Decoder| {
        !matches!(decoder.name, "text" | "link" | "touches" | "touches_json" | "journal")
    };
    for decoder in ALL.iter().filter(is_cbor) {
        for seed in seeds(decoder.name) {
            for longer in heads(&seed).into_iter().filter_map(|at| widened(&seed, at)) {
                tried += 1;
                assert_eq!((decoder.again)(&longer), None, "{}: {longer:02x?}", decoder.name);
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

/// A layout that its decoder never accepts would fuzz nothing but the first check.
#[test]
fn what_is_drawn_from_a_layout_is_mostly_accepted() {
    for decoder in ALL {
        let drawn = (0..200).map(|seed| {
            let bytes = entropy(seed, 2048);
            decoder.draw(&mut Unstructured::new(&bytes)).unwrap()
        });
        let accepted = drawn.filter(|message| (decoder.again)(message).is_some()).count();
        // Random points are no stamp that could be told apart, and touches are nothing to write again.
        let least = if matches!(decoder.name, "templates" | "touches") { 0 } else { 20 };
        println!("{}: {accepted} of 200", decoder.name);
        assert!(accepted >= least, "{}: {accepted} of 200", decoder.name);
    }
}

#[test]
fn no_decoder_panics_or_has_two_encodings() {
    for decoder in ALL {
        for seed in 0..100 {
            structured(decoder, &entropy(seed, 1500));
            raw(decoder, &entropy(seed, 40));
        }
    }
}
