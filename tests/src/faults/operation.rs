//! What is tried: one method of a facade, under named circumstances.

use mogiri::gate::{Gate, GateError};
use mogiri::issuer::{Issuer, IssuerError};
use mogiri::ports::Host;
use mogiri::wallet::{Wallet, WalletError};

use super::Scene;

/// Bytes that an operation gave, by which what must be true of them is checked.
pub type Told = Vec<u8>;

/// An open facade.
pub enum Open {
    /// None: the operation makes or opens it.
    Nothing,
    /// A holder's.
    Wallet(Box<Wallet>),
    /// A gate's.
    Gate(Box<Gate>),
    /// An organizer's.
    Issuer(Box<Issuer>),
}

/// What is done with it.
#[derive(Clone, Copy)]
pub enum Act {
    /// A method of a wallet.
    Wallet(fn(&mut Wallet, &Scene) -> Result<Told, WalletError>),
    /// A method of a gate.
    Gate(fn(&mut Gate, &Scene) -> Result<Told, GateError>),
    /// A method of an issuer.
    Issuer(fn(&mut Issuer, &Scene) -> Result<Told, IssuerError>),
    /// Makes or opens a facade: with randomness of a seed.
    Start(fn(&Scene, u64) -> Result<Open, String>),
    /// Closes it.
    Close,
}

/// Whose folder an operation works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A holder's.
    Wallet,
    /// A gate's.
    Gate,
    /// An organizer's.
    Issuer,
}

/// What the same operation gives once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The same bytes, whatever was drawn at random.
    Same,
    /// Something else that is as good.
    Other,
    /// Either that, or this error because it was done.
    Done(&'static str),
}

/// One row of the harness.
pub struct Operation {
    /// `Facade::method`.
    pub method: &'static str,
    /// Under which circumstances.
    pub case: &'static str,
    /// The kind of folder.
    pub room: Room,
    /// The folder's name in the scene.
    pub folder: &'static str,
    /// What time the device believes, in unix seconds.
    pub at: u64,
    /// The folders and messages that it starts from.
    pub prepare: fn() -> Scene,
    /// What is done.
    pub act: Act,
    /// What must be true of a scene in which it was told that it was done.
    pub holds: fn(&Scene, &[u8]) -> Result<(), String>,
    /// What must be true of the files of a scene once it was done at last, whatever came in between.
    pub leaves: fn(&Scene) -> Result<(), String>,
    /// What doing it once more gives.
    pub again: Again,
    /// How many transactions it is at most: between them is a state that is neither before nor after. None for what
    /// has nothing to write.
    pub transactions: usize,
}

impl Operation {
    /// An operation with nothing special to it.
    pub const fn new(
        method: &'static str,
        (room, folder): (Room, &'static str),
        at: u64,
        prepare: fn() -> Scene,
        act: Act,
    ) -> Self {
        Self {
            method,
            case: "",
            room,
            folder,
            at,
            prepare,
            act,
            holds: |_, _| Ok(()),
            leaves: |_| Ok(()),
            again: Again::Same,
            transactions: 1,
        }
    }

    /// Under these circumstances.
    #[must_use]
    pub const fn when(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// What must be true once it was told.
    #[must_use]
    pub const fn then(mut self, holds: fn(&Scene, &[u8]) -> Result<(), String>) -> Self {
        self.holds = holds;
        self
    }

    /// What the files are like once it was done, by the second try too.
    #[must_use]
    pub const fn leaving(mut self, leaves: fn(&Scene) -> Result<(), String>) -> Self {
        self.leaves = leaves;
        self
    }

    /// What the second time gives.
    #[must_use]
    pub const fn again(mut self, again: Again) -> Self {
        self.again = again;
        self
    }

    /// More than one transaction.
    #[must_use]
    pub const fn in_transactions(mut self, count: usize) -> Self {
        self.transactions = count;
        self
    }

    /// No transaction: nothing is written.
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.transactions = 0;
        self
    }

    /// `Facade::method, case`.
    pub fn name(&self) -> String {
        if self.case.is_empty() { self.method.to_owned() } else { format!("{}, {}", self.method, self.case) }
    }

    /// Opens the folder that the operation works on.
    pub fn open(&self, scene: &Scene, seed: u64) -> Result<Open, String> {
        if matches!(self.act, Act::Start(_)) {
            return Ok(Open::Nothing);
        }
        open(self.room, scene, self.folder, self.at, seed)
    }

    /// Does it.
    pub fn act(&self, open: &mut Open, scene: &Scene, seed: u64) -> Result<Told, String> {
        match (self.act, open) {
            (Act::Wallet(act), Open::Wallet(wallet)) => act(wallet, scene).map_err(|e| e.code().to_owned()),
            (Act::Gate(act), Open::Gate(gate)) => act(gate, scene).map_err(|e| e.code().to_owned()),
            (Act::Issuer(act), Open::Issuer(issuer)) => act(issuer, scene).map_err(|e| e.code().to_owned()),
            (Act::Start(act), open) => {
                // What failed and left something open is let go first.
                *open = Open::Nothing;
                *open = act(scene, seed)?;
                Ok(Vec::new())
            }
            (Act::Close, open) => close(std::mem::replace(open, Open::Nothing)).map(|()| Vec::new()),
            _ => Err("OTHER_ROOM".to_owned()),
        }
    }
}

/// Opens a folder of a kind: with its vault, or with the one that it was rotated to.
pub fn open(room: Room, scene: &Scene, folder: &str, at: u64, seed: u64) -> Result<Open, String> {
    match open_with(room, scene, folder, scene.host(folder, at, seed)) {
        Err(code) if code == "KEY_LOST" => {
            open_with(room, scene, folder, scene.rotated_host(folder, at, seed))
        }
        other => other,
    }
}

fn open_with(room: Room, scene: &Scene, folder: &str, host: Host) -> Result<Open, String> {
    let path = scene.path(folder);
    match room {
        Room::Wallet => Wallet::open(&path, host)
            .map(|wallet| Open::Wallet(Box::new(wallet)))
            .map_err(|e| e.code().to_owned()),
        Room::Gate => {
            Gate::open(&path, host).map(|gate| Open::Gate(Box::new(gate))).map_err(|e| e.code().to_owned())
        }
        Room::Issuer => Issuer::open(&path, host)
            .map(|issuer| Open::Issuer(Box::new(issuer)))
            .map_err(|e| e.code().to_owned()),
    }
}

fn close(open: Open) -> Result<(), String> {
    match open {
        Open::Wallet(wallet) => wallet.close().map_err(|e| e.code().to_owned()),
        Open::Gate(gate) => gate.close().map_err(|e| e.code().to_owned()),
        Open::Issuer(issuer) => issuer.close().map_err(|e| e.code().to_owned()),
        Open::Nothing => Err("CLOSED".to_owned()),
    }
}
