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

/// How often a ticket lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum EntryRule {
    /// Once.
    Single = 0,
    /// Once at a time: an exit opens the ticket again.
    PassOut = 1,
    /// The event core's count.
    Count = 2,
    /// Once in each zone.
    Zones = 3,
}

/// The sixteen bits. Bits 14 and 15 are zero: a set one is of a newer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u16);

impl Flags {
    const STAMP_LEVEL_SHIFT: u16 = 10;
    const ENTRY_RULE_SHIFT: u16 = 12;
    const RESERVED: u16 = 0b11 << 14;
    /// What this version acts on in full. The rest is known and refused by name until it is built.
    const SUPPORTED: u16 = 1 << Flag::ClaimLinks as u16
        | 1 << Flag::HardwareBound as u16
        | 1 << Flag::NameCheck as u16
        | 1 << Flag::Reference as u16
        | 1 << Flag::Totp as u16
        | 1 << Flag::PaperTwin as u16
        | 1 << Flag::HandOverAfterUse as u16
        | 1 << Flag::Recovered as u16
        | 1 << Flag::StaffNote as u16
        | 1 << Flag::Refundable as u16
        | 0b11 << Self::STAMP_LEVEL_SHIFT;

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

    /// How often the ticket lets somebody in.
    pub const fn entry_rule(self) -> EntryRule {
        match (self.0 >> Self::ENTRY_RULE_SHIFT) & 0b11 {
            0 => EntryRule::Single,
            1 => EntryRule::PassOut,
            2 => EntryRule::Count,
            _ => EntryRule::Zones,
        }
    }

    /// Whether every set bit is one that this version acts on; else the app must be updated, the ticket is not
    /// forged.
    pub const fn is_supported(self) -> bool {
        self.0 & !Self::SUPPORTED == 0
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
