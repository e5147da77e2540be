//! *Why is this kept?* in sentences: the rule that keeps a restore point, the rules that do not, and what holds it now.

use crate::{
    base::SimTime,
    engine::{
        policy::{
            DatasourceType, RetentionTag,
            retention::TagReason,
            verdict::{KeepReason, Obstacle},
        },
        protection::ProtectionState,
        query::WhyKeptView,
    },
    portal::{
        blades::{backup_words::duration_text, words},
        format::moment,
    },
};

/// The pane's contents.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyKeptText {
    /// Label and value of each line above.
    pub facts: Vec<(&'static str, String)>,
    /// How the rule came to be.
    pub rule: Vec<String>,
    /// Why the point is there, one reason each.
    pub reasons: Vec<String>,
    /// What stands in the way of deleting it, when that is not a reason yet.
    pub warning: Option<String>,
    /// What would keep it for longer.
    pub holders: Vec<String>,
}

impl WhyKeptText {
    pub fn of(view: &WhyKeptView) -> WhyKeptText {
        let is_obstructed = view.reasons.iter().any(|reason| matches!(reason, KeepReason::Obstacle(_)));
        let obstacle = view.obstacle.as_ref().map(|refusal| words(&refusal.explain()));
        let mut reasons: Vec<String> = view.reasons.iter().map(|reason| sentence(*reason, view)).collect();
        if reasons.is_empty() {
            reasons.push("Nothing: it is deleted as soon as the service cleans up.".to_string());
        }
        if is_obstructed {
            reasons.extend(obstacle.clone());
        }
        WhyKeptText {
            facts: facts(view),
            rule: rule(view),
            reasons,
            warning: obstacle
                .filter(|_| !is_obstructed)
                .map(|text| format!("{text} It would stay after its expiry.")),
            holders: holders(view),
        }
    }
}

fn facts(view: &WhyKeptView) -> Vec<(&'static str, String)> {
    let kept = match view.duration {
        Some(duration) => format!("{} (policy {})", duration_text(duration), view.policy_name),
        None => "As the policy said by which it was made".to_string(),
    };
    let mut facts = vec![("Made", moment(view.created_at))];
    facts.extend(view.slot.clone().map(|slot| ("For the run of", slot)));
    facts.extend([
        ("Retention tag", view.tag.display_name().to_string()),
        ("Kept for", kept),
        ("Expiry", moment(view.expires_at)),
        ("Is deleted", view.removal.map_or_else(|| "Not while the reasons below hold".to_string(), moment)),
    ]);
    facts
}

/// The period that a rule keeps the first backup of.
fn period(tag: RetentionTag) -> &'static str {
    match tag {
        RetentionTag::Default => "run",
        RetentionTag::Daily => "day",
        RetentionTag::Weekly => "week",
        RetentionTag::Monthly => "month",
        RetentionTag::Yearly => "year",
    }
}

fn rule(view: &WhyKeptView) -> Vec<String> {
    let tag = view.tag.display_name();
    let own = match view.reason {
        None => format!(
            "A person started this backup and chose the {tag} rule. It does not count as the first of its day, week, \
             month or year."
        ),
        Some(TagReason::Otherwise) => format!("No other rule applies, so the {tag} rule keeps it."),
        Some(
            TagReason::FirstOfDay | TagReason::FirstOfWeek | TagReason::FirstOfMonth | TagReason::FirstOfYear,
        ) => format!(
            "It is the first successful scheduled backup of its {}, so the {tag} rule keeps it.",
            period(view.tag)
        ),
    };
    let passed_over = view.passed_over.iter().map(|(tag, first)| {
        let (name, period) = (tag.display_name(), period(*tag));
        match first {
            Some(first) => {
                format!("The {name} rule does not apply: the run of {} was the first of that {period}.", moment(*first))
            }
            None => format!(
                "The {name} rule does not apply: an earlier backup, which is no longer there, was the first of that \
                 {period}, or the policy had no such rule."
            ),
        }
    });
    std::iter::once(own).chain(passed_over).collect()
}

fn sentence(reason: KeepReason, view: &WhyKeptView) -> String {
    let expired = |at: SimTime| format!("It expired on {}", moment(at));
    match reason {
        KeepReason::InProgress => "The backup that makes it is still running.".to_string(),
        KeepReason::RuleKeeps => format!(
            "The {} rule keeps it until {}.",
            view.tag.display_name(),
            moment(view.expires_at)
        ),
        KeepReason::AwaitsCleanup => format!("{}; the service has not cleaned up yet.", expired(view.expires_at)),
        KeepReason::NewestOfDisk => {
            "It is the newest restore point of the disk, which is never deleted.".to_string()
        }
        KeepReason::NewestWhileSuspended => {
            "It is the newest restore point, which stays while backups are suspended.".to_string()
        }
        KeepReason::StoppedForGood => {
            "Protection is stopped and the data is retained forever: nothing expires before backup is resumed."
                .to_string()
        }
        KeepReason::SoftDeleted => {
            "The backup instance is soft-deleted: nothing expires before it is purged.".to_string()
        }
        KeepReason::Obstacle(Obstacle::Access) => {
            format!("{}, but the vault is not allowed to delete the snapshot.", expired(view.expires_at))
        }
        KeepReason::Obstacle(Obstacle::Lock) => {
            format!("{}, but a lock keeps the snapshot from being deleted.", expired(view.expires_at))
        }
    }
}

fn holders(view: &WhyKeptView) -> Vec<String> {
    let mut holders = Vec::new();
    if view.state != ProtectionState::ProtectionStopped {
        holders.push(
            "Stop Backup and retain forever: then no restore point of this instance expires.".to_string(),
        );
    }
    if view.datasource_type == DatasourceType::Disk {
        holders.push(
            "A lock on the snapshot or on its resource group, or taking the vault's role there away: the snapshot \
             stays, and is paid for."
                .to_string(),
        );
    } else {
        holders.push("Suspending backups, but only while it is the newest restore point.".to_string());
    }
    holders
        .push("Another policy would not: the expiry was fixed when the restore point was made.".to_string());
    holders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{policy::RetentionDuration, protection::ProtectionError, refusal::Refusal};

    fn view() -> WhyKeptView {
        WhyKeptView {
            datasource_type: DatasourceType::Disk,
            state: ProtectionState::ProtectionConfigured,
            policy_name: "six-a-day".into(),
            created_at: SimTime::parse("2026-09-20T04:01:00Z").expect("a moment"),
            slot: Some("Sun 20 Sep 2026 06:00".into()),
            tag: RetentionTag::Daily,
            duration: Some(RetentionDuration::Days(30)),
            reason: Some(TagReason::FirstOfDay),
            passed_over: vec![(RetentionTag::Weekly, SimTime::parse("2026-09-20T00:00:00Z"))],
            expires_at: SimTime::parse("2026-10-20T04:01:00Z").expect("a moment"),
            removal: None,
            reasons: vec![KeepReason::RuleKeeps, KeepReason::NewestOfDisk],
            obstacle: None,
        }
    }

    #[test]
    fn the_rule_is_told_with_those_that_did_not_apply() {
        let text = WhyKeptText::of(&view());
        assert_eq!(
            text.rule,
            [
                "It is the first successful scheduled backup of its day, so the Daily rule keeps it.",
                "The Weekly rule does not apply: the run of 9/20/2026, 12:00:00 AM UTC was the first of that week.",
            ]
        );
        assert_eq!(text.reasons.len(), 2);
        assert!(text.facts.contains(&("Kept for", "30 days (policy six-a-day)".to_string())));
        assert!(text.facts.contains(&("Is deleted", "Not while the reasons below hold".to_string())));
    }

    #[test]
    fn a_backup_on_demand_was_given_its_rule() {
        let by_hand = WhyKeptView { slot: None, reason: None, passed_over: vec![], duration: None, ..view() };
        let text = WhyKeptText::of(&by_hand);
        assert!(text.rule[0].starts_with("A person started this backup and chose the Daily rule."));
        assert!(text.facts.contains(&("Kept for", "As the policy said by which it was made".to_string())));
    }

    #[test]
    fn an_obstacle_warns_before_it_is_a_reason() {
        let refusal: Refusal = ProtectionError::AutoProtectionIsPermanent.into();
        let words = words(&refusal.explain());
        let waiting = WhyKeptView { obstacle: Some(refusal), ..view() };
        let text = WhyKeptText::of(&waiting);
        assert_eq!(text.warning, Some(format!("{words} It would stay after its expiry.")));
        let due = WhyKeptView { reasons: vec![KeepReason::Obstacle(Obstacle::Lock)], ..waiting };
        let text = WhyKeptText::of(&due);
        assert_eq!((text.warning, text.reasons.last()), (None, Some(&words)));
        let gone = WhyKeptView { reasons: vec![], obstacle: None, ..due };
        assert!(WhyKeptText::of(&gone).reasons[0].starts_with("Nothing:"));
    }
}
