//! *Select members* and *Select managed identities*: search, choose, take back.

use super::form::{Member, toggle};
use crate::{
    engine::{
        query::{PrincipalRow, Principals},
        rbac::PrincipalKind,
    },
    portal::{
        blades::answered::Answered,
        controls::{Button, ButtonKind, CheckBox, ContextPane, Field, PaneSize, TextBox},
        format,
        session::use_query,
        settled::use_settled,
    },
};
use leptos::prelude::*;

/// The pane; what is chosen counts when *Select* is pressed.
#[component]
pub fn MembersPane(
    open: RwSignal<bool>,
    #[prop(into)] kind: Signal<PrincipalKind>,
    #[prop(into)] members: Signal<Vec<Member>>,
    #[prop(into)] on_select: Callback<Vec<Member>>,
) -> impl IntoView {
    let chosen = RwSignal::new(Vec::<Member>::new());
    // Reaches outside of what is on screen: an opened pane starts from what was chosen before.
    Effect::new(move || {
        if open.get() {
            chosen.set(members.get_untracked());
        }
    });
    let close = move || open.set(false);
    let select = move |()| {
        on_select.run(chosen.get_untracked());
        close();
    };
    let title = move || match kind.get() {
        PrincipalKind::User => "Select members".to_string(),
        PrincipalKind::ManagedIdentity => "Select managed identities".to_string(),
    };
    let nobody =
        move || chosen.with(Vec::is_empty).then(|| "Choose somebody from the list first.".to_string());
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select disabled_reason=nobody>"Select"</Button>
            <Button on_click=move |()| close()>"Close"</Button>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title=Signal::derive(title) size=PaneSize::Small footer>
            <Search kind chosen/>
            <Chosen chosen/>
        </ContextPane>
    }
}

#[component]
fn Search(kind: Signal<PrincipalKind>, chosen: RwSignal<Vec<Member>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let settled = use_settled(move || text.get());
    let asked = Memo::new(move |before: Option<&String>| {
        settled.get().unwrap_or_else(|| before.cloned().unwrap_or_default())
    });
    let answer = use_query(move || Some(Principals { text: asked.get(), kind: Some(kind.get()) }));
    view! {
        <Field label="Select">
            <TextBox value=text on_change=move |typed| text.set(typed) placeholder="Search by name" autofocus=true/>
        </Field>
        <Answered answer ready=move |rows| view! { <Results rows chosen/> }/>
    }
}

#[component]
fn Results(rows: Signal<Vec<PrincipalRow>>, chosen: RwSignal<Vec<Member>>) -> impl IntoView {
    let line = move |row: PrincipalRow| {
        let id = row.id;
        let label = format!("{} ({})", row.name, row.detail);
        let member = Member::of(&row);
        view! {
            <li>
                <CheckBox
                    label=label
                    checked=move || chosen.with(|chosen| chosen.iter().any(|member| member.id == id))
                    on_change=move |_: bool| chosen.update(|chosen| toggle(chosen, member.clone()))
                />
            </li>
        }
    };
    view! {
        <Show when=move || rows.with(Vec::is_empty)>
            <p class="pt-muted" role="status">"Nobody with such a name was found."</p>
        </Show>
        <ul class="pt-people" aria-label="Results">
            <For each=move || rows.get() key=|row| row.id let:row>{line(row)}</For>
        </ul>
    }
}

#[component]
fn Chosen(chosen: RwSignal<Vec<Member>>) -> impl IntoView {
    let line = move |member: Member| {
        let label = format!("Remove {}", member.name);
        let name = member.name.clone();
        let remove = move |()| chosen.update(|chosen| toggle(chosen, member.clone()));
        view! {
            <li class="pt-people__line">
                <span>{name}</span>
                <Button kind=ButtonKind::Link aria_label=label on_click=remove>"Remove"</Button>
            </li>
        }
    };
    let count = move || format::counted(chosen.with(Vec::len) as u64, "member", "members");
    view! {
        <h3 class="pt-section-title">"Selected members:"</h3>
        <p class="pt-muted" role="status">{move || format!("{} selected", count())}</p>
        <ul class="pt-people">
            <For each=move || chosen.get() key=|member| member.id let:member>{line(member)}</For>
        </ul>
    }
}
