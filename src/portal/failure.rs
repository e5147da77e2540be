//! Failures in words: what happened, why, and what to do next.

use crate::rpc::Failure;

/// A failure as a message bar, a pane or a notification shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureText {
    /// Azure's code; empty for troubles of the browser.
    pub code: String,
    pub message: String,
    pub cause: String,
    pub action: String,
}

impl FailureText {
    pub fn of(failure: &Failure) -> FailureText {
        match failure {
            Failure::Refused(refusal) => {
                let words = refusal.explain();
                FailureText {
                    code: words.code.to_string(),
                    message: words.message,
                    cause: words.cause,
                    action: words.action,
                }
            }
            Failure::Trouble(trouble) => {
                let (message, action) = trouble.explain();
                FailureText { code: String::new(), message, cause: String::new(), action }
            }
        }
    }

    /// Everything in one text, for a notification's body or *Copy details*.
    pub fn details(&self) -> String {
        [self.code.as_str(), &self.message, &self.cause, &self.action]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{engine::storage::StorageRefusal, rpc::Trouble};

    #[test]
    fn a_refusal_keeps_azures_code() {
        let refusal = StorageRefusal::AccountNameTaken { name: "lake1".into() };
        let text = FailureText::of(&Failure::Refused(refusal.into()));
        assert_eq!(text.code, "StorageAccountAlreadyTaken");
        assert!(text.details().contains("lake1"));
    }

    #[test]
    fn a_trouble_has_no_code() {
        let text = FailureText::of(&Failure::Trouble(Trouble::Cancelled));
        assert_eq!(text.details(), "Cancelled.\nNothing was changed.");
    }
}
