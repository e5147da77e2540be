//! Validation of policies, shared with the wizard.
