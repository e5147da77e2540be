//! A rule as it is entered, and what is wrong with it.

use crate::{
    engine::{
        limits,
        storage::{BlobRefusal, LifecycleActions, LifecycleRule, lifecycle::check},
    },
    portal::blades::project_details::form::REQUIRED,
};

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Blobs,
    Snapshots,
    Versions,
}

impl Subject {
    pub const ALL: [Subject; 3] = [Subject::Blobs, Subject::Snapshots, Subject::Versions];

    pub fn label(self) -> &'static str {
        match self {
            Subject::Blobs => "Base blobs",
            Subject::Snapshots => "Snapshots",
            Subject::Versions => "Versions",
        }
    }

    /// What the days are counted from.
    pub fn since(self) -> &'static str {
        match self {
            Subject::Blobs => "Days since a blob was last modified.",
            Subject::Snapshots => "Days since a snapshot was created.",
            Subject::Versions => "Days since a version was created.",
        }
    }
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Cool,
    Cold,
    Archive,
    Delete,
}

impl Deed {
    pub const ALL: [Deed; 4] = [Deed::Cool, Deed::Cold, Deed::Archive, Deed::Delete];

    pub fn label(self) -> &'static str {
        match self {
            Deed::Cool => "Move to cool storage",
            Deed::Cold => "Move to cold storage",
            Deed::Archive => "Move to archive storage",
            Deed::Delete => "Delete",
        }
    }

    fn of(self, actions: &LifecycleActions) -> Option<u32> {
        match self {
            Deed::Cool => actions.cool,
            Deed::Cold => actions.cold,
            Deed::Archive => actions.archive,
            Deed::Delete => actions.delete,
        }
    }
}

/// One deed: whether it is done, and after how many days as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aging {
    pub on: bool,
    pub days: String,
}

impl Aging {
    fn days(&self) -> Option<u32> {
        self.days.trim().parse().ok().filter(|_| self.on)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleForm {
    pub name: String,
    /// The name that it had before, while an existing rule is edited.
    pub before: Option<String>,
    pub enabled: bool,
    /// Only blobs whose name begins with one of the prefixes.
    pub filtered: bool,
    /// One prefix a line.
    pub prefixes: String,
    /// By subject and deed, in their orders.
    agings: [[Aging; 4]; 3],
    /// Somebody pressed the button: what is missing is shown from then on.
    pub tried: bool,
}

impl Default for RuleForm {
    fn default() -> Self {
        RuleForm {
            name: String::new(),
            before: None,
            enabled: true,
            filtered: false,
            prefixes: String::new(),
            agings: Default::default(),
            tried: false,
        }
    }
}

impl RuleForm {
    /// The form that shows a rule, to edit it.
    pub fn of(rule: &LifecycleRule) -> RuleForm {
        let aging = |actions: &LifecycleActions| {
            Deed::ALL.map(|deed| {
                let days = deed.of(actions);
                Aging { on: days.is_some(), days: days.map(|days| days.to_string()).unwrap_or_default() }
            })
        };
        RuleForm {
            name: rule.name.clone(),
            before: Some(rule.name.clone()),
            enabled: rule.enabled,
            filtered: !rule.prefixes.is_empty(),
            prefixes: rule.prefixes.join("\n"),
            agings: [aging(&rule.blobs), aging(&rule.snapshots), aging(&rule.versions)],
            tried: false,
        }
    }

    pub fn aging(&self, subject: Subject, deed: Deed) -> &Aging {
        &self.agings[subject as usize][deed as usize]
    }

    pub fn aging_mut(&mut self, subject: Subject, deed: Deed) -> &mut Aging {
        &mut self.agings[subject as usize][deed as usize]
    }

    /// What is wrong with the name, beside these rules.
    pub fn name_error(&self, rules: &[LifecycleRule]) -> Option<String> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(REQUIRED.to_string());
        }
        if self.others(rules).any(|rule| rule.name == name) {
            return Some(format!("There is already a rule named '{name}'."));
        }
        // The rest of the rule is beyond doubt here: what is refused is the name.
        let actions = LifecycleActions { delete: Some(1), ..LifecycleActions::default() };
        let named = LifecycleRule { name: name.to_string(), blobs: actions, ..empty() };
        check(&[named]).err().map(|refusal| sentence(&refusal))
    }

    pub fn prefixes_error(&self) -> Option<String> {
        if !self.filtered {
            return None;
        }
        let prefixes = self.written_prefixes();
        if prefixes.is_empty() {
            return Some("Enter one prefix at least, as container/folder.".to_string());
        }
        let most = limits::LIFECYCLE_PREFIXES_MAX;
        (prefixes.len() > most)
            .then(|| format!("There are {} prefixes; a rule has up to {most}.", prefixes.len()))
    }

    pub fn days_error(&self, subject: Subject, deed: Deed) -> Option<String> {
        let aging = self.aging(subject, deed);
        let wrong = aging.on && aging.days().is_none();
        wrong.then(|| "Enter a whole number of days.".to_string())
    }

    /// Why the rule would do nothing.
    pub fn actions_error(&self) -> Option<String> {
        let any = self.agings.iter().flatten().any(|aging| aging.on);
        (!any).then(|| "Choose at least one action.".to_string())
    }

    fn is_wrong(&self, rules: &[LifecycleRule]) -> bool {
        let days = Subject::ALL
            .into_iter()
            .any(|subject| Deed::ALL.into_iter().any(|deed| self.days_error(subject, deed).is_some()));
        days || [self.name_error(rules), self.prefixes_error(), self.actions_error()]
            .iter()
            .any(Option::is_some)
    }

    fn written_prefixes(&self) -> Vec<String> {
        let lines = self.prefixes.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_string).collect()
    }

    fn others<'a>(&'a self, rules: &'a [LifecycleRule]) -> impl Iterator<Item = &'a LifecycleRule> {
        rules.iter().filter(|rule| self.before.as_ref() != Some(&rule.name))
    }

    fn rule(&self) -> LifecycleRule {
        let actions = |subject: Subject| {
            let days = |deed| self.aging(subject, deed).days();
            LifecycleActions {
                cool: days(Deed::Cool),
                cold: days(Deed::Cold),
                archive: days(Deed::Archive),
                delete: days(Deed::Delete),
            }
        };
        LifecycleRule {
            name: self.name.trim().to_string(),
            enabled: self.enabled,
            prefixes: if self.filtered { self.written_prefixes() } else { Vec::new() },
            blobs: actions(Subject::Blobs),
            snapshots: actions(Subject::Snapshots),
            versions: actions(Subject::Versions),
        }
    }

    /// The rules of the account with this one among them; `None` while something is wrong with it.
    ///
    /// # Errors
    /// What is wrong with all of them together.
    pub fn rules(&self, rules: &[LifecycleRule]) -> Option<Result<Vec<LifecycleRule>, String>> {
        if self.is_wrong(rules) {
            return None;
        }
        let mut after = rules.to_vec();
        match after.iter_mut().find(|rule| self.before.as_ref() == Some(&rule.name)) {
            Some(place) => *place = self.rule(),
            None => after.push(self.rule()),
        }
        Some(match check(&after) {
            Ok(()) => Ok(after),
            Err(refusal) => Err(sentence(&refusal)),
        })
    }
}

fn empty() -> LifecycleRule {
    let nothing = LifecycleActions::default();
    LifecycleRule {
        name: String::new(),
        enabled: true,
        prefixes: Vec::new(),
        blobs: nothing,
        snapshots: nothing,
        versions: nothing,
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn sentence(refusal: &BlobRefusal) -> String {
    let words = refusal.explain();
    match refusal {
        BlobRefusal::LifecycleInvalid { reason } => format!("{}. {}", capitalized(reason), words.cause),
        _ => format!("{} {}", words.message, words.cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> RuleForm {
        let mut form = RuleForm { name: name.into(), ..RuleForm::default() };
        *form.aging_mut(Subject::Blobs, Deed::Cool) = Aging { on: true, days: "30".into() };
        form
    }

    fn rules(form: &RuleForm, others: &[LifecycleRule]) -> Vec<LifecycleRule> {
        form.rules(others).expect("nothing is wrong with it").expect("nor with all")
    }

    #[test]
    fn a_rule_reads_back() {
        let mut form = form("old-logs");
        form.filtered = true;
        form.prefixes = " raw/logs/ \n\nraw/tmp".into();
        *form.aging_mut(Subject::Versions, Deed::Delete) = Aging { on: true, days: " 90 ".into() };
        let rule = rules(&form, &[]).remove(0);
        assert_eq!(rule.prefixes, ["raw/logs/", "raw/tmp"]);
        assert_eq!(
            (rule.blobs.cool, rule.versions.delete, rule.snapshots),
            (Some(30), Some(90), LifecycleActions::default())
        );
        let only = [rule];
        assert_eq!(rules(&RuleForm::of(&only[0]), &only), only);
        form.filtered = false;
        assert_eq!(rules(&form, &[])[0].prefixes, Vec::<String>::new(), "all blobs again");
    }

    #[test]
    fn an_edited_rule_stays_in_its_place() {
        let [one, two] = ["one", "two"].map(|name| rules(&form(name), &[]).remove(0));
        let mut edited = RuleForm::of(&one);
        edited.name = "first".into();
        let names = |rules: Vec<LifecycleRule>| rules.into_iter().map(|rule| rule.name).collect::<Vec<_>>();
        let both = [one, two];
        assert_eq!(names(rules(&edited, &both)), ["first", "two"]);
        assert_eq!(names(rules(&form("three"), &both)), ["one", "two", "three"]);
        edited.name = "two".into();
        assert!(edited.name_error(&both).is_some_and(|text| text.contains("already")));
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        for name in ["", "a b", "a_b", &"n".repeat(257)] {
            assert!(form(name).name_error(&[]).is_some(), "{name:?}");
            assert_eq!(form(name).rules(&[]), None, "{name:?}");
        }
        let mut wrong = form("rule");
        wrong.filtered = true;
        assert!(wrong.prefixes_error().is_some_and(|text| text.contains("one prefix")));
        wrong.prefixes = (0..11).map(|number| format!("raw/{number}\n")).collect();
        assert!(wrong.prefixes_error().is_some_and(|text| text.contains("11 prefixes")));
        let nothing = RuleForm { name: "rule".into(), ..RuleForm::default() };
        assert!(nothing.actions_error().is_some() && nothing.rules(&[]).is_none());
        for days in ["", "x", "-1", "1.5"] {
            let mut wrong = form("rule");
            wrong.aging_mut(Subject::Blobs, Deed::Cool).days = days.into();
            assert!(wrong.days_error(Subject::Blobs, Deed::Cool).is_some(), "{days:?}");
            assert_eq!(wrong.rules(&[]), None, "{days:?}");
        }
    }

    #[test]
    fn an_account_has_only_so_many_rules() {
        let many: Vec<LifecycleRule> =
            (0..100).map(|number| rules(&form(&format!("r{number}")), &[]).remove(0)).collect();
        let outcome = form("one-more").rules(&many).expect("the rule itself is fine");
        assert!(outcome.is_err_and(|text| text.contains("101 rules")));
    }
}
