//! The event core: what every phone at an event agrees on, signed by the issuer (protocol §4, §4.1).

use super::credential::read_key;
use super::{EventId, RootId, Time};
use crate::crypto::{Domain, PublicKey, SecretKey, sha256};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

/// Cap on the title, in bytes.
pub const MAX_TITLE: usize = 120;
/// Cap on the venue, in bytes.
pub const MAX_VENUE: usize = 120;
/// Cap on the name of a zone or gate, in bytes.
pub const MAX_ZONE_NAME: usize = 24;

/// One gate: its name and which zones it lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePlan {
    /// 1 to 24 bytes.
    pub name: String,
    /// Indexes of zones; `None` for all.
    pub zones: Option<Vec<u8>>,
}

impl GatePlan {
    /// Whether a ticket of this zone may enter here (P-12).
    pub fn admits(&self, zone: u8) -> bool {
        self.zones.as_ref().is_none_or(|zones| zones.contains(&zone))
    }
}

/// The signed fields. Gates and zones are named by their place in these lists, which only grow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCore {
    /// 8 random bytes.
    pub event: EventId,
    /// The root it belongs to.
    pub root: RootId,
    /// From 1; lower is refused.
    pub version: u32,
    /// 1 to 120 bytes.
    pub title: String,
    /// 0 to 120 bytes.
    pub venue: String,
    /// IANA name, 1 to 40 bytes.
    pub timezone: String,
    /// When the doors open.
    pub doors: Time,
    /// When the show starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Seconds before `from` in which gates already admit.
    pub early: u32,
    /// Seconds after the end in which gates still admit.
    pub late: u32,
    /// Seconds added to `from` of every credential: the postponed show (P-10, the deadline, expiry).
    pub moved: i64,
    /// Zone names.
    pub zones: Vec<String>,
    /// Gates.
    pub gates: Vec<GatePlan>,
    /// How often a ticket of rule "count" admits.
    pub count: u16,
    /// The stamp level the organizer works with, 0 to 3.
    pub stamp_level: u8,
    /// Lowest trust list version gates may work with.
    pub minimum_trust: u32,
    /// Lowest revocation version gates may work with.
    pub minimum_revocation: u32,
    /// Whether an old list asks the lead instead of leaving a note.
    pub staleness: Staleness,
    /// Seconds after a shift's end in which scan, stamp and exit go on.
    pub grace: u32,
    /// When details and keys may be forgotten.
    pub purge: Time,
    /// The issuer's key for refunds.
    pub return_key: Option<PublicKey>,
    /// Stamp templates, encoded (see `stamp::StampFamily`).
    pub templates: Option<Vec<u8>>,
    /// Places, encoded; kept for later versions.
    pub locations: Option<Vec<u8>>,
}

/// What an old list does to a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Staleness {
    /// A note on the verdict.
    Note,
    /// `LIST_OLD_HARD`: ask the lead.
    AskLead,
}

impl EventCore {
    /// Cap on the encoded event core.
    pub const MAX_BYTES: usize = 4096;
    const MAX_MOVED: i64 = 1 << 32;

    /// Signs the event core.
    pub fn sign(&self, key: &SecretKey) -> Envelope {
        let payload = self.to_bytes();
        let signature = key.sign(Domain::Event, &payload);
        Envelope { payload, kid: key.public().kid4(), signature }
    }

    /// `SHA-256` of the signed bytes: whether two files of one version are the same.
    pub fn digest(&self) -> [u8; 32] {
        sha256(&self.to_bytes())
    }

    /// The index of a gate by name.
    pub fn gate_index(&self, name: &str) -> Option<u8> {
        self.gates.iter().position(|gate| gate.name == name)?.try_into().ok()
    }

    /// A gate by index.
    pub fn gate(&self, index: u8) -> Option<&GatePlan> {
        self.gates.get(usize::from(index))
    }

    /// A gate's name, or its number where a newer event core named it.
    pub fn gate_name(&self, index: u8) -> String {
        self.gate(index).map_or_else(|| format!("#{index}"), |gate| gate.name.clone())
    }

    /// The zone that a gate leads into, as the entry rule "zones" means it: the first of its list (J-09).
    pub fn zone_behind(&self, gate: u8) -> Option<u8> {
        self.gate(gate)?.zones.as_ref()?.first().copied()
    }

    /// The index of a zone by name.
    pub fn zone_index(&self, name: &str) -> Option<u8> {
        self.zones.iter().position(|zone| zone == name)?.try_into().ok()
    }

    /// A zone's name, or its number where a newer event core named it.
    pub fn zone_name(&self, index: u8) -> String {
        self.zones.get(usize::from(index)).cloned().unwrap_or_else(|| format!("#{index}"))
    }
}

impl Wire for GatePlan {
    fn encode(&self, w: &mut Writer) {
        w.array(2).text(&self.name).nullable(self.zones.as_deref(), |w, zones| {
            w.list(zones, |w, zone| {
                w.uint(*zone);
            });
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "gate")?;
        Ok(Self {
            name: r.text(1, MAX_ZONE_NAME, "gate name")?.to_owned(),
            zones: r.nullable("gate zones", |r| r.list(0, 255, "gate zones", |r| r.uint8("zone")))?,
        })
    }
}

impl Wire for EventCore {
    fn encode(&self, w: &mut Writer) {
        w.array(23).value(&self.event).value(&self.root).uint(self.version);
        w.text(&self.title).text(&self.venue).text(&self.timezone);
        w.uint(self.doors).uint(self.start).uint(self.end);
        w.uint(self.early).uint(self.late).int(self.moved);
        w.list(&self.zones, |w, zone| {
            w.text(zone);
        });
        w.list(&self.gates, |w, gate| gate.encode(w));
        w.uint(self.count).uint(self.stamp_level);
        w.array(2).uint(self.minimum_trust).uint(self.minimum_revocation);
        w.uint(u8::from(self.staleness == Staleness::AskLead)).uint(self.grace).uint(self.purge);
        w.nullable(self.return_key.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        for part in [&self.templates, &self.locations] {
            w.nullable(part.as_deref(), |w, bytes| {
                w.bytes(bytes);
            });
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(23, "event")?;
        let (event, root) = (EventId::decode(r)?, RootId::decode(r)?);
        let version = r.uint32("version")?;
        if version == 0 {
            return Err(WireError::Bounds { field: "version" });
        }
        let bytes = |r: &mut Reader<'_>, field| {
            r.nullable(field, |r| Ok(r.bytes(EventCore::MAX_BYTES, field)?.to_vec()))
        };
        Ok(Self {
            event,
            root,
            version,
            title: r.text(1, MAX_TITLE, "title")?.to_owned(),
            venue: r.text(0, MAX_VENUE, "venue")?.to_owned(),
            timezone: r.text(1, 40, "timezone")?.to_owned(),
            doors: Time::decode(r, "doors")?,
            start: Time::decode(r, "start")?,
            end: Time::decode(r, "end")?,
            early: r.uint32("early")?,
            late: r.uint32("late")?,
            moved: r.int(Self::MAX_MOVED, "moved")?,
            zones: r.list(0, 255, "zones", |r| Ok(r.text(1, MAX_ZONE_NAME, "zone name")?.to_owned()))?,
            gates: r.list(1, 255, "gates", GatePlan::decode)?,
            count: r.uint16("count")?,
            stamp_level: r.uint(3, "stamp level")?.try_into().unwrap_or_default(),
            minimum_trust: {
                r.array(2, "minimum versions")?;
                r.uint32("minimum trust version")?
            },
            minimum_revocation: r.uint32("minimum revocation version")?,
            staleness: if r.uint(1, "hard")? == 1 { Staleness::AskLead } else { Staleness::Note },
            grace: r.uint32("grace")?,
            purge: Time::decode(r, "purge")?,
            return_key: r.nullable("return key", |r| read_key(r, "return key"))?,
            templates: bytes(r, "templates")?,
            locations: bytes(r, "locations")?,
        })
    }
}
