//! What passes between a gate that asks and a phone that answers, as the core has it.

use mogiri::gate::AskName;
use mogiri::ticket::Time;
use mogiri::wallet::{AsksFor, ChallengeFace};

/// Whether the answer shall bring the holder's name, sealed to this gate.
#[uniffi::remote(Enum)]
pub enum AskName {
    /// Only the signature.
    No,
    /// The name too.
    Yes,
}

/// Whether a challenge asks for more than a signature.
#[uniffi::remote(Enum)]
pub enum AsksFor {
    /// The signature alone.
    Signature,
    /// The name too, which only this gate can open.
    Name,
}

/// Who asks, as the person sees it before the tap.
#[uniffi::remote(Record)]
pub struct ChallengeFace {
    /// The event's title.
    pub title: String,
    /// The gate's name.
    pub gate: String,
    /// The gate's time.
    pub time: Time,
    /// What is asked for.
    pub asks: AsksFor,
}
