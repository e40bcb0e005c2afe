//! What one evening shows, scene by scene. Each one fails the demo if it does not come out as it must.

use std::path::{Path, PathBuf};

use mogiri::code::qr::{ModulePixels, Purpose, QrCode};
use mogiri::gate::Verdict;
use mogiri::stamp::{SimulatedPress, StampFamily, StampTemplate};
use mogiri::ticket::{TicketId, Time};
use mogiri::wallet::{Confirmation, Decision, ParcelState, Received, Wallet};

use super::DemoError;
use super::stage::{Stage, open_wallet};
use super::tell::Teller;
use crate::error::CliError;
use crate::words::{japanese, word};
use crate::{clock, files, random};

/// What the scenes leave for the rest of the evening.
pub(super) struct Played {
    /// Orders whose first ticket has been through a door already.
    pub(super) orders: usize,
    /// The ticket that an old copy of a phone was let in with at a gate that was cut off.
    pub(super) cheated: TicketId,
    /// When the last scene ended.
    pub(super) until: Time,
}

/// One guest of the scenes: a wallet, its first ticket, and the doors that admit it.
struct Guest {
    folder: PathBuf,
    wallet: Wallet,
    ticket: TicketId,
    doors: Vec<usize>,
}

/// Plays every scene, in the order of the evening.
pub(super) fn play(stage: &mut Stage, teller: &mut Teller) -> Result<Played, CliError> {
    let doors = stage.documents()?.event().doors;
    let mut play = Play { stage, teller, now: doors, next: 0 };
    play.at(0);
    play.teller.part("開場", "doors open");
    play.turning_code()?;
    play.screenshot()?;
    play.capacitive_stamp()?;
    play.teller.part("分配", "handing a ticket to a friend");
    let cheated = play.hand_over()?;
    play.declined()?;
    Ok(Played { orders: play.next, cheated, until: play.now })
}

struct Play<'a> {
    stage: &'a mut Stage,
    teller: &'a mut Teller,
    now: Time,
    next: usize,
}

impl Play<'_> {
    /// Lets seconds pass.
    fn at(&mut self, seconds: i64) {
        self.now = self.now.shifted(seconds);
        self.stage.set_time(self.now);
    }

    fn guest(&mut self) -> Result<Guest, CliError> {
        let few = DemoError::TooSmall("five orders");
        let order = self.stage.orders.get(self.next).ok_or(few)?;
        let folder = self.stage.wallets().join(&order.file_name);
        let zone = order.rows.first().map_or(0, |row| row.zone);
        self.next += 1;
        let wallet = open_wallet(&folder, &self.stage.clock)?;
        let ticket = first_ticket(&wallet, order.rows.first().map_or("", |row| row.seat.as_str()))?;
        let doors = self.stage.doors_for(zone)?;
        Ok(Guest { folder, wallet, ticket, doors })
    }

    fn scan(&mut self, guest_door: Option<&usize>, text: &str) -> Result<Verdict, CliError> {
        let index = *guest_door.ok_or(DemoError::TooSmall("two gates for each zone"))?;
        Ok(self.stage.door(index)?.gate.admit(text)?)
    }

    /// A code that turns; a gate that never heard of the ticket; its digital stamp; a second use.
    fn turning_code(&mut self) -> Result<(), CliError> {
        let mut guest = self.guest()?;
        let mut texts = Vec::new();
        for _ in 0..3 {
            texts.push(guest.wallet.present(guest.ticket)?.text);
            self.at(10);
        }
        let [first, second, third] = texts.as_slice() else { return Ok(()) };
        let different = first != second && second != third && first != third;
        expect("turning code", "three texts", different, "the same text twice")?;
        self.draw(third)?;
        self.teller.scene("code", "3 codes 10 s apart are 3 texts / 10秒ごとに変わるコード");
        let verdict = self.scan(guest.doors.first(), third)?;
        let Verdict::Admitted(admission) = &verdict else {
            return Err(other("first entry", "admitted", &verdict));
        };
        let seen = format!(
            "{} · {} · gate {}: {}",
            admission.place,
            admission.zone,
            admission.gate,
            word("verdict", "admit")
        );
        self.teller.scene("admitted", &seen);
        let door = guest.doors.first().copied().unwrap_or_default();
        let stamp = self.stage.door(door)?.gate.stamp(&admission.entry)?;
        let outcome = guest.wallet.accept_stamp(&stamp)?;
        expect("digital stamp", "stamped", outcome.code() == "stamped", outcome.code())?;
        self.teller.scene("stamp", "the gate's digital stamp holds in the wallet / 電子スタンプ");
        self.at(60);
        let again = guest.wallet.present(guest.ticket)?.text;
        let verdict = self.scan(guest.doors.first(), &again)?;
        self.second_use(&verdict)?;
        Ok(guest.wallet.close()?)
    }

    fn second_use(&mut self, verdict: &Verdict) -> Result<(), CliError> {
        let first = match verdict {
            Verdict::Refused(refusal) if refusal.reason.code() == "ALREADY_USED" => refusal.first.as_ref(),
            _ => None,
        };
        let Some(first) = first else {
            return Err(other("second use", "ALREADY_USED with when and where", verdict));
        };
        let timezone = self.stage.documents()?.event().timezone.clone();
        let seen = format!(
            "second use refused: {} at gate {} / {}",
            clock::local(first.at, &timezone),
            first.gate,
            japanese("verdict", "used")
        );
        self.teller.scene("already_used", &seen);
        Ok(())
    }

    fn draw(&mut self, text: &str) -> Result<(), CliError> {
        let drawn = QrCode::new(text, Purpose::Screen)
            .map_err(|_| CliError::Unreadable("a code too long to draw"))?;
        let png = drawn.to_png(ModulePixels::default());
        let png = png.map_err(|_| CliError::Unreadable("a code too large to draw"))?;
        files::write(&self.stage.folder.join("code.png"), &png)?;
        files::write(&self.stage.folder.join("code.svg"), drawn.to_svg().as_bytes())?;
        if files::drawable() {
            self.teller.line(&drawn.to_terminal());
        }
        Ok(())
    }

    /// A picture of a code, a minute later; then the living code.
    fn screenshot(&mut self) -> Result<(), CliError> {
        let mut guest = self.guest()?;
        let picture = guest.wallet.present(guest.ticket)?.text;
        self.at(60);
        let verdict = self.scan(guest.doors.first(), &picture)?;
        refused("screenshot", "STALE", &verdict)?;
        self.teller
            .scene("screenshot", "a screenshot 60 s old is refused / スクリーンショットでは入場できません");
        let living = guest.wallet.present(guest.ticket)?.text;
        let verdict = self.scan(guest.doors.first(), &living)?;
        admitted("the living code", &verdict)?;
        Ok(guest.wallet.close()?)
    }

    /// Five touches on the armed screen: one of the event's stamps, then one that is none.
    fn capacitive_stamp(&mut self) -> Result<(), CliError> {
        let mut guest = self.guest()?;
        let shown = guest.wallet.present(guest.ticket)?.text;
        let family = self.family()?;
        let right = family.templates().first().ok_or(DemoError::TooSmall("a stamp"))?;
        let wrong = stranger(right)?;
        let outcome = guest.wallet.press(guest.ticket, &self.touches(&wrong)?)?;
        expect("wrong stamp", "NO_MATCH", outcome.code() == "NO_MATCH", outcome.code())?;
        self.teller
            .scene("wrong_stamp", "a stamp of another house is not taken / 別のスタンプは反応しません");
        let outcome = guest.wallet.press(guest.ticket, &self.touches(right)?)?;
        expect("capacitive stamp", "stamped", outcome.code() == "stamped", outcome.code())?;
        let face = guest.wallet.ticket(guest.ticket)?.stamp;
        let name = face.map(|face| face.name).unwrap_or_default();
        self.teller
            .scene("press", &format!("five touches on the armed screen: stamp 「{name}」 / スタンプを押す"));
        let verdict = self.scan(guest.doors.first(), &shown)?;
        admitted("a stamped ticket still shows its code", &verdict)?;
        Ok(guest.wallet.close()?)
    }

    fn family(&self) -> Result<StampFamily, CliError> {
        let documents = self.stage.documents()?;
        let templates = documents.event().templates.as_deref().ok_or(DemoError::TooSmall("stamps"))?;
        StampFamily::decode(templates).map_err(|_| CliError::Unreadable("the event's stamps cannot be read"))
    }

    fn touches(&self, template: &StampTemplate) -> Result<mogiri::stamp::TouchLog, CliError> {
        let press = SimulatedPress {
            dpi: 460.0,
            rotation_deg: 33.0,
            origin_mm: mogiri::stamp::Point { x: 35.0, y: 60.0 },
            noise_mm: 0.2,
            start_ms: self.now.seconds() * 1000,
        };
        let touches = press.touches(template, &mut *random::system());
        touches.map_err(|_| CliError::Unreadable("the press cannot be simulated"))
    }

    /// A ticket handed to a friend and used by the friend, while a copy of the old phone tries its luck.
    fn hand_over(&mut self) -> Result<TicketId, CliError> {
        let guest = self.guest()?;
        let (ticket, doors, folder) = (guest.ticket, guest.doors, guest.folder);
        guest.wallet.close()?;
        let copy = self.stage.folder.join("old-phone");
        copy_phone(&folder, &copy)?;
        let mut owner = open_wallet(&folder, &self.stage.clock)?;
        let mut friend = self.stage.make_wallet(&self.stage.folder.join("friends").join("friend"))?;
        let parcel = self.parcel(&mut owner, &mut friend, ticket)?;
        let answer = answer(friend.receive(&parcel, Decision::Take)?)?;
        owner.settle(&answer)?;
        let state = owner.ticket(ticket)?.state;
        expect("hand-over", "handed_on", state.code() == "handed_on", state.code())?;
        self.teller.scene("handed_on", "offline, phone to phone / オフラインで受け渡し");
        self.at(120);
        let verdict = self.scan(doors.first(), &friend.present(ticket)?.text)?;
        admitted("the friend", &verdict)?;
        self.teller.scene("friend_admitted", "the friend is in / 受け取った人が入場");
        self.at(20);
        let mut old = open_wallet(&copy, &self.stage.clock)?;
        let shown = old.present(ticket)?.text;
        refused("the old phone", "HANDED_ON", &self.scan(doors.first(), &shown)?)?;
        self.teller.scene(
            "old_phone",
            &format!("a copy of the old phone is refused here / {}", japanese("verdict", "handed")),
        );
        let cut_off = self.scan(doors.get(1), &shown)?;
        admitted("the old phone at a gate that is cut off", &cut_off)?;
        self.teller.scene("cut_off", "a gate out of touch lets it in; the merge will tell / 圏外の入口");
        old.close()?;
        friend.close()?;
        owner.close()?;
        Ok(ticket)
    }

    /// A ticket that the friend gives back, and its owner's entry.
    fn declined(&mut self) -> Result<(), CliError> {
        let mut owner = self.guest()?;
        let mut friend = self.stage.make_wallet(&self.stage.folder.join("friends").join("declines"))?;
        let parcel = self.parcel(&mut owner.wallet, &mut friend, owner.ticket)?;
        let answer = answer(friend.receive(&parcel, Decision::Decline)?)?;
        owner.wallet.settle(&answer)?;
        friend.close()?;
        self.at(120);
        let shown = owner.wallet.present(owner.ticket)?.text;
        let verdict = self.scan(owner.doors.first(), &shown)?;
        admitted("the owner again", &verdict)?;
        self.teller.scene("declined", "refused by the friend, back with its owner, who is in / 受け取り拒否");
        Ok(owner.wallet.close()?)
    }

    /// Request, hand-over, the wait until the last code shown has expired, parcel.
    fn parcel(
        &mut self,
        owner: &mut Wallet,
        friend: &mut Wallet,
        ticket: TicketId,
    ) -> Result<Vec<u8>, CliError> {
        let request = friend.request(1, None)?;
        let handed = owner.hand_over(ticket, &request, &Confirmation::Camera)?;
        if handed.ready_at > self.now {
            let wait = handed.ready_at.distance(self.now);
            self.at(i64::try_from(wait).unwrap_or_default());
        }
        match owner.parcel(ticket)? {
            ParcelState::Ready { parcel, .. } => Ok(parcel),
            ParcelState::Wait { .. } => {
                Err(DemoError::Scene { scene: "parcel", expected: "ready", found: "waiting".to_owned() }
                    .into())
            }
        }
    }
}

fn first_ticket(wallet: &Wallet, seat: &str) -> Result<TicketId, CliError> {
    let tickets = wallet.tickets()?;
    let found = tickets.iter().find(|ticket| ticket.place == seat).or_else(|| tickets.first());
    found.map(|ticket| ticket.id).ok_or_else(|| DemoError::TooSmall("a ticket in every order").into())
}

/// The same contacts as its mirror image: what a copy made from a photograph of the stamp's face would be.
fn stranger(template: &StampTemplate) -> Result<StampTemplate, CliError> {
    let mirrored = template.points().iter().map(|(x, y)| (-x, *y)).collect::<Vec<_>>();
    StampTemplate::new(template.stamp(), "", template.tolerance(), mirrored)
        .map_err(|_| CliError::Unreadable("the stamp has no mirror image"))
}

/// The receipt or return that goes back to the owner.
fn answer(received: Received) -> Result<Vec<u8>, CliError> {
    match received {
        Received::Rows { answer: Some(answer), .. } => Ok(answer),
        Received::Rows { .. } | Received::Refused(_) => {
            Err(DemoError::Scene { scene: "receive", expected: "an answer", found: "none".to_owned() }.into())
        }
    }
}

/// Folder and vault: who has both has cloned the phone.
fn copy_phone(from: &Path, to: &Path) -> Result<(), CliError> {
    copy_folder(from, to)?;
    let beside = |path: &Path| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".vault");
        path.with_file_name(name)
    };
    copy_folder(&beside(from), &beside(to))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), CliError> {
    let fail = |error: std::io::Error| CliError::file(from, &error);
    files::make_folder(to)?;
    for file in std::fs::read_dir(from).map_err(fail)? {
        let file = file.map_err(fail)?;
        std::fs::copy(file.path(), to.join(file.file_name())).map_err(fail)?;
    }
    Ok(())
}

fn expect(scene: &'static str, expected: &'static str, holds: bool, found: &str) -> Result<(), CliError> {
    if holds { Ok(()) } else { Err(DemoError::Scene { scene, expected, found: found.to_owned() }.into()) }
}

fn other(scene: &'static str, expected: &'static str, verdict: &Verdict) -> CliError {
    let found = verdict.reason().map_or(verdict.word(), mogiri::code::Reason::code).to_owned();
    DemoError::Scene { scene, expected, found }.into()
}

fn admitted(scene: &'static str, verdict: &Verdict) -> Result<(), CliError> {
    if matches!(verdict, Verdict::Admitted(_)) { Ok(()) } else { Err(other(scene, "admitted", verdict)) }
}

fn refused(scene: &'static str, reason: &'static str, verdict: &Verdict) -> Result<(), CliError> {
    let holds = matches!(verdict, Verdict::Refused(refusal) if refusal.reason.code() == reason);
    if holds { Ok(()) } else { Err(other(scene, reason, verdict)) }
}
