//! The vault copy: what changed since the last recovery point.
