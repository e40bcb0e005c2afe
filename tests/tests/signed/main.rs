//! What a signature covers: the whole payload, one domain, one type of message.

mod domains;
mod fields;
mod types;
