//! Where a disk is restored to: subscription, resource group and name.

use super::{disk_form::DiskForm, wizard::Wizard};
use crate::{
    base::ArmId,
    engine::query::ResourceGroups,
    portal::{
        blades::answered::NoAnswer,
        controls::{Choice, Field, MessageBar, Select, TextBox},
        session::use_query,
    },
};
use leptos::prelude::*;

#[component]
pub fn DiskTarget(wizard: Wizard) -> impl IntoView {
    let start = wizard.destination.with_untracked(|destination| destination.as_ref().map(DiskForm::of));
    let form = RwSignal::new(start.unwrap_or_default());
    let groups = use_query(|| Some(ResourceGroups { subscription: None }));
    let change = move |edit: &dyn Fn(&mut DiskForm)| {
        form.update(|form| edit(form));
        wizard.choose_destination(form.with_untracked(DiskForm::destination));
    };
    let subscriptions = Signal::derive(move || {
        let rows = groups.ready().unwrap_or_default();
        let mut names: Vec<String> = rows.into_iter().map(|row| row.subscription_name).collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|name| Choice::new(name.clone(), name)).collect::<Vec<_>>()
    });
    // Until a person chooses, the subscription of the disk stands.
    let subscription = Memo::new(move |_| {
        let chosen = form.with(|form| form.subscription.clone());
        if !chosen.is_empty() {
            return chosen;
        }
        let source = wizard.detail.map(|view| view.row.datasource.subscription_id()).flatten();
        let rows = groups.ready().unwrap_or_default();
        let own = rows.into_iter().find(|row| row.id.subscription_id() == source);
        own.map(|row| row.subscription_name).unwrap_or_default()
    });
    let choices = Signal::derive(move || {
        let rows = groups.ready().unwrap_or_default();
        let inside = rows.into_iter().filter(|row| row.subscription_name == subscription.get());
        inside.map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    });
    let choose_subscription = move |name: String| {
        change(&move |form| {
            form.subscription = name.clone();
            form.group = None;
        });
    };
    let choose_group = move |id: String| {
        let name = subscription.get_untracked();
        change(&move |form| {
            form.subscription = name.clone();
            form.group = Some(ArmId::new(id.clone()));
        });
    };
    view! {
        <p class="pt-text">{INTRO}</p>
        {move || groups.failure().map(|failure| view! { <NoAnswer failure retry=move |()| groups.refresh()/> })}
        <div class="pt-page--form">
            <Field label="Target subscription" required=true>
                <Select value=subscription on_change=choose_subscription choices=subscriptions
                    placeholder="Select a subscription"/>
            </Field>
            <Field label="Target resource group" required=true nested=true>
                <Select
                    value=move || form.with(|form| form.group.as_ref().map(|id| id.to_string()).unwrap_or_default())
                    on_change=choose_group
                    choices
                    placeholder="Select a resource group"
                />
            </Field>
            <NameField form on_change=move |name: String| change(&move |form| form.name = name.clone())/>
        </div>
        <MessageBar>{ROLES}</MessageBar>
    }
}

const INTRO: &str = "The restore makes a new disk in the region of the snapshot; the disk that was backed up is not \
    touched, and a virtual machine keeps using it until you swap the disks.";

const ROLES: &str = "The vault needs Disk Snapshot Contributor on the snapshot resource group and Disk Restore \
    Operator on the target resource group. Take the latter away again when the restore is done.";

#[component]
fn NameField(form: RwSignal<DiskForm>, #[prop(into)] on_change: Callback<String>) -> impl IntoView {
    let left = RwSignal::new(false);
    let error = move || left.get().then(|| form.with(DiskForm::name_error)).flatten();
    view! {
        <Field label="Restored disk name" required=true error>
            <TextBox
                value=move || form.with(|form| form.name.clone())
                on_change=move |name: String| on_change.run(name)
                on_blur=move |()| left.set(true)
            />
        </Field>
    }
}
