//! `$filter`: comparisons and calls joined by `and`, which is all that lists here understand.
//!
//! Source: Azure Resource Manager, "Resources - List", "Role Assignments - List For Scope" (URI parameters).

use crate::arm::{ApiError, call::Call};

/// One part of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `name eq 'value'`.
    Equals(String, String),
    /// `name()` or `name('value')`.
    Calls(String, Option<String>),
}

impl Term {
    /// The value that a member is compared with, where it is this member.
    pub fn value_of(&self, member: &str) -> Option<&str> {
        match self {
            Term::Equals(name, value) if name.eq_ignore_ascii_case(member) => Some(value),
            Term::Equals(..) | Term::Calls(..) => None,
        }
    }

    /// What a function is called with, where it is this function.
    pub fn argument_of(&self, function: &str) -> Option<Option<&str>> {
        match self {
            Term::Calls(name, value) if name.eq_ignore_ascii_case(function) => Some(value.as_deref()),
            Term::Equals(..) | Term::Calls(..) => None,
        }
    }
}

/// The filter of a request; empty where it has none.
///
/// # Errors
/// [`ApiError::InvalidFilter`] for what cannot be read.
pub fn read(call: &Call<'_>) -> Result<Vec<Term>, ApiError> {
    let text = call.parameter("$filter").unwrap_or_default();
    parse(text).ok_or_else(|| invalid(call))
}

/// Refuses a filter that a list does not understand: answering everything would be wrong.
pub fn invalid(call: &Call<'_>) -> ApiError {
    ApiError::InvalidFilter { filter: call.parameter("$filter").unwrap_or_default().to_string() }
}

fn parse(text: &str) -> Option<Vec<Term>> {
    let mut rest = text.trim();
    let mut terms = Vec::new();
    while !rest.is_empty() {
        let (term, after) = term(rest)?;
        terms.push(term);
        rest = match after.trim_start() {
            "" => "",
            more => Some(word(more, "and")?.trim_start()).filter(|more| !more.is_empty())?,
        };
    }
    Some(terms)
}

fn term(text: &str) -> Option<(Term, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && !"/._".contains(letter))?;
    let (name, rest) = text.split_at(end);
    let name = Some(name).filter(|name| !name.is_empty())?.to_string();
    if let Some(inside) = rest.trim_start().strip_prefix('(') {
        let inside = inside.trim_start();
        if let Some(after) = inside.strip_prefix(')') {
            return Some((Term::Calls(name, None), after));
        }
        let (value, after) = quoted(inside)?;
        return Some((Term::Calls(name, Some(value)), after.trim_start().strip_prefix(')')?));
    }
    let (value, after) = quoted(word(rest.trim_start(), "eq")?.trim_start())?;
    Some((Term::Equals(name, value), after))
}

/// What follows a word.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (found, rest) = text.split_at_checked(word.len())?;
    (found.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then_some(rest)
}

/// A text in quotes, in which two of them stand for one, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (before, after) = rest.split_once('\'')?;
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read() {
        let equals = |name: &str, value: &str| Term::Equals(name.to_string(), value.to_string());
        assert_eq!(parse(""), Some(Vec::new()));
        assert_eq!(
            parse("roleName eq 'Disk Backup Reader'"),
            Some(vec![equals("roleName", "Disk Backup Reader")])
        );
        assert_eq!(
            parse("tagName eq 'a and b' AND tagValue Eq 'it''s'"),
            Some(vec![equals("tagName", "a and b"), equals("tagValue", "it's")])
        );
        let calls =
            |name: &str, value: Option<&str>| Term::Calls(name.to_string(), value.map(str::to_string));
        assert_eq!(
            parse(" atScope() and assignedTo( 'x' ) "),
            Some(vec![calls("atScope", None), calls("assignedTo", Some("x"))])
        );
        for text in [
            "x",
            "x eq",
            "x eq y",
            "x eq 'y",
            "x eq 'y' or z eq 'a'",
            "x ne 'y'",
            "f(",
            "f('x'",
            "x eq 'y' and",
            "é eq 'x'",
            "(",
            "eq 'x'",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
