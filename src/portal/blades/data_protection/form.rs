//! The settings as they stand on the page, and what is wrong with them.

use crate::{
    engine::{
        limits,
        storage::{BlobRefusal, ChangeFeed, DataProtection, check_data_protection},
    },
    portal::blades::words,
};
use std::ops::RangeInclusive;

/// Days that the page proposes where a setting is switched on. Source: Azure portal.
const PROPOSED_DAYS: u32 = 7;

/// A setting that lasts for some days, while it is ticked.
#[derive(Clone, Debug, PartialEq)]
pub struct Lasting {
    pub on: bool,
    pub days: String,
}

impl Lasting {
    fn of(days: Option<u32>) -> Lasting {
        Lasting { on: days.is_some(), days: days.unwrap_or(PROPOSED_DAYS).to_string() }
    }

    /// The days, where it is ticked; nothing also where they are no number.
    fn days(&self) -> Option<u32> {
        self.days.trim().parse().ok().filter(|_| self.on)
    }
}

/// The settings that last for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Restore,
    Blobs,
    Containers,
    ChangeFeed,
}

impl Setting {
    pub const ALL: [Setting; 4] =
        [Setting::Restore, Setting::Blobs, Setting::Containers, Setting::ChangeFeed];

    fn days_allowed(self) -> RangeInclusive<u32> {
        match self {
            Setting::Restore => {
                limits::POINT_IN_TIME_RESTORE_DAYS_MIN..=limits::POINT_IN_TIME_RESTORE_DAYS_MAX
            }
            Setting::Blobs | Setting::Containers => {
                limits::STORAGE_SOFT_DELETE_DAYS_MIN..=limits::STORAGE_SOFT_DELETE_DAYS_MAX
            }
            Setting::ChangeFeed => limits::CHANGE_FEED_DAYS_MIN..=limits::CHANGE_FEED_DAYS_MAX,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct SettingsForm {
    pub restore: Lasting,
    pub blobs: Lasting,
    pub containers: Lasting,
    pub versioning: bool,
    pub change_feed: Lasting,
    /// The change feed forgets nothing: its days do not count.
    pub keep_all_changes: bool,
}

impl SettingsForm {
    pub fn of(settings: &DataProtection) -> SettingsForm {
        let feed_days = match settings.change_feed {
            ChangeFeed::Days(days) => Some(days),
            ChangeFeed::Off | ChangeFeed::KeepAll => None,
        };
        SettingsForm {
            restore: Lasting::of(settings.point_in_time_restore_days),
            blobs: Lasting::of(settings.blob_soft_delete_days),
            containers: Lasting::of(settings.container_soft_delete_days),
            versioning: settings.versioning,
            change_feed: Lasting { on: settings.change_feed.is_on(), ..Lasting::of(feed_days) },
            keep_all_changes: feed_days.is_none(),
        }
    }

    pub fn lasting(&self, setting: Setting) -> &Lasting {
        match setting {
            Setting::Restore => &self.restore,
            Setting::Blobs => &self.blobs,
            Setting::Containers => &self.containers,
            Setting::ChangeFeed => &self.change_feed,
        }
    }

    pub fn lasting_mut(&mut self, setting: Setting) -> &mut Lasting {
        match setting {
            Setting::Restore => &mut self.restore,
            Setting::Blobs => &mut self.blobs,
            Setting::Containers => &mut self.containers,
            Setting::ChangeFeed => &mut self.change_feed,
        }
    }

    /// Ticks or unticks a setting. Point-in-time restore ticks what it needs, as the portal does.
    pub fn switch(&mut self, setting: Setting, on: bool) {
        self.lasting_mut(setting).on = on;
        if setting == Setting::Restore && on {
            if !self.blobs.on {
                self.blobs.on = true;
                let least = self.restore.days().unwrap_or(PROPOSED_DAYS) + 1;
                let kept = self.blobs.days().unwrap_or(PROPOSED_DAYS);
                self.blobs.days = kept.max(least).to_string();
            }
            self.versioning = true;
            self.change_feed.on = true;
        }
    }

    /// Whether a number of days counts now.
    pub fn counts_days(&self, setting: Setting) -> bool {
        let forgets = setting != Setting::ChangeFeed || !self.keep_all_changes;
        self.lasting(setting).on && forgets
    }

    /// What is wrong with a setting.
    pub fn error(&self, setting: Setting, hierarchical_namespace: bool) -> Option<String> {
        if self.counts_days(setting) {
            let allowed = setting.days_allowed();
            if self.lasting(setting).days().is_none_or(|days| !allowed.contains(&days)) {
                let (first, last) = allowed.into_inner();
                return Some(format!("Enter a whole number of days between {first} and {last}."));
            }
        }
        let refusal = check_data_protection(&self.settings(), hierarchical_namespace).err()?;
        (at_fault(&refusal) == Some(setting)).then(|| words(&refusal.explain()))
    }

    /// The first thing that is wrong, in the order of the page.
    pub fn first_error(&self, hierarchical_namespace: bool) -> Option<String> {
        Setting::ALL.into_iter().find_map(|setting| self.error(setting, hierarchical_namespace))
    }

    /// What the page says, for an account that accepts it.
    pub fn settings(&self) -> DataProtection {
        let change_feed = match (self.change_feed.days(), self.keep_all_changes) {
            _ if !self.change_feed.on => ChangeFeed::Off,
            (Some(days), false) => ChangeFeed::Days(days),
            _ => ChangeFeed::KeepAll,
        };
        DataProtection {
            blob_soft_delete_days: self.blobs.days(),
            container_soft_delete_days: self.containers.days(),
            versioning: self.versioning,
            change_feed,
            point_in_time_restore_days: self.restore.days(),
        }
    }
}

/// The setting beside which a refusal is shown.
fn at_fault(refusal: &BlobRefusal) -> Option<Setting> {
    match refusal {
        BlobRefusal::RestoreNeedsVersioning
        | BlobRefusal::RestoreNeedsChangeFeed
        | BlobRefusal::RestoreNeedsSoftDelete
        | BlobRefusal::RestoreOutlastsSoftDelete { .. }
        | BlobRefusal::RestoreOutlastsChangeFeed { .. } => Some(Setting::Restore),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restoring_switches_on_what_it_needs() {
        let mut form = SettingsForm::of(&DataProtection::default());
        assert_eq!(form.settings(), DataProtection::default());
        form.restore.days = "30".to_string();
        form.switch(Setting::Restore, true);
        let expected = DataProtection {
            blob_soft_delete_days: Some(31),
            container_soft_delete_days: None,
            versioning: true,
            change_feed: ChangeFeed::KeepAll,
            point_in_time_restore_days: Some(30),
        };
        assert_eq!((form.settings(), form.first_error(false)), (expected.clone(), None));
        assert_eq!(SettingsForm::of(&expected).settings(), expected);
    }

    #[test]
    fn a_wrong_setting_says_what_is_wrong_with_it() {
        let mut form = SettingsForm::of(&DataProtection::default());
        form.switch(Setting::Restore, true);
        form.versioning = false;
        let text = form.error(Setting::Restore, false).expect("versions are needed");
        assert!(text.contains("requires versioning"), "{text}");
        form.versioning = true;
        form.blobs.days = "7".to_string();
        assert!(form.error(Setting::Restore, false).is_some_and(|text| text.contains("longer than")));
        for days in ["", "0", "366", "a week", "-1", "7.5"] {
            form.blobs.days = days.to_string();
            let text = form.error(Setting::Blobs, false);
            assert_eq!(text.as_deref(), Some("Enter a whole number of days between 1 and 365."), "{days:?}");
        }
    }

    #[test]
    fn days_of_what_is_off_do_not_count() {
        let mut form = SettingsForm::of(&DataProtection::default());
        form.containers.days = "nonsense".to_string();
        form.change_feed = Lasting { on: true, days: "nonsense".to_string() };
        assert_eq!(form.first_error(false), None);
        form.keep_all_changes = false;
        assert!(form.first_error(false).is_some());
    }
}
