//! Rules for names of resource groups and tags.
