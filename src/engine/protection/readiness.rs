//! Whether a datasource can be protected.
