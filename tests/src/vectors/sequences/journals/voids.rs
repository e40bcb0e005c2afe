//! J-08: what is taken back, by whom and how long after.

use super::*;

impl Cases<'_> {
    pub(super) fn voids(&self) -> Vec<Sequence> {
        vec![self.own_voids(), self.voids_by_others(), self.disputed(), self.voids_of_voids()]
    }

    /// J-08, own
    fn own_voids(&self) -> Sequence {
        let mut told = self.told("plain");
        let own = |told: &mut Told<'_>, seed: u8, roles: &[Role], after: i64, expect: &str| {
            let mut log = Log::open(&self.stage.device(seed, roles));
            let entry = log.admits(0, &self.honest(seed * 2, 0));
            log.voids(after, entry);
            told.merges(1000 + i64::from(seed) * 10, &self.file(&[&log]), "new");
            self.shows(told, 1005 + i64::from(seed) * 10, seed * 2, expect);
        };
        own(&mut told, 20, &[Role::Scan, Role::Void], 600, "admitted");
        own(&mut told, 21, &[Role::Scan, Role::Void], 601, "ALREADY_USED");
        own(&mut told, 22, &[Role::Scan], 10, "ALREADY_USED");
        own(&mut told, 23, &[Role::Scan, Role::Supervise], 7000, "admitted");
        own(&mut told, 24, &[Role::Scan, Role::Supervise], 7201, "ALREADY_USED");
        told.trying(
            &["J-08"],
            "J-08: one's own entry is taken back within ten minutes, a supervisor's any time in the shift",
        )
    }

    /// J-08, supervise
    fn voids_by_others(&self) -> Sequence {
        let mut told = self.told("plain");
        let other = |told: &mut Told<'_>, seed: u8, role: Role, seconds: i64, expect: &str| {
            let mut log = self.scanner(seed);
            let entry = log.admits(700, &self.honest(seed * 2, 700));
            let mut lead = Log::open(&self.stage.device(seed + 40, &[role]));
            lead.voids(seconds, entry);
            told.merges(1000 + i64::from(seed) * 10, &self.file(&[&log, &lead]), "new");
            self.shows(told, 1005 + i64::from(seed) * 10, seed * 2, expect);
        };
        other(&mut told, 20, Role::Supervise, 710, "admitted");
        other(&mut told, 21, Role::Void, 710, "ALREADY_USED");
        other(&mut told, 22, Role::Supervise, 100, "admitted");
        other(&mut told, 23, Role::Supervise, 99, "ALREADY_USED");
        told.trying(
            &["J-08"],
            "J-08: a supervisor takes back what others wrote, as far as ten minutes ahead of his clock",
        )
    }

    /// J-08, J-09: what is left of a code
    fn disputed(&self) -> Sequence {
        let mut told = self.told("plain");
        let code = self.honest(10, 0);
        let mut first = Log::open(&self.stage.device(20, &[Role::Scan, Role::Void]));
        let mut second = self.scanner(21);
        let entry = first.admits(0, &code);
        first.voids(10, entry);
        second.admits(5, &code);
        told.merges(20, &self.file(&[&first, &second]), "new");
        self.shows(&mut told, 30, 10, "CODE_DISPUTED");
        let (code, mut third) = (self.honest(12, 40), self.scanner(22));
        let (entry, mut fourth) = (third.admits(40, &code), self.scanner(23));
        fourth.admits(45, &code);
        let mut lead = Log::open(&self.stage.device(24, &[Role::Supervise]));
        lead.voids(50, entry);
        told.merges(60, &self.file(&[&third, &fourth, &lead]), "new");
        self.shows(&mut told, 70, 12, "admitted");
        told.trying(
            &["J-08", "J-09"],
            "J-08: an own void disputes the code elsewhere, a supervisor's reaches it everywhere",
        )
    }

    /// Voids are no target.
    fn voids_of_voids(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = Log::open(&self.stage.device(20, &[Role::Scan, Role::Void, Role::Supervise]));
        let entry = log.admits(0, &self.honest(10, 0));
        let void = log.voids(10, entry);
        log.voids(20, void);
        told.merges(30, &self.file(&[&log]), "new");
        self.shows(&mut told, 40, 10, "admitted");
        told.trying(&["J-08"], "J-08: a void is not taken back")
    }
}
