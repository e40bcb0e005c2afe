//! Bytes to values and back: strict CBOR, compact COSE signatures, text forms.
