//! The heads of CBOR items, and the longer forms that they must not have (RFC 8949 §4.2.1).

/// Where the items of a well-formed message begin, those inside arrays too. Byte strings are not looked into.
pub fn heads(message: &[u8]) -> Vec<usize> {
    let (mut heads, mut at) = (Vec::new(), 0);
    while let Some((argument, length)) = argument(message, at) {
        heads.push(at);
        at += length;
        let is_string = matches!(message[heads[heads.len() - 1]] >> 5, 2 | 3);
        at = at.saturating_add(if is_string { usize::try_from(argument).unwrap_or(usize::MAX) } else { 0 });
    }
    heads
}

/// The same message with the head at a place one size longer; `None` where no longer one exists.
pub fn widened(message: &[u8], at: usize) -> Option<Vec<u8>> {
    let (argument, length) = argument(message, at)?;
    let major = message[at] & 0xe0;
    let (form, width) = match length {
        1 if major == 0xe0 => return None,
        1 => (24, 1),
        2 => (25, 2),
        3 => (26, 4),
        5 => (27, 8),
        _ => return None,
    };
    let wide = argument.to_be_bytes();
    Some([&message[..at], &[major | form], &wide[8 - width..], &message[at + length..]].concat())
}

/// A head's number, and how many bytes the head has.
fn argument(message: &[u8], at: usize) -> Option<(u64, usize)> {
    let width = match message.get(at)? & 0x1f {
        short @ 0..=23 => return Some((short.into(), 1)),
        form @ 24..=27 => 1 << (form - 24),
        _ => return None,
    };
    let bytes = message.get(at + 1..at + 1 + width)?;
    let number = bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    Some((number, 1 + width))
}
