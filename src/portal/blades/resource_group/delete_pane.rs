//! Deleting a resource group: what goes with it, its name typed, and one last question.

use crate::{
    base::ArmId,
    engine::{
        query::{ResourceGroupView, ResourceRow},
        request::Command,
    },
    portal::{
        controls::{
            Button, ButtonKind, Column, ContextPane, CopyButton, Dialog, Field, Grid, PaneSize, TextBox,
        },
        route::{BrowseList, Route},
        session::{Loaded, navigate, use_session},
    },
};
use leptos::prelude::*;

/// The pane, and the dialog behind it.
#[component]
pub fn DeleteGroupPane(
    group: ArmId,
    open: RwSignal<bool>,
    answer: Loaded<ResourceGroupView>,
) -> impl IntoView {
    let session = use_session();
    let name = group.name().to_string();
    let typed = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let expected = name.clone();
    let reason = Signal::derive(move || {
        (typed.get() != expected).then(|| "Enter the name of the resource group exactly.".to_string())
    });
    let delete = {
        let (group, name) = (group.clone(), name.clone());
        move || {
            asking.set(false);
            open.set(false);
            let command = Command::DeleteResourceGroup { group: group.clone() };
            session.perform(
                command,
                format!("Deleting resource group {name}"),
                format!("Resource group {name} deleted"),
                None,
                |_| navigate(&Route::Browse(BrowseList::ResourceGroups)),
            );
        }
    };
    let columns = || {
        vec![
            Column::text("Resource", |row: &ResourceRow| row.name.clone()),
            Column::text("Resource type", |row: &ResourceRow| row.kind.display_name().to_string()),
        ]
    };
    let rows = move || answer.map(|view| view.resources.clone()).unwrap_or_default();
    let shown = name.clone();
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Delete a resource group"
            size=PaneSize::Medium
            footer=move || view! {
                <Button kind=ButtonKind::Danger disabled_reason=reason on_click=move |_| asking.set(true)>"Delete"</Button>
                <Button on_click=move |_| open.set(false)>"Cancel"</Button>
            }
        >
            <p>"The resource group and everything in it are deleted. Files and backups in it are gone for good."</p>
            <Grid caption="Dependent resources to be deleted" columns=columns() rows=Signal::derive(rows) row_key=|row: &ResourceRow| row.id.key() empty=|| view! { <p>"The resource group is empty."</p> }/>
            <p>{shown.clone()} " " <CopyButton value=shown.clone() label="Copy the name"/></p>
            <Field label="Enter resource group name to confirm deletion" required=true>
                <TextBox value=typed on_change=move |text| typed.set(text)/>
            </Field>
        </ContextPane>
        <Dialog
            open=asking
            on_cancel=move |()| asking.set(false)
            on_action=move |()| delete()
            title="Delete confirmation"
            action_label="Delete"
            cancel_label="Go back"
            destructive=true
        >
            <p>{format!("Delete the resource group {name} with everything in it? This cannot be undone.")}</p>
        </Dialog>
    }
}
