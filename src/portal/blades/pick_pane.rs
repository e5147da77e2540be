//! A pane in which one row of a table is chosen.

use crate::{
    engine::request::Command,
    portal::{
        blades::view_request::view::ViewRequest,
        controls::{Button, ButtonKind, ContextPane, PaneSize},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Opens with nothing chosen; *Select* hands over the key of the row and closes the pane.
#[component]
pub fn PickPane(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] subtitle: Signal<Option<String>>,
    /// What is chosen here, as in *Choose a vault first.*
    noun: &'static str,
    /// What the button says.
    #[prop(default = "Select")]
    verb: &'static str,
    /// The `selection` of the table inside.
    ticked: RwSignal<BTreeSet<String>>,
    #[prop(into)] on_pick: Callback<String>,
    /// What picking this row asks for, where it does.
    #[prop(optional, into)]
    commands: Option<Callback<String, Vec<Command>>>,
    children: ChildrenFn,
) -> impl IntoView {
    let close = move |()| {
        open.set(false);
        ticked.set(BTreeSet::new());
    };
    let select = move |()| {
        if let Some(key) = ticked.with_untracked(|ticked| ticked.first().cloned()) {
            close(());
            on_pick.run(key);
        }
    };
    let missing = move || ticked.with(BTreeSet::is_empty).then(|| format!("Choose a {noun} first."));
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select disabled_reason=missing>{verb}</Button>
            <Button on_click=close>"Cancel"</Button>
            {commands.map(|commands| view! {
                <ViewRequest commands=move || {
                    let key = ticked.with(|ticked| ticked.first().cloned());
                    key.map(|key| commands.run(key)).unwrap_or_default()
                }/>
            })}
        }
    };
    view! {
        <ContextPane open on_close=close title subtitle size=PaneSize::Large footer>
            {children()}
        </ContextPane>
    }
}
