//! The pane that asks for the scope, and the file for somebody else.

use super::{
    form::{RoleScope, role_names},
    template::{FILE_NAME, role_assignment_template},
};
use crate::{
    engine::{
        protection::access::NeededRole,
        rbac::{PrincipalId, RbacError},
        refusal::Refusal,
        request::Command,
    },
    portal::{
        blades::{answered::FailureBar, backup_words::ReadinessText, view_request::view::ViewRequest},
        controls::{Button, ButtonKind, Choice, ContextPane, Field, MessageBar, PaneSize, Select, Tone},
        failure::FailureText,
        session::{Session, save, use_session},
    },
    rpc::Failure,
};
use leptos::prelude::*;

/// Asks for the scope, assigns the roles to the vault's identity, and closes.
#[component]
pub fn MissingRolesPane(
    open: RwSignal<bool>,
    /// The vault's identity; without one there is nobody to give the role to.
    #[prop(into)]
    identity: Signal<Option<PrincipalId>>,
    /// The roles that are missing.
    #[prop(into)]
    missing: Signal<Vec<NeededRole>>,
    /// Runs when all is assigned: the moment to validate again.
    #[prop(into)]
    on_assigned: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let scope = RwSignal::new(RoleScope::default());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<FailureText>);
    let close = move || {
        open.set(false);
        failure.set(None);
    };
    let commands = move || {
        let identity = identity.get();
        identity.map(|identity| missing.with(|missing| scope.get().commands(missing, identity)))
    };
    let confirm = move |()| {
        let Some(commands) = untrack(commands) else { return };
        let names = missing.with_untracked(|missing| role_names(missing));
        busy.set(true);
        leptos::task::spawn_local(async move {
            let result = assign(session, commands, &names).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    close();
                    on_assigned.run(());
                }
                Err(refused) => failure.set(Some(FailureText::of(&refused))),
            }
        });
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=confirm
                busy
                disabled_reason=move || identity.get().is_none().then(|| NO_IDENTITY.to_string())
            >"Confirm"</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
            <ViewRequest commands=move || commands().unwrap_or_default()/>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title="Assign missing roles" size=PaneSize::Medium footer>
            <ScopeForm scope missing/>
            {move || failure.get().map(|text| view! { <FailureBar text/> })}
        </ContextPane>
    }
}

const NO_IDENTITY: &str =
    "The vault has no system-assigned managed identity. Switch it on on the vault's Identity page first.";

#[component]
fn ScopeForm(scope: RwSignal<RoleScope>, missing: Signal<Vec<NeededRole>>) -> impl IntoView {
    let choices: Vec<Choice> =
        RoleScope::ALL.into_iter().map(|scope| Choice::new(scope.title(), scope.title())).collect();
    let names = move || missing.with(|missing| role_names(missing));
    let assignments = move || {
        let assignments = missing.with(|missing| scope.get().assignments(missing));
        let line = |needed: NeededRole| {
            view! { <li><strong>{needed.role.name()}</strong> " on " {needed.scope.to_string()}</li> }
        };
        assignments.into_iter().map(line).collect_view()
    };
    view! {
        <p class="pt-text">
            "The managed identity of the vault gets " <strong>{names}</strong>
            ". It can take up to 30 minutes until the assignment takes effect."
        </p>
        <Field
            label="Scope"
            required=true
            balloon="A wider scope needs fewer role assignments, and lets the vault reach more resources."
        >
            <Select
                value=move || scope.get().title().to_string()
                on_change=move |title: String| scope.set(RoleScope::parse(&title).unwrap_or_default())
                choices=choices
            />
        </Field>
        <p class="pt-text">"What is assigned:"</p>
        <ul class="pt-text">{assignments}</ul>
    }
}

/// Assigns one after the other, under one notification. A role that is there already is no failure.
async fn assign(session: Session, commands: Vec<Command>, names: &str) -> Result<(), Failure> {
    let notice = session.notices.begin("Adding role assignment", names);
    for command in commands {
        match session.submit_under(notice, command).await {
            Ok(_) | Err(Failure::Refused(Refusal::Rbac(RbacError::RoleAssignmentExists))) => {}
            Err(failure) => {
                notice.fail("Adding role assignment", &failure);
                return Err(failure);
            }
        }
    }
    notice.succeed("Added Role assignment", names, None);
    Ok(())
}

/// What is in the way of a backup or restore, in full, and who can help.
#[component]
pub fn ReadinessDetails(text: ReadinessText) -> impl IntoView {
    let failure = |refusal| {
        let text = FailureText::of(&Failure::Refused(refusal));
        view! { <FailureBar text/> }
    };
    let advice = |advice| view! { <MessageBar tone=Tone::Information>{advice}</MessageBar> };
    view! {
        {text.refusal.map(failure)}
        {text.advice.map(advice)}
    }
}

/// Hands the template for these roles to the browser's downloads.
pub fn download_template(identity: PrincipalId, needed: &[NeededRole]) {
    let template = role_assignment_template(identity, needed);
    let parts = js_sys::Array::of1(&format!("{template:#}\n").into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/json");
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) {
        save(&blob, FILE_NAME);
    }
}
