//! Kills, failing disks and power cuts at every write of every public operation.
//!
//! An [`Operation`] is one method of a facade on a prepared [`Scene`]. A worker process performs it and tells on its
//! standard output what left. The [`strace`] module kills that process or fails its calls; [`disk`] rebuilds from a
//! record of its calls what a torn write or a power cut leaves; [`judge`] opens what is left and says whether
//! everything that was told is there.

pub mod disk;
mod gate;
mod issuer;
pub mod judge;
pub mod operation;
pub mod run;
pub mod scene;
pub mod strace;
pub mod trace;
mod wallet;
pub mod worker;

pub use operation::Operation;
pub use scene::Scene;

/// Every operation of every facade, under several circumstances where they write differently.
pub fn operations() -> Vec<Operation> {
    [wallet::operations(), gate::operations(), issuer::operations()].into_iter().flatten().collect()
}
