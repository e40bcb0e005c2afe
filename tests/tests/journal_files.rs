//! A journal file damaged on its way brings nothing that was not in the other gate's journal.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use mogiri::crypto::sha256;
use mogiri::gate::journal::{Completeness, JournalReader};
use mogiri::gate::{Ending, Gate, Report};
use mogiri::testing::fixtures::{Organizer, host};
use mogiri::ticket::RevocationReason;
use mogiri::wire::Writer;
use mogiri_tests::damage::{Damage, every};
use mogiri_tests::decoders::{heads, widened};
use mogiri_tests::device::Device;
use mogiri_tests::samples::{Holder, key};

/// What gate A exports after an evening of three admissions, one of them taken back, and a refusal.
fn evening(organizer: &Organizer) -> Vec<u8> {
    let mut gate = Device::at_gate(organizer, "A", 1);
    gate.gate().update(&organizer.revocation(1, &[(9, RevocationReason::Refund)], &[])).unwrap();
    for number in 1..=3 {
        gate.admit(&holder(organizer, number).code(0).to_text());
    }
    gate.gate().void(&holder(organizer, 3).credential.payload().ticket.to_string(), "MISTAKE").unwrap();
    gate.clock.advance(20);
    gate.admit(&holder(organizer, 1).code(20).to_text());
    gate.gate().export().unwrap()
}

fn holder(organizer: &Organizer, number: u8) -> Holder {
    Holder::of(organizer, &organizer.payload(number, key(number).public()), number)
}

#[test]
fn no_damage_to_a_journal_file_is_read_as_a_whole_file() {
    let organizer = Organizer::new();
    let file = evening(&organizer);
    assert_eq!(ending(&file), Some(Completeness::Whole));
    for damage in every(&file) {
        assert_ne!(ending(&damage.apply(&file)), Some(Completeness::Whole), "{damage}");
    }
}

/// The digest at the end is right here: only the longer head of an item is wrong (protocol §2).
#[test]
fn an_item_of_a_journal_file_has_one_encoding() {
    let file = evening(&Organizer::new());
    let ends = item_ends(&file);
    let (header, last) = (ends[0], ends[ends.len() - 2]);
    let (items, count) = (&file[..last], ends.len() - 1);
    assert_eq!(ending(&with_end(items, count)), Some(Completeness::Whole));
    let inside: Vec<usize> = heads(items).into_iter().filter(|at| *at >= header).collect();
    assert!(inside.len() > 10, "{inside:?}");
    for longer in inside.into_iter().filter_map(|at| widened(items, at)) {
        assert_eq!(ending(&with_end(&longer, count)), Some(Completeness::Cut));
    }
}

/// Where each item of a sequence ends.
fn item_ends(file: &[u8]) -> Vec<usize> {
    let mut decoder = minicbor::Decoder::new(file);
    let mut ends = Vec::new();
    while decoder.skip().is_ok() {
        ends.push(decoder.position());
    }
    ends
}

fn with_end(items: &[u8], count: usize) -> Vec<u8> {
    let mut end = Writer::new();
    end.array(2).uint(count as u64).bytes(&sha256(items));
    [items, &end.into_bytes()].concat()
}

fn ending(file: &[u8]) -> Option<Completeness> {
    let (mut reader, _) = JournalReader::new(file).ok()?;
    loop {
        if let Err(ending) = reader.next_item() {
            return Some(ending);
        }
    }
}

/// Gate B as it is before anything came, to be copied for every attempt.
struct Receiver {
    device: Device,
    files: Vec<(String, Vec<u8>)>,
}

impl Receiver {
    fn new(organizer: &Organizer) -> Self {
        let mut device = Device::at_gate(organizer, "B", 2);
        device.close();
        let entries = fs::read_dir(device.path()).unwrap().map(|entry| entry.unwrap());
        let files = entries
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .collect();
        Self { device, files }
    }

    fn fresh(&self) -> Gate {
        let folder = self.device.path();
        write_all(&folder, &self.files);
        Gate::open(&folder, host(&self.device.clock, &self.device.vault, 70)).unwrap()
    }
}

fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) {
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir_all(folder).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

fn shared(report: Report) -> Report {
    Report { refused_here: HashMap::new(), ..report }
}

#[test]
fn a_damaged_journal_file_is_named_cut_and_the_whole_one_heals_it() {
    let organizer = Organizer::new();
    let file = evening(&organizer);
    let receiver = Receiver::new(&organizer);
    let mut gate = receiver.fresh();
    assert_eq!(gate.merge(&file).unwrap().ending, Ending::Whole);
    let whole = shared(gate.report().unwrap());
    assert_eq!((whole.admitted, whole.refused), (2, 1));
    drop(gate);
    let (mut named, mut cut) = (0, 0);
    for damage in every(&file).into_iter().step_by(5) {
        let mut gate = receiver.fresh();
        match gate.merge(&damage.apply(&file)) {
            Err(_) => named += 1,
            Ok(merged) => {
                cut += 1;
                assert_eq!(merged.ending, Ending::Cut, "{damage}");
                let now = shared(gate.report().unwrap());
                // Entries count under a head that covers them, so it is all of a log or nothing of it.
                assert!(now == whole || now == Report::default(), "{damage}: {now:?}");
            }
        }
        assert_eq!(gate.merge(&file).unwrap().ending, Ending::Whole, "{damage}");
        assert_eq!(shared(gate.report().unwrap()), whole, "{damage}");
    }
    assert!(named > 0 && cut > 0, "{named} refused, {cut} cut");
}

#[test]
fn a_file_cut_between_two_items_says_so() {
    let organizer = Organizer::new();
    let file = evening(&organizer);
    let (mut reader, _) = JournalReader::new(&file).unwrap();
    let items = std::iter::from_fn(|| reader.next_item().ok()).count();
    assert!(items >= 2, "entries and a head");
    // The last item is [count, SHA-256]: 1 + 1 + 2 + 32 bytes.
    let without_end = Damage::Cut(file.len() - 36).apply(&file);
    assert_eq!(ending(&without_end), Some(Completeness::Cut));
}
