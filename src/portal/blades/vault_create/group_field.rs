//! The resource group of a new vault: one that exists, or one made on the spot.

use super::wizard::Wizard;
use crate::base::ArmId;
use crate::{
    engine::refusal::Refusal,
    portal::{
        blades::{
            answered::FailureBar,
            refused::{reason_of, use_refusal},
            resource_group::form::GroupForm,
            tags::form::TagsForm,
            view_request::view::ViewRequest,
        },
        controls::{Button, ButtonKind, Choice, Combobox, Dialog, Field, TextBox},
        failure::FailureText,
    },
    rpc::{Failure, Made},
};
use leptos::prelude::*;

#[component]
pub fn GroupField(wizard: Wizard) -> impl IntoView {
    let creating = RwSignal::new(false);
    let choices = move || {
        let rows = wizard.groups.ready().unwrap_or_default();
        rows.into_iter().map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    };
    let value =
        move || wizard.form.with(|form| form.group.as_ref().map(ToString::to_string).unwrap_or_default());
    view! {
        <Field label="Resource group" required=true nested=true error=move || wizard.group_error()>
            <Combobox
                value
                on_change=move |id: String| wizard.change(|form| form.group = Some(ArmId::new(id)))
                choices
                placeholder="Select a resource group"
                nothing="No resource group with this name"
            />
            <Button kind=ButtonKind::Link on_click=move |()| creating.set(true)>"Create new"</Button>
        </Field>
        <NewGroup wizard open=creating/>
    }
}

/// Makes a resource group in the vault's region and chooses it.
#[component]
fn NewGroup(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Failure>);
    let form = Memo::new(move |_| GroupForm {
        subscription: wizard.subscription.get().unwrap_or_default(),
        name: name.get(),
        region: wizard.form.with(|form| form.region),
        tags: TagsForm::default(),
    });
    let refusal = use_refusal(move || {
        (open.get() && form.with(GroupForm::is_valid)).then(|| form.with(GroupForm::command))
    });
    let close = move || {
        open.set(false);
        name.set(String::new());
        failed.set(None);
    };
    let create = move || {
        let command = form.with_untracked(GroupForm::command);
        busy.set(true);
        leptos::task::spawn_local(async move {
            let result = wizard.session.submit(command).await;
            let _ = busy.try_set(false);
            match result {
                Ok(receipt) => {
                    if let Made::Resource(id) = receipt.made {
                        let _ = wizard.entered.try_update(|form| form.group = Some(id));
                    }
                    close();
                }
                Err(failure) => {
                    let _ = failed.try_set(Some(failure));
                }
            }
        });
    };
    let error = move || (!name.with(String::is_empty)).then(|| name_error(form, refusal)).flatten();
    view! {
        <Dialog
            open
            title="Create new resource group"
            action_label="OK"
            on_action=move |()| create()
            on_cancel=move |()| close()
            busy
            action_disabled_reason=move || name_error(form, refusal)
        >
            <p>"A resource group is a container that holds related resources."</p>
            <Field label="Name" required=true error>
                <TextBox value=name on_change=move |text: String| name.set(text) autofocus=true/>
            </Field>
            <ViewRequest commands=move || {
                form.with(|form| form.is_valid().then(|| form.command())).into_iter().collect()
            }/>
            {move || failed.get().map(|failure| view! { <FailureBar text=FailureText::of(&failure)/> })}
        </Dialog>
    }
}

fn name_error(form: Memo<GroupForm>, refusal: Memo<Option<Refusal>>) -> Option<String> {
    form.with(GroupForm::errors).name.or_else(|| reason_of(refusal))
}
