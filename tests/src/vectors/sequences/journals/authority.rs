//! J-06, J-07: whose entries count, and what they rest on.

use mogiri::code::{Challenge, ChallengePayload};
use mogiri::gate::journal::{Kind, Passage};
use mogiri::ticket::{Certificate, TicketId};

use super::*;

impl Cases<'_> {
    pub(super) fn authority(&self) -> Vec<Sequence> {
        vec![
            self.words(),
            self.shifts(),
            self.renewals(),
            self.closed(),
            self.withdrawn(),
            self.proofs(),
            self.answers_in_logs(),
            self.short_codes_in_logs(),
            self.ways_out(),
            self.conflicts(),
            self.zones(),
        ]
    }

    /// A merged log, then a fresh code of the one ticket that it is about.
    fn says_of(&self, told: &mut Told<'_>, seconds: i64, log: &Log, number: u8, expect: &str) {
        told.merges(seconds, &self.file(&[log]), "new");
        self.shows(told, seconds + 5, number, expect);
    }

    /// J-06, role and gate
    fn words(&self) -> Sequence {
        let mut told = self.told("plain");
        let at_desk = |told: &mut Told<'_>, seed: u8, number: u8, roles: &[Role], gate: u8, expect: &str| {
            let staff = self.stage.device_with(seed, roles, |payload| payload.gates = Some(vec![1]));
            let mut log = Log::open(&staff);
            let entry = Entry { gate, ..log.word(0, number) };
            log.push(entry);
            self.says_of(told, i64::from(seed) * 10, &log, number, expect);
        };
        for (seed, role) in (20..).zip([Role::Manual, Role::Override, Role::Issue]) {
            at_desk(&mut told, seed, seed * 2, &[role], 1, "UNPROVED_ENTRY");
        }
        at_desk(&mut told, 24, 48, &[Role::Scan, Role::Stamp, Role::Void, Role::Supervise], 1, "admitted");
        at_desk(&mut told, 25, 50, &[Role::Manual], 0, "admitted");
        told.trying(&["J-06"], "J-06: a word counts with the role, at a gate of the certificate")
    }

    /// J-06, hours and grace
    fn shifts(&self) -> Sequence {
        let mut told = self.told("plain");
        let ends = |seed: u8, role| {
            self.stage.device_with(seed, &[role], |payload| {
                (payload.not_before, payload.not_after) = (at(0), at(60));
            })
        };
        let at_desk = |told: &mut Told<'_>, seed: u8, seconds: i64, expect: &str| {
            let mut log = Log::open(&ends(seed, Role::Manual));
            log.says(seconds, seed * 2);
            self.says_of(told, i64::from(seed) * 10, &log, seed * 2, expect);
        };
        at_desk(&mut told, 20, 0, "UNPROVED_ENTRY");
        at_desk(&mut told, 21, 60, "UNPROVED_ENTRY");
        at_desk(&mut told, 22, 61, "admitted");
        at_desk(&mut told, 23, -1, "admitted");
        let with_paper = |told: &mut Told<'_>, seed: u8, seconds: i64, expect: &str| {
            let mut log = Log::open(&ends(seed, Role::Scan));
            log.admits(seconds, &self.printed(seed * 2));
            self.says_of(told, i64::from(seed) * 10, &log, seed * 2, expect);
        };
        with_paper(&mut told, 24, 60 + 7200, "UNPROVED_ENTRY");
        with_paper(&mut told, 25, 61 + 7200, "admitted");
        told.trying(&["J-06"], "J-06: the hours of a shift, and the grace of two hours that scanning has")
    }

    fn printed(&self, number: u8) -> Forge {
        let mut forged = self.honest(number, 0);
        (forged.payload.holder, forged.payload.policy) = (None, policy(Flags::default()));
        Forge::new(forged.payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    /// J-06, the certificate in force at an entry's own place
    fn renewals(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.scanner(20);
        log.says(0, 10);
        let manual = self.stage.device(20, &[Role::Manual]);
        log.push(log.next(10, Body::Cert(manual.certificate)));
        log.says(20, 12);
        log.push(log.next(30, Body::Cert(self.stage.device(21, &[Role::Scan]).certificate)));
        log.says(40, 14);
        told.merges(100, &self.file(&[&log]), "new");
        self.shows(&mut told, 110, 10, "admitted");
        self.shows(&mut told, 120, 12, "UNPROVED_ENTRY");
        self.shows(&mut told, 130, 14, "UNPROVED_ENTRY");
        told.trying(
            &["J-06"],
            "J-06: a renewal counts from its own place, and one for another key not at all",
        )
    }

    /// J-06, above a close
    fn closed(&self) -> Sequence {
        let mut told = self.told("plain");
        let close = |told: &mut Told<'_>, seed: u8, roles: &[Role], expect: &str| {
            let mut log = Log::open(&self.stage.device(seed, roles));
            log.push(log.next(0, Body::Other(Kind::Close, vec![0x80])));
            log.says(10, seed * 2);
            log.admits(20, &self.honest(seed * 2 + 1, 20));
            let seconds = i64::from(seed) * 10;
            self.says_of(told, seconds, &log, seed * 2, expect);
            self.shows(told, seconds + 6, seed * 2 + 1, "ALREADY_USED");
        };
        close(&mut told, 20, &[Role::Manual, Role::Supervise], "admitted");
        close(&mut told, 22, &[Role::Manual], "UNPROVED_ENTRY");
        told.trying(&["J-06"], "J-06: above a supervisor's close proofs count, words do not")
    }

    /// J-06, a revoked serial: the list rides along
    fn withdrawn(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.desk(20);
        log.says(0, 10);
        log.admits(10, &self.honest(12, 10));
        told.merges(20, &self.file(&[&log]), "new");
        self.shows(&mut told, 30, 10, "UNPROVED_ENTRY");
        let list = self.stage.organizer.revocation(1, &[], &[20]);
        let list = mogiri::ticket::Revocation::envelope_of(&list).expect("it is a list");
        told.merges(40, &file(&header(self.stage, Some(list)), &[]), "unchanged");
        self.shows(&mut told, 50, 10, "admitted");
        self.shows(&mut told, 60, 12, "ALREADY_USED");
        told.trying(
            &["J-06"],
            "J-06: under a revoked serial proofs count, words do not; the list rides along",
        )
    }

    /// J-07
    fn proofs(&self) -> Sequence {
        let mut told = self.told("plain");
        let with = |told: &mut Told<'_>, seed: u8, make: &dyn Fn(&Log) -> Entry, expect: &str| {
            let mut log = self.scanner(seed);
            log.push(make(&log));
            self.says_of(told, 1000 + i64::from(seed) * 10, &log, seed * 2, expect);
        };
        let late = |seed: u8, seconds: i64| {
            let code = self.honest(seed * 2, 0);
            move |log: &Log| log.admission(seconds, &code)
        };
        with(&mut told, 20, &late(20, 600), "ALREADY_USED");
        with(&mut told, 21, &late(21, 601), "admitted");
        with(&mut told, 22, &late(22, -600), "ALREADY_USED");
        with(&mut told, 23, &late(23, -601), "admitted");
        with(&mut told, 24, &|log| log.admission(0, &self.honest(48, 0).shown_by(&key(99))), "admitted");
        let other = |log: &Log| Entry {
            ticket: Some(TicketId::from_bytes([50; 16])),
            ..log.admission(0, &self.honest(90, 0))
        };
        with(&mut told, 25, &other, "admitted");
        with(
            &mut told,
            26,
            &|log| Entry { epoch: Some(1), ..log.admission(0, &self.honest(52, 0)) },
            "admitted",
        );
        with(
            &mut told,
            27,
            &|log| Entry { step: Some(step(10)), ..log.admission(0, &self.honest(54, 0)) },
            "admitted",
        );
        with(&mut told, 28, &|log| Entry { step: None, ..log.admission(0, &self.honest(56, 0)) }, "admitted");
        told.trying(
            &["J-07"],
            "J-07: a code counts within ten minutes of its step, signed, and as the entry names it",
        )
    }

    /// J-07 of type I
    fn answers_in_logs(&self) -> Sequence {
        let mut told = self.told("plain");
        let answered = |told: &mut Told<'_>, seed: u8, asker: u8, seconds: i64, expect: &str| {
            let mut log = self.scanner(seed);
            let payload = ChallengePayload {
                event: self.stage.organizer.event.event,
                gate: 0,
                time: at(0),
                nonce: [seed; 16],
                seconds: 30,
                hpke: None,
            };
            let certificate = Certificate::message(&self.stage.device(asker, &[Role::Scan]).certificate);
            let certificate = Certificate::from_message(&certificate, &self.stage.organizer.documents());
            let item = Challenge::sign(&payload, &key(asker), &certificate.expect("it holds")).to_item();
            let code = self.honest(seed * 2, -5000);
            let bytes = mogiri::wire::from_text(&code.interactive(&payload)).expect("a code");
            let body = Body::Admit(Passage { code: Some(bytes), challenge: Some(item), notes: Vec::new() });
            log.push(about(log.next(seconds, body), &code));
            self.says_of(told, 1000 + i64::from(seed) * 10, &log, seed * 2, expect);
        };
        answered(&mut told, 20, 20, 600, "ALREADY_USED");
        answered(&mut told, 21, 21, 601, "admitted");
        answered(&mut told, 22, 99, 0, "admitted");
        told.trying(
            &["J-07"],
            "J-07: an answer counts by a challenge of its own log's key, within ten minutes of it",
        )
    }

    /// J-07 of type R
    fn short_codes_in_logs(&self) -> Sequence {
        let mut told = self.told("manifest");
        let short = |told: &mut Told<'_>, seed: u8, number: u8, roles: &[Role], epoch: u16, expect: &str| {
            let mut log = Log::open(&self.stage.device(seed, roles));
            let code = self.honest(number, 0);
            let bytes = mogiri::wire::from_text(&code.reference()).expect("a code");
            let body = Body::Admit(Passage { code: Some(bytes), challenge: None, notes: Vec::new() });
            let entry = Entry { epoch: Some(epoch), ..about(log.next(0, body), &code) };
            log.push(entry);
            self.says_of(told, i64::from(seed) * 5, &log, number, expect);
        };
        short(&mut told, 20, 30, &[Role::Stamp], 0, "admitted");
        short(&mut told, 21, 32, &[Role::Scan], 0, "UNPROVED_ENTRY");
        short(&mut told, 22, 10, &[Role::Stamp], 0, "ALREADY_USED");
        told.trying(
            &["J-07"],
            "J-07: a short code is a proof by the manifest's row; without one it is a scanner's word",
        )
    }

    /// J-07 of an exit, J-09
    fn ways_out(&self) -> Sequence {
        let mut told = self.told("plain");
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        told.does(Scan, 20, &self.free(10, 20), "ALREADY_USED");
        let mut log = Log::open(&self.stage.device(20, &[Role::Stamp]));
        let code = self.ruled(10, EntryRule::PassOut, 0, 30);
        log.push(about(log.next(30, Body::Exit(passage(Some(&code)))), &code));
        told.merges(40, &self.file(&[&log]), "new");
        told.does(Scan, 50, &self.free(10, 50), "admitted");
        told.does(Scan, 60, &self.free(10, 60), "ALREADY_USED");
        log.push(log.next(70, Body::Exit(passage(None))));
        told.merges(80, &self.file(&[&log]), "new");
        told.does(Scan, 90, &self.free(10, 90), "ALREADY_USED");
        told.does(Exit, 100, &self.free(10, 100), "may-return");
        told.trying(&["J-07", "J-09"], "an exit is proved whoever wrote it, and nothing without a code")
    }

    /// J-09
    fn conflicts(&self) -> Sequence {
        let mut told = self.told("plain");
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        let mut log = self.scanner(20);
        log.admits(10, &self.ruled(10, EntryRule::PassOut, 0, 10));
        told.merges(20, &self.file(&[&log]), "new");
        told.does(Exit, 30, &self.free(10, 30), "asks-lead");
        told.does(Scan, 40, &self.free(10, 40), "EXIT_UNCLEAR");
        let mut second = self.scanner(21);
        second.admits(50, &self.ruled(12, EntryRule::PassOut, 0, 50));
        let code = self.ruled(12, EntryRule::PassOut, 0, 50);
        second.push(about(second.next(60, Body::Exit(passage(Some(&code)))), &code));
        told.merges(70, &self.file(&[&second]), "new");
        told.does(Scan, 80, &self.free(12, 80), "CODE_DISPUTED");
        told.trying(&["J-09"], "J-09: two in and one out, and a code that stands as both")
    }

    /// J-09, zones
    fn zones(&self) -> Sequence {
        let mut told = self.told("plain");
        let zoned = |number: u8, seconds| self.ruled(number, EntryRule::Zones, 0, seconds);
        let mut log = self.scanner(20);
        let entry = Entry { gate: 1, ..log.admission(0, &zoned(11, 0)) };
        log.push(entry);
        told.merges(10, &self.file(&[&log]), "new");
        told.does(Scan, 20, &zoned(11, 20).proof(), "admitted");
        told.does(Scan, 30, &zoned(11, 30).proof(), "ALREADY_USED");
        let mut here = self.scanner(21);
        here.admits(40, &zoned(13, 40));
        told.merges(50, &self.file(&[&here]), "new");
        told.does(Scan, 60, &zoned(13, 60).proof(), "ALREADY_USED");
        told.trying(&["J-09"], "J-09: once in each zone, as the gates of all devices lead into it")
    }
}
