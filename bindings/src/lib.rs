//! The thin door to Swift and Kotlin. No domain rule lives here.
