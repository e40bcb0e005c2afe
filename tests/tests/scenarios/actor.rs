//! What every actor with a phone has, and what an act is given.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::host::{FaultyVault, MovedClock};
use crate::outcome::Value;

pub(crate) struct Phone {
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) vault: Arc<FaultyVault>,
    pub(crate) folder: String,
}

impl Phone {
    pub(crate) fn new(folder: &Path, seconds: u64) -> Self {
        let folder = folder.to_str().expect("a scratch folder has a plain name").to_owned();
        Self { clock: Arc::new(MovedClock::at(seconds)), vault: Arc::default(), folder }
    }
}

/// What a step says, with what it names put in its place.
pub(crate) struct Arguments(BTreeMap<String, Value>);

impl Arguments {
    pub(crate) fn new(with: &BTreeMap<String, String>, kept: &BTreeMap<String, Value>) -> Self {
        let value = |text: &String| match text.strip_prefix('$') {
            Some(name) => kept.get(name).unwrap_or_else(|| panic!("nothing was kept as {name}")).clone(),
            None => Value::Text(text.clone()),
        };
        Self(with.iter().map(|(name, text)| (name.clone(), value(text))).collect())
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.find(name).unwrap_or_else(|| panic!("the act needs {name}"))
    }

    pub(crate) fn text_or(&self, name: &str, other: &str) -> String {
        self.find(name).unwrap_or_else(|| other.to_owned())
    }

    pub(crate) fn find(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::Text(text) => Some(text.clone()),
            Value::Bytes(_) => panic!("{name} is no text"),
        }
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        match self.0.get(name) {
            Some(Value::Bytes(bytes)) => bytes.clone(),
            Some(Value::Text(text)) => text.clone().into_bytes(),
            None => panic!("the act needs {name}"),
        }
    }
}
