use super::*;
use crate::gate::{ClockWatch, GateError};
use crate::ports::{Host, LogAct};
use crate::testing::StrictLog;

fn logging(device: &mut Device) -> std::sync::Arc<StrictLog> {
    device.crash();
    let log = StrictLog::new();
    let path = device.folder.path().join("gate");
    let host = Host { log: Some(log.clone()), ..host(&device.clock, &device.vault, 77) };
    device.gate = Some(Gate::open(&path, host).unwrap());
    log
}

#[test]
fn a_log_is_told_every_verdict_and_error_by_its_stable_code() {
    let organizer = Organizer::new();
    let mut device = Device::ready(&organizer, "A", 1);
    let log = logging(&mut device);
    let holder = Holder::of(&organizer, 10);
    device.admit(&holder.show(0));
    device.clock.advance(60);
    device.admit(&holder.show(60));
    device.admit("MG1:NOTHING");
    let file = device.gate().export().unwrap();
    device.gate().merge(&file).unwrap();
    device.gate().merge(b"nothing").unwrap_err();
    assert_eq!(device.gate().override_ticket("ABCDEF", "GOODWILL"), Err(GateError::NotAllowed));
    let told = [
        (LogAct::Open, "none"),
        (LogAct::Admit, "admitted"),
        (LogAct::Admit, "ALREADY_USED"),
        (LogAct::Admit, "MALFORMED"),
        (LogAct::Export, "ok"),
        (LogAct::Merge, "whole"),
        (LogAct::Merge, "MALFORMED"),
        (LogAct::Override, "NOT_ALLOWED"),
    ];
    assert_eq!(log.told(), told);
}

#[test]
fn diagnostics_say_how_a_gate_is_and_never_about_whom() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let holder = Holder::of(&organizer, 10);
    let code = holder.show(0);
    a.admit(&code);
    assert_eq!(a.gate().diagnostics().merged_seconds_ago, None);
    b.admit(&Holder::of(&organizer, 11).show(0));
    let file = b.gate().export().unwrap();
    a.gate().merge(&file).unwrap();
    a.clock.advance(90);
    let told = a.gate().diagnostics();
    assert_eq!((told.merged_seconds_ago, told.clock, told.logs), (Some(90), ClockWatch::Fine, 2));
    let text = format!("{told:?}").to_lowercase();
    let status = a.gate().status();
    for said in [status.event, code, organizer.event.event.to_string(), "ipad".to_owned()] {
        assert!(!text.contains(&said.to_lowercase()), "{said} in {text}");
    }
}
