//! Handing a ticket to a friend: messages, the two state machines, proofs.
