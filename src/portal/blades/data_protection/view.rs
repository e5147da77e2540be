//! The page *Data protection*.

use super::{
    backup_section::{AzureBackupSection, Backup},
    form::{Setting, SettingsForm},
};
use crate::{
    base::ArmId,
    engine::{
        query::{DataProtectionDetail, DataProtectionView},
        request::Command as EngineCommand,
    },
    portal::{
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
            sequence::perform_each,
            storage_account::frame::StorageAccountFrame,
        },
        controls::{
            CheckBox, Choice, Command, CommandBar, Field, FormSection, Glyph, MessageBar, NumberBox,
            RadioGroup,
        },
        format::moment,
        route::MenuItem,
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;

/// Why an account with a hierarchical namespace lacks a setting.
const FLAT_ONLY: &str = "Not available in accounts with a hierarchical namespace.";

/// Handles of what the page shows.
#[derive(Clone, Copy)]
struct Page {
    shown: Signal<DataProtectionView>,
    /// What was changed and not yet saved.
    edited: RwSignal<Option<SettingsForm>>,
}

impl Page {
    fn form(self) -> SettingsForm {
        self.edited.get().unwrap_or_else(|| self.shown.with(|view| SettingsForm::of(&view.settings)))
    }

    fn edit(self, change: impl FnOnce(&mut SettingsForm)) {
        let mut form = untrack(|| self.form());
        change(&mut form);
        let stored = self.shown.with_untracked(|view| SettingsForm::of(&view.settings));
        self.edited.set(Some(form).filter(|form| *form != stored));
    }

    fn is_lake(self) -> bool {
        self.shown.with(|view| view.hierarchical_namespace)
    }
}

#[component]
pub fn DataProtectionPage(account: ArmId) -> impl IntoView {
    let id = StoredValue::new(account.clone());
    let answer = use_query(move || Some(DataProtectionDetail { account: id.get_value() }));
    let edited = RwSignal::new(None::<SettingsForm>);
    let lake = move || answer.map(|view| view.hierarchical_namespace).unwrap_or(false);
    let wrong = move || edited.with(|form| form.as_ref().and_then(|form| form.first_error(lake())));
    let command = move || {
        let settings = edited.with(|form| form.as_ref().map(SettingsForm::settings))?;
        wrong().is_none().then(|| EngineCommand::SetDataProtection { account: id.get_value(), settings })
    };
    let refusal = use_refusal(command);
    let backup = Backup::new(account.clone());
    let unchanged = move || {
        let nothing = edited.with(Option::is_none) && !backup.is_on();
        nothing.then(|| "Nothing was changed.".to_string())
    };
    let session = use_session();
    let discard = move || {
        let _ = edited.try_set(None);
        backup.discard();
    };
    // Backup raises the settings that it needs, and has the last word for that.
    let all = move || command().into_iter().chain(backup.command()).collect::<Vec<EngineCommand>>();
    let save = move || {
        let commands = untrack(all);
        let name = id.with_value(|id| id.name().to_string());
        let doing = format!("Saving data protection settings of {name}");
        let done = format!("Saved data protection settings of {name}");
        leptos::task::spawn_local(async move {
            // The notification tells of a failure, and what was entered stays.
            if perform_each(session, commands, &doing, &done, None).await.is_ok() {
                discard();
            }
        });
    };
    let commands = vec![
        Command::run(Glyph::Save, "Save", save).disabled_when(move || {
            unchanged().or_else(wrong).or_else(|| backup.missing()).or_else(|| reason_of(refusal))
        }),
        Command::run(Glyph::Undo, "Discard", discard).disabled_when(unchanged),
        Command::run(Glyph::Code, "View request", move || session.view_commands(untrack(all)))
            .disabled_when(unchanged),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    view! {
        <StorageAccountFrame account item=MenuItem::DataProtection>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |shown| view! { <Settings page=Page { shown, edited } backup/> }/>
        </StorageAccountFrame>
    }
}

#[component]
fn Settings(page: Page, backup: Backup) -> impl IntoView {
    let since = move || page.shown.with(|view| view.restorable_since.map(moment));
    view! {
        <div class="pt-page pt-page--form">
            {move || page.is_lake().then(|| view! {
                <MessageBar>
                    "This account has a hierarchical namespace: of the settings below it has soft delete for containers only. "
                    "Its files are protected by vaulted backup."
                </MessageBar>
            })}
            <AzureBackupSection backup is_lake=Signal::derive(move || page.is_lake())/>
            <FormSection title="Recovery" text="Protect your data from accidental or erroneous deletion or modification.">
                <LastingSetting
                    page setting=Setting::Restore
                    label="Enable point-in-time restore for containers"
                    text="Restore one or more containers to an earlier state. Versioning, the change feed and soft delete for blobs must be on."
                    days_label="Maximum restore point (days ago)"
                />
                {move || since().map(|since| view! {
                    <p class="pt-text pt-muted pt-check-text">{format!("Switched on since {since}. No earlier state can be restored.")}</p>
                })}
                <LastingSetting
                    page setting=Setting::Blobs
                    label="Enable soft delete for blobs"
                    text="Recover blobs that were marked for deletion, including blobs that were overwritten."
                    days_label="Days to retain deleted blobs"
                />
                <LastingSetting
                    page setting=Setting::Containers
                    label="Enable soft delete for containers"
                    text="Recover containers that were marked for deletion, with everything in them."
                    days_label="Days to retain deleted containers"
                />
            </FormSection>
            <FormSection title="Tracking" text="Manage versions and keep track of changes made to your blob data.">
                <Tick
                    page label="Enable versioning for blobs"
                    text="Each write and each deletion keeps the state before it as a version. Versions stay until somebody deletes them."
                    checked=|form: &SettingsForm| form.versioning
                    on_change=move |on| page.edit(|form| form.versioning = on)
                />
                <LastingSetting
                    page setting=Setting::ChangeFeed
                    label="Enable blob change feed"
                    text="Keep track of create, modification and delete changes to blobs in your account."
                    days_label="Delete change feed records after (days)"
                />
            </FormSection>
        </div>
    }
}

/// A box with what it means.
#[component]
fn Tick(
    page: Page,
    label: &'static str,
    text: &'static str,
    checked: fn(&SettingsForm) -> bool,
    #[prop(into)] on_change: Callback<bool>,
    /// Accounts with a hierarchical namespace have it too.
    #[prop(optional)]
    for_lakes: bool,
) -> impl IntoView {
    let disabled = Memo::new(move |_| page.is_lake() && !for_lakes);
    let explained = move || if disabled.get() { format!("{text} {FLAT_ONLY}") } else { text.to_string() };
    view! {
        <CheckBox label checked=move || checked(&page.form()) on_change disabled/>
        <p class="pt-text pt-muted pt-check-text">{explained}</p>
    }
}

/// A setting that lasts for some days: its box, and while that is ticked its days.
#[component]
fn LastingSetting(
    page: Page,
    setting: Setting,
    label: &'static str,
    text: &'static str,
    days_label: &'static str,
) -> impl IntoView {
    let checked: fn(&SettingsForm) -> bool = match setting {
        Setting::Restore => |form| form.restore.on,
        Setting::Blobs => |form| form.blobs.on,
        Setting::Containers => |form| form.containers.on,
        Setting::ChangeFeed => |form| form.change_feed.on,
    };
    let switch = move |on| page.edit(|form| form.switch(setting, on));
    let days = move || page.form().lasting(setting).days.clone();
    let error = Memo::new(move |_| page.form().error(setting, page.is_lake()));
    let counts = Memo::new(move |_| page.form().counts_days(setting));
    let is_feed = setting == Setting::ChangeFeed;
    let feed_on = Memo::new(move |_| is_feed && page.form().change_feed.on);
    view! {
        <Tick page label text checked on_change=switch for_lakes={setting == Setting::Containers}/>
        <Show when=move || feed_on.get()><KeptChanges page/></Show>
        <Show when=move || counts.get()>
            <div class="pt-check-text">
                <Field label=days_label required=true error>
                    <NumberBox
                        value=Signal::derive(days)
                        on_change=move |days: String| page.edit(|form| form.lasting_mut(setting).days = days)
                        min=1
                    />
                </Field>
            </div>
        </Show>
    }
}

/// Whether the change feed forgets.
#[component]
fn KeptChanges(page: Page) -> impl IntoView {
    let value = move || if page.form().keep_all_changes { "all" } else { "days" }.to_string();
    let choices =
        vec![Choice::new("all", "Keep all records"), Choice::new("days", "Delete records after some days")];
    view! {
        <div class="pt-check-text">
            <RadioGroup
                aria_label="Records of the change feed"
                value
                choices
                on_change=move |value: String| page.edit(|form| form.keep_all_changes = value == "all")
            />
        </div>
    }
}
