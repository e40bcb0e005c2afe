//! An organizer with one event, made without disk: what tests of wallets and gates start from.

use std::sync::Arc;

use rand_core::CryptoRng;

use super::{FixedClock, MemoryVault, StrictLog};
use crate::crypto::{PublicKey, SecretKey};
use crate::ports::Host;
use crate::ticket::{
    Blanks, CardId, Carriers, Certificate, CertificatePayload, Credential, CredentialPayload, Documents,
    Enrolment, EventCore, EventFile, EventId, EventSecret, FiledTicket, Flag, Flags, GatePlan, GuestList,
    Holding, KeyStatus, KeyUses, Manifest, NameOpening, OtpUse, Policy, Revocation, RevocationReason,
    RevokedKey, Role, RootId, Serial, Staleness, TicketFile, TicketId, TicketSecrets, Time, TrustList,
    TrustedKey,
};
use crate::transfer::Request;
use crate::wire::Wire;

/// Doors of the sample event: 2026-12-19T08:00:00Z (17:00 in Tokyo).
pub const DOORS: u64 = 1_797_667_200;

/// A time relative to [`DOORS`], in seconds.
pub fn at(seconds: i64) -> Time {
    Time::from_seconds(DOORS).unwrap_or_default().shifted(seconds)
}

/// A counter in place of randomness: every test run is the same.
#[derive(Debug, Clone)]
pub struct CountingRng(pub u64);

impl rand_core::TryRng for CountingRng {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|n| u32::try_from(n >> 32).unwrap_or(0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 += 1;
        let mut word = [0; 8];
        word.copy_from_slice(crate::crypto::sha256(&self.0.to_be_bytes()).split_at(8).0);
        Ok(u64::from_be_bytes(word))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_be_bytes();
            chunk.iter_mut().zip(word).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for CountingRng {}

/// Ports over a clock and a vault, with randomness of its own seed.
pub fn host(clock: &Arc<FixedClock>, vault: &Arc<MemoryVault>, seed: u64) -> Host {
    let rng: Box<dyn CryptoRng + Send> = Box::new(CountingRng(seed << 32));
    Host { clock: clock.clone(), vault: vault.clone(), signer: None, log: Some(StrictLog::new()), rng }
}

/// Root, issuer key and one event with gates A (all zones) and B (zone R only), zones S and R.
#[derive(Debug, Clone)]
pub struct Organizer {
    /// Signs trust lists.
    pub root: SecretKey,
    /// Signs everything else.
    pub issuer: SecretKey,
    /// The event.
    pub event: EventCore,
    /// The policy of the tickets it issues.
    pub policy: Policy,
    trust: TrustList,
    issued: u8,
}

impl Default for Organizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Organizer {
    /// The sample organizer.
    pub fn new() -> Self {
        Self::with_keys(1, 2)
    }

    /// Another organizer, with an event of the same id.
    pub fn other() -> Self {
        Self::with_keys(11, 12)
    }

    /// Another organizer with an event of the same id, who lists the sample organizer's key beside his own.
    pub fn squatter(root: u8) -> Self {
        let mut squatter = Self::with_keys(root, 12);
        let keys = [&squatter.issuer, &Self::new().issuer].map(|key| trusted(key, KeyStatus::Active));
        squatter.trust = trust_list(&squatter.root, 1, keys.to_vec());
        squatter
    }

    fn with_keys(root: u8, issuer: u8) -> Self {
        let (root, issuer) = (SecretKey::from_seed(&[root; 32]), SecretKey::from_seed(&[issuer; 32]));
        let trust = trust_list(&root, 1, vec![trusted(&issuer, KeyStatus::Active)]);
        let event = event_core(&root);
        let flags = Flags::default().with(Flag::Reference).with_stamp_level(1);
        let policy = Policy { flags, hops: 2, deadline: 0 };
        Self { root, issuer, event, policy, trust, issued: 0 }
    }

    /// The trust list in force.
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// A trust list of a higher version in which the issuer's key is revoked.
    pub fn revoke_issuer_key(&mut self) -> Vec<u8> {
        self.trust = trust_list(&self.root, 2, vec![trusted(&self.issuer, KeyStatus::Revoked)]);
        self.trust.to_message()
    }

    /// Another key signs from here on, the event core among the first; the ones before still stand. Gives the event
    /// file.
    pub fn rotate(&mut self, seed: u8) -> Vec<u8> {
        self.take_key(seed, KeyStatus::Active)
    }

    /// The issuer's key was stolen: a trust list of a higher version revokes it, and another key signs from here on,
    /// the event core among the first. Gives the event file.
    pub fn salvage(&mut self, seed: u8) -> Vec<u8> {
        self.take_key(seed, KeyStatus::Revoked)
    }

    /// A trust list of a higher version announces the next root. Gives the event file.
    pub fn announce(&mut self, next: &SecretKey) -> Vec<u8> {
        self.trust = self.next_list(&self.root, Some(next.public()));
        self.event_file()
    }

    /// That root takes over: list and event core of a higher version. Gives the event file.
    pub fn hand_over(&mut self, next: &SecretKey) -> Vec<u8> {
        self.root = next.clone();
        self.trust = self.next_list(&self.root, None);
        self.event.root = self.trust.root();
        self.event.version += 1;
        self.event_file()
    }

    /// The same keys in a newer trust list, issued then. Gives the event file.
    pub fn renew(&mut self, issued: Time) -> Vec<u8> {
        let version = u32::try_from(self.trust.version()).unwrap_or_default() + 1;
        let keys = self.trust.keys().to_vec();
        self.trust = TrustList::issue(&self.root, version, issued, issued.shifted(365 * 86_400), keys);
        self.event.version += 1;
        self.event_file()
    }

    fn next_list(&self, root: &SecretKey, next: Option<PublicKey>) -> TrustList {
        let version = u32::try_from(self.trust.version()).unwrap_or_default() + 1;
        let keys = self.trust.keys().to_vec();
        TrustList::announce(root, version, at(-86_400), at(365 * 86_400), keys, next)
    }

    fn take_key(&mut self, seed: u8, others: KeyStatus) -> Vec<u8> {
        self.issuer = SecretKey::from_seed(&[seed; 32]);
        let new = trusted(&self.issuer, KeyStatus::Active);
        let before = self.trust.keys().iter().filter(|row| row.key != new.key);
        let mut keys: Vec<_> = before.map(|row| TrustedKey { status: others, ..row.clone() }).collect();
        keys.push(new);
        let version = u32::try_from(self.trust.version()).unwrap_or_default() + 1;
        self.trust = trust_list(&self.root, version, keys);
        self.event.version += 1;
        self.event_file()
    }

    /// A manifest of a version.
    pub fn manifest(&self, version: u32, payloads: &[CredentialPayload]) -> Vec<u8> {
        let rows = payloads.iter().map(Wire::to_bytes).collect();
        let manifest = Manifest::issue(&self.issuer, self.event.event, version, at(-3600), rows);
        manifest.expect("the sample manifest is within its bounds").to_message()
    }

    /// The event file.
    pub fn event_file(&self) -> Vec<u8> {
        EventFile { trust: self.trust.signed().clone(), event: self.event.sign(&self.issuer), details: None }
            .to_bytes()
    }

    /// The control documents, as a gate or wallet has them.
    pub fn documents(&self) -> Documents {
        Documents::from_event_file(&self.event_file()).expect("the sample event file verifies")
    }

    /// A blank of a zone, signed.
    pub fn blank(&self, number: u32, zone: u8) -> CredentialPayload {
        let flags = Flags::default().with_entry_rule(self.policy.flags.entry_rule());
        CredentialPayload {
            ticket: Blanks::ticket([7; 12], number),
            holder: None,
            place: String::new(),
            zone,
            policy: Policy { flags, hops: 0, deadline: 0 },
            ..self.payload(0, self.issuer.public())
        }
    }

    /// Blanks of a zone for one device.
    pub fn blanks(&self, enrolment: &[u8], zone: u8, numbers: core::ops::Range<u32>) -> Vec<u8> {
        let device = Enrolment::verify(enrolment).expect("the sample enrolment verifies");
        let blanks = numbers.map(|number| self.blank(number, zone).sign(&self.issuer)).collect();
        let blanks = Blanks::of(blanks).expect("the sample blanks are within their bounds");
        blanks.seal(self.event.event, &device.hpke, &mut CountingRng(99)).expect("the sample key is valid")
    }

    /// The fields of ticket `number` for a holder's key, in zone S (0) for even numbers and R (1) for odd ones.
    pub fn payload(&self, number: u8, holder: PublicKey) -> CredentialPayload {
        CredentialPayload {
            ticket: TicketId::from_bytes([number; 16]),
            event: self.event.event,
            epoch: 0,
            holder: Some(holder),
            from: self.event.doors,
            minutes: 240,
            place: format!("1階 {number}番"),
            zone: number % 2,
            policy: self.policy,
            name: None,
        }
    }

    /// A verified credential of ticket `number`.
    pub fn credential(&self, number: u8, holder: PublicKey) -> Credential {
        self.verified(&self.payload(number, holder))
    }

    /// Signs and verifies given fields.
    pub fn verified(&self, payload: &CredentialPayload) -> Credential {
        let envelope = payload.sign(&self.issuer);
        Credential::verify(&envelope, &self.trust).expect("the sample credential verifies")
    }

    /// Signs given fields as a ticket without hops.
    pub fn holding(&self, payload: &CredentialPayload) -> Holding {
        Holding { credential: payload.sign(&self.issuer), chain: Vec::new() }
    }

    /// A ticket file of these tickets.
    pub fn ticket_file_of(&self, holdings: &[Holding]) -> Vec<u8> {
        let tickets = holdings.iter().map(FiledTicket::from).collect();
        TicketFile { event_file: self.event_file(), tickets }.to_bytes()
    }

    /// The fields of the next ticket, numbers rising from 1.
    pub fn next_payload(&mut self, holder: PublicKey) -> CredentialPayload {
        self.issued += 1;
        self.payload(self.issued, holder)
    }

    /// A ticket file with the next `count` tickets, for the first keys of a wallet's request.
    pub fn ticket_file_for(&mut self, request: &[u8], count: usize) -> Vec<u8> {
        let request = Request::verify(request).expect("the request verifies");
        let keys = request.payload().keys.iter().take(count);
        let holdings = keys.map(|key| {
            let payload = self.next_payload(*key);
            self.holding(&payload)
        });
        let holdings: Vec<Holding> = holdings.collect();
        self.ticket_file_of(&holdings)
    }

    /// The root of the event's digits.
    pub fn secret(&self) -> EventSecret {
        EventSecret::from_bytes([6; 32])
    }

    /// A name as ticket `number` commits to it.
    pub fn opening(&self, number: u8, name: &str) -> NameOpening {
        NameOpening::new([number; 16], name).expect("the sample name is within its bounds")
    }

    /// What ticket `payload` has of secrets: digits, those of profile T where its policy allows them, and its name.
    pub fn secrets(&self, payload: &CredentialPayload, opening: Option<NameOpening>) -> TicketSecrets {
        let key = self.secret().zone_key(payload.event, payload.zone);
        let (ticket, epoch) = (payload.ticket, payload.epoch);
        let code = payload.policy.flags.has(Flag::Totp).then(|| key.secret(OtpUse::Code, ticket, epoch));
        TicketSecrets { opening, code, digits: Some(key.secret(OtpUse::Digits, ticket, epoch)) }
    }

    /// A guest list of a version for an enrolled device: the keys of these zones, the names of these tickets.
    pub fn guest_list(&self, enrolment: &[u8], version: u32, zones: &[u8], guests: &[(u8, &str)]) -> Vec<u8> {
        let enrolment = Enrolment::verify(enrolment).expect("the enrolment verifies");
        let event = self.event.event;
        let zones = zones.iter().map(|zone| (*zone, self.secret().zone_key(event, *zone))).collect();
        let guest =
            |(number, name): &(u8, &str)| (TicketId::from_bytes([*number; 16]), self.opening(*number, name));
        let guests = guests.iter().map(guest).collect();
        let list = GuestList::issue(&self.issuer, event, version, at(-3600), zones, guests);
        let list = list.expect("the sample guest list is within its bounds");
        let mut rng = CountingRng(u64::from(version) << 8);
        list.seal(&enrolment.hpke, &mut rng).expect("the sample guest list is sealed")
    }

    /// A list of carriers of a version for an enrolled device: cards by number, each with the number of its ticket.
    pub fn carriers(&self, enrolment: &[u8], version: u32, cards: &[(u8, u8)]) -> Vec<u8> {
        let enrolment = Enrolment::verify(enrolment).expect("the enrolment verifies");
        let (event, key) = (self.event.event, self.secret().carrier_key(self.event.event));
        let row =
            |(number, ticket): &(u8, u8)| (key.tag(&card(*number)), TicketId::from_bytes([*ticket; 16]));
        let rows = cards.iter().map(row).collect();
        let list = Carriers::issue(&self.issuer, event, version, at(-3600), key, rows);
        let list = list.expect("the sample cards are different");
        let mut rng = CountingRng(u64::from(version) << 9);
        list.seal(&enrolment.hpke, &mut rng).expect("the sample list is sealed")
    }

    /// As [`Organizer::ticket_file_for`], a ticket a name (empty: no name), with its secrets sealed to the request.
    pub fn confided_file_for(&mut self, request: &[u8], names: &[&str]) -> Vec<u8> {
        let request = Request::verify(request).expect("the request verifies");
        let keys = request.payload().keys.iter().zip(names);
        let tickets = keys.map(|(key, name)| {
            let mut payload = self.next_payload(*key);
            let opening = (!name.is_empty()).then(|| self.opening(self.issued, name));
            payload.name = opening.as_ref().map(NameOpening::commitment);
            let secrets = self.secrets(&payload, opening);
            let (key, rng) = (&request.payload().hpke, &mut CountingRng(u64::from(self.issued)));
            let sealed = secrets.seal(key, &request.digest(), payload.head(), rng);
            let sealed = Some(sealed.expect("the sample secrets are sealed"));
            FiledTicket { holding: self.holding(&payload).to_bytes(), sealed }
        });
        let tickets = tickets.collect();
        TicketFile { event_file: self.event_file(), tickets }.to_bytes()
    }

    /// A staff key with a certificate for the whole evening, at all gates.
    pub fn staff(&self, seed: u8, roles: &[Role]) -> (SecretKey, Certificate) {
        let key = SecretKey::from_seed(&[seed; 32]);
        let enrolment = Enrolment {
            event: self.event.event,
            key: key.public(),
            label: String::new(),
            made: at(-7200),
            hpke: crate::crypto::HpkePublicKey::from_bytes([9; 32]),
        };
        let message = self.certify(&enrolment.sign(&key), roles, None, seed);
        let certificate = Certificate::from_message(&message, &self.documents());
        (key, certificate.expect("the sample certificate verifies"))
    }

    /// A ticket file with tickets `first..` for the keys, in order.
    pub fn ticket_file(&self, first: u8, holders: &[PublicKey]) -> Vec<u8> {
        let holdings = (first..).zip(holders).map(|(number, holder)| {
            let credential = self.payload(number, *holder).sign(&self.issuer);
            Holding { credential, chain: Vec::new() }
        });
        self.ticket_file_of(&holdings.collect::<Vec<_>>())
    }

    /// Certifies an enrolment for the whole evening.
    pub fn certify(&self, enrolment: &[u8], roles: &[Role], gates: Option<Vec<u8>>, serial: u8) -> Vec<u8> {
        let enrolment = Enrolment::verify(enrolment).expect("the enrolment verifies");
        let payload = CertificatePayload {
            serial: Serial::from_bytes([serial; 8]),
            key: enrolment.key,
            roles: roles.iter().copied().collect(),
            event: self.event.event,
            gates,
            not_before: at(-7200),
            not_after: at(6 * 3600),
        };
        Certificate::message(&payload.sign(&self.issuer))
    }

    /// A revocation list of a version.
    pub fn revocation(&self, version: u32, tickets: &[(u8, RevocationReason)], serials: &[u8]) -> Vec<u8> {
        let rows = tickets
            .iter()
            .map(|(number, reason)| (RevokedKey::of(TicketId::from_bytes([*number; 16]), 0), *reason));
        let serials = serials.iter().map(|n| Serial::from_bytes([*n; 8])).collect();
        Revocation::issue(
            &self.issuer,
            self.event.event,
            version,
            at(-3600),
            at(86_400),
            rows.collect(),
            serials,
        )
        .to_message()
    }
}

fn trusted(key: &SecretKey, status: KeyStatus) -> TrustedKey {
    let until = Time::from_seconds(Time::END - 1).unwrap_or_default();
    TrustedKey { key: key.public(), uses: KeyUses::ALL, status, from: Time::default(), until, events: None }
}

fn trust_list(root: &SecretKey, version: u32, keys: Vec<TrustedKey>) -> TrustList {
    TrustList::issue(root, version, at(-86_400), at(365 * 86_400), keys)
}

/// The id of sample card `number`.
pub fn card(number: u8) -> CardId {
    CardId::new(&[number, 0xa2, 0x24, 0x1b]).expect("a card has at least four bytes")
}

fn event_core(root: &SecretKey) -> EventCore {
    let PublicKey::Ed25519(root) = root.public() else { unreachable!("roots are Ed25519") };
    EventCore {
        event: EventId::from_bytes([7; 8]),
        root: RootId::from_bytes(*root.as_bytes()),
        version: 1,
        title: "冬の公演".to_owned(),
        venue: "市民ホール".to_owned(),
        timezone: "Asia/Tokyo".to_owned(),
        doors: at(0),
        start: at(3600),
        end: at(4 * 3600),
        early: 0,
        late: 0,
        moved: 0,
        zones: vec!["S".to_owned(), "R".to_owned()],
        gates: vec![
            GatePlan { name: "A".to_owned(), zones: None },
            GatePlan { name: "B".to_owned(), zones: Some(vec![1]) },
        ],
        count: 1,
        stamp_level: 2,
        minimum_trust: 0,
        minimum_revocation: 0,
        staleness: Staleness::Note,
        grace: 7200,
        purge: at(30 * 86_400),
        return_key: None,
        templates: None,
        locations: None,
    }
}
