//! *Create a storage account*.

use super::{
    form::{AccountForm, DRAFT, REVIEW, TABS, name_refused},
    overview_view::SectionCard,
    view_model::{NOT_SIMULATED, review},
};
use crate::{
    engine::{
        query::CheckCommand, refusal::Refusal, request::Command, resources::ResourceKind,
        storage::StorageRedundancy,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::FailureBar,
            deployment::submit::submit_deployment,
            project_details::view::{Project, ProjectDetails, RegionField},
            tags::{form::TagsForm, view::TagsStep},
        },
        controls::{
            CheckBox, Choice, Crumb, Field, FormSection, MessageBar, Select, Spinner, Tab, TextBox, Tone,
            WizardFooter, WizardTabs,
        },
        draft,
        failure::FailureText,
        route::{BrowseList, Route},
        session::{Loaded, Session, navigate, use_query, use_session},
        settled::use_settled,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// Handles of the wizard's signals.
#[derive(Clone, Copy)]
struct Wizard {
    session: Session,
    step: RwSignal<usize>,
    project: Project,
    form: RwSignal<AccountForm>,
    tags: RwSignal<TagsForm>,
    /// What was typed, all of it.
    whole: Memo<AccountForm>,
    name_touched: RwSignal<bool>,
    /// Everything that is missing is said from the first look at the review on.
    reviewed: RwSignal<bool>,
    check: Loaded<Option<Refusal>>,
    checking: Signal<bool>,
    failure: RwSignal<Option<FailureText>>,
    busy: RwSignal<bool>,
}

impl Wizard {
    fn open() -> Wizard {
        let kept: AccountForm = draft::load(DRAFT).unwrap_or_default();
        let project = Project::new(kept.project.clone());
        let tags = RwSignal::new(kept.tags.clone());
        let form = RwSignal::new(kept);
        let whole =
            Memo::new(move |_| AccountForm { project: project.form.get(), tags: tags.get(), ..form.get() });
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || whole.with(|whole| draft::keep(DRAFT, whole)));
        let session = use_session();
        let settled = use_settled(move || whole.get());
        let check = use_query(move || {
            let first = project.groups.map(|rows| rows.first().map(|row| row.id.clone())).flatten();
            let existing =
                project.groups.map(|rows| rows.iter().any(|row| Some(&row.id) == project.group().as_ref()));
            let group = project.group().filter(|_| existing == Some(true)).or(first)?;
            let command = Box::new(settled.get()?.probe(group)?);
            Some(CheckCommand { command, principal: session.persona.get().id })
        });
        let valid_name = move || whole.with(|whole| whole.name_error().is_none());
        let checking =
            Signal::derive(move || valid_name() && (settled.get().is_none() || check.is_loading()));
        Wizard {
            session,
            step: RwSignal::new(0),
            project,
            form,
            tags,
            whole,
            name_touched: RwSignal::new(false),
            reviewed: RwSignal::new(false),
            check,
            checking,
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn go(self, step: usize) {
        if step == REVIEW {
            self.reviewed.set(true);
        }
        self.failure.set(None);
        self.step.set(step);
    }

    fn refusal(self) -> Option<Refusal> {
        self.check.ready().flatten()
    }

    fn name_error(self) -> Option<String> {
        let own = self.whole.with(AccountForm::name_error);
        let due = self.name_touched.get() || self.reviewed.get();
        own.filter(|_| due).or_else(|| self.refusal().as_ref().and_then(name_refused))
    }

    fn has_errors(self, tab: usize) -> bool {
        let taken =
            tab == 0 && self.refusal().as_ref().is_some_and(|refusal| name_refused(refusal).is_some());
        self.whole.with(|whole| whole.has_errors(tab)) || taken
    }

    /// Why the account cannot be made.
    fn blocked(self) -> Option<String> {
        if (0..REVIEW).any(|tab| self.has_errors(tab)) {
            return Some("Required information is missing or not valid.".into());
        }
        self.checking.get().then(|| "Validation is in progress.".to_string())
    }

    /// The group, where it is new, and the account; none while something is missing.
    fn commands(self) -> Vec<Command> {
        let whole = self.whole.get();
        let Some(subscription) = self.project.subscription.get() else { return Vec::new() };
        let Some(account) = whole.command(subscription) else { return Vec::new() };
        whole.project.group_command(subscription, whole.region).into_iter().chain([account]).collect()
    }

    fn submit(self) {
        let commands = untrack(|| self.commands());
        if commands.is_empty() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        submit_deployment(self.session, commands, move |result| {
            let _ = self.busy.try_set(false);
            match result {
                Ok(()) => draft::forget(DRAFT),
                Err(failure) => drop(self.failure.try_set(Some(FailureText::of(&failure)))),
            }
        });
    }
}

/// The wizard.
#[component]
pub fn CreateStorageAccountBlade() -> impl IntoView {
    let wizard = Wizard::open();
    let list = Route::Browse(BrowseList::Kind(ResourceKind::StorageAccount));
    let crumbs = vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Storage accounts", list.href())];
    let tab = |(index, title): (usize, &'static str)| {
        Tab::new(title)
            .with_errors(move || index < REVIEW && wizard.reviewed.get() && wizard.has_errors(index))
    };
    let tabs = TABS.into_iter().enumerate().map(tab).collect();
    let close = move |()| {
        draft::forget(DRAFT);
        navigate(&list);
    };
    view! {
        <BladeFrame title="Create a storage account" crumbs=crumbs on_close=close>
            <WizardTabs tabs selected=wizard.step on_select=move |step| wizard.go(step)>
                {move || match wizard.step.get() {
                    0 => view! { <Basics wizard/> }.into_any(),
                    1 => view! { <Advanced wizard/> }.into_any(),
                    2 => view! {
                        <div class="pt-page"><TagsStep form=wizard.tags for_storage=true/></div>
                    }
                    .into_any(),
                    _ => view! { <Review wizard/> }.into_any(),
                }}
            </WizardTabs>
            <WizardFooter
                titles=TABS.map(str::to_string).to_vec()
                selected=wizard.step
                on_select=move |step| wizard.go(step)
                on_finish=move |()| wizard.submit()
                finish_disabled_reason=move || wizard.blocked()
                busy=wizard.busy
            >
                {move || (wizard.step.get() == REVIEW).then(|| view! {
                    <ViewRequest commands=move || wizard.commands()/>
                })}
            </WizardFooter>
        </BladeFrame>
    }
}

#[component]
fn Basics(wizard: Wizard) -> impl IntoView {
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">
                "Azure Storage is a Microsoft-managed service providing cloud storage that is highly available, secure, "
                "durable, scalable, and redundant. Azure Storage includes Azure Blobs (objects) and Azure Data Lake Storage Gen2."
            </p>
            <ProjectDetails project=wizard.project show_errors=wizard.reviewed/>
            <InstanceDetails wizard/>
            <MessageBar tone=Tone::Information>{NOT_SIMULATED}</MessageBar>
        </div>
    }
}

#[component]
fn InstanceDetails(wizard: Wizard) -> impl IntoView {
    let form = wizard.form;
    let redundancies: Vec<Choice> =
        StorageRedundancy::ALL.map(|one| Choice::new(one.sku(), one.display_name())).into();
    let choose = move |sku: String| {
        if let Some(redundancy) = StorageRedundancy::ALL.into_iter().find(|one| one.sku() == sku) {
            form.update(|form| form.redundancy = redundancy);
        }
    };
    view! {
        <FormSection title="Instance details">
            <Field
                label="Storage account name"
                required=true
                balloon="The name must be unique across all existing storage account names in Azure: 3 to 24 characters, lowercase letters and numbers only."
                error=move || wizard.name_error()
            >
                <TextBox
                    value=move || form.with(|form| form.name.clone())
                    on_change=move |name: String| form.update(|form| form.name = name)
                    on_blur=move |()| wizard.name_touched.set(true)
                    checking=wizard.checking
                />
            </Field>
            <RegionField
                value=move || form.with(|form| form.region)
                on_change=move |region| form.update(|form| form.region = region)
            />
            <Field label="Performance" hint="Recommended for most scenarios (general-purpose v2 account)">
                <Select
                    value="standard"
                    on_change=|_: String| ()
                    choices=vec![
                        Choice::new("standard", "Standard"),
                        Choice::new("premium", "Premium").disabled_because(Some("not simulated")),
                    ]
                />
            </Field>
            <Field
                label="Redundancy"
                required=true
                balloon="How many copies of the data are kept, and where: in one zone, in three zones, or in the paired region too."
                error=move || wizard.whole.with(AccountForm::redundancy_error)
            >
                <Select
                    value=move || form.with(|form| form.redundancy.sku().to_string())
                    on_change=choose
                    choices=redundancies
                />
            </Field>
        </FormSection>
    }
}

#[component]
fn Advanced(wizard: Wizard) -> impl IntoView {
    let form = wizard.form;
    view! {
        <div class="pt-page pt-page--form">
            <FormSection
                title="Hierarchical Namespace"
                text="Hierarchical namespace, complemented by Data Lake Storage Gen2 endpoint, enables file and directory semantics, accelerates big data analytics workloads, and enables access control lists (ACLs). It cannot be switched off again."
            >
                <CheckBox
                    label="Enable hierarchical namespace"
                    checked=move || form.with(|form| form.hierarchical_namespace)
                    on_change=move |on: bool| form.update(|form| form.hierarchical_namespace = on)
                />
            </FormSection>
            <MessageBar tone=Tone::Information>
                "Vaulted backup of Azure Data Lake Storage needs a hierarchical namespace. Other advanced settings are not simulated."
            </MessageBar>
        </div>
    }
}

#[component]
fn Review(wizard: Wizard) -> impl IntoView {
    let status = move || {
        if (0..REVIEW).any(|tab| wizard.has_errors(tab)) {
            view! {
                <MessageBar tone=Tone::Error announce=true>
                    "Validation failed. Required information is missing or not valid."
                </MessageBar>
            }
            .into_any()
        } else if wizard.checking.get() {
            view! { <Spinner label=Some("Validation is in progress.".to_string())/> }.into_any()
        } else if let Some(refusal) = wizard.refusal() {
            view! { <FailureBar text=FailureText::of(&refusal.into())/> }.into_any()
        } else {
            view! { <MessageBar tone=Tone::Success announce=true>"Validation passed"</MessageBar> }.into_any()
        }
    };
    let sections = move || {
        let (subscription, group) = (wizard.project.subscription_name(), wizard.project.group_name());
        let sections = wizard.whole.with(|whole| review(whole, &subscription, &group));
        sections.into_iter().map(|section| view! { <SectionCard section/> }).collect_view()
    };
    view! {
        <div class="pt-page pt-page--form">
            {move || wizard.failure.get().map(|text| view! { <FailureBar text/> })}
            {status}
            {sections}
        </div>
    }
}
