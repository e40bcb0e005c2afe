//! Which kinds of personal data a store held and when: what a breach notice must say, and nothing of the data itself.

use std::collections::BTreeMap;

use super::Time;
use crate::order;
use crate::wire::{Reader, Wire, WireError, Writer};

/// A kind of personal data, as a notice names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum PersonalData {
    /// Which seat at which event.
    Tickets = 0,
    /// Names of people.
    Names = 1,
    /// Keys that stand for one person.
    Keys = 2,
    /// When and at which gate somebody was stamped.
    Stamps = 3,
    /// That a ticket went from one key to another.
    HandOvers = 4,
    /// Signed messages kept as evidence.
    Evidence = 5,
    /// When and at which gate a ticket was let in.
    Admissions = 6,
    /// When and at which gate a ticket was refused.
    Refusals = 7,
    /// Tags of cards that stand for tickets.
    Cards = 8,
}

impl PersonalData {
    const ALL: [Self; 9] = [
        Self::Tickets,
        Self::Names,
        Self::Keys,
        Self::Stamps,
        Self::HandOvers,
        Self::Evidence,
        Self::Admissions,
        Self::Refusals,
        Self::Cards,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Names => "names",
            Self::Keys => "keys",
            Self::Stamps => "stamps",
            Self::HandOvers => "hand_overs",
            Self::Evidence => "evidence",
            Self::Admissions => "admissions",
            Self::Refusals => "refusals",
            Self::Cards => "cards",
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let number = r.uint8("kind")?;
        let kind = Self::ALL.into_iter().find(|kind| *kind as u8 == number);
        kind.ok_or(WireError::Bounds { field: "kind" })
    }
}

/// One kind of personal data that a folder holds or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// What.
    pub kind: PersonalData,
    /// How many are here now.
    pub count: u64,
    /// How many were erased.
    pub erased: u64,
    /// From when on there was one.
    pub from: Time,
    /// When the last one was erased; nothing while there is one.
    pub until: Option<Time>,
}

/// What is here now: how many of each kind, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally(BTreeMap<PersonalData, (u64, Time)>);

impl Tally {
    /// One more.
    pub(crate) fn add(&mut self, kind: PersonalData, since: Time) {
        self.add_many(kind, 1, since);
    }

    /// Without a kind.
    pub(crate) fn without(mut self, kind: PersonalData) -> Self {
        self.0.remove(&kind);
        self
    }

    /// So many more, all since one time.
    pub(crate) fn add_many(&mut self, kind: PersonalData, count: u64, since: Time) {
        if count > 0 {
            let (held, from) = self.0.entry(kind).or_insert((0, since));
            (*held, *from) = (held.saturating_add(count), since.min(*from));
        }
    }
}

/// What is remembered of data that was erased, or that does not say itself since when it is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ledger(BTreeMap<PersonalData, Past>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Past {
    from: Time,
    until: Option<Time>,
    erased: u64,
}

impl Ledger {
    const MAX_BYTES: usize = 512;

    /// The ledger as it lies in a row; an empty one where there is none.
    pub(crate) fn read(row: Option<&[u8]>) -> Result<Self, WireError> {
        row.map_or(Ok(Self::default()), |row| Self::from_bytes(row, Self::MAX_BYTES))
    }

    /// From `now` on there is data of a kind, if there was none before.
    pub(crate) fn begin(&mut self, kind: PersonalData, now: Time) {
        self.0.entry(kind).or_insert(Past { from: now, until: None, erased: 0 });
    }

    /// What goes away now.
    pub(crate) fn erase(&mut self, gone: &Tally, now: Time) {
        for (kind, (count, since)) in &gone.0 {
            let past = self.0.entry(*kind).or_insert(Past { from: *since, until: None, erased: 0 });
            past.from = past.from.min(*since);
            past.until = Some(now);
            past.erased = past.erased.saturating_add(*count);
        }
    }

    /// All that was and is held, beside what is here now.
    pub(crate) fn exposure(&self, here: &Tally) -> Vec<Held> {
        let of = |kind: PersonalData| {
            let (now, past) = (here.0.get(&kind), self.0.get(&kind));
            let from = [now.map(|(_, since)| *since), past.map(|past| past.from)];
            Some(Held {
                kind,
                count: now.map_or(0, |(count, _)| *count),
                erased: past.map_or(0, |past| past.erased),
                from: from.into_iter().flatten().min()?,
                until: past.filter(|_| now.is_none()).and_then(|past| past.until),
            })
        };
        PersonalData::ALL.into_iter().filter_map(of).collect()
    }
}

impl Wire for Ledger {
    fn encode(&self, w: &mut Writer) {
        let rows: Vec<_> = self.0.iter().collect();
        w.list(&rows, |w, (kind, past)| {
            w.array(4).uint(**kind as u8).uint(past.from).uint(past.erased);
            w.nullable(past.until, |w, until| {
                w.uint(until);
            });
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let rows = r.list(0, PersonalData::ALL.len() as u64, "held", |r| {
            r.array(4, "held")?;
            let kind = PersonalData::decode(r)?;
            let (from, erased) = (Time::decode(r, "from")?, r.uint(u64::MAX, "erased")?);
            let until = r.nullable("until", |r| Time::decode(r, "until"))?;
            Ok((kind, Past { from, until, erased }))
        })?;
        Ok(Self(order::gathered(rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Time {
        Time::from_seconds(seconds).unwrap()
    }

    #[test]
    fn what_was_erased_is_told_with_its_time_and_number() {
        let (mut ledger, mut here) = (Ledger::default(), Tally::default());
        here.add(PersonalData::Names, at(50));
        here.add(PersonalData::Names, at(40));
        assert_eq!(
            ledger.exposure(&here),
            [Held { kind: PersonalData::Names, count: 2, erased: 0, from: at(40), until: None }]
        );
        ledger.erase(&here, at(90));
        let ledger = Ledger::read(Some(&ledger.to_bytes())).unwrap();
        let gone = Held { kind: PersonalData::Names, count: 0, erased: 2, from: at(40), until: Some(at(90)) };
        assert_eq!(ledger.exposure(&Tally::default()), [gone]);
        here = Tally::default();
        here.add(PersonalData::Names, at(95));
        assert_eq!(ledger.exposure(&here), [Held { count: 1, until: None, ..gone }]);
    }
}
