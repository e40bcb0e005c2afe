//! Keys in hardware: one kind of ticket, signatures in one form, faults by name.

use super::*;
use crate::code::{Presentation, Profile};
use crate::crypto::PublicKey;
use crate::ports::{CreatedKey, HolderSigner, SignerError, VaultError};
use crate::testing::SignatureForm;
use crate::ticket::{Flag, Flags, Policy};
use crate::transfer::Request;
use crate::wallet::{BadRequest, ImportOutcome, NotTransferable};

/// Alice with a ticket bound to her phone, whose hardware answers in this form.
fn bound(form: SignatureForm) -> (Organizer, Person, Arc<SoftwareSigner>, TicketId) {
    let mut organizer = Organizer::new();
    organizer.policy = Policy { flags: bound_flags(), hops: 0, deadline: 0 };
    let (mut alice, signer) = (Person::new(1), SoftwareSigner::new(form));
    alice.signer = Some(signer.clone());
    alice.reopen();
    let request = alice.w().request_hardware(1, None).unwrap();
    let imported = alice.w().import(&organizer.ticket_file_for(&request, 1)).unwrap();
    assert_eq!(imported.tickets[0].outcome, ImportOutcome::Added);
    (organizer, alice, signer, imported.tickets[0].ticket)
}

fn bound_flags() -> Flags {
    Flags::default().with(Flag::HardwareBound).with(Flag::Reference)
}

/// Makes so many keys and no more.
struct Weary {
    signer: Arc<SoftwareSigner>,
    keys: usize,
}

impl HolderSigner for Weary {
    fn create(&self) -> Result<CreatedKey, SignerError> {
        if self.signer.count() < self.keys { self.signer.create() } else { Err(SignerError::Unavailable) }
    }

    fn sign(&self, handle: &[u8], message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.signer.sign(handle, message)
    }

    fn delete(&self, handle: &[u8]) -> Result<(), SignerError> {
        self.signer.delete(handle)
    }
}

#[test]
fn keys_of_a_request_that_came_to_nothing_do_not_stay_in_hardware() {
    let (mut alice, signer) = (Person::new(1), SoftwareSigner::new(SignatureForm::Der));
    alice.w().use_signer(Arc::new(Weary { signer: signer.clone(), keys: 2 }));
    assert_eq!(alice.w().request_hardware(3, None), Err(WalletError::HardwareUnavailable));
    assert_eq!(signer.count(), 0);
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().request_hardware(2, None), Err(WalletError::VaultUnavailable));
    assert_eq!(signer.count(), 2, "what is on the disk already has its keys");
}

#[test]
fn a_ticket_bound_to_hardware_is_shown_whatever_form_the_hardware_answers_in() {
    for form in [SignatureForm::Der, SignatureForm::Raw, SignatureForm::RawHigh] {
        let (organizer, mut alice, _, id) = bound(form);
        let shown = alice.show(id, &organizer.documents());
        assert!(matches!(shown.chain().holder(), Some(PublicKey::P256(_))), "{form:?}");
        assert_eq!(alice.w().present_reference(id).unwrap().profile, Profile::Reference);
        alice.reopen();
        let again = alice.show(id, &organizer.documents());
        let event = organizer.event.event;
        let expected = Presentation::proof(event, again.chain().head(), again.step().unwrap());
        assert_eq!(again.id(), expected.id());
    }
}

#[test]
fn the_requests_keys_are_made_by_the_hardware_and_it_is_signed_by_the_first() {
    let mut alice = Person::new(1);
    assert_eq!(alice.w().request_hardware(1, None), Err(WalletError::NoHardware));
    let signer = SoftwareSigner::new(SignatureForm::Der);
    alice.w().use_signer(signer.clone());
    let request = alice.w().request_hardware(3, None).unwrap();
    let request = Request::verify(&request).unwrap();
    assert!(request.payload().keys.iter().all(|key| matches!(key, PublicKey::P256(_))));
    assert_eq!((request.payload().keys.len(), signer.count()), (3, 3));
    signer.fail_with(Some(SignerError::Unavailable));
    assert_eq!(alice.w().request_hardware(1, None), Err(WalletError::HardwareUnavailable));
}

#[test]
fn faults_of_the_hardware_are_named_and_pass() {
    let (organizer, mut alice, signer, id) = bound(SignatureForm::Der);
    for (fault, code) in [
        (SignerError::Unavailable, "HARDWARE_LOCKED"),
        (SignerError::KeyLost, "HARDWARE_KEY_LOST"),
        (SignerError::Refused, "HARDWARE_REFUSED"),
        (SignerError::Broken, "HARDWARE_BROKEN"),
    ] {
        signer.fail_with(Some(fault));
        assert_eq!(alice.w().present(id).unwrap_err().code(), code);
    }
    signer.fail_with(None);
    alice.show(id, &organizer.documents());
    // Another phone's hardware has another key of the same name, or none.
    let other = SoftwareSigner::new(SignatureForm::Der);
    alice.w().use_signer(other.clone());
    assert_eq!(alice.w().present(id), Err(WalletError::HardwareKeyLost));
    alice.signer = None;
    alice.reopen();
    assert_eq!(alice.w().present(id), Err(WalletError::NoHardware));
}

#[test]
fn a_ticket_and_its_key_are_both_bound_to_hardware_or_neither() {
    let (mut organizer, mut alice, _, id) = bound(SignatureForm::Der);
    let software = alice.w().request(1, None).unwrap();
    let wrong = alice.w().import(&organizer.ticket_file_for(&software, 1)).unwrap();
    assert_eq!(wrong.tickets[0].outcome, ImportOutcome::KeyKind);
    organizer.policy = Policy::default();
    let hardware = alice.w().request_hardware(1, None).unwrap();
    let wrong = alice.w().import(&organizer.ticket_file_for(&hardware, 1)).unwrap();
    assert_eq!(wrong.tickets[0].outcome, ImportOutcome::KeyKind);

    assert_eq!(alice.w().ticket(id).unwrap().not_transferable, Some(NotTransferable::NotAllowed));
    let (mut carol, ids) = Person::with_tickets(7, &mut Organizer::new(), 1);
    let handed = carol.w().hand_over(ids[0], &hardware, &super::hand_over::CAMERA);
    assert_eq!(handed, Err(WalletError::BadRequest(BadRequest::KeyType)));
}
