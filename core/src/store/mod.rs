//! One small door to disk.
