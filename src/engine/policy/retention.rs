//! Which rule a recovery point is kept by, and until when.
