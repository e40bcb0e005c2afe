//! Every verb that writes, with what it needs and what it leaves.

use mogiri::stamp::{Phase, Point, SimulatedPress, StampFamily};
use mogiri::testing::fixtures::CountingRng;
use mogiri::ticket::Documents;
use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::evening::HEADER;
use serde_json::json;

/// One verb.
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<String>,
    /// Files that it writes.
    pub(crate) outputs: Vec<String>,
    /// What tells the state afterwards.
    pub(crate) state: Vec<String>,
    /// Exit codes of a second run.
    codes: Vec<i32>,
    /// What the gate's report counts once it admitted.
    pub(crate) admitted_after: u64,
}

impl Verb {
    pub(crate) fn new(name: &'static str, words: &str) -> Self {
        Self::with(name, words.split_whitespace().map(str::to_owned).collect())
    }

    pub(crate) fn with(name: &'static str, arguments: Vec<String>) -> Self {
        Self { name, arguments, outputs: Vec::new(), state: Vec::new(), codes: vec![0], admitted_after: 0 }
    }

    pub(crate) fn writes(mut self, name: &str) -> Self {
        self.outputs.push(name.to_owned());
        self.tells(&format!("inspect {name}"))
    }

    pub(crate) fn tells(mut self, words: &str) -> Self {
        self.state.push(words.to_owned());
        self
    }

    pub(crate) fn or_ends_with(mut self, code: i32) -> Self {
        self.codes.push(code);
        self
    }

    pub(crate) fn ends_with(&self, code: Option<i32>) -> bool {
        code.is_some_and(|code| self.codes.contains(&code))
    }

    /// The folder that the verb works on.
    pub(crate) fn folder(&self) -> &str {
        &self.arguments[2]
    }
}

/// More orders, one of them with a request from an app, and a gate that asks for a certificate.
pub(crate) fn prepare_issuer() -> Stage {
    let stage = Stage::evening();
    let row = |order: &str, seat: u32| format!("{order},山田 花子,やまだ はなこ,2列 {seat}番,A,adult\n");
    stage.write("more.csv", format!("{HEADER}{}{}{}", row("p1", 1), row("p1", 2), row("p2", 3)));
    stage.write("asked.csv", format!("{HEADER}{}{}", row("q1", 4), row("q1", 5)));
    stage.write("event2.toml", mogiri_tests::evening::EVENT.replace("冬公演", "春公演"));
    std::fs::create_dir(stage.path("requests")).unwrap();
    stage.run("wallet init asker").exits(0);
    stage.run("wallet request asker --count 2 --out requests/q1.mgr").exits(0);
    stage.run("gate init c --event event.mgr --gate A --out c.enrol").exits(0);
    stage
}

pub(crate) fn issuer(stage: &Stage) -> Vec<Verb> {
    let ticket = stage.ticket("w/o3", 0);
    vec![
        Verb::new("issuer init", "issuer init org2 --root root2")
            .tells("issuer init org2 --root root2")
            .tells("issuer list org2"),
        Verb::new("issuer event", "issuer event org event2.toml --out event2.mgr").writes("event2.mgr"),
        Verb::new(
            "issuer event --replaces",
            "issuer event org event2.toml --replaces event.mgr --out v2.mgr",
        )
        .writes("v2.mgr"),
        Verb::new(
            "issuer issue --wallets",
            "issuer issue org --event event.mgr --orders more.csv --wallets w",
        )
        .tells("issuer list org")
        .tells("wallet list w/p1")
        .tells("wallet list w/p2"),
        Verb::new(
            "issuer issue --requests",
            "issuer issue org --event event.mgr --orders asked.csv --requests requests --out tickets",
        )
        .writes("tickets/q1.mgr")
        .tells("issuer list org"),
        Verb::new(
            "issuer staff",
            "issuer staff org --event event.mgr --enrol c.enrol --roles scan,void --out c.cert",
        )
        .writes("c.cert"),
        Verb::new("issuer revoke", &format!("issuer revoke org {ticket} --out revoked.mgr"))
            .writes("revoked.mgr")
            .tells("issuer list org"),
        Verb::new(
            "issuer revoke --delta",
            &format!(
                "issuer revoke org {ticket} {} --out revoked.mgr --delta added.mgr",
                stage.ticket("w/o5", 0)
            ),
        )
        .writes("revoked.mgr")
        .writes("added.mgr")
        .tells("gate update b revoked.mgr added.mgr"),
        Verb::new("issuer manifest", "issuer manifest org --event event.mgr --out manifest.mgr")
            .writes("manifest.mgr")
            .tells("inspect manifest.mgr --event event.mgr")
            .tells("gate update b manifest.mgr"),
        Verb::new("issuer rotate", "issuer rotate org --root root --event event.mgr --out rotated.mgr")
            .writes("rotated.mgr")
            .tells("issuer init org --root root")
            .tells("gate update b rotated.mgr"),
        Verb::new("issuer salvage", "issuer salvage org --root root --event event.mgr --out saved")
            .writes("saved/event.mgr")
            .writes("saved/manifest.mgr")
            .writes("saved/revoked.mgr")
            .tells("issuer init org --root root")
            .tells("issuer salvage org --root root --event event.mgr --out again")
            .tells("inspect saved/manifest.mgr --event saved/event.mgr")
            .tells("gate update b saved/event.mgr saved/manifest.mgr saved/revoked.mgr"),
    ]
}

/// Wallets in the middle of everything that a wallet can be in the middle of.
pub(crate) fn prepare_wallets() -> Stage {
    let stage = prepare_issuer();
    stage
        .run("issuer issue org --event event.mgr --orders asked.csv --requests requests --out tickets")
        .exits(0);
    for friend in ["f1", "f2", "f3"] {
        stage.run(&format!("wallet init {friend}")).exits(0);
        stage.run(&format!("wallet request {friend} --out {friend}.request")).exits(0);
    }
    hand_over(&stage, "w/o2", "f2");
    hand_over(&stage, "w/o4", "f3");
    stage.run("wallet receive f3 f3.parcel --out f3.answer").exits(0);
    let code = stage.code("w/o5", EVENING);
    stage.tell(EVENING, &["gate", "scan", "a", &code, "--stamp", "o5.stamp"]).exits(0);
    stage.code("w/o6", EVENING);
    stage.write("touches.json", press(&stage));
    stage
}

fn hand_over(stage: &Stage, from: &str, to: &str) {
    let ticket = stage.ticket(from, 0);
    stage.run(&format!("wallet hand-over {from} {ticket} {to}.request --compare CODE --out {to}.parcel"));
    stage.run(&format!("wallet hand-over {from} {ticket} {to}.request --out {to}.parcel")).exits(0);
}

/// The event's first stamp, pressed.
fn press(stage: &Stage) -> String {
    let documents = Documents::from_event_file(&stage.read("event.mgr")).unwrap();
    let family = StampFamily::decode(documents.event().templates.as_deref().unwrap()).unwrap();
    let press = SimulatedPress {
        dpi: 460.0,
        rotation_deg: 20.0,
        origin_mm: Point { x: 35.0, y: 60.0 },
        noise_mm: 0.2,
        start_ms: 1000,
    };
    let log = press.touches(&family.templates()[0], &mut CountingRng(3)).unwrap();
    let touches = log.touches().iter().map(|touch| {
        let phase = if touch.phase == Phase::Began { "began" } else { "ended" };
        json!({ "id": touch.id, "x": touch.x_px, "y": touch.y_px, "t_ms": touch.t_ms, "phase": phase })
    });
    json!({ "dpi": log.dpi(), "touches": touches.collect::<Vec<_>>() }).to_string()
}

pub(crate) fn wallet(stage: &Stage) -> Vec<Verb> {
    let ticket = |wallet: &str| stage.ticket(wallet, 0);
    vec![
        Verb::new("wallet init", "wallet init new").tells("wallet list new"),
        Verb::new("wallet import", "wallet import asker tickets/q1.mgr").tells("wallet list asker"),
        Verb::new("wallet show", &format!("wallet show w/o3 {} --png o3.png", ticket("w/o3")))
            .file("o3.png")
            .tells("wallet list w/o3"),
        Verb::new("wallet request", "wallet request w/o1 --count 2 --out o1.request")
            .writes("o1.request")
            .tells("wallet list w/o1"),
        Verb::new(
            "wallet hand-over",
            &format!("wallet hand-over w/o7 {} f1.request --out f1.parcel", ticket("w/o7")),
        )
        .writes("f1.parcel")
        .tells("wallet list w/o7")
        .tells("wallet receive f1 f1.parcel --out f1.answer"),
        Verb::new("wallet receive", "wallet receive f2 f2.parcel --out f2.answer")
            .writes("f2.answer")
            .tells("wallet list f2")
            .tells("wallet settle w/o2 f2.answer")
            .tells("wallet list w/o2"),
        Verb::new("wallet receive --decline", "wallet receive f2 f2.parcel --decline --out f2.answer")
            .writes("f2.answer")
            .tells("wallet list f2")
            .tells("wallet settle w/o2 f2.answer")
            .tells("wallet list w/o2"),
        Verb::new("wallet settle", "wallet settle w/o4 f3.answer").tells("wallet list w/o4"),
        Verb::new("wallet accept", "wallet accept w/o5 o5.stamp").tells("wallet list w/o5"),
        Verb::new("wallet rotate-key", "wallet rotate-key w/o5").tells("wallet list w/o5"),
        Verb::new("wallet press", &format!("wallet press w/o6 {} touches.json", ticket("w/o6")))
            .tells("wallet list w/o6"),
    ]
}

impl Verb {
    /// A file that is no message.
    pub(crate) fn file(mut self, name: &str) -> Self {
        self.outputs.push(name.to_owned());
        self
    }
}

/// A gate with an admission to take back, and another gate's journal.
pub(crate) fn prepare_gates() -> Stage {
    let stage = prepare_issuer();
    stage.run("issuer staff org --event event.mgr --enrol c.enrol --roles scan,void --out c.cert").exits(0);
    let entry = stage.admit("a", &stage.code("w/o1", EVENING));
    stage.write("entry.txt", entry);
    stage.admit("b", &stage.code("w/o2", EVENING));
    stage.run("gate export b --out b.journal").exits(0);
    stage.run("gate vector b --out b.vector").exits(0);
    let revoke = |wallet: &str| {
        let ticket = stage.ticket(wallet, 0);
        stage
            .run(&format!("issuer revoke org {ticket} --out revoked.mgr --delta {}.delta", &wallet[2..]))
            .exits(0);
    };
    stage.run("gate init e --event event.mgr --gate A --out e.enrol").exits(0);
    let lead = "issuer staff org --event event.mgr --enrol e.enrol --roles scan,override --out e.cert";
    stage.run(lead).exits(0);
    stage.run("gate update e e.cert").exits(0);
    revoke("w/o4");
    stage.run("gate update c revoked.mgr").exits(0);
    revoke("w/o5");
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage
}

pub(crate) fn gate(stage: &Stage) -> Vec<Verb> {
    let entry = String::from_utf8(stage.read("entry.txt")).unwrap();
    let code = stage.code("w/o3", EVENING);
    let scan = |more: &[&str]| {
        let words = ["gate", "scan", "a", &code].into_iter().chain(more.iter().copied());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut plain = Verb::with("gate scan", scan(&[])).tells("gate report a").or_ends_with(3);
    plain.admitted_after = 2;
    let mut stamped = Verb::with("gate scan --stamp", scan(&["--stamp", "o3.stamp"]))
        .tells("gate report a")
        .or_ends_with(3);
    stamped.admitted_after = 2;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let exit = words(&["gate", "exit", "a", &stage.code("w/o6", EVENING)]);
    let shown = stage.code("w/o7", EVENING);
    let overrule = words(&["gate", "override", "e", &shown, "--reason", "GOODWILL"]);
    let mut overrule = Verb::with("gate override", overrule).tells("gate report e");
    overrule.admitted_after = 1;
    vec![
        Verb::with("gate exit", exit).tells("gate report a"),
        overrule,
        Verb::new("gate init", "gate init d --event event.mgr --gate B --out d.enrol")
            .writes("d.enrol")
            .tells("gate report d"),
        Verb::new("gate update", "gate update c c.cert").tells("gate update c c.cert"),
        Verb::new("gate update, a delta", "gate update c o5.delta").tells("gate update c o5.delta"),
        Verb::new("gate update, a manifest", "gate update c manifest.mgr")
            .tells("gate update c manifest.mgr"),
        plain,
        stamped.writes("o3.stamp"),
        Verb::new("gate void", &format!("gate void a {entry} --reason MISTAKE")).tells("gate report a"),
        Verb::new("gate merge", "gate merge a b.journal").tells("gate report a"),
        Verb::new("gate rotate-key", "gate rotate-key a").tells("gate report a"),
        Verb::new("gate export", "gate export a --out a.journal")
            .writes("a.journal")
            .tells("gate report a")
            .tells("gate merge b a.journal"),
        Verb::new("gate export, what another lacks", "gate export a --out part.journal --for b.vector")
            .writes("part.journal")
            .tells("gate report a")
            .tells("gate merge b part.journal"),
    ]
}
