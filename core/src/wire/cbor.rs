//! Deterministic CBOR (RFC 8949 §4.2.1), positional arrays of fixed length (protocol §2).
//!
//! A value is read with bounds, written again and compared: what decodes is exactly what this library would write.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

/// Why bytes are not a message of this protocol. `field` names the place, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// More bytes than the message may have.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
    /// The bytes end inside `field`.
    #[error("cut off at {field}")]
    Truncated {
        /// Where.
        field: &'static str,
    },
    /// `field` has another CBOR type or array length.
    #[error("{field} has another form")]
    Shape {
        /// Where.
        field: &'static str,
    },
    /// `field` is outside its bounds.
    #[error("{field} is out of bounds")]
    Bounds {
        /// Where.
        field: &'static str,
    },
    /// Bytes follow the message.
    #[error("bytes follow the message")]
    Trailing,
    /// The same value has another, shorter or ordered, encoding.
    #[error("not deterministically encoded")]
    NotDeterministic,
    /// A message type, flag or kind that this version does not know: update the app.
    #[error("{field} is of a newer version")]
    Unknown {
        /// Where.
        field: &'static str,
    },
    /// A known message in the wrong place.
    #[error("another kind of message")]
    WrongType,
}

/// A value with one encoding.
pub trait Wire: Sized {
    /// Appends the one encoding of this value.
    fn encode(&self, w: &mut Writer);

    /// Reads a value and checks every bound.
    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError>;

    /// The one encoding.
    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.encode(&mut writer);
        writer.into_bytes()
    }

    /// Reads exactly one value of at most `limit` bytes, and compares with its encoding.
    fn from_bytes(bytes: &[u8], limit: usize) -> Result<Self, WireError> {
        if bytes.len() > limit {
            return Err(WireError::TooLarge { limit });
        }
        let mut reader = Reader::new(bytes);
        let value = Self::decode(&mut reader)?;
        reader.end()?;
        if value.to_bytes() == bytes { Ok(value) } else { Err(WireError::NotDeterministic) }
    }

    /// As [`Wire::from_bytes`] for what is secret: what is written again, to be compared, is wiped.
    fn from_secret_bytes(bytes: &[u8], limit: usize) -> Result<Self, WireError> {
        if bytes.len() > limit {
            return Err(WireError::TooLarge { limit });
        }
        let mut reader = Reader::new(bytes);
        let value = Self::decode(&mut reader)?;
        reader.end()?;
        if is_encoding_of(bytes, &value) { Ok(value) } else { Err(WireError::NotDeterministic) }
    }
}

/// Whether a secret value that was read from these bytes is written so. Nothing is left of the copy.
pub(crate) fn is_encoding_of(bytes: &[u8], value: &impl Wire) -> bool {
    // No encoding that was read is shorter than ours, so the vector never grows and leaves no part behind.
    let mut writer = Writer(Encoder::new(Vec::with_capacity(bytes.len())));
    value.encode(&mut writer);
    Zeroizing::new(writer.into_bytes()).as_slice() == bytes
}

/// Writes deterministic CBOR into memory.
#[derive(Debug)]
pub struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    /// Begins an array of `len` items.
    pub fn array(&mut self, len: usize) -> &mut Self {
        self.put(|e| e.array(len as u64).map(drop))
    }

    /// An unsigned integer, shortest form.
    pub fn uint(&mut self, value: impl Into<u64>) -> &mut Self {
        let value = value.into();
        self.put(|e| e.u64(value).map(drop))
    }

    /// A signed integer, shortest form.
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.put(|e| e.i64(value).map(drop))
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.put(|e| e.bytes(value).map(drop))
    }

    /// A text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.put(|e| e.str(value).map(drop))
    }

    /// `null`: an absent field.
    pub fn null(&mut self) -> &mut Self {
        self.put(|e| e.null().map(drop))
    }

    /// One whole item that was encoded before.
    pub fn raw(&mut self, item: &[u8]) -> &mut Self {
        self.0.writer_mut().extend_from_slice(item);
        self
    }

    /// A nested value.
    pub fn value<T: Wire>(&mut self, value: &T) -> &mut Self {
        value.encode(self);
        self
    }

    /// `null`, or what `write` appends.
    pub fn nullable<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) -> &mut Self {
        match value {
            None => {
                self.null();
            }
            Some(value) => write(self, value),
        }
        self
    }

    /// An array whose items `write` appends.
    pub fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) -> &mut Self {
        self.array(items.len());
        for item in items {
            write(self, item);
        }
        self
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }

    fn put(
        &mut self,
        write: impl FnOnce(
            &mut Encoder<Vec<u8>>,
        ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>>,
    ) -> &mut Self {
        // A Vec takes every write, so there is nothing to report.
        let _infallible = write(&mut self.0);
        self
    }
}

/// Reads CBOR with bounds checked before anything is allocated.
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Starts at the first byte.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// Position of the next byte.
    pub fn position(&self) -> usize {
        self.0.position()
    }

    /// Fails when bytes are left.
    pub fn end(&self) -> Result<(), WireError> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(WireError::Trailing) }
    }

    /// An array of exactly `len` items.
    pub fn array(&mut self, len: u64, field: &'static str) -> Result<(), WireError> {
        if self.array_len(field)? == len { Ok(()) } else { Err(WireError::Shape { field }) }
    }

    /// An array of `min..=max` items; gives their number.
    pub fn array_between(&mut self, min: u64, max: u64, field: &'static str) -> Result<u64, WireError> {
        let len = self.array_len(field)?;
        if (min..=max).contains(&len) { Ok(len) } else { Err(WireError::Bounds { field }) }
    }

    /// An array of `min..=max` items, each read by `read`.
    pub fn list<T>(
        &mut self,
        min: u64,
        max: u64,
        field: &'static str,
        mut read: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<Vec<T>, WireError> {
        let len = self.array_between(min, max, field)?;
        (0..len).map(|_| read(self)).collect()
    }

    /// An unsigned integer of at most `max`.
    pub fn uint(&mut self, max: u64, field: &'static str) -> Result<u64, WireError> {
        let value = self.0.u64().map_err(|e| error(&e, field))?;
        if value <= max { Ok(value) } else { Err(WireError::Bounds { field }) }
    }

    /// An unsigned integer that fits 8 bits.
    pub fn uint8(&mut self, field: &'static str) -> Result<u8, WireError> {
        self.uint(u64::from(u8::MAX), field)?.try_into().map_err(|_| WireError::Bounds { field })
    }

    /// An unsigned integer that fits 16 bits.
    pub fn uint16(&mut self, field: &'static str) -> Result<u16, WireError> {
        self.uint(u64::from(u16::MAX), field)?.try_into().map_err(|_| WireError::Bounds { field })
    }

    /// An unsigned integer that fits 32 bits.
    pub fn uint32(&mut self, field: &'static str) -> Result<u32, WireError> {
        self.uint(u64::from(u32::MAX), field)?.try_into().map_err(|_| WireError::Bounds { field })
    }

    /// A signed integer whose absolute value is at most `max`.
    pub fn int(&mut self, max: i64, field: &'static str) -> Result<i64, WireError> {
        let value = self.0.i64().map_err(|e| error(&e, field))?;
        if value.unsigned_abs() <= max.unsigned_abs() { Ok(value) } else { Err(WireError::Bounds { field }) }
    }

    /// A byte string of exactly `N` bytes.
    pub fn bytes_exact<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], WireError> {
        self.raw_bytes(field)?.try_into().map_err(|_| WireError::Bounds { field })
    }

    /// A byte string of at most `max` bytes.
    pub fn bytes(&mut self, max: usize, field: &'static str) -> Result<&'b [u8], WireError> {
        let bytes = self.raw_bytes(field)?;
        if bytes.len() <= max { Ok(bytes) } else { Err(WireError::Bounds { field }) }
    }

    /// A text string of `min..=max` bytes.
    pub fn text(&mut self, min: usize, max: usize, field: &'static str) -> Result<&'b str, WireError> {
        if self.kind(field)? != Type::String {
            return Err(WireError::Shape { field });
        }
        let text = self.0.str().map_err(|e| error(&e, field))?;
        if (min..=max).contains(&text.len()) { Ok(text) } else { Err(WireError::Bounds { field }) }
    }

    /// `null` as `None`, anything else by `read`.
    pub fn nullable<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, WireError>,
    ) -> Result<Option<T>, WireError> {
        if self.kind(field)? == Type::Null {
            self.0.null().map_err(|e| error(&e, field))?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Whether the next item is `null`.
    pub fn next_is_null(&self) -> bool {
        matches!(self.0.datatype(), Ok(Type::Null))
    }

    /// Whether the next item is an array.
    pub(crate) fn next_is_array(&self) -> bool {
        matches!(self.0.datatype(), Ok(Type::Array))
    }

    /// The bytes of the next whole item, whatever it is.
    pub fn item(&mut self, field: &'static str) -> Result<&'b [u8], WireError> {
        let start = self.0.position();
        self.0.skip().map_err(|e| error(&e, field))?;
        self.0.input().get(start..self.0.position()).ok_or(WireError::Truncated { field })
    }

    fn array_len(&mut self, field: &'static str) -> Result<u64, WireError> {
        self.0.array().map_err(|e| error(&e, field))?.ok_or(WireError::NotDeterministic)
    }

    fn raw_bytes(&mut self, field: &'static str) -> Result<&'b [u8], WireError> {
        if self.kind(field)? != Type::Bytes {
            return Err(WireError::Shape { field });
        }
        self.0.bytes().map_err(|e| error(&e, field))
    }

    fn kind(&self, field: &'static str) -> Result<Type, WireError> {
        self.0.datatype().map_err(|e| error(&e, field))
    }
}

fn error(error: &minicbor::decode::Error, field: &'static str) -> WireError {
    if error.is_end_of_input() { WireError::Truncated { field } } else { WireError::Shape { field } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pair(u64, Option<Vec<u8>>);

    impl Wire for Pair {
        fn encode(&self, w: &mut Writer) {
            w.array(2).uint(self.0).nullable(self.1.as_deref(), |w, b| {
                w.bytes(b);
            });
        }

        fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
            r.array(2, "pair")?;
            Ok(Self(r.uint(1000, "number")?, r.nullable("bytes", |r| Ok(r.bytes(4, "bytes")?.to_vec()))?))
        }
    }

    #[test]
    fn a_longer_form_of_the_same_number_is_refused() {
        assert_eq!(Pair::from_bytes(&[0x82, 0x01, 0xf6], 9), Ok(Pair(1, None)));
        assert_eq!(Pair::from_bytes(&[0x82, 0x18, 0x01, 0xf6], 9), Err(WireError::NotDeterministic));
        assert_eq!(Pair::from_bytes(&[0x9f, 0x01, 0xf6, 0xff], 9), Err(WireError::NotDeterministic));
        assert_eq!(Pair::from_bytes(&[0x82, 0x01, 0x5f, 0xff], 9), Err(WireError::Shape { field: "bytes" }));
    }

    #[test]
    fn cuts_tails_types_and_bounds_are_errors_of_their_own() {
        assert_eq!(Pair::from_bytes(&[0x82, 0x01], 9), Err(WireError::Truncated { field: "bytes" }));
        assert_eq!(Pair::from_bytes(&[0x82, 0x01, 0xf6, 0x00], 9), Err(WireError::Trailing));
        assert_eq!(Pair::from_bytes(&[0x83, 0x01, 0xf6, 0x00], 9), Err(WireError::Shape { field: "pair" }));
        assert_eq!(
            Pair::from_bytes(&[0x82, 0x19, 0xff, 0xff, 0xf6], 9),
            Err(WireError::Bounds { field: "number" })
        );
        assert_eq!(Pair::from_bytes(&[0x82, 0x01, 0xf6], 2), Err(WireError::TooLarge { limit: 2 }));
    }

    #[test]
    fn a_length_beyond_the_input_allocates_nothing() {
        let huge = [0x82, 0x01, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(Pair::from_bytes(&huge, 64).is_err());
    }
}
