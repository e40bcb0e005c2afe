//! What the vault keeps outside the database, so that an older copy put back cannot undo a signature (protocol §9).

use zeroize::Zeroizing;

use super::WalletError;
use crate::crypto::hash_bytes;
use crate::ticket::{Step, Xid};
use crate::wire::{Reader, Wire, WireError, Writer};

/// An 8-byte keyed tag: says nothing about what it names.
pub(super) type Tag = [u8; 8];

/// Keys the tags. Made once with the wallet and never changed, so that an older copy of the database still has it.
pub(super) struct TagKey(pub(super) Zeroizing<[u8; 32]>);

impl TagKey {
    /// `H("vault head", key || head[0..16])[0..8]`: an endorsed head. By its first half, as a tombstone names it.
    pub(super) fn head(&self, head: Xid) -> Tag {
        self.tag("vault head", head.as_bytes())
    }

    /// `H("vault fold", key || head[0..16])[0..8]`: a head over which a fold was signed. It is shown and not handed on.
    pub(super) fn fold(&self, head: Xid) -> Tag {
        self.tag("vault fold", head.as_bytes())
    }

    /// `H("vault answered", key || head[0..16])[0..8]`: a head with which a gate's challenge was answered. Handed on then,
    /// it would accuse its holder.
    pub(super) fn answered(&self, head: Xid) -> Tag {
        self.tag("vault answered", head.as_bytes())
    }

    /// `H("vault xid", key || xid)[0..8]`: an answered hand-over.
    pub(super) fn xid(&self, xid: Xid) -> Tag {
        self.tag("vault xid", xid.as_bytes())
    }

    /// `H("vault sent", key || xid)[0..8]`: a hand-over that was not answered yet, the one of its head whose parcel leaves.
    pub(super) fn sent(&self, xid: Xid) -> Tag {
        self.tag("vault sent", xid.as_bytes())
    }

    fn tag(&self, label: &str, name: &[u8]) -> Tag {
        let bytes = Zeroizing::new([self.0.as_slice(), name].concat());
        let mut tag = Tag::default();
        tag.copy_from_slice(hash_bytes(label, &bytes).split_at(8).0);
        tag
    }
}

/// `[generation, step ceiling, [tag of each endorsed head], [tag of each answered xid], [tag of each xid that waits]]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct VaultItem {
    /// The database generation this item was put for.
    pub(super) generation: u64,
    /// No code of this wallet was ever signed for a later step.
    pub(super) ceiling: Step,
    heads: Vec<Tag>,
    xids: Vec<Tag>,
    /// Not in an item of an older version, which does not say.
    sent: Option<Vec<Tag>>,
}

impl VaultItem {
    const MAX_BYTES: usize = 4096;

    /// Reads what the vault has.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, WalletError> {
        Self::from_bytes(bytes, Self::MAX_BYTES).map_err(|_| WalletError::VaultDamaged)
    }

    /// The same for another generation.
    pub(super) fn at(&self, generation: u64) -> Self {
        Self { generation, ..self.clone() }
    }

    /// Whether the vault takes it, whatever generation and step it will be put with.
    pub(super) fn check_size(&self) -> Result<(), WalletError> {
        if self.longest() <= Self::MAX_BYTES { Ok(()) } else { Err(WalletError::VaultFull) }
    }

    /// Whether it takes an answer more: two tags.
    pub(super) fn has_room(&self) -> bool {
        self.longest() + 2 * (1 + size_of::<Tag>()) <= Self::MAX_BYTES
    }

    /// Whether it takes so many refusals more: two tags each. A quarter is kept for what the holder hands on and takes, for
    /// a stranger chooses how much there is to refuse.
    pub(super) fn has_room_to_refuse(&self, count: usize) -> bool {
        self.longest() + count * 2 * (1 + size_of::<Tag>()) <= Self::MAX_BYTES / 4 * 3
    }

    fn longest(&self) -> usize {
        Self { ceiling: Step::default().plus(u64::MAX), ..self.at(u64::MAX) }.to_bytes().len()
    }

    pub(super) fn has_head(&self, tag: Tag) -> bool {
        self.heads.contains(&tag)
    }

    pub(super) fn has_xid(&self, tag: Tag) -> bool {
        self.xids.contains(&tag)
    }

    pub(super) fn add_head(&mut self, tag: Tag) {
        if !self.has_head(tag) {
            self.heads.push(tag);
        }
    }

    pub(super) fn add_xid(&mut self, tag: Tag) {
        if !self.has_xid(tag) {
            self.xids.push(tag);
        }
    }

    /// A head that answered a gate; a full vault keeps nobody outside.
    pub(super) fn add_answered(&mut self, tag: Tag) {
        if self.has_room() {
            self.add_head(tag);
        }
    }

    /// Answered hand-overs of an event that is over. Heads are never removed.
    pub(super) fn remove_xids(&mut self, tags: &[Tag]) {
        self.xids.retain(|known| !tags.contains(known));
    }

    /// Whether it says which hand-overs wait for their answer.
    pub(super) fn knows_sent(&self) -> bool {
        self.sent.is_some()
    }

    pub(super) fn has_sent(&self, tag: Tag) -> bool {
        self.sent.iter().flatten().any(|known| *known == tag)
    }

    /// Knows the hand-overs that wait from here on, these among them.
    pub(super) fn add_sent(&mut self, tags: &[Tag]) {
        let sent = self.sent.get_or_insert_default();
        sent.extend_from_slice(tags);
        sent.sort_unstable();
        sent.dedup();
    }

    /// Hand-overs that were answered, or forgotten.
    pub(super) fn remove_sent(&mut self, tags: &[Tag]) {
        if let Some(sent) = &mut self.sent {
            sent.retain(|known| !tags.contains(known));
        }
    }

    pub(super) fn raise_ceiling(&mut self, step: Step) {
        self.ceiling = self.ceiling.max(step);
    }
}

impl Wire for VaultItem {
    fn encode(&self, w: &mut Writer) {
        w.array(4 + usize::from(self.knows_sent())).uint(self.generation).uint(self.ceiling);
        for tags in [Some(&self.heads), Some(&self.xids), self.sent.as_ref()].into_iter().flatten() {
            w.list(tags, |w, tag| {
                w.bytes(tag);
            });
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        const MAX_TAGS: u64 = 512;
        let items = r.array_between(4, 5, "vault item")?;
        Ok(Self {
            generation: r.uint(u64::MAX, "generation")?,
            ceiling: Step::decode(r, "ceiling")?,
            heads: r.list(0, MAX_TAGS, "heads", |r| r.bytes_exact("head tag"))?,
            xids: r.list(0, MAX_TAGS, "xids", |r| r.bytes_exact("xid tag"))?,
            sent: match items {
                4 => None,
                _ => Some(r.list(0, MAX_TAGS, "sent", |r| r.bytes_exact("sent tag"))?),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_reads_back_and_a_cut_one_is_damaged() {
        let mut item = VaultItem { generation: 7, ..VaultItem::default() };
        item.raise_ceiling(Step::default().plus(9));
        item.add_head([1; 8]);
        item.add_head([1; 8]);
        item.add_xid([2; 8]);
        let bytes = item.to_bytes();
        assert_eq!(VaultItem::read(&bytes), Ok(item));
        assert_eq!(VaultItem::read(&bytes[1..]), Err(WalletError::VaultDamaged));
    }

    #[test]
    fn an_item_of_an_older_version_does_not_say_what_waits() {
        let older = [0x84, 7, 9, 0x80, 0x80];
        let mut item = VaultItem::read(&older).unwrap();
        assert!(!item.knows_sent());
        assert_eq!(item.to_bytes(), older);
        item.add_sent(&[]);
        assert!(item.knows_sent());
        assert_eq!(VaultItem::read(&item.to_bytes()), Ok(item));
    }

    #[test]
    fn more_tags_than_the_vault_takes_are_refused_before_they_are_put() {
        let mut item = VaultItem::default();
        for n in 0..450_u64 {
            item.add_head(n.to_be_bytes());
        }
        assert_eq!(item.check_size(), Ok(()));
        for n in 450..454_u64 {
            item.add_head(n.to_be_bytes());
        }
        assert_eq!(item.check_size(), Err(WalletError::VaultFull));
    }
}
