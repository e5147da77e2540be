//! Rows of a policy's rules and of its next runs.

use crate::{
    base::SimTime,
    engine::{
        policy::{RetentionRule, RetentionTag},
        query::PreviewRun,
    },
    portal::{
        blades::backup_words::{duration_text, tag_meaning},
        format::{duration, moment},
    },
};

/// A retention rule as a table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleLine {
    pub tag: RetentionTag,
    pub name: &'static str,
    pub meaning: &'static str,
    pub retention: String,
}

impl RuleLine {
    pub fn new(rule: &RetentionRule) -> RuleLine {
        RuleLine {
            tag: rule.tag,
            name: rule.tag.display_name(),
            meaning: tag_meaning(rule.tag),
            retention: duration_text(rule.duration),
        }
    }
}

/// One of the next runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    pub key: String,
    pub local: String,
    pub utc: String,
    pub tag: &'static str,
    pub expires: String,
    pub kept: String,
    /// How long it is kept, in percent of the longest of the list: the length of its bar.
    pub share: u8,
}

/// The next runs with how long each is kept beside the others.
pub fn run_lines(runs: &[PreviewRun]) -> Vec<RunLine> {
    let kept = |run: &PreviewRun| run.expires_at.since(run.at).millis().max(0);
    let longest = runs.iter().map(kept).max().unwrap_or(0).max(1);
    let line = |run: &PreviewRun| RunLine {
        key: run.at.millis().to_string(),
        local: run.local.clone(),
        utc: moment(run.at),
        tag: run.tag.display_name(),
        expires: expiry(run.expires_at),
        kept: duration(run.expires_at.since(run.at)),
        // A bar of nothing could not be seen.
        share: u8::try_from(kept(run).saturating_mul(100) / longest).unwrap_or(100).max(2),
    };
    runs.iter().map(line).collect()
}

fn expiry(at: SimTime) -> String {
    if at == SimTime::MAX { "Never".into() } else { moment(at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimSpan;

    #[test]
    fn bars_compare_how_long_runs_are_kept() {
        let run = |tag, days| PreviewRun {
            at: SimTime::EPOCH,
            local: "Thu 01 Jan 1970 00:00".into(),
            tag,
            expires_at: SimTime::EPOCH + SimSpan::from_days(days),
        };
        let lines = run_lines(&[run(RetentionTag::Yearly, 360), run(RetentionTag::Default, 90)]);
        assert_eq!(lines.iter().map(|line| line.share).collect::<Vec<_>>(), [100, 25]);
        assert_eq!(lines[1].tag, "Default");
        assert!(run_lines(&[]).is_empty());
    }
}
