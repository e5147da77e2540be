//! Rules for names of accounts, containers, paths and metadata.
