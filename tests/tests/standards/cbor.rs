//! RFC 8949, appendix A and §4.2.1: the items that the protocol has are written as there, everything else is refused.

use mogiri::wire::{Reader, Wire, WireError, Writer};
use serde_json::Value;

use super::{hex, rows, standard};

/// Whatever the protocol's messages are made of.
#[derive(Debug, Clone, PartialEq)]
enum Item {
    Uint(u64),
    Negative(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Item>),
    Null,
}

const CAP: usize = 1024;

impl Wire for Item {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Uint(value) => w.uint(*value),
            Self::Negative(value) => w.int(*value),
            Self::Bytes(value) => w.bytes(value),
            Self::Text(value) => w.text(value),
            Self::Array(items) => w.list(items, |w, item| item.encode(w)),
            Self::Null => w.null(),
        };
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let whole = r.item("item")?;
        let mut inner = Reader::new(whole);
        let item = match whole[0] >> 5 {
            0 => Self::Uint(inner.uint(u64::MAX, "item")?),
            1 => Self::Negative(inner.int(i64::MAX, "item")?),
            2 => Self::Bytes(inner.bytes(CAP, "item")?.to_vec()),
            3 => Self::Text(inner.text(0, CAP, "item")?.to_owned()),
            4 => Self::Array(inner.list(0, 100, "item", Self::decode)?),
            _ => inner.nullable("item", |r| r.uint(0, "item")).map(|_| Self::Null)?,
        };
        inner.end().map(|()| item)
    }
}

fn read(bytes: &[u8]) -> Result<Item, WireError> {
    Item::from_bytes(bytes, CAP)
}

/// The value by minicbor alone, so that reading and writing are not only each other's proof.
fn by_minicbor(d: &mut minicbor::Decoder<'_>) -> Item {
    use minicbor::data::Type;
    match d.datatype().unwrap() {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => Item::Uint(d.u64().unwrap()),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => Item::Negative(d.i64().unwrap()),
        Type::Bytes => Item::Bytes(d.bytes().unwrap().to_vec()),
        Type::String => Item::Text(d.str().unwrap().to_owned()),
        Type::Array => Item::Array((0..d.array().unwrap().unwrap()).map(|_| by_minicbor(d)).collect()),
        Type::Null => d.null().map(|()| Item::Null).unwrap(),
        other => panic!("{other} is no item of the protocol"),
    }
}

fn appendix(ours: bool) -> Vec<Value> {
    rows(&standard!("rfc8949.json"), "vectors").into_iter().filter(|row| row["ours"] == ours).collect()
}

#[test]
fn the_items_of_appendix_a_that_the_protocol_has_are_written_as_there() {
    let ours = appendix(true);
    for row in &ours {
        let bytes = hex(row, "hex");
        let item = by_minicbor(&mut minicbor::Decoder::new(&bytes));
        assert_eq!(item.to_bytes(), bytes, "{}", row["diagnostic"]);
        assert_eq!(read(&bytes), Ok(item), "{}", row["diagnostic"]);
    }
    assert_eq!(ours.len(), 29);
}

#[test]
fn the_rest_of_appendix_a_is_refused_by_form() {
    let other = appendix(false);
    for row in &other {
        let bytes = hex(row, "hex");
        let error = read(&bytes).unwrap_err();
        let indefinite_array = bytes.contains(&0x9f) && bytes[0] & 0xe0 == 0x80;
        let expected =
            if indefinite_array { WireError::NotDeterministic } else { WireError::Shape { field: "item" } };
        assert_eq!(error, expected, "{}", row["diagnostic"]);
    }
    assert_eq!(other.len(), 52);
}

/// Maps, tags, floats, booleans, simple values, `undefined`, bignums and strings in pieces.
#[test]
fn no_reader_of_a_field_takes_what_the_protocol_does_not_have() {
    for row in appendix(false) {
        let bytes = hex(&row, "hex");
        let fresh = || Reader::new(&bytes);
        let readers = [
            fresh().uint(u64::MAX, "item").is_err(),
            fresh().int(i64::MAX, "item").is_err(),
            fresh().bytes(CAP, "item").is_err(),
            fresh().text(0, CAP, "item").is_err(),
            fresh().nullable("item", |r| r.uint(u64::MAX, "item")).is_err(),
            fresh().list(0, 100, "item", Item::decode).is_err(),
        ];
        assert_eq!(readers, [true; 6], "{}", row["diagnostic"]);
    }
}

/// The same value in a longer form: each head of two or more bytes, at every width above the shortest.
#[test]
fn a_head_that_could_be_shorter_is_not_deterministic() {
    let mut tried = 0;
    for row in appendix(true) {
        let bytes = hex(&row, "hex");
        let major = bytes[0] & 0xe0;
        let (value, rest) = match bytes[0] & 0x1f {
            short @ 0..=23 => (u64::from(short), &bytes[1..]),
            24 => (u64::from(bytes[1]), &bytes[2..]),
            25 => (u64::from(u16::from_be_bytes([bytes[1], bytes[2]])), &bytes[3..]),
            26 => (u64::from(u32::from_be_bytes(bytes[1..5].try_into().unwrap())), &bytes[5..]),
            _ => continue,
        };
        let wide = value.to_be_bytes();
        for (form, width) in [(24, 1), (25, 2), (26, 4), (27, 8)] {
            let head = [&[major | form], &wide[8 - width..]].concat();
            let longer = [&head, rest].concat();
            if head.len() <= bytes.len() - rest.len() || row["diagnostic"] == "null" {
                continue;
            }
            tried += 1;
            let error = read(&longer).unwrap_err();
            assert_eq!(error, WireError::NotDeterministic, "{} as {longer:02x?}", row["diagnostic"]);
        }
    }
    assert!(tried > 90, "{tried}");
}

#[test]
fn text_that_is_no_utf_8_is_refused() {
    for bytes in [[0x61, 0xff].as_slice(), &[0x62, 0xc0, 0x80], &[0x63, 0xed, 0xa0, 0x80]] {
        assert_eq!(read(bytes), Err(WireError::Shape { field: "item" }));
    }
}
