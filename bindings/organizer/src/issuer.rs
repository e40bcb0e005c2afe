//! An organizer's folder.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use mogiri::issuer::{self, IssueRow, IssuerVault, OrderIssue, Root, StaffHours};
use mogiri::ticket::{Documents, EventCore, RevocationReason, Role, TicketId, Time};
use mogiri::transfer::Request;

use crate::clock::{SystemClock, host, rng};
use crate::{EventPlan, OrganizerError, Seat};

/// An organizer: it signs events, tickets, certificates and lists. For a server; a phone never has it.
///
/// Every method may be called from any thread and does its work before it returns, disk included. What is signed is
/// durable in the folder before it is given out, so that doing the same again after a crash gives the same bytes.
#[derive(uniffi::Object)]
pub struct Issuer(pub(crate) Mutex<Option<issuer::Issuer>>);

/// What issuing an order gave.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct IssuedOrder {
    /// Ticket files of at most 20 tickets, for the wallet that made the requests.
    pub files: Vec<Vec<u8>>,
    /// The ticket of each seat.
    pub tickets: Vec<String>,
    /// How many of them are new.
    pub new: u64,
    /// Tickets of seats that the order no longer has. They stay valid until they are revoked.
    pub removed: Vec<String>,
}

/// A revocation list for the gates, in both its forms.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RevocationLists {
    /// The whole list: any gate takes it.
    pub list: Vec<u8>,
    /// What it adds to the list before, for gates that have that one.
    pub delta: Vec<u8>,
}

/// Why a ticket is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RevokeReason {
    /// Money back.
    Refund,
    /// A newer issue of it stands.
    Superseded,
    /// Recovered for its account.
    Recovered,
    /// Fraud.
    Fraud,
}

/// What a device may do. Hours that are not given follow from the event.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StaffGrant {
    /// Words of at least one role: scan, stamp, manual, void, override, issue, supervise.
    pub roles: Vec<String>,
    /// Gates by name; nothing for all.
    #[uniffi(default = None)]
    pub gates: Option<Vec<String>>,
    /// The first second of the shift.
    #[uniffi(default = None)]
    pub from: Option<Time>,
    /// The last second of the shift.
    #[uniffi(default = None)]
    pub until: Option<Time>,
}

#[uniffi::export]
impl Issuer {
    /// Makes an organizer with new keys in a folder, or opens the one that is there. The root's key is made in the
    /// folder `root` below it: take that folder offline. Without a passphrase whoever copies the folder has its keys.
    #[uniffi::constructor(default(passphrase = None))]
    pub fn create(folder: String, passphrase: Option<String>) -> Result<Arc<Self>, OrganizerError> {
        let (folder, passphrase) = (Path::new(&folder), passphrase.as_deref());
        let vault = Arc::new(IssuerVault::make(folder, passphrase, rng())?);
        let place = folder.join("root");
        let root_vault = IssuerVault::make(&place, passphrase, rng())?;
        let root = Root::make(&place, &root_vault, &mut *rng())?;
        Ok(Self::of(issuer::Issuer::init(folder, &root, host(Arc::new(SystemClock), vault))?))
    }

    /// Opens the organizer in a folder. The root is not needed.
    #[uniffi::constructor(default(passphrase = None))]
    pub fn open(folder: String, passphrase: Option<String>) -> Result<Arc<Self>, OrganizerError> {
        let folder = Path::new(&folder);
        let vault = Arc::new(IssuerVault::open(folder, passphrase.as_deref(), rng())?);
        Ok(Self::of(issuer::Issuer::open(folder, host(Arc::new(SystemClock), vault))?))
    }

    /// The public name of the root that everything here hangs on.
    pub fn root(&self) -> Result<String, OrganizerError> {
        self.with(|issuer| Ok(HEXLOWER.encode(issuer.root().as_bytes())))
    }

    /// Signs an event and gives its event file. The same plan gives the same event; one that replaces a file gives the
    /// next version of that event.
    #[uniffi::method(default(replaces = None))]
    pub fn sign_event(&self, plan: EventPlan, replaces: Option<Vec<u8>>) -> Result<Vec<u8>, OrganizerError> {
        let before = replaces.as_deref().map(event).transpose()?;
        let plan = plan.into_core(before.as_ref())?;
        self.with(|issuer| Ok(issuer.sign_event(&plan, replaces.as_deref())?))
    }

    /// Issues the tickets of an order: all of it or nothing. Seats that were issued before keep their tickets, byte for
    /// byte. `requests` are the holder's, whose keys the new seats take in order.
    pub fn issue(
        &self,
        event_file: Vec<u8>,
        order: String,
        seats: Vec<Seat>,
        requests: Vec<Vec<u8>>,
    ) -> Result<IssuedOrder, OrganizerError> {
        let event = event(&event_file)?;
        let rows =
            seats.into_iter().map(|seat| seat.into_row(&event)).collect::<Result<Vec<IssueRow>, _>>()?;
        let bad = |_| OrganizerError::refused("BAD_REQUEST");
        let requests = requests.iter().map(|request| Request::verify(request).map_err(bad));
        let requests = requests.collect::<Result<Vec<_>, _>>()?;
        let wanted = OrderIssue { order: &order, rows: &rows, requests: &requests };
        let issued = self.with(|issuer| Ok(issuer.issue(&event_file, &[wanted])?))?;
        issued.into_iter().next().map(IssuedOrder::from).ok_or_else(|| OrganizerError::refused("NO_TICKETS"))
    }

    /// Certifies the key of an enrolled device. The same grant to the same key gives the same certificate.
    pub fn certify(
        &self,
        event_file: Vec<u8>,
        enrolment: Vec<u8>,
        grant: StaffGrant,
    ) -> Result<Vec<u8>, OrganizerError> {
        let StaffGrant { roles, gates, from, until } = grant;
        let role = |word: &String| Role::from_word(word).ok_or_else(|| OrganizerError::refused("NO_ROLES"));
        let roles = roles.iter().map(role).collect::<Result<_, _>>()?;
        let grant = issuer::StaffGrant { roles, gates, hours: StaffHours { from, until } };
        self.with(|issuer| Ok(issuer.certify(&event_file, &enrolment, &grant)?))
    }

    /// Withdraws tickets of one event and gives the list to carry to the gates.
    pub fn revoke(
        &self,
        tickets: Vec<String>,
        reason: RevokeReason,
    ) -> Result<RevocationLists, OrganizerError> {
        let id = |text: &String| text.parse().map_err(|_| OrganizerError::refused("TICKET_NOT_FOUND"));
        let tickets = tickets.iter().map(id).collect::<Result<Vec<TicketId>, _>>()?;
        let issuer::IssuedRevocation { list, delta } =
            self.with(|issuer| Ok(issuer.revoke(&tickets, reason.into())?))?;
        Ok(RevocationLists { list, delta })
    }

    /// Withdraws every certificate of a staff device that was stolen, by its enrolment: at gates that have the list its voids,
    /// overrides and entries without a code move nobody. `NOT_CERTIFIED` if it never had one.
    pub fn revoke_staff(&self, enrolment: Vec<u8>) -> Result<RevocationLists, OrganizerError> {
        let issuer::IssuedRevocation { list, delta } =
            self.with(|issuer| Ok(issuer.revoke_staff(&enrolment)?))?;
        Ok(RevocationLists { list, delta })
    }

    /// The payloads of all tickets of an event, for gates that take short codes.
    pub fn manifest(&self, event_file: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        self.with(|issuer| Ok(issuer.manifest(&event_file)?))
    }

    /// Names and digit keys, sealed to one certified device.
    pub fn guest_list(&self, event_file: Vec<u8>, enrolment: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        self.with(|issuer| Ok(issuer.guests(&event_file, &enrolment)?))
    }

    /// Which cards stand for which tickets, sealed to one certified device.
    pub fn carriers(&self, event_file: Vec<u8>, enrolment: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        self.with(|issuer| Ok(issuer.carriers(&event_file, &enrolment)?))
    }

    /// Blanks of a zone for one certified device (role issue), 1 to 5,000, numbered on from the event's last and sealed
    /// to it. `zone` is an index, 0 where the event has none. Asked again it makes others.
    pub fn blanks(
        &self,
        event_file: Vec<u8>,
        enrolment: Vec<u8>,
        zone: u8,
        count: u16,
    ) -> Result<Vec<u8>, OrganizerError> {
        self.with(|issuer| Ok(issuer.blanks(&event_file, &enrolment, zone, count)?.message))
    }

    /// Lets the folder go; every later call is Released.
    pub fn release(&self) -> Result<(), OrganizerError> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.map_or(Ok(()), |issuer| Ok(issuer.close()?))
    }
}

impl Issuer {
    pub(crate) fn of(issuer: issuer::Issuer) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(issuer))))
    }

    pub(crate) fn with<R>(
        &self,
        work: impl FnOnce(&mut issuer::Issuer) -> Result<R, OrganizerError>,
    ) -> Result<R, OrganizerError> {
        // A panic in the middle leaves nothing behind: every change of the core is one transaction.
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(held.as_mut().ok_or(OrganizerError::Released)?)
    }
}

fn event(event_file: &[u8]) -> Result<EventCore, OrganizerError> {
    let documents = Documents::from_event_file(event_file);
    Ok(documents.map_err(issuer::IssuerError::EventFile)?.event().clone())
}

impl From<issuer::IssuedOrder> for IssuedOrder {
    fn from(issued: issuer::IssuedOrder) -> Self {
        let text = |ids: Vec<TicketId>| ids.iter().map(TicketId::to_string).collect();
        let issuer::IssuedOrder { files, tickets, new, removed } = issued;
        Self { files, tickets: text(tickets), new: new as u64, removed: text(removed) }
    }
}

impl From<RevokeReason> for RevocationReason {
    fn from(reason: RevokeReason) -> Self {
        match reason {
            RevokeReason::Refund => Self::Refund,
            RevokeReason::Superseded => Self::Superseded,
            RevokeReason::Recovered => Self::Recovered,
            RevokeReason::Fraud => Self::Fraud,
        }
    }
}
