//! What a sample is: a code, what a gate must have seen before, and what it answers then.

use crate::code::Reason;

/// What a gate answers to a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Let in.
    Admitted,
    /// Not with this code.
    Refused(Reason),
    /// A person with authority decides.
    Ask(Reason),
    /// One person, shown twice.
    Repeat,
}

/// A code of the sandbox's event that a gate answers in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Which one.
    pub kind: SampleKind,
    /// The gate's name.
    pub gate: &'static str,
    /// What that gate adopts before.
    pub documents: Vec<Vec<u8>>,
    /// The codes that it admits before, in this order.
    pub before: Vec<String>,
    /// The code, good for about 20 s around the sandbox's time.
    pub text: String,
    /// Its answer.
    pub expected: Expected,
}

macro_rules! samples {
    ($($(#[$doc:meta])* $name:ident => $expected:expr;)*) => {
        /// Every answer that a code alone, or codes before it, can bring about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SampleKind {
            $($(#[$doc])* $name,)*
        }

        impl SampleKind {
            /// Every sample.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What a gate answers.
            pub const fn expected(self) -> Expected {
                match self {
                    $(Self::$name => $expected,)*
                }
            }
        }
    };
}

samples! {
    /// A ticket as it was issued.
    Valid => Expected::Admitted;
    /// Handed on to a friend.
    HandedOnce => Expected::Admitted;
    /// Handed on to a friend's friend.
    HandedTwice => Expected::Admitted;
    /// On paper.
    Paper => Expected::Admitted;
    /// The same picture again within seconds.
    Repeated => Expected::Repeat;
    /// Somebody is in with it.
    Used => Expected::Refused(Reason::AlreadyUsed);
    /// A friend is in with it.
    HandedOn => Expected::Refused(Reason::HandedOn);
    /// It begins in an hour.
    NotYet => Expected::Refused(Reason::NotYet);
    /// It ended hours ago.
    Expired => Expected::Refused(Reason::Expired);
    /// Withdrawn.
    Revoked => Expected::Refused(Reason::Revoked);
    /// Issued again.
    Superseded => Expected::Refused(Reason::Superseded);
    /// Of another event.
    WrongEvent => Expected::Refused(Reason::WrongEvent);
    /// Of a zone that gate B does not take.
    WrongGate => Expected::Refused(Reason::WrongGate);
    /// Of a phone whose clock is ten minutes behind.
    ClockBehind => Expected::Refused(Reason::Stale);
    /// Of a phone whose clock is ten minutes ahead.
    ClockAhead => Expected::Refused(Reason::Stale);
    /// Handed on by a phone whose clock is ten minutes ahead.
    ChainAhead => Expected::Refused(Reason::ChainAhead);
    /// A hand-over that its owner did not sign.
    BadChain => Expected::Refused(Reason::BadChain);
    /// A ticket of a phone, printed.
    WrongForm => Expected::Refused(Reason::WrongForm);
    /// Shown by somebody else's key.
    BadSignature => Expected::Refused(Reason::BadSignature);
    /// Changed after it was signed.
    NotGenuine => Expected::Refused(Reason::NotGenuine);
    /// Of an organizer that the gate does not know.
    UnknownIssuer => Expected::Refused(Reason::UnknownIssuer);
    /// A short code at a gate without a manifest.
    NeedProof => Expected::Refused(Reason::NeedProof);
    /// It answers challenges only.
    NeedChallenge => Expected::Refused(Reason::NeedChallenge);
    /// It is bound to a name.
    NeedName => Expected::Refused(Reason::NeedName);
    /// Of a newer version.
    UpdateApp => Expected::Refused(Reason::UpdateApp);
    /// A message of Mogiri that nobody shows at a gate.
    NotATicket => Expected::Refused(Reason::NotATicket);
    /// Any other picture.
    Malformed => Expected::Refused(Reason::Malformed);
    /// Recovered for its account after it was handed on.
    RecoveredChain => Expected::Ask(Reason::RecoveredChain);
    /// Its paper is in already.
    UnprovedEntry => Expected::Ask(Reason::UnprovedEntry);
    /// Whoever is in had handed it on.
    BlockerCheated => Expected::Ask(Reason::BlockerCheated);
    /// An older issue of it is in.
    HigherEpoch => Expected::Ask(Reason::HigherEpoch);
}
