//! *Recover*: which protected item is to be restored.

use super::{
    configure_pane::{ManagedBy, Solution},
    view_model::{recoverable, recovery},
};
use crate::{
    engine::{policy::DatasourceType, query::ProtectedItems},
    portal::{
        blades::datasource_type_field::DatasourceTypeField,
        controls::{Button, ButtonKind, Choice, ContextPane, Field, PaneSize, Select},
        session::{navigate, use_query},
    },
};
use leptos::prelude::*;

#[component]
pub fn RecoverPane(open: RwSignal<bool>) -> impl IntoView {
    // All of them: one is chosen from a list.
    let items = use_query(move || open.get().then(ProtectedItems::default));
    let datasource_type = RwSignal::new(DatasourceType::Disk);
    let chosen = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let lines = items.map(|items| recoverable(items, datasource_type.get())).unwrap_or_default();
        let choice = |(id, name, reason): (String, String, Option<String>)| {
            Choice::new(id, name).disabled_because(reason)
        };
        lines.into_iter().map(choice).collect::<Vec<_>>()
    });
    let none = move || !items.is_loading() && choices.with(Vec::is_empty);
    let choose_type = move |one| {
        datasource_type.set(one);
        chosen.set(String::new());
    };
    let proceed = move |()| {
        if let Some(route) = recovery(&chosen.get_untracked()) {
            open.set(false);
            navigate(&route);
        }
    };
    let footer = move || {
        let missing =
            move || chosen.with(String::is_empty).then(|| "Select a protected item first.".to_string());
        view! {
            <Button kind=ButtonKind::Primary on_click=proceed disabled_reason=missing>"Continue"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    let hint = move || {
        let text = if none() { "Nothing of this datasource type is protected." } else { "" };
        Some(text.to_string()).filter(|text| !text.is_empty())
    };
    view! {
        <ContextPane open on_close=move |()| open.set(false) title="Recover" size=PaneSize::Medium footer>
            <ManagedBy/>
            {move || view! {
                <DatasourceTypeField datasource_type=datasource_type.get() on_choose=choose_type/>
            }}
            <Solution/>
            <Field label="Protected item" required=true hint>
                <Select
                    value=chosen
                    on_change=move |id: String| chosen.set(id)
                    choices
                    placeholder="Select a protected item"
                />
            </Field>
        </ContextPane>
    }
}
