//! When a schedule fires next.
