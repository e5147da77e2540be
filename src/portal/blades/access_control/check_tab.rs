//! *Check access*: what somebody holds at the scope.

use super::view_model::{AssignmentLine, assignment_line};
use crate::{
    engine::{
        query::{PrincipalRow, Principals, RoleAssignmentRow},
        rbac::PrincipalId,
    },
    portal::{
        controls::{Button, Choice, Column, Combobox, EmptyState, Field, Glyph, Grid, StatusCell},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The tab *Check access*.
#[component]
pub fn CheckTab(rows: Signal<Vec<RoleAssignmentRow>>) -> impl IntoView {
    let session = use_session();
    let chosen = RwSignal::new(None::<PrincipalId>);
    let principals = use_query(|| Some(Principals { text: String::new(), kind: None }));
    let choices = move || {
        let choice = |row: &PrincipalRow| {
            Choice::new(row.id.0.to_string(), row.name.clone()).with_detail(row.detail.clone())
        };
        principals.map(|rows| rows.iter().map(choice).collect::<Vec<_>>()).unwrap_or_default()
    };
    let choose = move |text: String| chosen.set(Uuid::parse_str(&text).ok().map(PrincipalId));
    let lines = Memo::new(move |_| {
        let own = |row: &&RoleAssignmentRow| Some(row.principal) == chosen.get();
        rows.with(|rows| rows.iter().filter(own).map(assignment_line).collect::<Vec<_>>())
    });
    view! {
        <h2 class="pt-section-title">"My access"</h2>
        <p class="pt-text">"View my level of access to this resource."</p>
        <p>
            <Button on_click=move |()| chosen.set(Some(session.persona.get_untracked().id))>"View my access"</Button>
        </p>
        <h2 class="pt-section-title">"Check access"</h2>
        <p class="pt-text">"Review the level of access a user or managed identity has to this resource."</p>
        <Field label="User or managed identity">
            <Combobox
                value=move || chosen.get().map(|id| id.0.to_string()).unwrap_or_default()
                on_change=choose
                choices
                placeholder="Search by name"
            />
        </Field>
        <Show when=move || chosen.get().is_some()>
            <Held lines/>
        </Show>
    }
}

#[component]
fn Held(lines: Memo<Vec<AssignmentLine>>) -> impl IntoView {
    let columns = vec![
        Column::text("Role", |line: &AssignmentLine| line.role.name().to_string()),
        Column::text("Description", |line: &AssignmentLine| line.role.facts().description.to_string())
            .secondary(),
        Column::text("Scope", |line: &AssignmentLine| line.scope_text.clone()).secondary(),
        Column::view("State", |line: &AssignmentLine| {
            view! { <StatusCell tone=line.badge text=line.state.clone()/> }
        })
        .searched_by(|line: &AssignmentLine| line.state.clone()),
    ];
    view! {
        <Grid
            caption="Assignments"
            columns
            rows=lines
            row_key=|line: &AssignmentLine| line.key.clone()
            uncounted=true
            empty=|| view! {
                <EmptyState glyph=Glyph::Iam title="No role assignments" text="Neither here nor at a scope above."/>
            }
        />
    }
}
