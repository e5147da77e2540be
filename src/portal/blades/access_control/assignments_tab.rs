//! The assignments of a scope, one table for each role.

use super::view_model::{AssignmentLine, RoleSection, by_role, summary};
use crate::{
    engine::{query::RoleAssignmentRow, rbac::Role},
    portal::{
        arrange::any_contains,
        controls::{Column, EmptyState, Glyph, Grid, Icon, StatusCell},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The tab *Role assignments*.
#[component]
pub fn AssignmentsTab(
    rows: Signal<Vec<RoleAssignmentRow>>,
    selection: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let matches = |row: &&RoleAssignmentRow| {
            let texts = [row.principal_name.clone().unwrap_or_default(), row.role.name().to_string()];
            wanted.with(|wanted| any_contains(texts, wanted))
        };
        rows.with(|rows| rows.iter().filter(matches).cloned().collect::<Vec<_>>())
    });
    let sections = Memo::new(move |_| shown.with(|rows| by_role(rows)));
    let roles =
        move || sections.with(|sections| sections.iter().map(|section| section.role).collect::<Vec<_>>());
    view! {
        <p class="pt-text" role="status">{move || shown.with(|rows| summary(rows))}</p>
        <span class="pt-search-box">
            <Icon glyph=Glyph::Search size=14/>
            <input
                type="search"
                class="pt-search-box__input"
                placeholder="Search by assignment name or role"
                aria-label="Search by assignment name or role"
                prop:value=wanted
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        </span>
        <Show when=move || sections.with(Vec::is_empty)>
            <EmptyState glyph=Glyph::Iam title="No role assignments to display"/>
        </Show>
        <For each=roles key=|role| *role let:role>
            <RoleTable role sections selection/>
        </For>
    }
}

#[component]
fn RoleTable(
    role: Role,
    sections: Memo<Vec<RoleSection>>,
    selection: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let own = |sections: &Vec<RoleSection>| {
            sections.iter().find(|section| section.role == role).map(|section| section.lines.clone())
        };
        sections.with(own).unwrap_or_default()
    });
    let columns = vec![
        Column::text("Name", |line: &AssignmentLine| line.name.clone()),
        Column::text("Type", |line: &AssignmentLine| line.kind.to_string()).secondary(),
        Column::text("Role", |line: &AssignmentLine| line.role.name().to_string()).secondary(),
        Column::view("Scope", |line: &AssignmentLine| {
            let text = line.scope_text.clone();
            match line.scope_href.clone() {
                Some(href) => view! { <a href=href>{text}</a> }.into_any(),
                None => text.into_any(),
            }
        })
        .searched_by(|line: &AssignmentLine| line.scope_text.clone())
        .secondary(),
        Column::view("State", |line: &AssignmentLine| {
            view! { <StatusCell tone=line.badge text=line.state.clone()/> }
        })
        .searched_by(|line: &AssignmentLine| line.state.clone()),
    ];
    let heading = move || format!("{} ({})", role.name(), lines.with(Vec::len));
    view! {
        <section>
            <h2 class="pt-section-title">{heading}</h2>
            <Grid
                caption=format!("Assignments of {}", role.name())
                columns
                rows=lines
                row_key=|line: &AssignmentLine| line.key.clone()
                selection
                uncounted=true
                empty=|| ()
            />
        </section>
    }
}
