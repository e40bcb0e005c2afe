//! The layout: where each text, rule and module of a ticket stands on its page. Lengths are points from the top left.
//!
//! Every text has a room of its own and is set within it or refused, so that nothing can run into the code.

use mogiri::code::qr::QrCode;

use super::font::{Font, Glyph};
use super::text::{Breaks, Line, Paragraph, Room, Setting, fit};
use super::{Field, IdentityCheck, PaperFault, PaperTicket};

/// Pixels across the page as a picture.
pub const PICTURE_WIDTH: u32 = 2480;
/// Pixels down the page as a picture.
pub const PICTURE_HEIGHT: u32 = 3508;
/// The smallest type in which a seat is printed, in points: 24 pt (8.5 mm) is read at arm's length.
pub const SMALLEST_PLACE: f32 = 24.0;

/// One pixel of the picture at 300 dots an inch. Modules are whole pixels, so that their edges are sharp.
pub(super) const DOT: f32 = 0.24;
/// A4.
pub(super) const PAGE: Area = area(0.0, 0.0, 2480.0 * DOT, 3508.0 * DOT);

/// Side of the square that the code fills with its quiet zone, in dots: 72 mm.
const CODE_DOTS: usize = 850;
/// Smallest side of a module, in dots: 0.68 mm. From 0.6 mm on phone cameras read paper at half a metre.
const SMALLEST_MODULE: usize = 8;
/// The square of the code.
pub(super) const CODE: Area = area(349.92, 126.0, 204.0, 204.0);

const LEFT: f32 = 40.08;
const WIDTH: f32 = 514.08;
/// Of the column beside the code.
const COLUMN: f32 = 296.0;
/// Where the page is cut or folded.
const CUT: f32 = 421.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

const fn area(x: f32, y: f32, width: f32, height: f32) -> Area {
    Area { x, y, width, height }
}

/// One line of text.
#[derive(Debug)]
pub(super) struct TextLine {
    /// What it shows; the form's own words have no field.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests look for the lines of a field"))]
    pub(super) field: Option<Field>,
    pub(super) x: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) glyphs: Vec<Glyph>,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// In reading order.
    pub(super) texts: Vec<TextLine>,
    /// Black rectangles: rules, frames and the modules of the code.
    pub(super) bars: Vec<Area>,
    /// The document's title.
    pub(super) title: String,
}

#[derive(Clone, Copy)]
enum Align {
    Left,
    /// In the middle of the room, both ways.
    Centre,
    /// From the left, in the middle of the room's height.
    Middle,
    /// From the left, at the foot of the room.
    Foot,
}

/// How a kind of text is set.
#[derive(Clone, Copy)]
struct Style {
    largest: f32,
    smallest: f32,
    leading: f32,
    align: Align,
    breaks: &'static [Breaks],
}

const PROSE: &[Breaks] = &[Breaks::ByRule, Breaks::Anywhere];
const TITLE: Style = Style { largest: 26.0, smallest: 12.0, leading: 1.2, align: Align::Foot, breaks: PROSE };
const LINE: Style = Style { largest: 13.0, smallest: 5.0, leading: 1.2, align: Align::Left, breaks: PROSE };
const VALUE: Style = Style { largest: 14.0, ..LINE };
const LABEL: Style = Style { largest: 8.0, ..LINE };
const PLACE: Style = Style {
    largest: 60.0,
    smallest: SMALLEST_PLACE,
    leading: 1.06,
    align: Align::Middle,
    breaks: &[Breaks::AtSpaces, Breaks::ByRule, Breaks::Anywhere],
};
const ID: Style = Style { largest: 10.0, align: Align::Centre, ..LINE };
const ONCE: Style = Style { largest: 15.0, align: Align::Centre, ..LINE };
const NOTES: Style = Style { largest: 10.5, smallest: 6.5, leading: 1.4, ..LINE };

/// Sets a whole ticket.
pub(super) fn lay_out(font: &Font, ticket: &PaperTicket, code: &QrCode) -> Result<Sheet, PaperFault> {
    let mut page = Page { font, sheet: Sheet { title: ticket.title.clone(), ..Sheet::default() } };
    page.heading(ticket)?;
    page.place(ticket)?;
    page.hours(ticket)?;
    page.entrance(ticket)?;
    page.code(code)?;
    page.id(ticket)?;
    page.person(ticket)?;
    page.rule_of_use(ticket.identity)?;
    page.cut()?;
    page.order(ticket)?;
    page.notes(ticket)?;
    Ok(page.sheet)
}

struct Page<'f> {
    font: &'f Font,
    sheet: Sheet,
}

impl Page<'_> {
    fn heading(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        self.field(Field::Title, &ticket.title, area(LEFT, 30.0, WIDTH, 61.0), TITLE)?;
        self.field(Field::Venue, &ticket.venue, area(LEFT, 95.0, WIDTH, 18.0), LINE)?;
        self.bar(area(LEFT, 116.0, WIDTH, 1.2));
        Ok(())
    }

    fn place(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        if ticket.place.is_empty() {
            return Ok(());
        }
        let room = area(LEFT, 126.0, COLUMN, 117.0);
        self.labelled(Field::Place, "座席　Seat", &ticket.place, room, PLACE)
    }

    fn hours(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        let (starts, doors) = columns(area(LEFT, 250.0, COLUMN, 36.0), 212.0);
        self.labelled(Field::Starts, "開演　Starts", &ticket.starts, starts, VALUE)?;
        match &ticket.doors {
            Some(text) => self.labelled(Field::Doors, "開場　Doors", text, doors, VALUE),
            None => Ok(()),
        }
    }

    fn entrance(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        let (gate, zone) = columns(area(LEFT, 294.0, COLUMN, 36.0), 156.0);
        let any = "すべての入口　Any gate".to_owned();
        let gates = if ticket.gates.is_empty() { any } else { ticket.gates.join(" / ") };
        self.labelled(Field::Gates, "入口　Gate", &gates, gate, VALUE)?;
        match &ticket.zone {
            Some(text) => self.labelled(Field::Zone, "区分　Zone", text, zone, VALUE),
            None => Ok(()),
        }
    }

    /// The symbol in the middle of its square, the runs of its modules as bars.
    fn code(&mut self, code: &QrCode) -> Result<(), PaperFault> {
        let module = CODE_DOTS / code.picture_size();
        if module < SMALLEST_MODULE {
            return Err(PaperFault::CodeTooFine { version: code.version() });
        }
        let margin = (CODE_DOTS - module * code.size()) / 2;
        let dots = |modules: usize| points(margin + modules * module);
        for (row, modules) in code.modules().chunks(code.size()).enumerate() {
            let mut column = 0;
            for run in modules.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    let (x, y) = (CODE.x + dots(column), CODE.y + dots(row));
                    self.bar(area(x, y, points(run.len() * module), points(module)));
                }
                column += run.len();
            }
        }
        Ok(())
    }

    fn id(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        let room = area(CODE.x, CODE.y + CODE.height, CODE.width, 13.0);
        self.field(Field::Id, &grouped(&ticket.id), room, ID)
    }

    fn person(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        let room = area(LEFT, 347.0, WIDTH, 31.0);
        ticket
            .name
            .as_ref()
            .map_or(Ok(()), |text| self.labelled(Field::Name, "お名前　Name", text, room, VALUE))
    }

    fn rule_of_use(&mut self, identity: IdentityCheck) -> Result<(), PaperFault> {
        let band = area(LEFT, 381.0, WIDTH, 26.0);
        self.frame(band, 1.0);
        let once = "一度だけ有効　Valid once";
        let words = match identity {
            IdentityCheck::None => once.to_owned(),
            IdentityCheck::Name => format!("{once}　｜　本人確認あり　Name is checked"),
            IdentityCheck::Face => format!("{once}　｜　本人確認あり　Face is checked"),
        };
        self.words(&words, area(LEFT + 8.0, 384.0, WIDTH - 16.0, 20.0), ONCE)
    }

    fn cut(&mut self) -> Result<(), PaperFault> {
        const DASHES: usize = 62;
        for dash in 0..DASHES {
            let x = PAGE.width * ratio(dash, DASHES);
            self.bar(area(x, CUT, 4.8, 0.6));
        }
        self.words("切り取り線　Cut or fold here", area(LEFT, CUT + 3.0, WIDTH, 10.0), LABEL)
    }

    /// Below the line, where the box office looks for it and a cut ticket no longer shows it.
    fn order(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        let room = area(LEFT, 442.0, WIDTH, 31.0);
        ticket
            .order
            .as_ref()
            .map_or(Ok(()), |text| self.labelled(Field::Order, "注文　Order", text, room, VALUE))
    }

    fn notes(&mut self, ticket: &PaperTicket) -> Result<(), PaperFault> {
        self.words("ご利用にあたって　How to use this ticket", area(LEFT, 482.0, WIDTH, 18.0), LINE)?;
        self.bar(area(LEFT, 502.0, WIDTH, 0.6));
        let mut all = how_to_use(ticket.identity);
        if !ticket.notes.is_empty() {
            all.push("");
            all.extend(ticket.notes.iter().map(String::as_str));
        }
        self.set(Some(Field::Notes), &all, area(LEFT, 512.0, WIDTH, 288.0), NOTES)
    }

    /// A small heading with the value under it.
    fn labelled(
        &mut self,
        field: Field,
        label: &str,
        value: &str,
        room: Area,
        style: Style,
    ) -> Result<(), PaperFault> {
        const HEADING: f32 = 11.0;
        self.words(label, Area { height: HEADING, ..room }, LABEL)?;
        let below = Area { y: room.y + HEADING, height: room.height - HEADING, ..room };
        self.field(field, value, below, style)
    }

    fn field(&mut self, field: Field, text: &str, room: Area, style: Style) -> Result<(), PaperFault> {
        self.set(Some(field), &[text], room, style)
    }

    fn words(&mut self, text: &str, room: Area, style: Style) -> Result<(), PaperFault> {
        self.set(None, &[text], room, style)
    }

    fn set(
        &mut self,
        field: Option<Field>,
        texts: &[&str],
        room: Area,
        style: Style,
    ) -> Result<(), PaperFault> {
        // The form's own words are tested to be drawn; should they fail all the same, the title stands for the page.
        let named = field.unwrap_or(Field::Title);
        let paragraphs: Result<Vec<Paragraph>, char> =
            texts.iter().map(|text| Paragraph::new(self.font, text)).collect();
        let paragraphs = paragraphs.map_err(|character| PaperFault::NoGlyph { field: named, character })?;
        let setting = fit(&paragraphs, &style.within(room), style.breaks)
            .ok_or(PaperFault::TooLong { field: named })?;
        self.put(field, setting, room, style);
        Ok(())
    }

    fn put(&mut self, field: Option<Field>, setting: Setting, room: Area, style: Style) {
        let size = setting.size;
        let first = match style.align {
            Align::Left => room.y,
            Align::Centre | Align::Middle => room.y + (room.height - setting.height) / 2.0,
            Align::Foot => room.y + room.height - setting.height,
        };
        for (top, line) in setting.lines.into_iter().filter(|(_, line)| !line.0.is_empty()) {
            let x = room.x + style.align.indent(&line, size, room.width);
            let baseline = first + top + size * baseline_in(style.leading);
            self.sheet.texts.push(TextLine { field, x, baseline, size, glyphs: line.0 });
        }
    }

    fn bar(&mut self, bar: Area) {
        self.sheet.bars.push(bar);
    }

    /// Four bars of `weight` along the inside of `around`.
    fn frame(&mut self, around: Area, weight: f32) {
        let Area { x, y, width, height } = around;
        self.bar(area(x, y, width, weight));
        self.bar(area(x, y + height - weight, width, weight));
        self.bar(area(x, y, weight, height));
        self.bar(area(x + width - weight, y, weight, height));
    }
}

impl Style {
    fn within(self, room: Area) -> Room {
        let Self { largest, smallest, leading, .. } = self;
        Room { width: room.width, height: room.height, largest, smallest, leading, gap: 0.3 }
    }
}

impl Align {
    fn indent(self, line: &Line, size: f32, width: f32) -> f32 {
        match self {
            Self::Left | Self::Middle | Self::Foot => 0.0,
            Self::Centre => (width - line.width() * size) / 2.0,
        }
    }
}

/// The baseline below the top of a line, in ems: the em box (0.88 above, 0.12 below it) in the middle of the line.
fn baseline_in(leading: f32) -> f32 {
    const ABOVE: f32 = 0.88;
    (leading - 1.0) / 2.0 + ABOVE
}

/// The room cut in two, the second part beginning `at` points to the right.
fn columns(room: Area, at: f32) -> (Area, Area) {
    const GUTTER: f32 = 8.0;
    (Area { width: at - GUTTER, ..room }, Area { x: room.x + at, width: room.width - at, ..room })
}

fn points(dots: usize) -> f32 {
    ratio(dots, 1) * DOT
}

fn ratio(part: usize, whole: usize) -> f32 {
    let number = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    number(part) / number(whole)
}

/// The first group of an id is the shortest prefix that people may type (protocol §2); the others have 5 characters.
fn grouped(id: &str) -> String {
    const FIRST: usize = mogiri::ticket::TicketId::MIN_PREFIX;
    const REST: usize = 5;
    let mut text = String::new();
    for (at, character) in id.chars().enumerate() {
        if at >= FIRST && (at - FIRST).is_multiple_of(REST) {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

/// The form's own notes, Japanese before English; an empty paragraph parts the two.
fn how_to_use(identity: IdentityCheck) -> Vec<&'static str> {
    let (japanese, english): (Option<&str>, Option<&str>) = match identity {
        IdentityCheck::None => (None, None),
        IdentityCheck::Name => (
            Some("・入口でお名前を確認します。お名前のわかる身分証をお持ちください。"),
            Some("• Your name is checked at the gate: bring an ID that shows it."),
        ),
        IdentityCheck::Face => (
            Some("・入口で、登録された写真とお顔を照らし合わせて確認します。"),
            Some("• Your face is compared at the gate with the picture that was registered."),
        ),
    };
    let japanese = JAPANESE.into_iter().chain(japanese);
    japanese.chain([""]).chain(ENGLISH).chain(english).collect()
}

const JAPANESE: [&str; 3] = [
    "・入場できるのは一度だけです。入場したあとは、同じコードのコピーや写真では入れません。",
    "・コードは誰にも見せず、写真をネットに載せないでください。先に使った人が入場します。",
    "・折るときは線に沿って折り、コードをぬらしたり汚したりしないでください。",
];
const ENGLISH: [&str; 3] = [
    "• Valid for one entry. Once someone is in, every copy or photo of this code is refused.",
    "• Show the code to nobody and post no photo of it: whoever uses it first gets in.",
    "• Fold along the line, and keep the code dry and clean.",
];
