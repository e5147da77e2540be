//! Lines for the Azure CLI, quoted for a POSIX shell.
//!
//! Options are spelled in full, as the CLI's own help spells them. Every line names its subscription where no id does: it
//! means the same whatever account is chosen.
//!
//! Source: Azure CLI reference; the extension `dataprotection`.

use crate::{base::ArmId, engine::resources::Tags};
use serde_json::Value;
use std::fmt::Display;
use uuid::Uuid;

/// A line that is being written.
#[derive(Clone, Debug)]
pub struct Az {
    line: String,
    subscription: Option<Uuid>,
}

impl Az {
    /// `words` name the command, without `az`.
    pub fn new(words: &str) -> Az {
        Az { line: format!("az {words}"), subscription: None }
    }

    /// An option that stands for itself.
    #[must_use]
    pub fn flag(mut self, name: &str) -> Az {
        self.line.push(' ');
        self.line += name;
        self
    }

    #[must_use]
    pub fn option(self, name: &str, value: impl Display) -> Az {
        let value = value.to_string();
        // What begins like an option would be read as one.
        match value.starts_with('-') {
            true => self.flag(&format!("{name}={}", quoted(&value))),
            false => self.flag(&format!("{name} {}", quoted(&value))),
        }
    }

    /// An option where there is something to say.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<impl Display>) -> Az {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// An option with several values; an empty text, which clears a list, where there is none.
    #[must_use]
    pub fn list(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Az {
        let values: Vec<String> = values.into_iter().map(|value| quoted(&value.to_string())).collect();
        match values.as_slice() {
            [] => self.flag(&format!("{name} ''")),
            _ => self.flag(&format!("{name} {}", values.join(" "))),
        }
    }

    #[must_use]
    pub fn json(self, name: &str, value: &Value) -> Az {
        self.option(name, value)
    }

    /// `--tags a=b`; nothing where there are none.
    #[must_use]
    pub fn tags(self, tags: &Tags) -> Az {
        if tags.is_empty() { self } else { self.all_tags(tags) }
    }

    /// `--tags a=b`, also where there are none: what was there is cleared.
    #[must_use]
    pub fn all_tags(self, tags: &Tags) -> Az {
        self.list("--tags", tags.iter().map(|(name, value)| format!("{name}={value}")))
    }

    /// The resource group that an id lies in, and its subscription.
    #[must_use]
    pub fn in_group(self, id: &ArmId) -> Az {
        self.maybe("--resource-group", id.resource_group_name()).in_subscription(id)
    }

    /// The subscription that an id lies in.
    #[must_use]
    pub fn in_subscription(mut self, id: &ArmId) -> Az {
        self.subscription = id.subscription_id();
        self
    }

    pub fn build(self) -> String {
        let subscription = self.subscription;
        self.maybe("--subscription", subscription).line
    }
}

/// As one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_string();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them_otherwise() {
        let cases = [
            ("vault-1", "vault-1"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("a;b", "'a;b'"),
            ("`id`", "'`id`'"),
            ("*", "'*'"),
            ("~", "'~'"),
            ("ä", "'ä'"),
            ("a\nb", "'a\nb'"),
        ];
        for (text, expected) in cases {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn a_line_says_its_options_in_order_and_the_subscription_last() {
        let id = ArmId::resource_group(Uuid::nil(), "rg-a");
        let line =
            Az::new("group update").in_group(&id).option("--notes", "-x").json("--set", &json!(["it's"]));
        assert_eq!(
            line.all_tags(&Tags::new()).flag("--yes").build(),
            "az group update --resource-group rg-a --notes=-x --set '[\"it'\\''s\"]' --tags '' --yes --subscription 00000000-0000-0000-0000-000000000000"
        );
    }
}
