//! A root hands over to the one that it announced, and to no other (§3.1).

use super::*;

fn next() -> SecretKey {
    SecretKey::from_seed(&[96; 32])
}

/// The sample organizer whose list in force announces the next root.
fn announced() -> (Organizer, Documents) {
    let mut organizer = Organizer::new();
    let mut documents = organizer.documents();
    assert_eq!(documents.adopt_event_file(&organizer.announce(&next())), Ok(Adopted::New));
    (organizer, documents)
}

#[test]
fn an_announced_root_takes_over_with_a_newer_list_and_event_core() {
    let (mut organizer, mut documents) = announced();
    let before = documents.root();
    let file = organizer.hand_over(&next());
    assert_eq!(documents.adopt_event_file(&file), Ok(Adopted::New));
    assert_eq!((documents.root(), documents.former()), (organizer.event.root, [before].as_slice()));
    assert_eq!((documents.event().version, documents.trust().version()), (2, 3));
    assert_eq!(documents.adopt_event_file(&file), Ok(Adopted::Unchanged));
    assert_eq!(Documents::reload(&kept(&documents)), Ok(documents.clone()));
    assert_eq!(
        documents.adopt_event_file(&organizer.rotate(5)),
        Ok(Adopted::New),
        "the new root's next list"
    );
}

#[test]
fn after_it_everything_of_the_former_root_is_older() {
    let (mut organizer, mut documents) = announced();
    let mut thief = organizer.clone();
    let announcing = organizer.event_file();
    documents.adopt_event_file(&organizer.hand_over(&next())).unwrap();
    let in_force = documents.clone();
    thief.event.version = 9;
    for _ in 0..9 {
        thief.announce(&SecretKey::from_seed(&[66; 32]));
    }
    for file in [announcing, thief.event_file(), thief.hand_over(&SecretKey::from_seed(&[66; 32]))] {
        assert!(matches!(documents.adopt_event_file(&file), Err(AdoptError::Older | AdoptError::OtherRoot)));
    }
    assert_eq!(documents.adopt_trust(thief.trust().signed()), Err(AdoptError::OtherRoot));
    assert_eq!(documents, in_force);
}

#[test]
fn nobody_takes_over_unannounced_or_with_half_of_the_documents() {
    let (organizer, documents) = announced();
    let (mut unannounced, stranger) = (organizer.documents(), SecretKey::from_seed(&[66; 32]));
    let good = organizer.clone().hand_over(&next());
    let old = Organizer::new().documents();
    let says = |documents: &Documents, file: &[u8]| documents.clone().adopt_event_file(file);
    assert_eq!(says(&old, &good), Err(AdoptError::OtherRoot), "it has not heard of the announcement");
    assert_eq!(says(&documents, &organizer.clone().hand_over(&stranger)), Err(AdoptError::OtherRoot));
    unannounced.adopt_event_file(&organizer.event_file()).unwrap();
    let withdrawn = TrustList::issue(&organizer.root, 3, at(0), at(9), organizer.trust().keys().to_vec());
    unannounced.adopt_trust(withdrawn.signed()).unwrap();
    assert_eq!(says(&unannounced, &good), Err(AdoptError::OtherRoot), "the list in force decides");

    let keys = organizer.trust().keys().to_vec();
    let list = |version, keys| TrustList::issue(&next(), version, at(0), at(9), keys);
    let core = |version| {
        let root = list(1, Vec::new()).root();
        EventCore { root, version, ..organizer.event.clone() }.sign(&organizer.issuer)
    };
    let before = organizer.event.sign(&organizer.issuer);
    for (file, why) in [
        (event_file(&list(2, keys.clone()), core(2)), AdoptError::Older),
        (event_file(&list(3, keys.clone()), before), AdoptError::Older),
        (event_file(&list(3, keys.clone()), core(1)), AdoptError::Contradicts),
        (event_file(&list(3, Vec::new()), core(2)), AdoptError::KeyDropped),
    ] {
        assert_eq!(says(&documents, &file), Err(why));
    }
    let alone = documents.clone().adopt_trust(list(3, keys).signed());
    assert_eq!(alone, Err(AdoptError::OtherRoot), "a list alone has no event core");
}

#[test]
fn the_sandbox_neither_announces_nor_is_announced() {
    let real = Organizer::new();
    let keys = || real.trust().keys().to_vec();
    let list = |root: &SecretKey, next: &SecretKey| {
        TrustList::announce(root, 2, at(0), at(9), keys(), Some(next.public())).next_root()
    };
    let sandbox = sandbox_root();
    assert_eq!((list(&sandbox, &next()), list(&real.root, &sandbox)), (None, None));
    assert_eq!(list(&real.root, &real.root), None, "a root is not its own heir");
    assert!(list(&real.root, &next()).is_some());
}
