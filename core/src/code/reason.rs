//! Why a code did not open the door, by the protocol's cause code (table P, protocol §5.1).

/// What a reason means for the person at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// No entry with this code.
    Refuse,
    /// A person with authority decides.
    Ask,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $kind:ident;)*) => {
        /// A cause. The code is stable and stands in `--json`, journals and documents.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Refuse or ask.
            pub const fn kind(self) -> ReasonKind {
                match self {
                    $(Self::$name => ReasonKind::$kind,)*
                }
            }
        }
    };
}

reasons! {
    /// P-01: no readable code.
    Malformed = "MALFORMED", Refuse;
    /// P-01: a message of Mogiri, but none to show at a gate.
    NotATicket = "NOT_A_TICKET", Refuse;
    /// P-01: a newer type, flag or kind; never "forged".
    UpdateApp = "UPDATE_APP", Refuse;
    /// §5.7: no ticket has this card.
    UnknownCard = "UNKNOWN_CARD", Refuse;
    /// P-02: the short code does not do here; show the full one.
    NeedProof = "NEED_PROOF", Refuse;
    /// P-03: other organizer, or our list is old.
    UnknownIssuer = "UNKNOWN_ISSUER", Refuse;
    /// P-03, P-05: not signed by a listed key as it stands.
    NotGenuine = "NOT_GENUINE", Refuse;
    /// P-04: a ticket of the sandbox, to try apps with.
    TestTicket = "TEST_TICKET", Refuse;
    /// P-04: the issuer's key was revoked.
    KeyRevoked = "KEY_REVOKED", Ask;
    /// P-06: another event of this organizer.
    WrongEvent = "WRONG_EVENT", Refuse;
    /// P-07: a form that this ticket may not have.
    WrongForm = "WRONG_FORM", Refuse;
    /// P-08: the hand-overs do not hold.
    BadChain = "BAD_CHAIN", Refuse;
    /// P-08: handed over by a phone whose clock is ahead; wait and show again.
    ChainAhead = "CHAIN_AHEAD", Refuse;
    /// P-09: not signed by the holder.
    BadSignature = "BAD_SIGNATURE", Refuse;
    /// P-10: too early.
    NotYet = "NOT_YET", Refuse;
    /// P-10: too late.
    Expired = "EXPIRED", Refuse;
    /// P-11: withdrawn by the issuer.
    Revoked = "REVOKED", Refuse;
    /// P-11: a newer issue of this ticket exists.
    Superseded = "SUPERSEDED", Refuse;
    /// P-11: recovered for its account, and this one was handed on.
    RecoveredChain = "RECOVERED_CHAIN", Ask;
    /// P-12: another gate.
    WrongGate = "WRONG_GATE", Refuse;
    /// P-13: the code of another moment; turn the screen on again.
    Stale = "STALE", Refuse;
    /// P-14: this ticket answers a challenge; show the gate's code to the phone.
    NeedChallenge = "NEED_CHALLENGE", Refuse;
    /// P-14: this ticket needs its name checked.
    NeedName = "NEED_NAME", Refuse;
    /// Check digits alone let nobody in: the ticket can have moved, or no name was compared.
    DigitsOnly = "DIGITS_ONLY", Ask;
    /// No ticket has these check digits at this moment; nothing more is told.
    WrongDigits = "WRONG_DIGITS", Refuse;
    /// Too many wrong check digits; for some minutes none are tried.
    TooManyTries = "TOO_MANY_TRIES", Refuse;
    /// P-15: handed on to somebody else.
    HandedOn = "HANDED_ON", Refuse;
    /// P-16: somebody is in with this ticket.
    AlreadyUsed = "ALREADY_USED", Refuse;
    /// P-16: an entry without proof stands against it.
    UnprovedEntry = "UNPROVED_ENTRY", Ask;
    /// P-16: the code that stands against it is disputed.
    CodeDisputed = "CODE_DISPUTED", Ask;
    /// P-16: an exit cannot be matched to its entry.
    ExitUnclear = "EXIT_UNCLEAR", Ask;
    /// P-16: a blank that no gate has issued, as far as this journal knows.
    NotIssued = "NOT_ISSUED", Ask;
    /// P-16: a gate gave out paper in place of this ticket.
    Reissued = "REISSUED", Ask;
    /// P-16: a newer issue of a ticket that is in already.
    HigherEpoch = "HIGHER_EPOCH", Ask;
    /// P-16: what is shown proves that whoever is in had handed the ticket on.
    BlockerCheated = "BLOCKER_CHEATED", Ask;
    /// The list is old and the event asks the lead then.
    ListOldHard = "LIST_OLD_HARD", Ask;
}

impl core::fmt::Display for Reason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl Reason {
    /// A reason by its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}
