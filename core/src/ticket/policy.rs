//! What the issuer allows with a ticket: `[flags uint16, hops 0..3, deadline uint]` (protocol §4).

use crate::wire::{Reader, Wire, WireError, Writer};

/// One bit of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are the protocol's words, protocol §4")]
pub enum Flag {
    ClaimLinks = 0,
    HardwareBound = 1,
    NameCheck = 2,
    Reference = 3,
    Totp = 4,
    PaperTwin = 5,
    HandOverAfterUse = 6,
    Recovered = 7,
    StaffNote = 8,
    Refundable = 9,
}

/// How often a ticket lets somebody in (J-09). Their order is their number's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum EntryRule {
    /// Once.
    #[default]
    Single = 0,
    /// Once at a time: an exit opens the ticket again.
    PassOut = 1,
    /// The event core's count.
    Count = 2,
    /// Once in each zone.
    Zones = 3,
}

impl EntryRule {
    /// Every rule with the word people use for it.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Single, "single"),
        (Self::PassOut, "pass-out"),
        (Self::Count, "count"),
        (Self::Zones, "zones"),
    ];

    /// A rule by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(rule, _)| *rule)
    }

    /// The two bits.
    pub const fn number(self) -> u8 {
        self as u8
    }

    const fn of_bits(bits: u16) -> Self {
        match bits & 0b11 {
            0 => Self::Single,
            1 => Self::PassOut,
            2 => Self::Count,
            _ => Self::Zones,
        }
    }
}

impl Wire for EntryRule {
    fn encode(&self, w: &mut Writer) {
        w.uint(self.number());
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.uint(3, "entry rule").map(|number| Self::of_bits(u16::try_from(number).unwrap_or_default()))
    }
}

/// The sixteen bits. Bits 14 and 15 are zero: a set one is of a newer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u16);

impl Flags {
    const STAMP_LEVEL_SHIFT: u16 = 10;
    const ENTRY_RULE_SHIFT: u16 = 12;
    const RESERVED: u16 = 0b11 << 14;
    /// The bits as they travel.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The bits as they travel.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// These flags and one more.
    #[must_use]
    pub const fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u16)
    }

    /// These flags with a minimum stamp level of 0 to 3.
    #[must_use]
    pub const fn with_stamp_level(self, level: u8) -> Self {
        let shift = Self::STAMP_LEVEL_SHIFT;
        Self(self.0 & !(0b11 << shift) | ((level & 0b11) as u16) << shift)
    }

    /// Whether a flag is set.
    pub const fn has(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u16) != 0
    }

    /// The lowest stamp level that stamps this ticket, 0 to 3.
    pub const fn stamp_level(self) -> u8 {
        ((self.0 >> Self::STAMP_LEVEL_SHIFT) & 0b11) as u8
    }

    /// These flags with an entry rule.
    #[must_use]
    pub const fn with_entry_rule(self, rule: EntryRule) -> Self {
        let shift = Self::ENTRY_RULE_SHIFT;
        Self(self.0 & !(0b11 << shift) | (rule.number() as u16) << shift)
    }

    /// How often the ticket lets somebody in.
    pub const fn entry_rule(self) -> EntryRule {
        EntryRule::of_bits(self.0 >> Self::ENTRY_RULE_SHIFT)
    }
}

/// What the issuer allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Policy {
    /// Bits.
    pub flags: Flags,
    /// How many friends in a row, 0 to 3.
    pub hops: u8,
    /// Minutes before the end after which nothing is handed on.
    pub deadline: u32,
}

impl Policy {
    /// The most hops a policy may allow.
    pub const MAX_HOPS: u8 = 3;
}

impl Wire for Policy {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(self.flags.0).uint(self.hops).uint(self.deadline);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "policy")?;
        let flags = Flags(r.uint16("flags")?);
        if flags.0 & Flags::RESERVED != 0 {
            return Err(WireError::Unknown { field: "flags" });
        }
        let hops = r.uint8("hops")?;
        if hops > Self::MAX_HOPS {
            return Err(WireError::Bounds { field: "hops" });
        }
        Ok(Self { flags, hops, deadline: r.uint32("deadline")? })
    }
}
