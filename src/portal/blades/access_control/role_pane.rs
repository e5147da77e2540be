//! What a role allows.

use super::view_model::permissions;
use crate::{
    engine::rbac::Role,
    portal::controls::{Button, ContextPane, CopyButton, PaneSize},
};
use leptos::prelude::*;

/// The pane behind *View*; open while there is a role.
#[component]
pub fn RolePane(role: RwSignal<Option<Role>>) -> impl IntoView {
    let close = move || role.set(None);
    let footer = move || view! { <Button on_click=move |()| close()>"Close"</Button> };
    let title = move || role.get().map(|role| role.name().to_string()).unwrap_or_default();
    view! {
        <ContextPane
            open=move || role.with(Option::is_some)
            on_close=move |()| close()
            title=Signal::derive(title)
            subtitle=Some("BuiltInRole".to_string())
            size=PaneSize::Medium
            footer
        >
            {move || role.get().map(details)}
        </ContextPane>
    }
}

fn details(role: Role) -> impl IntoView {
    let facts = role.facts();
    let section = |(title, lines): (&'static str, &'static [&'static str])| {
        let list = match lines {
            [] => view! { <p class="pt-muted">"None"</p> }.into_any(),
            lines => view! { <div class="pt-code">{lines.join("\n")}</div> }.into_any(),
        };
        view! { <h3 class="pt-section-title">{title}</h3> {list} }
    };
    let id = facts.guid.to_string();
    view! {
        <p class="pt-text">{facts.description}</p>
        <p class="pt-copyable">
            <span class="pt-muted">"ID "</span>
            <span class="pt-copyable__text">{id.clone()}</span>
            <CopyButton value=id label="Copy role ID"/>
        </p>
        {permissions(role).map(section).into_iter().collect_view()}
    }
}
