//! A retention rule as it is entered: a tag, a number, a unit.

use crate::engine::policy::{
    PolicyError, RetentionDuration, RetentionRule, RetentionTag,
    validate::{check_retention, duration_bounds},
};
use serde::{Deserialize, Serialize};

/// What a retention is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DurationUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl DurationUnit {
    pub const ALL: [DurationUnit; 4] =
        [DurationUnit::Days, DurationUnit::Weeks, DurationUnit::Months, DurationUnit::Years];

    pub fn label(self) -> &'static str {
        match self {
            DurationUnit::Days => "Day(s)",
            DurationUnit::Weeks => "Week(s)",
            DurationUnit::Months => "Month(s)",
            DurationUnit::Years => "Year(s)",
        }
    }

    pub fn parse(label: &str) -> Option<DurationUnit> {
        DurationUnit::ALL.into_iter().find(|unit| unit.label() == label)
    }

    pub fn of(self, count: u32) -> RetentionDuration {
        match self {
            DurationUnit::Days => RetentionDuration::Days(count),
            DurationUnit::Weeks => RetentionDuration::Weeks(count),
            DurationUnit::Months => RetentionDuration::Months(count),
            DurationUnit::Years => RetentionDuration::Years(count),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    pub tag: RetentionTag,
    /// As typed.
    pub count: String,
    pub unit: DurationUnit,
}

impl RuleForm {
    /// A new rule of a tag, with what is usual for it.
    pub fn new(tag: RetentionTag) -> RuleForm {
        let (count, unit) = match tag {
            RetentionTag::Default => (30, DurationUnit::Days),
            RetentionTag::Weekly => (12, DurationUnit::Weeks),
            RetentionTag::Monthly => (12, DurationUnit::Months),
            RetentionTag::Yearly => (1, DurationUnit::Years),
        };
        RuleForm { tag, count: count.to_string(), unit }
    }

    /// # Errors
    /// No whole number, or one outside the bounds of the rule.
    pub fn validate(&self) -> Result<RetentionRule, String> {
        let (min, max) = self.bounds();
        let count: u32 =
            self.count.trim().parse().map_err(|_| format!("Enter a whole number from {min} to {max}."))?;
        let rule = RetentionRule { tag: self.tag, duration: self.unit.of(count) };
        if (min..=max).contains(&count) {
            return Ok(rule);
        }
        let error = PolicyError::RetentionOutOfRange {
            tag: self.tag,
            count,
            min,
            max,
            unit: self.unit.label().trim_end_matches("(s)").to_lowercase() + "s",
        };
        Err(error.explain().cause)
    }

    /// The smallest and the largest number in the unit that is chosen.
    pub fn bounds(&self) -> (u32, u32) {
        duration_bounds(self.tag, self.unit.of(0))
    }
}

/// # Errors
/// The first thing wrong with the rules together.
pub fn rules_of(forms: &[RuleForm]) -> Result<Vec<RetentionRule>, String> {
    let rules = forms.iter().map(RuleForm::validate).collect::<Result<Vec<_>, _>>()?;
    check_retention(&rules).map_err(|error| error.explain().message)?;
    Ok(rules)
}

/// Tags that have no rule yet.
pub fn free_tags(forms: &[RuleForm]) -> Vec<RetentionTag> {
    RetentionTag::ALL.into_iter().filter(|tag| forms.iter().all(|form| form.tag != *tag)).collect()
}

/// A warning where a rule of lower rank keeps restore points longer than one of higher rank.
pub fn rank_warning(rules: &[RetentionRule]) -> Option<String> {
    let mut ranked = rules.to_vec();
    ranked.sort_by_key(|rule| rule.tag);
    let pair = ranked.windows(2).find(|pair| days(pair[0].duration) > days(pair[1].duration))?;
    Some(format!(
        "The {} rule keeps restore points longer than the {} rule, although the latter takes precedence.",
        pair[0].tag.display_name(),
        pair[1].tag.display_name()
    ))
}

/// Roughly, to compare units.
fn days(duration: RetentionDuration) -> u32 {
    match duration {
        RetentionDuration::Days(count) => count,
        RetentionDuration::Weeks(count) => count.saturating_mul(7),
        RetentionDuration::Months(count) => count.saturating_mul(30),
        RetentionDuration::Years(count) => count.saturating_mul(365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(tag: RetentionTag, count: &str, unit: DurationUnit) -> RuleForm {
        RuleForm { tag, count: count.into(), unit }
    }

    #[test]
    fn numbers_are_held_to_their_bounds() {
        let valid = rule(RetentionTag::Default, " 30 ", DurationUnit::Days).validate().expect("in range");
        assert_eq!(valid.duration, RetentionDuration::Days(30));
        for count in ["", "3.5", "-1", "6", "3651", "99999999999"] {
            assert!(rule(RetentionTag::Default, count, DurationUnit::Days).validate().is_err(), "{count}");
        }
        let error = rule(RetentionTag::Yearly, "11", DurationUnit::Years).validate().expect_err("too long");
        assert_eq!(error, "It keeps them for 1 to 10 years.");
    }

    #[test]
    fn new_rules_are_valid_and_free_tags_shrink() {
        let mut forms = vec![RuleForm::new(RetentionTag::Default)];
        assert_eq!(free_tags(&forms), RetentionTag::ALL[1..]);
        forms.extend(RetentionTag::ALL[1..].iter().map(|tag| RuleForm::new(*tag)));
        assert!(free_tags(&forms).is_empty());
        assert_eq!(rules_of(&forms).map(|rules| rules.len()), Ok(4));
        assert!(rules_of(&[]).is_err());
    }

    #[test]
    fn a_lower_rule_that_outlives_a_higher_one_is_pointed_at() {
        let rules = |default: &str| {
            let forms = [
                rule(RetentionTag::Default, default, DurationUnit::Days),
                RuleForm::new(RetentionTag::Yearly),
            ];
            rules_of(&forms).expect("valid")
        };
        assert_eq!(rank_warning(&rules("30")), None);
        assert!(rank_warning(&rules("500")).expect("longer").contains("Default"));
    }
}
