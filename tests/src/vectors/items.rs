//! One item of a message made another: a string longer or shorter by one byte, an array by one item, another type. What
//! a reader in another language must notice, whatever the field.

use mogiri::wire::Writer;

/// Where an item stands, and what it is.
struct Item {
    at: usize,
    end: usize,
    major: u8,
    argument: u64,
    /// Bytes of its head.
    head: usize,
    /// `3`, `3.0`: its place in the array around it.
    path: String,
}

/// Every such variant of an array, with the place of the item and what was done.
pub(super) fn variants(message: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut items = Vec::new();
    read(message, 0, "", &mut items);
    items.iter().flat_map(|item| item.variants(message)).collect()
}

/// Reads one item and gives its end.
fn read(message: &[u8], at: usize, path: &str, items: &mut Vec<Item>) -> usize {
    let (argument, head) = argument(message, at);
    let major = message[at] >> 5;
    let slot = items.len();
    items.push(Item { at, end: at, major, argument, head, path: path.to_owned() });
    let mut end = at + head;
    match major {
        2 | 3 => end += usize::try_from(argument).expect("a sample is short"),
        4 => {
            for number in 0..argument {
                let dot = if path.is_empty() { "" } else { "." };
                end = read(message, end, &format!("{path}{dot}{number}"), items);
            }
        }
        _ => {}
    }
    items[slot].end = end;
    end
}

fn argument(message: &[u8], at: usize) -> (u64, usize) {
    let short = message[at] & 0x1f;
    if short < 24 || message[at] >> 5 == 7 {
        return (short.into(), 1);
    }
    let width = 1 << (short - 24);
    let bytes = &message[at + 1..=at + width];
    (bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), 1 + width)
}

impl Item {
    fn variants(&self, message: &[u8]) -> Vec<(String, Vec<u8>)> {
        let content = &message[self.at + self.head..self.end];
        let made = match self.major {
            0 | 1 => numbers(self.argument),
            2 | 3 => {
                let byte = if self.major == 2 { 0 } else { b'x' };
                let mut made = vec![("a byte longer", [&self.grown(1)[..], content, &[byte]].concat())];
                if let Some((_, shorter)) = content.split_last() {
                    made.push(("a byte shorter", [&self.grown(-1)[..], shorter].concat()));
                }
                made.push(("another type", [&head(5 - self.major, self.argument)[..], content].concat()));
                made
            }
            4 => {
                let mut made = vec![("an item longer", [&self.grown(1)[..], content, &[0xf6]].concat())];
                if self.argument > 0 {
                    made.push(("without its last item", self.without_last(message)));
                }
                made
            }
            _ => vec![("another type", head(0, 0))],
        };
        let name = |what: &str| {
            if self.path.is_empty() {
                format!("the array {what}")
            } else {
                format!("item {} {what}", self.path)
            }
        };
        let put = |new: Vec<u8>| [&message[..self.at], &new[..], &message[self.end..]].concat();
        made.into_iter().map(|(what, new)| (name(what), put(new))).collect()
    }

    fn grown(&self, by: i64) -> Vec<u8> {
        head(self.major, self.argument.saturating_add_signed(by))
    }

    fn without_last(&self, message: &[u8]) -> Vec<u8> {
        let (mut end, mut last) = (self.at + self.head, self.at + self.head);
        for _ in 0..self.argument {
            last = end;
            end = read(message, end, "", &mut Vec::new());
        }
        [&self.grown(-1)[..], &message[self.at + self.head..last]].concat()
    }
}

/// The edges of the protocol's integers, and a byte string in place of one.
fn numbers(now: u64) -> Vec<(&'static str, Vec<u8>)> {
    let edges = [
        ("is 0", 0),
        ("is 255", 0xff),
        ("is 256", 0x100),
        ("is 65,535", 0xffff),
        ("is 65,536", 0x1_0000),
        ("is 2^32 - 1", 0xffff_ffff),
        ("is 2^32", 0x1_0000_0000),
        ("is 2^36 - 1", 0xf_ffff_ffff),
        ("is 2^36", 0x10_0000_0000),
    ];
    let others = edges.into_iter().filter(|(_, edge)| *edge != now);
    others.map(|(name, edge)| (name, head(0, edge))).chain([("another type", head(2, 0))]).collect()
}

/// A head of the shortest form.
fn head(major: u8, argument: u64) -> Vec<u8> {
    let mut w = Writer::new();
    w.uint(argument);
    let mut bytes = w.into_bytes();
    bytes[0] |= major << 5;
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_of_an_array_gets_its_variants() {
        let mut w = Writer::new();
        w.array(3).uint(1_u8).bytes(b"ab").array(1).null();
        let message = w.into_bytes();
        let made = variants(&message);
        let names: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "the array an item longer",
                "the array without its last item",
                "item 0 is 0",
                "item 0 is 255",
                "item 0 is 256",
                "item 0 is 65,535",
                "item 0 is 65,536",
                "item 0 is 2^32 - 1",
                "item 0 is 2^32",
                "item 0 is 2^36 - 1",
                "item 0 is 2^36",
                "item 0 another type",
                "item 1 a byte longer",
                "item 1 a byte shorter",
                "item 1 another type",
                "item 2 an item longer",
                "item 2 without its last item",
                "item 2.0 another type",
            ]
        );
        assert_eq!(made[12].1, b"\x83\x01\x43ab\x00\x81\xf6");
        assert_eq!(made[1].1, b"\x82\x01\x42ab");
    }
}
