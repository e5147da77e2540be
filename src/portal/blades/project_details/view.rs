//! The two fields, and the dialog behind *Create new*.

use super::form::{GroupChoice, ProjectForm, effective_subscription, group_name_error, new_label};
use crate::{
    base::ArmId,
    engine::{
        query::{ResourceGroupRow, ResourceGroups, SubscriptionRow, Subscriptions, WorldSummary},
        resources::Region,
    },
    portal::{
        controls::{Button, ButtonKind, Choice, Combobox, Dialog, Field, FormSection, Select, TextBox},
        session::{Loaded, use_query},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The choice with what it is made from; every wizard has one.
#[derive(Clone, Copy)]
pub struct Project {
    pub form: RwSignal<ProjectForm>,
    pub subscriptions: Loaded<Vec<SubscriptionRow>>,
    pub groups: Loaded<Vec<ResourceGroupRow>>,
    /// The subscription that counts.
    pub subscription: Memo<Option<Uuid>>,
}

impl Project {
    pub fn new(form: ProjectForm) -> Project {
        let form = RwSignal::new(form);
        let subscriptions = use_query(|| Some(Subscriptions));
        let world = use_query(|| Some(WorldSummary));
        let subscription = Memo::new(move |_| {
            let default = world.map(|world| world.default_subscription);
            let chosen = form.with(|form| form.subscription);
            subscriptions.map(|rows| effective_subscription(chosen, default, rows)).flatten()
        });
        let groups = use_query(move || Some(ResourceGroups { subscription: Some(subscription.get()?) }));
        Project { form, subscriptions, groups, subscription }
    }

    /// The group's id, whether it exists or is yet to be made.
    pub fn group(self) -> Option<ArmId> {
        let subscription = self.subscription.get()?;
        self.form.with(|form| form.group_id(subscription))
    }

    /// Name of the subscription that counts.
    pub fn subscription_name(self) -> String {
        let subscription = self.subscription.get();
        let name = |rows: &Vec<SubscriptionRow>| {
            rows.iter().find(|row| Some(row.id) == subscription).map(|row| row.name.clone())
        };
        self.subscriptions.map(name).flatten().unwrap_or_default()
    }

    /// The group as the summary names it.
    pub fn group_name(self) -> String {
        self.form.with(|form| match &form.group {
            GroupChoice::None => "None".into(),
            GroupChoice::Existing(group) => group.name().to_string(),
            GroupChoice::New(name) => new_label(name),
        })
    }
}

/// Subscription and resource group.
#[component]
pub fn ProjectDetails(
    project: Project,
    /// Whether it is time to say what is missing.
    #[prop(into)]
    show_errors: Signal<bool>,
) -> impl IntoView {
    view! {
        <FormSection
            title="Project details"
            text="Select the subscription to manage deployed resources and costs. Use resource groups like folders to organize and manage all your resources."
        >
            <SubscriptionField project/>
            <GroupField project show_errors/>
        </FormSection>
    }
}

/// The subscription alone, for resource groups themselves.
#[component]
pub fn SubscriptionField(project: Project) -> impl IntoView {
    let choices = move || {
        let choice = |row: &SubscriptionRow| Choice::new(row.id.to_string(), row.name.clone());
        project.subscriptions.map(|rows| rows.iter().map(choice).collect::<Vec<_>>()).unwrap_or_default()
    };
    let choose = move |text: String| {
        if let Ok(id) = Uuid::parse_str(&text) {
            project.form.update(|form| form.choose_subscription(id));
        }
    };
    view! {
        <Field label="Subscription" required=true>
            <Select
                value=move || project.subscription.get().map(|id| id.to_string()).unwrap_or_default()
                on_change=choose
                choices
                placeholder="Select a subscription"
            />
        </Field>
    }
}

#[component]
fn GroupField(project: Project, show_errors: Signal<bool>) -> impl IntoView {
    let form = project.form;
    let creating = RwSignal::new(false);
    let touched = RwSignal::new(false);
    let choices = move || {
        let choice = |row: &ResourceGroupRow| Choice::new(row.id.key(), row.name.clone());
        let mut choices: Vec<Choice> =
            project.groups.map(|rows| rows.iter().map(choice).collect()).unwrap_or_default();
        if let GroupChoice::New(name) = form.with(|form| form.group.clone()) {
            choices.insert(0, Choice::new(new_label(&name), new_label(&name)));
        }
        choices
    };
    let choose = move |value: String| {
        touched.set(true);
        let found =
            project.groups.map(|rows| rows.iter().find(|row| row.id.key() == value).cloned()).flatten();
        if let Some(row) = found {
            form.update(|form| form.group = GroupChoice::Existing(row.id));
        }
    };
    let error = move || {
        let due = touched.get() || show_errors.get();
        form.with(ProjectForm::group_error).filter(|_| due)
    };
    view! {
        <Field label="Resource group" required=true nested=true error>
            <Select
                value=move || form.with(ProjectForm::group_value)
                on_change=choose
                choices
                placeholder="Select a resource group"
                on_blur=move |()| touched.set(true)
            />
            <Button kind=ButtonKind::Link on_click=move |()| creating.set(true)>"Create new"</Button>
        </Field>
        <NewGroupDialog project open=creating/>
    }
}

/// Asks for the name of a group that is made together with the resource.
#[component]
fn NewGroupDialog(project: Project, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let touched = RwSignal::new(false);
    let error = Memo::new(move |_| {
        let name = name.get();
        project.groups.map(|rows| group_name_error(&name, rows)).unwrap_or_default()
    });
    let accept = move |()| {
        touched.set(true);
        if error.get_untracked().is_none() {
            let group = GroupChoice::New(name.get_untracked().trim().to_string());
            project.form.update(|form| form.group = group);
            open.set(false);
        }
    };
    view! {
        <Dialog
            open
            title="Create new resource group"
            action_label="OK"
            on_action=accept
            on_cancel=move |()| open.set(false)
        >
            <p class="pt-text">"A resource group is a container that holds related resources for an Azure solution."</p>
            <Field label="Name" required=true error=move || error.get().filter(|_| touched.get())>
                <TextBox
                    value=name
                    on_change=move |text| name.set(text)
                    on_blur=move |()| touched.set(true)
                    autofocus=true
                />
            </Field>
        </Dialog>
    }
}

/// A region, by its display name.
#[component]
pub fn RegionField(
    #[prop(into)] value: Signal<Region>,
    #[prop(into)] on_change: Callback<Region>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] balloon: Option<String>,
) -> impl IntoView {
    let choices: Vec<Choice> =
        Region::ALL.iter().map(|region| Choice::new(region.name(), region.display_name())).collect();
    let change = move |name: String| {
        if let Some(region) = Region::parse(&name) {
            on_change.run(region);
        }
    };
    let balloon = balloon.unwrap_or_else(|| "Where the resource and its data live.".into());
    view! {
        <Field label="Region" required=true error balloon>
            <Combobox value=move || value.get().name().to_string() on_change=change choices=choices/>
        </Field>
    }
}
