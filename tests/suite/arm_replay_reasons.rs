//! Why an answer differs from a recorded one, where it may: a list of reasons, and what each of them explains.

use std::fmt;

/// Why an answer is not what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Neither guards nor what they guard.
    GuardsNotSimulated,
    ResourceGraphNotSimulated,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Reason::GuardsNotSimulated => "resource guards are not simulated",
            Reason::ResourceGraphNotSimulated => "Resource Graph is not simulated",
        })
    }
}

/// What a reason explains: differences of operations, of all recordings or of some. Texts are parts of what is told;
/// an empty one is part of everything.
struct Rule {
    reason: Reason,
    recording: &'static str,
    operation: &'static str,
    difference: &'static str,
}

const fn rule(reason: Reason, operation: &'static str, difference: &'static str) -> Rule {
    Rule { reason, recording: "", operation, difference }
}

const RULES: &[Rule] = &[
    rule(Reason::GuardsNotSimulated, "ResourceGuard", "status"),
    rule(Reason::ResourceGraphNotSimulated, "ResourceGraph", "status"),
];

/// The reason for a difference.
pub fn reason(recording: &str, operation: &str, difference: &str) -> Option<Reason> {
    let found = RULES.iter().find(|rule| {
        recording.contains(rule.recording)
            && operation.contains(rule.operation)
            && difference.starts_with(rule.difference)
    });
    found.map(|rule| rule.reason)
}
