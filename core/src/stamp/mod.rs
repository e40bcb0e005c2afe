//! Stamps: capacitive patterns and digital stamps.
