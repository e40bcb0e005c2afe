//! What an attendee does.

use std::sync::Arc;

use mogiri::ticket::TicketId;
use mogiri::wallet::{Confirmation, Decision, ParcelState, Preview, Received, StillValid, TicketSummary};
use mogiri_ffi::{TicketCode, Wallet, WalletError, works_offline};

use crate::actor::{Arguments, Phone};
use crate::host::StrictLog;
use crate::outcome::{Done, name, names, told};

type Answer = Result<Done, WalletError>;

pub(crate) struct WalletActor {
    pub(crate) phone: Phone,
    wallet: Option<Arc<Wallet>>,
}

impl WalletActor {
    pub(crate) fn new(phone: Phone) -> Self {
        Self { phone, wallet: None }
    }

    pub(crate) fn act(&mut self, act: &str, with: &Arguments) -> Done {
        told(match act {
            "create" => self.begin(Wallet::create),
            "open" => self.begin(Wallet::open),
            _ => perform(self.wallet.as_ref().expect("the wallet was opened"), act, with),
        })
    }

    fn begin(&mut self, how: Begin) -> Answer {
        let Phone { clock, vault, folder } = &self.phone;
        self.wallet =
            Some(how(folder.clone(), vault.clone(), Some(clock.clone()), Some(Arc::new(StrictLog)))?);
        Ok(Done::ok())
    }
}

type Begin = fn(
    String,
    Arc<dyn mogiri_ffi::KeyVault>,
    Option<Arc<dyn mogiri_ffi::Clock>>,
    Option<Arc<dyn mogiri_ffi::LogSink>>,
) -> Result<Arc<Wallet>, WalletError>;

fn perform(wallet: &Wallet, act: &str, with: &Arguments) -> Answer {
    match act {
        "release" => wallet.release().map(|()| Done::ok()),
        "suspend" => wallet.suspend().map(|()| Done::ok()),
        "wipe" => wallet.wipe().map(|()| Done::ok()),
        "purge" => wallet.purge().map(|_| Done::ok()),
        "rollback" => Ok(Done::new(name(&wallet.rollback()?))),
        "tickets" => Ok(Done::new(names(wallet.tickets()?.iter().map(|ticket| ticket.state)))),
        "ticketAt" => ticket_at(wallet, &with.text("place")),
        "ticket" => Ok(state(&wallet.ticket(ticket(with)?)?)),
        "readiness" => readiness(wallet),
        "clockState" => Ok(Done::new(name(&wallet.clock()?))),
        "request" => request(wallet, with),
        "importFile" => import(wallet, with),
        "present" => wallet.present(ticket(with)?).map(shown),
        "presentReference" => wallet.present_reference(ticket(with)?).map(shown),
        "presentTotp" => wallet.present_totp(ticket(with)?).map(shown),
        "checkDigits" => check_digits(wallet, with),
        "challengeFace" => wallet.challenge_face(with.bytes("challenge")).map(|_| Done::ok()),
        "answer" => wallet.answer(ticket(with)?, with.bytes("challenge")).map(shown),
        "correct" => Ok(Done::new(name(&wallet.correct(with.bytes("beacon"))?))),
        "acceptStamp" => Ok(Done::new(name(&wallet.accept_stamp(with.bytes("stamp"))?))),
        "forget" => forget(wallet, with),
        _ => transfer(wallet, act, with),
    }
}

fn transfer(wallet: &Wallet, act: &str, with: &Arguments) -> Answer {
    match act {
        "compareCode" => Ok(Done::ok().text(wallet.compare_code(with.bytes("request"))?)),
        "handOver" => hand_over(wallet, with),
        "parcel" => parcel(wallet, with),
        "frame" => frame(wallet, with),
        "readFrame" => read_frame(wallet, with),
        "preview" => Ok(preview(&wallet.preview(with.bytes("parcel"))?)),
        "receive" => receive(wallet, with),
        "settle" => {
            let rows = wallet.settle(with.bytes("answer"))?;
            Ok(Done::new(names(rows.iter().map(|row| row.outcome))))
        }
        other => panic!("an attendee cannot {other}"),
    }
}

/// What is no id names no ticket, as the door says it to the other languages.
fn ticket(with: &Arguments) -> Result<TicketId, WalletError> {
    with.text("ticket").parse().map_err(|_| WalletError::TicketNotFound)
}

fn state(ticket: &TicketSummary) -> Done {
    Done::new(name(&ticket.state)).text(ticket.id.to_string())
}

fn shown(code: TicketCode) -> Done {
    Done::ok().text(code.text)
}

fn ticket_at(wallet: &Wallet, place: &str) -> Answer {
    let tickets = wallet.tickets()?;
    Ok(state(tickets.iter().find(|ticket| ticket.place == place).expect("a ticket has this place")))
}

fn readiness(wallet: &Wallet) -> Answer {
    let word = |ready| if works_offline(ready) { "OFFLINE" } else { "NOT" };
    let words: Vec<_> = wallet.readiness()?.into_iter().map(word).collect();
    Ok(Done::new(words.join(",")))
}

fn request(wallet: &Wallet, with: &Arguments) -> Answer {
    let count = with.text_or("count", "1").parse().expect("a count is a number");
    Ok(Done::ok().bytes(wallet.request(count, None)?))
}

fn import(wallet: &Wallet, with: &Arguments) -> Answer {
    let imported = wallet.import_file(with.bytes("file"))?;
    Ok(Done::new(names(imported.tickets.iter().map(|ticket| ticket.outcome))))
}

fn check_digits(wallet: &Wallet, with: &Arguments) -> Answer {
    let digits = wallet.check_digits(ticket(with)?)?;
    Ok(digits.map_or_else(|| Done::new("NONE"), |digits| Done::ok().text(digits)))
}

fn forget(wallet: &Wallet, with: &Arguments) -> Answer {
    let valid = match with.text("valid").as_str() {
        "KEEP" => StillValid::Keep,
        "ERASE" => StillValid::Erase,
        other => panic!("no such answer: {other}"),
    };
    wallet.forget(ticket(with)?, valid).map(|_| Done::ok())
}

fn hand_over(wallet: &Wallet, with: &Arguments) -> Answer {
    let confirmation = match with.text("by").as_str() {
        "camera" => Confirmation::Camera,
        "code" => Confirmation::CompareCode(with.text("code")),
        other => panic!("no such confirmation: {other}"),
    };
    wallet.hand_over(ticket(with)?, with.bytes("request"), confirmation).map(|_| Done::ok())
}

fn parcel(wallet: &Wallet, with: &Arguments) -> Answer {
    Ok(match wallet.parcel(ticket(with)?)? {
        ParcelState::Ready { parcel, .. } => Done::new("READY").bytes(parcel),
        ParcelState::Wait { .. } => Done::new("WAIT"),
    })
}

/// One of the codes that a parcel is shown in.
fn frame(wallet: &Wallet, with: &Arguments) -> Answer {
    let at: usize = with.text("at").parse().expect("a place is a number");
    Ok(match wallet.parcel(ticket(with)?)? {
        ParcelState::Ready { frames, .. } => {
            frames.get(at).map_or_else(|| Done::new("NONE"), |frame| Done::new("READY").bytes(frame.clone()))
        }
        ParcelState::Wait { .. } => Done::new("WAIT"),
    })
}

fn read_frame(wallet: &Wallet, with: &Arguments) -> Answer {
    let read = wallet.read_frame(with.bytes("frame"))?;
    Ok(read.file.map_or_else(|| Done::new("PART"), |file| Done::new("WHOLE").bytes(file)))
}

fn preview(preview: &Preview) -> Done {
    match preview {
        Preview::Refused(refusal) => Done::new(format!("REFUSED:{}", name(refusal))),
        other => Done::new(name(other)),
    }
}

fn receive(wallet: &Wallet, with: &Arguments) -> Answer {
    let decision = match with.text("decision").as_str() {
        "take" => Decision::Take,
        "decline" => Decision::Decline,
        other => panic!("no such decision: {other}"),
    };
    Ok(match wallet.receive(with.bytes("parcel"), decision)? {
        Received::Refused(refusal) => Done::new(format!("REFUSED:{}", name(&refusal))),
        Received::Rows { answer, rows } => {
            let done = Done::new(names(rows.iter().map(|row| row.outcome)));
            answer.into_iter().fold(done, Done::bytes)
        }
    })
}
