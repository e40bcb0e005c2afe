//! A TOML table read key by key, so that every refusal can name its key and its line.

use std::fmt::Display;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::error::{InputError, Problem};
use super::text::{line_at, one_line};

/// The file that is read, for its lines.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text }
    }

    pub(super) fn parse(self) -> Result<DeTable<'a>, InputError> {
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let line = self.line(error.span().map_or(0, |span| span.start));
            InputError::at_line(self.file, line, Problem::Syntax(error.message().replace('\n', ", ")))
        })
    }

    fn line(self, offset: usize) -> usize {
        line_at(self.text.as_bytes(), offset)
    }
}

/// A table all of whose keys are known.
pub(super) struct Table<'a> {
    source: Source<'a>,
    prefix: String,
    line: usize,
    entries: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    pub(super) fn root(source: Source<'a>, entries: &'a DeTable<'a>) -> Self {
        Self { source, prefix: String::new(), line: 1, entries }
    }

    /// Refuses the first key, in the order of the file, that is not one of `known`.
    pub(super) fn only(self, known: &[&str]) -> Result<Self, InputError> {
        let unknown = self.fields().filter(|(name, _)| !known.contains(name)).map(|(_, field)| field);
        match unknown.min_by_key(|field| field.line) {
            None => Ok(self),
            Some(field) => {
                let key = field.key.clone();
                Err(field.refuse(Problem::UnknownKey { key, known: known.join(", ") }))
            }
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&'a str, Field<'a>)> + '_ {
        self.entries.iter().map(|(name, value)| {
            let field = Field {
                source: self.source,
                key: format!("{}{}", self.prefix, name.get_ref()),
                line: self.source.line(name.span().start),
                value: value.get_ref(),
            };
            (name.get_ref().as_ref(), field)
        })
    }

    pub(super) fn optional(&self, key: &str) -> Option<Field<'a>> {
        self.fields().find(|(name, _)| *name == key).map(|(_, field)| field)
    }

    pub(super) fn required(&self, key: &str) -> Result<Field<'a>, InputError> {
        self.optional(key).ok_or_else(|| {
            let problem = Problem::MissingKey { key: format!("{}{key}", self.prefix) };
            InputError::at_line(self.source.file, self.line, problem)
        })
    }
}

/// One value with the key and the line it stands on.
pub(super) struct Field<'a> {
    source: Source<'a>,
    key: String,
    line: usize,
    value: &'a DeValue<'a>,
}

impl<'a> Field<'a> {
    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn key(&self) -> String {
        self.key.clone()
    }

    pub(super) fn refuse(&self, problem: Problem) -> InputError {
        InputError::at_line(self.source.file, self.line, problem)
    }

    fn wrong_type(&self, expected: &'static str) -> InputError {
        let found = self.value.type_str();
        self.refuse(Problem::WrongType { key: self.key(), expected, found })
    }

    pub(super) fn out_of_range<T: Display>(&self, range: &RangeInclusive<T>) -> InputError {
        let (min, max) = (range.start().to_string(), range.end().to_string());
        self.refuse(Problem::OutOfRange { key: self.key(), min, max })
    }

    /// One line in NFC of so many bytes.
    pub(super) fn text(&self, bytes: RangeInclusive<usize>) -> Result<String, InputError> {
        let text = self.value.as_str().ok_or_else(|| self.wrong_type("a text"))?;
        one_line(text, bytes).map_err(|problem| self.refuse(Problem::Text { key: self.key(), problem }))
    }

    pub(super) fn integer<T>(&self, range: RangeInclusive<T>) -> Result<T, InputError>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let written = self.value.as_integer().ok_or_else(|| self.wrong_type("a whole number"))?;
        i64::from_str_radix(written.as_str(), written.radix())
            .ok()
            .and_then(|number| T::try_from(number).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| self.out_of_range(&range))
    }

    /// `true` or `false`.
    pub(super) fn truth(&self) -> Result<bool, InputError> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("true or false"))
    }

    /// A number with or without a decimal point.
    pub(super) fn number(&self, range: RangeInclusive<f64>) -> Result<f64, InputError> {
        let written = match self.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => return Err(self.wrong_type("a number")),
        };
        written.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| self.out_of_range(&range))
    }

    /// Seconds since 1970 of a date-time, quoted or not, between then and the year 4147 (2^36, protocol §4.1).
    pub(super) fn time(&self) -> Result<Timestamp, InputError> {
        let written = match self.value {
            DeValue::Datetime(time) => Some(*time),
            DeValue::String(text) => text.parse().ok(),
            _ => return Err(self.wrong_type("a time")),
        };
        written
            .and_then(timestamp)
            .filter(|time| (0..1 << 36).contains(&time.as_second()))
            .ok_or_else(|| self.refuse(Problem::Time { key: self.key() }))
    }

    pub(super) fn list(&self, count: RangeInclusive<usize>) -> Result<Vec<Field<'a>>, InputError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong_type("a list"))?;
        if !count.contains(&items.len()) {
            let (min, max) = (*count.start(), *count.end());
            return Err(self.refuse(Problem::Count { key: self.key(), count: items.len(), min, max }));
        }
        let item = |item: &'a Spanned<DeValue<'a>>| Field {
            source: self.source,
            key: self.key(),
            line: self.source.line(item.span().start),
            value: item.get_ref(),
        };
        Ok(items.iter().map(item).collect())
    }

    /// A list of names of 1 to 24 bytes, each of which differs from the others.
    pub(super) fn names(&self, count: RangeInclusive<usize>) -> Result<Vec<String>, InputError> {
        let fields = self.list(count)?;
        let names: Vec<String> = fields.iter().map(|field| field.text(1..=24)).collect::<Result<_, _>>()?;
        let lines: Vec<usize> = fields.iter().map(Field::line).collect();
        self.refuse_repeats(&names, &lines)?;
        Ok(names)
    }

    /// Refuses the first of `values` that equals one before it; `lines` has the line of each.
    pub(super) fn refuse_repeats<T: PartialEq>(
        &self,
        values: &[T],
        lines: &[usize],
    ) -> Result<(), InputError> {
        for (at, (value, &line)) in values.iter().zip(lines).enumerate() {
            let first = values.iter().take(at).zip(lines).find(|(earlier, _)| *earlier == value);
            if let Some((_, &first_line)) = first {
                let problem = Problem::Repeated { key: self.key(), first_line };
                return Err(InputError::at_line(self.source.file, line, problem));
            }
        }
        Ok(())
    }

    pub(super) fn table(&self) -> Result<Table<'a>, InputError> {
        let entries = self.value.as_table().ok_or_else(|| self.wrong_type("a table"))?;
        Ok(Table { source: self.source, prefix: format!("{}.", self.key), line: self.line, entries })
    }
}

/// The moment that RFC 3339 writes; none without date, time and offset, or with parts of a second.
fn timestamp(written: Datetime) -> Option<Timestamp> {
    let time = written.time?;
    let complete = written.date.is_some() && time.second.is_some() && time.nanosecond.unwrap_or(0) == 0;
    matches!(written.offset, Some(Offset::Z | Offset::Custom { .. })).then_some(())?;
    complete.then(|| written.to_string().parse().ok())?
}
