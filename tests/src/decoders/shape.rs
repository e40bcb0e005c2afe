//! Layouts as data: what fuzzing draws almost valid messages from.

use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use mogiri::crypto::{Domain, SecretKey};
use mogiri::wire::Writer;

/// One item of CBOR with its bounds, as protocol §4.1 writes it.
#[derive(Debug)]
pub(super) enum Shape {
    /// Exactly this number.
    Number(u64),
    /// A number between bounds.
    Uint(u64, u64),
    /// A number whose absolute value has a bound.
    Int(i64),
    /// So many bytes.
    Bytes(usize, usize),
    /// Exactly these bytes.
    Exactly(&'static [u8]),
    /// Text of so many bytes.
    Text(usize, usize),
    /// A valid public key.
    Key,
    /// The public key of a seed.
    PublicOf(u8),
    /// `null`
    Null,
    /// An item that may be absent.
    Nullable(&'static Shape),
    /// One of several.
    One(&'static [Shape]),
    /// These items.
    Array(&'static [Shape]),
    /// So many like this.
    List(usize, usize, &'static Shape),
    /// So many like this, in the order of their bytes.
    Sorted(usize, &'static Shape),
    /// An item inside a byte string.
    Bstr(&'static Shape),
    /// `payload, signature`: two items of the array around them, signed by the key of a seed.
    Signed(u8, Domain, &'static Shape),
    /// `[payload, kid4, signature]`, signed by the key of a seed.
    Env(u8, Domain, &'static Shape),
}

/// The key of a seed, of which there are few: made once, because making one costs more than most of what is fuzzed.
pub(super) fn key(seed: u8) -> &'static SecretKey {
    static KEYS: [OnceLock<SecretKey>; 16] = [const { OnceLock::new() }; 16];
    KEYS[usize::from(seed)].get_or_init(|| SecretKey::from_seed(&[seed; 32]))
}

impl Shape {
    /// Encodes values drawn from `u`. One item in 32 breaks its bound.
    pub(super) fn draw(&self, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
        let mut w = Writer::new();
        self.write(&mut w, u)?;
        Ok(w.into_bytes())
    }

    fn write(&self, w: &mut Writer, u: &mut Unstructured<'_>) -> Result<()> {
        // Asked this way round because `ratio` says yes when nothing is left to draw from.
        if !u.ratio(31, 32)? {
            return self.write_out_of_bounds(w, u);
        }
        match self {
            Self::Number(number) => w.uint(*number),
            Self::Uint(min, max) => w.uint(uint(u, *min, *max)?),
            Self::Int(max) => w.int(u.int_in_range(-max..=*max)?),
            Self::Bytes(min, max) => w.bytes(&bytes(u, *min, *max)?),
            Self::Exactly(bytes) => w.bytes(bytes),
            Self::Text(min, max) => w.text(&text(u, *min, *max)?),
            Self::Key => w.bytes(&public_key(u)?),
            Self::PublicOf(seed) => w.bytes(key(*seed).public().as_bytes()),
            Self::Nullable(inner) if u.arbitrary()? => w.raw(&inner.draw(u)?),
            Self::Null | Self::Nullable(_) => w.null(),
            Self::One(shapes) => w.raw(&u.choose(shapes)?.draw(u)?),
            Self::Array(shapes) => {
                w.array(shapes.iter().map(Self::width).sum());
                shapes.iter().try_for_each(|shape| shape.write(w, u))?;
                w
            }
            Self::List(min, max, inner) => write_list(w, &inner.items(u, *min, *max)?),
            Self::Sorted(max, inner) => {
                let mut items = inner.items(u, 0, *max)?;
                items.sort_unstable();
                write_list(w, &items)
            }
            Self::Bstr(inner) => w.bytes(&inner.draw(u)?),
            Self::Signed(seed, domain, inner) => {
                let payload = inner.draw(u)?;
                w.bytes(&payload).bytes(&key(*seed).sign(*domain, &payload))
            }
            Self::Env(seed, domain, inner) => {
                let (payload, key) = (inner.draw(u)?, key(*seed));
                w.array(3).bytes(&payload).bytes(&key.public().kid4()).bytes(&key.sign(*domain, &payload))
            }
        };
        Ok(())
    }

    fn items(&self, u: &mut Unstructured<'_>, min: usize, max: usize) -> Result<Vec<Vec<u8>>> {
        (0..u.int_in_range(min..=max)?).map(|_| self.draw(u)).collect()
    }

    /// Just outside, or of another type.
    fn write_out_of_bounds(&self, w: &mut Writer, u: &mut Unstructured<'_>) -> Result<()> {
        match (self, u.arbitrary()?) {
            (Self::Signed(..), _) => w.null().null(),
            (Self::Uint(_, max), true) => w.uint(max.saturating_add(1)),
            (Self::Int(max), true) => w.int(max.saturating_add(1)),
            (Self::Bytes(_, max), true) => w.bytes(&vec![0; max + 1]),
            (Self::Text(_, max), true) => w.text(&"x".repeat(max + 1)),
            (Self::Key | Self::PublicOf(_), true) => w.bytes(&[0; 32]),
            (Self::List(_, max, _) | Self::Sorted(max, _), true) => w.list(&vec![(); max + 1], |w, ()| {
                w.null();
            }),
            (_, true) => w.null(),
            (_, false) => w.uint(u.arbitrary::<u64>()?),
        };
        Ok(())
    }

    fn width(&self) -> usize {
        if matches!(self, Self::Signed(..)) { 2 } else { 1 }
    }
}

fn write_list<'w>(w: &'w mut Writer, items: &[Vec<u8>]) -> &'w mut Writer {
    w.list(items, |w, item| {
        w.raw(item);
    })
}

/// The bounds themselves as often as what lies between.
fn uint(u: &mut Unstructured<'_>, min: u64, max: u64) -> Result<u64> {
    Ok(match u.int_in_range(0..=3_u8)? {
        0 => min,
        1 => max,
        2 => u.int_in_range(min..=max.min(min.saturating_add(255)))?,
        _ => u.int_in_range(min..=max)?,
    })
}

fn bytes(u: &mut Unstructured<'_>, min: usize, max: usize) -> Result<Vec<u8>> {
    let len = u.int_in_range(min..=max)?;
    let mut bytes = vec![0; len];
    u.fill_buffer(&mut bytes)?;
    Ok(bytes)
}

/// Letters of one to four bytes, and one that is not in normal form C.
fn text(u: &mut Unstructured<'_>, min: usize, max: usize) -> Result<String> {
    const LETTERS: [&str; 6] = ["A", "7", "é", "席", "𠮷", "か\u{3099}"];
    let len = u.int_in_range(min..=max)?;
    let mut text = String::new();
    while text.len() < len {
        let letter = u.choose(&LETTERS)?;
        text.push_str(if text.len() + letter.len() <= len { letter } else { "-" });
    }
    Ok(text)
}

/// The base point of P-256, compressed (SEC 2 §2.4.2).
const P256_KEY: &str = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

fn public_key(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    match u.int_in_range(0..=7_u8)? {
        0 => Ok(data_encoding::HEXLOWER.decode(P256_KEY.as_bytes()).expect("a constant is hex")),
        seed => Ok(key(seed).public().as_bytes().to_vec()),
    }
}
