//! The wizard: frame, tabs Basics and Review + create, footer.

use super::{
    form::{PolicyErrors, PolicyForm},
    rule_form::rules_of,
    schedule_tab::ScheduleTab,
};
use crate::{
    base::ArmId,
    engine::{
        policy::{DatasourceType, RetentionRule},
        query::{VaultDetail, VaultView},
        refusal::Refusal,
    },
    portal::{
        blades::{
            answered::{Answered, FailureBar},
            backup_words::{duration_text, schedule_sentence},
            configure_backup::form::ConfigureForm,
            instance::panes::use_check,
        },
        controls::{
            Choice, Crumb, Field, FormSection, MessageBar, Select, Tab, TextBox, Tone, WizardFooter,
            WizardTabs,
        },
        draft,
        failure::FailureText,
        route::{MenuItem, Route},
        session::{Loaded, Session, navigate, use_query, use_session},
        shell::BladeFrame,
    },
    rpc::Failure,
};
use leptos::prelude::*;

const BASICS: usize = 0;
const SCHEDULE: usize = 1;
const REVIEW: usize = 2;
const TABS: [&str; 3] = ["Basics", "Schedule + retention", "Review + create"];
const INVALID: &str = "Validation failed. Required information is missing or not valid.";

/// Handles of the wizard's signals.
#[derive(Clone, Copy)]
struct Wizard {
    session: Session,
    vault: StoredValue<ArmId>,
    detail: Loaded<VaultView>,
    form: RwSignal<PolicyForm>,
    check: Loaded<Option<Refusal>>,
    errors: Memo<PolicyErrors>,
    busy: RwSignal<bool>,
}

impl Wizard {
    fn open(vault: ArmId) -> Wizard {
        let kept: Option<PolicyForm> = draft::load(&PolicyForm::draft_key(&vault));
        let form = RwSignal::new(kept.unwrap_or_default());
        let vault = StoredValue::new(vault);
        let check = use_check(move || vault.with_value(|vault| form.with(|form| form.validate(vault).ok())));
        let errors = Memo::new(move |_| {
            let refusal = check.ready().flatten();
            vault.with_value(|vault| form.with(|form| form.shown_errors(vault, refusal.as_ref())))
        });
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || form.with(|form| draft::keep(&vault.with_value(PolicyForm::draft_key), form)));
        let detail = use_query(move || Some(VaultDetail { vault: vault.get_value() }));
        Wizard { session: use_session(), vault, detail, form, check, errors, busy: RwSignal::new(false) }
    }

    fn select(self, step: usize) {
        self.form.update(|form| {
            form.step = step;
            form.reviewed |= step == REVIEW;
        });
    }

    /// Why *Create* cannot be pressed.
    fn blocked(self) -> Option<String> {
        let errors = self.errors.get();
        if errors != PolicyErrors::default() {
            return Some(INVALID.to_string());
        }
        if self.check.is_loading() {
            return Some("Validation is in progress.".to_string());
        }
        self.check.ready().flatten().map(|refusal| refusal.explain().message)
    }

    /// Back to where the wizard was opened from: the list, or Configure Backup that waits for a policy.
    fn leave(self, made: Option<&str>) {
        let vault = self.vault.get_value();
        draft::forget(&PolicyForm::draft_key(&vault));
        let key = ConfigureForm::draft_key(&vault);
        match draft::load::<ConfigureForm>(&key).filter(|form| form.awaits_policy) {
            Some(mut form) => {
                form.awaits_policy = false;
                form.policy = made.map(|name| vault.child("backupPolicies", name)).or(form.policy);
                draft::keep(&key, &form);
                navigate(&Route::ConfigureBackup { vault });
            }
            None => navigate(&Route::Vault { id: vault, item: MenuItem::BackupPolicies }),
        }
    }

    fn submit(self) {
        let form = self.form.get_untracked();
        let vault = self.vault.get_value();
        let Ok(command) = form.validate(&vault) else { return };
        let title = format!("Creating backup policy {}", form.name);
        let notice = self.session.notices.begin(&title, "");
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let result = self.session.submit(command).await;
            self.busy.set(false);
            match result {
                Ok(_) => {
                    let policy = Route::Policy { id: vault.child("backupPolicies", &form.name) };
                    notice.succeed("Backup policy created", &form.name, Some(policy));
                    self.leave(Some(&form.name));
                }
                Err(failure) => notice.fail(&title, &failure),
            }
        });
    }
}

/// *Create Backup Policy* for a vault.
#[component]
pub fn PolicyCreateBlade(vault: ArmId) -> impl IntoView {
    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupPolicies };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup policies", list.href()),
    ];
    let wizard = Wizard::open(vault);
    let step = Memo::new(move |_| wizard.form.with(|form| form.step));
    let tabs = vec![
        Tab::new(TABS[BASICS]).with_errors(move || wizard.errors.with(PolicyErrors::on_basics)),
        Tab::new(TABS[SCHEDULE]).with_errors(move || wizard.errors.with(PolicyErrors::on_schedule)),
        Tab::new(TABS[REVIEW]),
    ];
    view! {
        <BladeFrame title="Create Backup Policy" crumbs on_close=move |()| wizard.leave(None)>
            <Answered answer=wizard.detail ready=move |_| {
                let tabs = tabs.clone();
                view! {
                    <WizardTabs tabs selected=step on_select=move |step| wizard.select(step)>
                        {move || match step.get() {
                            BASICS => view! { <BasicsTab wizard/> }.into_any(),
                            SCHEDULE => view! { <ScheduleTab form=wizard.form errors=wizard.errors/> }.into_any(),
                            _ => view! { <ReviewTab wizard/> }.into_any(),
                        }}
                    </WizardTabs>
                    <WizardFooter
                        titles=TABS.map(String::from).to_vec()
                        selected=step
                        on_select=move |step| wizard.select(step)
                        on_finish=move |()| wizard.submit()
                        finish_disabled_reason=move || wizard.blocked()
                        busy=wizard.busy
                    />
                }
            }/>
        </BladeFrame>
    }
}

#[component]
fn BasicsTab(wizard: Wizard) -> impl IntoView {
    let form = wizard.form;
    let data_lake = DatasourceType::DataLakeStorage;
    let choices = vec![Choice::new(data_lake.arm_name(), data_lake.display_name())];
    let details = move || {
        wizard.detail.map(|vault| {
            [
                ("Vault", vault.name.clone()),
                ("Subscription", vault.subscription_name.clone()),
                ("Resource group", vault.group_name.clone()),
                ("Location", vault.region.display_name().to_string()),
                ("Backup storage redundancy", vault.redundancy.display_name().to_string()),
            ]
            .into_iter()
            .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
            .collect_view()
        })
    };
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">
                "A backup policy says when backups start and how long their restore points are kept. "
                "It cannot be modified later; backup instances can be given another one."
            </p>
            <Field label="Policy name" required=true error=move || wizard.errors.with(|errors| errors.name.clone())>
                <TextBox
                    value=move || form.with(|form| form.name.clone())
                    on_change=move |name: String| form.update(|form| form.name = name)
                    on_blur=move |()| form.update(|form| form.name_left = true)
                    checking=move || wizard.check.is_loading() && form.with(|form| wizard.vault.with_value(|vault| form.validate(vault).is_ok()))
                />
            </Field>
            <Field label="Datasource type" required=true>
                <Select value=data_lake.arm_name() on_change=|_: String| () choices=choices/>
            </Field>
            <FormSection title="Vault details">
                <dl class="pt-summary">{details}</dl>
            </FormSection>
        </div>
    }
}

#[component]
fn ReviewTab(wizard: Wizard) -> impl IntoView {
    let rows = move || {
        wizard.form.with(|form| {
            let schedule = form.schedule().map(|schedule| schedule_sentence(&schedule));
            let rule = |rule: RetentionRule| {
                (format!("{} retention", rule.tag.display_name()), duration_text(rule.duration))
            };
            let rules = rules_of(&form.rules).unwrap_or_default().into_iter().map(rule);
            std::iter::once(("Backup schedule".to_string(), schedule.unwrap_or_else(|_| "None".into())))
                .chain(rules)
                .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
                .collect_view()
        })
    };
    let or_none = |text: String| if text.is_empty() { "None".to_string() } else { text };
    view! {
        <div class="pt-page">
            <ReviewResult wizard/>
            <h2 class="pt-section-title">{TABS[BASICS]}</h2>
            <dl class="pt-summary">
                <dt>"Policy name"</dt><dd>{move || or_none(wizard.form.with(|form| form.name.clone()))}</dd>
                <dt>"Datasource type"</dt><dd>{DatasourceType::DataLakeStorage.display_name()}</dd>
                <dt>"Vault"</dt><dd>{wizard.vault.with_value(|id| id.name().to_string())}</dd>
            </dl>
            <h2 class="pt-section-title">{TABS[SCHEDULE]}</h2>
            <dl class="pt-summary">{rows}</dl>
        </div>
    }
}

#[component]
fn ReviewResult(wizard: Wizard) -> impl IntoView {
    move || {
        if wizard.errors.with(|errors| *errors != PolicyErrors::default()) {
            return view! { <MessageBar tone=Tone::Error announce=true>{INVALID}</MessageBar> }.into_any();
        }
        match wizard.check.ready() {
            None => view! { <MessageBar tone=Tone::InProgress announce=true>"Validation is in progress."</MessageBar> }
                .into_any(),
            Some(Some(refusal)) => {
                let text = FailureText::of(&Failure::Refused(refusal));
                view! { <FailureBar text/> }.into_any()
            }
            Some(None) => {
                view! { <MessageBar tone=Tone::Success announce=true>"Validation passed"</MessageBar> }.into_any()
            }
        }
    }
}
