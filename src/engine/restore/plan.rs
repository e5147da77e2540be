//! What a restore would write.
