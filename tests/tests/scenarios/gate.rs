//! What the staff do.

use std::sync::Arc;

use mogiri::gate::{AskName, HistoryEntry, Refusal, RepeatOf, Report, Verdict};
use mogiri::ticket::{EntryHash, PresentationId};
use mogiri_ffi::{Gate, GateError};

use crate::actor::{Arguments, Phone};
use crate::host::StrictLog;
use crate::outcome::{Done, name, told};

type Answer = Result<Done, GateError>;

pub(crate) struct GateActor {
    pub(crate) phone: Phone,
    gate: Option<Arc<Gate>>,
}

impl GateActor {
    pub(crate) fn new(phone: Phone) -> Self {
        Self { phone, gate: None }
    }

    pub(crate) fn act(&mut self, act: &str, with: &Arguments) -> Done {
        told(match act {
            "create" => self.create(with),
            "open" => self.open(),
            _ => perform(self.gate.as_ref().expect("the gate was opened"), act, with),
        })
    }

    fn create(&mut self, with: &Arguments) -> Answer {
        let Phone { clock, vault, folder } = &self.phone;
        let (event, gate) = (with.bytes("eventFile"), with.text("gate"));
        let clock = Some(clock.clone() as Arc<dyn mogiri_ffi::Clock>);
        self.gate = Some(Gate::create(
            folder.clone(),
            event,
            gate,
            "door".into(),
            vault.clone(),
            clock,
            Some(log()),
        )?);
        Ok(Done::ok())
    }

    fn open(&mut self) -> Answer {
        let Phone { clock, vault, folder } = &self.phone;
        self.gate = Some(Gate::open(folder.clone(), vault.clone(), Some(clock.clone()), Some(log()))?);
        Ok(Done::ok())
    }
}

fn perform(gate: &Gate, act: &str, with: &Arguments) -> Answer {
    match act {
        "release" => gate.release().map(|()| Done::ok()),
        "suspend" => gate.suspend().map(|()| Done::ok()),
        "enrolment" => Ok(Done::ok().bytes(gate.enrolment()?)),
        "update" => Ok(Done::new(name(&gate.update(with.bytes("document"))?))),
        "admit" => gate.admit(with.text("text")).map(judged),
        "admitNamed" => gate.admit_named(with.text("text"), with.text("name")).map(judged),
        "admitDigits" => gate.admit_digits(with.text("digits"), with.find("name")).map(judged),
        "exit" => Ok(Done::new(name(&gate.exit(with.text("text"))?.effect))),
        "challenge" => challenge(gate, with),
        "beacon" => Ok(Done::ok().bytes(gate.beacon(presentation(with))?)),
        "stamp" => Ok(Done::ok().bytes(gate.stamp(entry(with))?)),
        "voidEntry" => gate.void_entry(with.text("name"), with.text("reason")).map(|_| Done::ok()),
        "export" => Ok(Done::ok().bytes(gate.export()?)),
        "merge" => Ok(Done::new(name(&gate.merge(with.bytes("file"))?.ending))),
        "syncVector" => Ok(Done::ok().bytes(gate.sync_vector()?)),
        "missing" => {
            let missing = gate.missing(with.bytes("vector"))?;
            Ok(Done::new(missing.entries.to_string()).bytes(missing.file))
        }
        "history" => Ok(Done::new(acts(&gate.history(20)?))),
        "report" => Ok(Done::new(count(&gate.report()?, &with.text("count")).to_string())),
        "status" => status(gate, with),
        "closeLog" => gate.close_log().map(|_| Done::ok()),
        other => panic!("staff cannot {other}"),
    }
}

fn acts(history: &[HistoryEntry]) -> String {
    history.iter().map(|entry| name(&entry.act)).collect::<Vec<_>>().join(",")
}

fn judged(verdict: Verdict) -> Done {
    match verdict {
        Verdict::Admitted(admission) => Done::new("ADMITTED").text(admission.entry.to_string()),
        Verdict::Refused(refusal) => refused("REFUSED", &refusal),
        Verdict::Ask(refusal) => refused("ASK", &refusal),
        Verdict::Repeat(repeat) => Done::new(match repeat.of {
            RepeatOf::Admitted => "REPEAT:ADMITTED".to_owned(),
            RepeatOf::NotAdmitted(reason) => format!("REPEAT:{}", name(&reason)),
        }),
    }
}

fn refused(word: &str, refusal: &Refusal) -> Done {
    let done = Done::new(format!("{word}:{}", name(&refusal.reason)));
    refusal.beacon_for.iter().fold(done, |done, id| done.bytes(id.as_bytes().to_vec()))
}

fn presentation(with: &Arguments) -> PresentationId {
    let id = with.bytes("presentation");
    PresentationId::from_bytes(id.try_into().expect("a presentation's id was kept"))
}

fn entry(with: &Arguments) -> EntryHash {
    let hash = data_encoding::HEXLOWER.decode(with.text("entry").as_bytes()).expect("an entry was kept");
    EntryHash::from_bytes(hash.try_into().expect("an entry was kept"))
}

fn challenge(gate: &Gate, with: &Arguments) -> Answer {
    let ask = match with.text("ask").as_str() {
        "NO" => AskName::No,
        "YES" => AskName::Yes,
        other => panic!("no such question: {other}"),
    };
    Ok(Done::ok().bytes(gate.challenge(ask)?))
}

fn count(report: &Report, what: &str) -> u64 {
    match what {
        "admitted" => report.admitted,
        "inHall" => report.in_hall,
        "exits" => report.exits,
        "refused" => report.refused,
        "conflicts" => report.conflicts.len() as u64,
        other => panic!("no such count: {other}"),
    }
}

fn status(gate: &Gate, with: &Arguments) -> Answer {
    let status = gate.status()?;
    Ok(Done::new(match with.text("field").as_str() {
        "roles" => status.roles.join(","),
        "entries" => status.entries.to_string(),
        other => panic!("no such field: {other}"),
    }))
}

fn log() -> Arc<dyn mogiri_ffi::LogSink> {
    Arc::new(StrictLog)
}
