//! Check digits: what people read out and type where no camera helps (protocol §5). Locator, eight digits of the
//! moment, and a check character that catches one wrong or two swapped characters.

use core::fmt;
use core::str::FromStr;

use unicode_normalization::UnicodeNormalization;

use super::Digits;
use crate::ticket::TicketId;

/// The first six characters of a ticket id's text: 30 bits, which few tickets of one event share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locator(u32);

/// `XXXXXX-DDDD-DDDD-C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckDigits {
    /// Which ticket, nearly.
    pub locator: Locator,
    /// The digits of the moment.
    pub digits: Digits,
}

/// The text is no check digits. It says nothing about any ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CheckDigitsError {
    /// Not six characters, eight digits and one more.
    #[error("check digits are 6 characters, 8 digits and a check character")]
    Form,
    /// The check character does not fit: a character was misread.
    #[error("the check character does not fit: read them again")]
    Mistyped,
}

/// Crockford's check alphabet: the 32 characters, and five more that only stand at the end.
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const MODULUS: u32 = 37;

impl Locator {
    const CHARACTERS: usize = 6;
    const ID_CHARACTERS: usize = 26;

    /// The locator of a ticket.
    pub fn of(ticket: TicketId) -> Self {
        let [a, b, c, d, ..] = *ticket.as_bytes();
        Self(u32::from_be_bytes([a, b, c, d]) >> 2)
    }

    /// Whether a ticket has this locator.
    pub fn is_of(self, ticket: TicketId) -> bool {
        Self::of(ticket) == self
    }

    /// The number of its 30 bits, for the encrypted store.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Takes back what [`Locator::number`] gave; `None` past 30 bits.
    pub const fn from_number(number: u32) -> Option<Self> {
        if number < 1 << 30 { Some(Self(number)) } else { None }
    }

    /// Reads six characters as a ticket id's text is read.
    fn read(text: &str) -> Option<Self> {
        let id = format!("{text:0<width$}", width = Self::ID_CHARACTERS);
        id.parse().ok().map(Self::of)
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut id = [0; 16];
        id.iter_mut().zip((self.0 << 2).to_be_bytes()).for_each(|(to, from)| *to = from);
        let text = TicketId::from_bytes(id).to_string();
        f.write_str(text.get(..Self::CHARACTERS).unwrap_or_default())
    }
}

impl fmt::Display for CheckDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (locator, digits) = (self.locator.to_string(), self.digits.to_string());
        let (first, last) = digits.split_at(4);
        let check = check_character(&format!("{locator}{digits}")).unwrap_or_default();
        write!(f, "{locator}-{first}-{last}-{check}")
    }
}

impl FromStr for CheckDigits {
    type Err = CheckDigitsError;

    /// Any case and width, with or without spaces and dashes; `O` for `0`, `I` and `L` for `1`.
    fn from_str(text: &str) -> Result<Self, CheckDigitsError> {
        const DIGITS: usize = 8;
        let plain: String = text.nfkc().filter(|c| !c.is_whitespace() && !is_dash(*c)).map(fold).collect();
        let parts = plain.split_at_checked(Locator::CHARACTERS).and_then(|(locator, rest)| {
            let (digits, check) = rest.split_at_checked(DIGITS)?;
            Some((Locator::read(locator)?, Digits::from_text(digits)?, check))
        });
        let (locator, digits, check) = parts.ok_or(CheckDigitsError::Form)?;
        if check.chars().count() != 1 || !check.chars().all(|c| ALPHABET.contains(c)) {
            return Err(CheckDigitsError::Form);
        }
        let body = plain.strip_suffix(check).unwrap_or_default();
        let fits = check_character(body).is_some_and(|c| check.starts_with(c));
        if fits { Ok(Self { locator, digits }) } else { Err(CheckDigitsError::Mistyped) }
    }
}

/// The sum of the characters' values, weighted 1 to 14, modulo 37.
fn check_character(body: &str) -> Option<char> {
    let value = |c: char| ALPHABET.chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok());
    let mut sum = 0;
    for (weight, c) in (1..).zip(body.chars()) {
        sum = (sum + weight * value(c)?) % MODULUS;
    }
    ALPHABET.chars().nth(usize::try_from(sum).ok()?)
}

fn fold(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

/// A hyphen, and what keyboards and word processors make of it.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> CheckDigits {
        let ticket = "7H3K9QZZZZZZZZZZZZZZZZZZZW".parse().unwrap();
        CheckDigits { locator: Locator::of(ticket), digits: Digits::new(4_071_118).unwrap() }
    }

    #[test]
    fn check_digits_are_written_in_groups_and_read_back_however_they_were_typed() {
        assert_eq!(sample().to_string(), "7H3K9Q-0407-1118-4");
        for typed in [
            "7H3K9Q-0407-1118-4",
            "7h3k9q 0407 1118 4",
            "7H3K9QO4O7lll84",
            " 7H3K9Q-O4O7-IiL8-4 ",
            "７Ｈ３Ｋ９Ｑ－０４０７－１１１８－４",
        ] {
            assert_eq!(typed.parse(), Ok(sample()), "{typed}");
        }
    }

    #[test]
    fn one_wrong_and_two_swapped_characters_are_noticed() {
        let text: Vec<char> = sample().to_string().replace('-', "").chars().collect();
        for at in 0..text.len() {
            for other in ALPHABET.chars().filter(|c| *c != text[at]) {
                let mut wrong = text.clone();
                wrong[at] = other;
                assert!(wrong.iter().collect::<String>().parse::<CheckDigits>().is_err(), "{at} {other}");
            }
            if at + 1 < text.len() && text[at] != text[at + 1] {
                let mut swapped = text.clone();
                swapped.swap(at, at + 1);
                assert!(swapped.iter().collect::<String>().parse::<CheckDigits>().is_err(), "{at}");
            }
        }
    }

    #[test]
    fn a_check_character_of_the_last_five_is_written_and_read() {
        let ticket: TicketId = "7H3K9QZZZZZZZZZZZZZZZZZZZW".parse().unwrap();
        let all =
            (0..200).map(|n| CheckDigits { locator: Locator::of(ticket), digits: Digits::new(n).unwrap() });
        let texts: Vec<String> = all.map(|digits| digits.to_string()).collect();
        for last in ['*', '~', '$', '=', 'U'] {
            let text = texts.iter().find(|text| text.ends_with(last)).unwrap();
            assert_eq!(text.parse::<CheckDigits>().unwrap().to_string(), *text);
        }
    }

    #[test]
    fn other_text_is_no_check_digits() {
        for text in ["", "7H3K9Q", "7H3K9Q-0407-1118", "7H3K9Q-0407-111A-4", "7H3K9Q-0407-1118-44", "MG1:ABC"]
        {
            assert_eq!(text.parse::<CheckDigits>(), Err(CheckDigitsError::Form), "{text}");
        }
    }
}
