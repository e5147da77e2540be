//! The Identity page of a vault.

use super::view_model::{AssignmentLine, switch_warning};
use crate::{
    base::ArmId,
    engine::{
        query::{IdentityAssignments, VaultDetail, VaultView},
        request::Command as Ask,
    },
    portal::{
        blades::{
            answered::{Answered, NoAnswer},
            instance::{panes::use_check, view_model::refusal_reason},
            vault::frame::VaultFrame,
        },
        controls::{
            Choice, Column, Command, CommandBar, CopyButton, Dialog, Direction, EmptyState, Field, Glyph,
            Grid, RadioGroup, StatusCell, Tab, Tabs,
        },
        now::use_now,
        route::MenuItem,
        session::{Loaded, Session, use_query, use_session},
    },
};
use leptos::prelude::*;

/// Handles of the page's signals.
#[derive(Clone, Copy)]
struct IdentityForm {
    session: Session,
    vault: StoredValue<ArmId>,
    detail: Loaded<VaultView>,
    /// What was chosen and not saved yet.
    edited: RwSignal<Option<bool>>,
    asking: RwSignal<bool>,
}

impl IdentityForm {
    fn is_on(self) -> bool {
        self.detail.map(|view| view.identity.is_some()).unwrap_or(false)
    }

    fn chosen(self) -> bool {
        self.edited.get().unwrap_or_else(|| self.is_on())
    }

    fn unchanged(self) -> Option<String> {
        (self.chosen() == self.is_on()).then(|| "Nothing was changed.".to_string())
    }

    fn save(self) {
        self.asking.set(false);
        let system_assigned = untrack(|| self.chosen());
        let vault = self.vault.get_value();
        let edited = self.edited;
        self.session.perform(
            Ask::SetVaultIdentity { vault: vault.clone(), system_assigned },
            format!("Updating identity of {}", vault.name()),
            format!("Identity of {} updated", vault.name()),
            None,
            move |_| edited.set(None),
        );
    }
}

/// *Identity* of a vault.
#[component]
pub fn IdentityBlade(vault: ArmId) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let form = IdentityForm {
        session: use_session(),
        vault: id,
        detail: use_query(move || Some(VaultDetail { vault: id.get_value() })),
        edited: RwSignal::new(None),
        asking: RwSignal::new(false),
    };
    let tab = RwSignal::new(0_usize);
    view! {
        <VaultFrame vault item=MenuItem::Identity>
            <CommandBar commands=commands(form)/>
            <Answered answer=form.detail ready=move |view| view! {
                <Tabs
                    tabs=vec![Tab::new("System assigned"), Tab::new("User assigned (preview)")]
                    selected=tab
                    on_select=move |index| tab.set(index)
                    label="Identity"
                >
                    {move || if tab.get() == 0 {
                        view! { <SystemAssigned form view/> }.into_any()
                    } else {
                        view! { <UserAssigned/> }.into_any()
                    }}
                </Tabs>
            }/>
        </VaultFrame>
        <Dialog
            open=form.asking
            title=move || if form.chosen() {
                "Enable system assigned managed identity".to_string()
            } else {
                "Disable system assigned managed identity".to_string()
            }
            action_label="Yes"
            cancel_label="No"
            on_action=move |()| form.save()
            on_cancel=move |()| form.asking.set(false)
            destructive=true
        >
            <p>{move || switch_warning(form.chosen())}</p>
        </Dialog>
    }
}

fn commands(form: IdentityForm) -> Vec<Command> {
    let check = use_check(move || {
        let system_assigned = form.edited.get()?;
        Some(Ask::SetVaultIdentity { vault: form.vault.get_value(), system_assigned })
    });
    let refused =
        move || check.ready().flatten().as_ref().map(refusal_reason).filter(|_| form.edited.get().is_some());
    vec![
        Command::run(Glyph::Save, "Save", move || form.asking.set(true))
            .disabled_when(move || form.unchanged().or_else(refused)),
        Command::run(Glyph::Undo, "Discard", move || form.edited.set(None))
            .disabled_when(move || form.unchanged()),
        Command::run(Glyph::Refresh, "Refresh", move || form.detail.refresh()),
    ]
}

#[component]
fn SystemAssigned(form: IdentityForm, view: Signal<VaultView>) -> impl IntoView {
    let choices = vec![Choice::new("On", "On"), Choice::new("Off", "Off")];
    let object = Memo::new(move |_| view.with(|view| view.identity.map(|principal| principal.0.to_string())));
    view! {
        <div class="pt-page">
            <p class="pt-text">
                "A system assigned managed identity belongs to this vault and lives as long as it does. The vault reaches "
                "storage accounts with it, where it was given the role."
            </p>
            <Field label="Status">
                <RadioGroup
                    value=move || if form.chosen() { "On".to_string() } else { "Off".to_string() }
                    on_change=move |value: String| form.edited.set(Some(value == "On"))
                    choices
                    horizontal=true
                />
            </Field>
            {move || object.get().map(|id| view! {
                <Field label="Object (principal) ID">
                    <span class="pt-copyable">
                        <span class="pt-copyable__text">{id.clone()}</span>
                        <CopyButton value=id label="Copy Object (principal) ID"/>
                    </span>
                </Field>
            })}
            <h2 class="pt-section-title">"Azure role assignments"</h2>
            <Assignments vault=form.vault/>
        </div>
    }
}

#[component]
fn Assignments(vault: StoredValue<ArmId>) -> impl IntoView {
    let assignments = use_query(move || Some(IdentityAssignments { vault: vault.get_value() }));
    let now = use_now();
    let rows = Memo::new(move |_| {
        let now = now.get();
        let lines =
            assignments.map(|rows| rows.iter().map(|row| AssignmentLine::new(row, now)).collect::<Vec<_>>());
        lines.unwrap_or_default()
    });
    let columns = vec![
        Column::text("Role", |line: &AssignmentLine| line.role.to_string()),
        Column::link(
            "Resource name",
            |line: &AssignmentLine| line.resource.clone(),
            |line| line.resource_href.clone(),
        ),
        Column::text("Resource type", |line: &AssignmentLine| line.resource_type.clone()).secondary(),
        Column::text("Assigned", |line: &AssignmentLine| line.assigned.clone()).unsorted().secondary(),
        Column::view("Effect", |line: &AssignmentLine| {
            view! { <StatusCell tone=line.badge text=line.effect.clone()/> }
        })
        .searched_by(|line| line.effect.clone()),
    ];
    view! {
        {move || assignments.failure().map(|failure| view! { <NoAnswer failure retry=move |()| assignments.refresh()/> })}
        <Grid
            caption="Azure role assignments"
            columns
            rows
            row_key=|line: &AssignmentLine| line.key.clone()
            loading=move || assignments.is_loading()
            uncounted=true
            sorted_by=("Role", Direction::Ascending)
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Iam
                    title="No role assignments to display"
                    text="The identity was given no role. Assign one on the storage account, or with Assign missing roles when you configure backup."
                />
            }
        />
    }
}

#[component]
fn UserAssigned() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Identity
            title="No user assigned managed identities to display"
            text="Vaulted backup of storage accounts works with the system assigned identity only, so that user assigned ones are not simulated."
        />
    }
}
