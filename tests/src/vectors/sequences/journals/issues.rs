//! Blanks that other devices issued (protocol §8, "Issue").

use mogiri::gate::journal::Issue;
use mogiri::ticket::TicketId;

use super::*;

impl Cases<'_> {
    pub(super) fn issues(&self) -> Vec<Sequence> {
        vec![self.sold(), self.not_sold(), self.given_out(), self.issued_twice()]
    }

    fn blank(&self, number: u8) -> Forge {
        let mut payload = self.honest(number, 0).payload;
        (payload.holder, payload.policy) = (None, policy(Flags::default()));
        payload.place = String::new();
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    fn seller(&self, seed: u8) -> Log {
        Log::open(&self.stage.device(seed, &[Role::Issue]))
    }

    fn sold(&self) -> Sequence {
        let mut told = self.told("plain");
        let (blank, mut log) = (self.blank(10), self.seller(20));
        told.does(Scan, 0, &blank.paper(), "NOT_ISSUED");
        log.push(issue(&log, 5, &blank, None));
        told.merges(10, &self.file(&[&log]), "new");
        told.does(Scan, 20, &blank.paper(), "admitted");
        told.does(Scan, 30, &blank.paper(), "ALREADY_USED");
        told.trying(&["J-06", "J-07", "P-16"], "a blank that another gate has issued")
    }

    fn not_sold(&self) -> Sequence {
        let mut told = self.told("plain");
        let tried = |told: &mut Told<'_>, seed: u8, log: &mut Log, entry: Entry, blank: &Forge| {
            log.push(entry);
            let seconds = i64::from(seed) * 10;
            told.merges(seconds, &self.file(&[log]), "new");
            told.does(Scan, seconds + 5, &blank.paper(), "NOT_ISSUED");
        };
        let (blank, mut log) =
            (self.blank(40), Log::open(&self.stage.device(20, &[Role::Scan, Role::Manual])));
        let entry = issue(&log, 0, &blank, None);
        tried(&mut told, 20, &mut log, entry, &blank);
        let (blank, mut log) = (self.blank(42), self.seller(21));
        let entry = issue(&log, 7201, &blank, None);
        tried(&mut told, 21, &mut log, entry, &blank);
        let (blank, mut log) = (self.blank(44), self.seller(22));
        let entry = issue(&log, 0, &blank, Some(44));
        tried(&mut told, 22, &mut log, entry, &blank);
        let (blank, mut log) = (self.blank(46), self.seller(23));
        let entry =
            Entry { ticket: Some(TicketId::from_bytes([46; 16])), ..issue(&log, 0, &self.blank(90), None) };
        tried(&mut told, 23, &mut log, entry, &blank);
        let (blank, mut log) = (self.blank(48), self.seller(24));
        let mut forged = blank.clone();
        forged.issuer = key(99);
        let entry = issue(&log, 0, &forged, None);
        tried(&mut told, 24, &mut log, entry, &blank);
        told.trying(
            &["J-06", "J-07"],
            "no issue: without the role, after the shift, for itself, of another blank, of a forged one",
        )
    }

    fn given_out(&self) -> Sequence {
        let mut told = self.told("plain");
        let staff = self.stage.device(20, &[Role::Issue, Role::Void]);
        let (blank, mut log) = (self.blank(10), Log::open(&staff));
        let entry = log.push(issue(&log, 5, &blank, Some(12)));
        told.merges(10, &self.file(&[&log]), "new");
        self.shows(&mut told, 20, 12, "REISSUED");
        told.does(Scan, 30, &blank.paper(), "admitted");
        log.voids(40, entry);
        told.merges(50, &self.file(&[&log]), "new");
        self.shows(&mut told, 60, 12, "admitted");
        let (paper, mut other) = (self.blank(14), self.seller(21));
        other.push(issue(&other, 70, &paper, Some(16)));
        self.shows(&mut told, 75, 16, "admitted");
        told.merges(80, &self.file(&[&other]), "new");
        self.shows(&mut told, 90, 16, "ALREADY_USED");
        told.trying(
            &["J-08", "P-16"],
            "paper in place of a ticket, until that is taken back, and after somebody came in",
        )
    }

    fn issued_twice(&self) -> Sequence {
        let mut told = self.told("plain");
        let (blank, mut first, mut second) = (self.blank(10), self.seller(20), self.seller(21));
        first.push(issue(&first, 0, &blank, None));
        second.push(issue(&second, 0, &blank, None));
        told.merges(10, &self.file(&[&first, &second]), "new");
        told.does(Scan, 20, &blank.paper(), "admitted");
        told.does(Scan, 30, &blank.paper(), "ALREADY_USED");
        told.trying(&["P-16"], "one blank that two devices issued lets in one")
    }
}

fn issue(log: &Log, seconds: i64, blank: &Forge, replaced: Option<u8>) -> Entry {
    let replaced = replaced.map(|number| TicketId::from_bytes([number; 16]));
    let body = Body::Issue(Issue { code: blank.shown_bytes(), replaced, reason: "SALE".to_owned() });
    about(log.next(seconds, body), blank)
}
