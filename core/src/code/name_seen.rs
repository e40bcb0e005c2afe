//! P-14, the name: what is known of a holder's name, and whether that is enough (protocol §5.1).

use super::door::{Asked, Detail, Finding, asked_of};
use super::{Code, Presented, Profile, Reason};
use crate::crypto::HpkeSecretKey;
use crate::ticket::{NameOpening, PersonName};

/// What is known of the holder's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameSeen {
    /// Staff compared it, and it is the ticket's.
    Verified(PersonName),
    /// The phone opened it; staff compare it now.
    Opened(PersonName),
    /// It stands in the guest list; staff compare it first.
    Listed(PersonName),
    /// Nobody here knows it.
    Unknown,
}

impl NameSeen {
    /// Of what the code opened, which goes first, and what the guest list has; `compared` is what staff entered from a
    /// document.
    pub fn of(opened: Option<&NameOpening>, listed: Option<&NameOpening>, compared: Option<&str>) -> Self {
        let Some(known) = opened.or(listed) else { return Self::Unknown };
        let name = known.name().clone();
        match compared {
            Some(typed) if known.is_named(typed) => Self::Verified(name),
            _ if opened.is_some() => Self::Opened(name),
            _ => Self::Listed(name),
        }
    }

    /// The name that was verified.
    pub fn shown(&self) -> Option<PersonName> {
        match self {
            Self::Verified(name) | Self::Opened(name) => Some(name.clone()),
            Self::Listed(_) | Self::Unknown => None,
        }
    }

    /// Paper shows no living code, and an opened name no face: somebody looks.
    pub fn is_to_compare(&self, presented: &Presented) -> bool {
        match self {
            Self::Verified(_) => false,
            Self::Opened(_) => true,
            Self::Listed(_) | Self::Unknown => presented.profile() == Profile::Static,
        }
    }

    /// P-14
    pub fn check(&self, presented: &Presented) -> Result<(), Finding> {
        match (asked_of(presented), self) {
            (Asked::Nothing, _) | (Asked::Name, Self::Verified(_) | Self::Opened(_)) => Ok(()),
            (Asked::Name, Self::Listed(name)) => {
                Err(Finding { reason: Reason::NeedName, detail: Detail::NameOnList(name.clone()) })
            }
            (Asked::Name, Self::Unknown) => Err(Reason::NeedName.into()),
            (Asked::Challenge, _) => Err(Reason::NeedChallenge.into()),
        }
    }
}

/// The name that a type I code brings, opened with the secret half of its challenge's key, if it is the credential's.
pub fn opened_name(presented: &Presented, key: &HpkeSecretKey) -> Option<NameOpening> {
    let Code::Interactive(code) = presented.code() else { return None };
    let sealed = code.opening.as_ref()?;
    let opening = sealed.open(key, presented.challenge()?, presented.chain().head())?;
    let commitment = presented.payload().name?;
    opening.opens(&commitment).then_some(opening)
}
