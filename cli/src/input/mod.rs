//! The organizer's files: the event, the order list, the stamps, and a recorded press.
//!
//! Every function takes the bytes of a file and the name to call it by, and opens nothing itself. What is wrong comes
//! back as an [`InputError`] with its line. No error and no warning repeats what a cell of the order list says:
//! names, readings and order numbers stay in the file.

#[cfg(test)]
mod demo_files;
mod encoding;
mod error;
mod event_toml;
mod order_name;
mod orders_csv;
mod stamps_toml;
mod table;
mod text;
mod touches;

pub use encoding::Encoding;
pub use error::{InputError, InputWarning, Problem, TextProblem};
pub use event_toml::{EventPlan, GatePlan, PolicyPlan, read_event};
pub use order_name::{OrderNameError, order_file_name};
pub use orders_csv::{Order, OrderRow, Orders, TicketKind, read_orders};
pub use stamps_toml::{read_stamps, write_stamps};
pub use touches::read_touches;
