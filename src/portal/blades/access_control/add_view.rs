//! *Add role assignment*: role, members, review.

use super::{
    form::{AssignmentForm, Member, REVIEW, TABS},
    members_pane::MembersPane,
    role_pane::RolePane,
    view::{role_columns, use_may_assign},
    view_model::{RoleLine, not_allowed, page, role_lines},
};
use crate::{
    base::ArmId,
    engine::rbac::{PrincipalKind, Role},
    portal::{
        blades::{answered::FailureBar, sequence::perform_each, view_request::view::ViewRequest},
        controls::{
            Button, ButtonKind, Choice, Column, Crumb, Direction, EmptyState, Field, Footer, Glyph, Grid,
            MessageBar, RadioGroup, Tab, Tabs, Tone, WizardTabs,
        },
        draft,
        failure::FailureText,
        route::{MenuItem, Route},
        session::{Session, navigate, use_session},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Handles of the page's signals.
#[derive(Clone, Copy)]
struct Page {
    session: Session,
    scope: StoredValue<ArmId>,
    form: RwSignal<AssignmentForm>,
    /// What is missing is said from the first attempt to go on.
    tried: RwSignal<bool>,
    not_allowed: Signal<Option<String>>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<FailureText>>,
}

impl Page {
    fn open(scope: ArmId) -> Page {
        let key = AssignmentForm::draft_key(&scope);
        let form = RwSignal::new(draft::load::<AssignmentForm>(&key).unwrap_or_default());
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || form.with(|form| draft::keep(&key, form)));
        let may = use_may_assign(scope.clone());
        Page {
            session: use_session(),
            scope: StoredValue::new(scope),
            form,
            tried: RwSignal::new(false),
            not_allowed: Signal::derive(move || may.with(|refusal| not_allowed(refusal.as_ref()))),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    fn step(self) -> usize {
        self.form.with(|form| form.step.min(REVIEW))
    }

    fn go(self, step: usize) {
        if step > 0 {
            self.tried.set(true);
        }
        self.failure.set(None);
        self.form.update(|form| form.step = step.min(REVIEW));
    }

    fn missing(self, tab: usize) -> Option<String> {
        self.form.with(|form| form.missing(tab))
    }

    fn access_page(self) -> Route {
        self.scope.with_value(|scope| page(scope, MenuItem::AccessControl))
    }

    fn leave(self) {
        self.scope.with_value(|scope| draft::forget(&AssignmentForm::draft_key(scope)));
        navigate(&self.access_page());
    }

    fn submit(self) {
        let form = self.form.get_untracked();
        let (commands, name) =
            self.scope.with_value(|scope| (form.commands(scope), scope.name().to_string()));
        let link = self.access_page();
        self.busy.set(true);
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let (doing, done) = ("Adding role assignment", "Added Role assignment");
            let result = perform_each(self.session, commands, doing, done, Some(link)).await;
            let _ = self.busy.try_set(false);
            match result {
                Ok(()) => {
                    crate::portal::controls::announce(&form.done_text(&name));
                    self.leave();
                }
                Err(failure) => drop(self.failure.try_set(Some(FailureText::of(&failure)))),
            }
        });
    }
}

/// The page.
#[component]
pub fn AddRoleAssignmentBlade(scope: ArmId) -> impl IntoView {
    let here = Page::open(scope.clone());
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(scope.name(), Route::of_resource(&scope).href()),
        Crumb::new("Access control (IAM)", here.access_page().href()),
    ];
    let tab = |(index, title): (usize, &'static str)| {
        Tab::new(title).with_errors(move || here.tried.get() && here.missing(index).is_some())
    };
    let tabs = TABS.into_iter().enumerate().map(tab).collect();
    let forbidden =
        move || here.not_allowed.get().map(|text| view! { <MessageBar tone=Tone::Error>{text}</MessageBar> });
    view! {
        <BladeFrame title="Add role assignment" crumbs=crumbs on_close=move |()| here.leave()>
            <WizardTabs tabs selected=Signal::derive(move || here.step()) on_select=move |step| here.go(step)>
                <div class="pt-page">
                    {forbidden}
                    {move || match here.form.with(|form| form.step) {
                        0 => view! { <RoleTab here/> }.into_any(),
                        1 => view! { <MembersTab here/> }.into_any(),
                        _ => view! { <ReviewTab here/> }.into_any(),
                    }}
                </div>
            </WizardTabs>
            <PageFooter here/>
        </BladeFrame>
    }
}

#[component]
fn PageFooter(here: Page) -> impl IntoView {
    let blocked = move || {
        let on_review = here.step() == REVIEW;
        here.not_allowed.get().filter(|_| on_review).or_else(|| {
            let missing = here.missing(0).or_else(|| here.missing(1));
            missing.filter(|_| on_review)
        })
    };
    let press = move |()| {
        if here.form.with_untracked(|form| form.step) < REVIEW {
            here.go(REVIEW);
        } else {
            here.submit();
        }
    };
    let current = move || here.form.with_untracked(|form| form.step);
    view! {
        <Footer>
            <Button kind=ButtonKind::Primary on_click=press disabled_reason=blocked busy=here.busy>"Review + assign"</Button>
            <Button
                on_click=move |()| here.go(current().saturating_sub(1))
                disabled_reason=move || (here.step() == 0).then(|| "This is the first tab.".to_string())
            >"Previous"</Button>
            <Button
                on_click=move |()| here.go(current() + 1)
                disabled_reason=move || (here.step() == REVIEW).then(|| "This is the last tab.".to_string())
            >"Next"</Button>
            {move || (here.step() == REVIEW).then(|| view! {
                <ViewRequest commands=move || here.scope.with_value(|scope| here.form.with(|form| form.commands(scope)))/>
            })}
        </Footer>
    }
}

/// What is missing on a tab, once somebody tried to go on.
#[component]
fn Missing(here: Page, tab: usize) -> impl IntoView {
    move || {
        let text = here.missing(tab).filter(|_| here.tried.get());
        text.map(|text| view! { <MessageBar tone=Tone::Error announce=true>{text}</MessageBar> })
    }
}

#[component]
fn RoleTab(here: Page) -> impl IntoView {
    let chosen = here.form.with_untracked(|form| form.role);
    let privileged = RwSignal::new(chosen.is_some_and(|role| role.facts().privileged));
    let viewed = RwSignal::new(None::<Role>);
    let tabs = vec![Tab::new("Job function roles"), Tab::new("Privileged administrator roles")];
    let text = move || {
        if privileged.get() {
            "Grant privileged administrator access, such as the ability to assign roles to other users. Caution: these roles can do a lot; a job function role is often enough."
        } else {
            "Grant access to Azure resources based on job function, such as the ability to create virtual machines."
        }
    };
    view! {
        <p class="pt-text">
            "A role definition is a collection of permissions. You can use the built-in roles or you can create your own custom roles."
        </p>
        <Missing here tab=0/>
        <Tabs
            tabs
            selected=Signal::derive(move || usize::from(privileged.get()))
            on_select=move |index: usize| privileged.set(index == 1)
            label="Kinds of roles"
        >
            <p class="pt-text">{text}</p>
            {move || view! { <RoleGrid here privileged=privileged.get() viewed/> }}
        </Tabs>
        <RolePane role=viewed/>
    }
}

#[component]
fn RoleGrid(here: Page, privileged: bool, viewed: RwSignal<Option<Role>>) -> impl IntoView {
    let before = here.form.with_untracked(|form| form.role);
    let selection: RwSignal<BTreeSet<String>> =
        RwSignal::new(before.map(|role| role.name().to_string()).into_iter().collect());
    // Reaches outside of the grid: the form follows what is chosen in it.
    Effect::new(move |first: Option<()>| {
        let name = selection.with(|selection| selection.first().cloned());
        let role = Role::ALL.iter().copied().find(|role| Some(role.name()) == name.as_deref());
        if first.is_some() && role.is_some() {
            here.form.update(|form| form.role = role);
        }
    });
    view! {
        <Grid
            caption="Roles"
            columns=role_columns(viewed)
            rows=role_lines(privileged)
            row_key=|line: &RoleLine| line.name.to_string()
            selection
            single_choice=true
            filter=true
            sorted_by=("Name", Direction::Ascending)
            empty=|| ()
        />
    }
}

fn kind_value(kind: PrincipalKind) -> &'static str {
    match kind {
        PrincipalKind::User => "user",
        PrincipalKind::ManagedIdentity => "identity",
    }
}

#[component]
fn MembersTab(here: Page) -> impl IntoView {
    let form = here.form;
    let selecting = RwSignal::new(false);
    let kind = Signal::derive(move || form.with(|form| form.assign_to));
    let choices = vec![
        Choice::new("user", "User, group, or service principal"),
        Choice::new("identity", "Managed identity"),
    ];
    let choose = move |value: String| {
        let kind = if value == "identity" { PrincipalKind::ManagedIdentity } else { PrincipalKind::User };
        form.update(|form| form.assign_to(kind));
    };
    let choose_members = move |members: Vec<Member>| form.update(|form| form.members = members);
    let role = move || form.with(|form| form.role.map_or("None", Role::name));
    view! {
        <Missing here tab=1/>
        <dl class="pt-summary"><dt>"Selected role"</dt><dd>{role}</dd></dl>
        <Field label="Assign access to">
            <RadioGroup value=move || kind_value(kind.get()).to_string() on_change=choose choices=choices/>
        </Field>
        <Field label="Members" required=true>
            <Button kind=ButtonKind::Link glyph=Glyph::Plus on_click=move |()| selecting.set(true)>"Select members"</Button>
        </Field>
        <MemberGrid here/>
        <MembersPane
            open=selecting
            kind
            members=Signal::derive(move || form.with(|form| form.members.clone()))
            on_select=choose_members
        />
    }
}

#[component]
fn MemberGrid(here: Page) -> impl IntoView {
    let rows = move || here.form.with(|form| form.members.clone());
    let remove = move |member: &Member| {
        let (id, label) = (member.id, format!("Remove {}", member.name));
        let remove = move |()| here.form.update(|form| form.members.retain(|member| member.id != id));
        view! { <Button kind=ButtonKind::Link aria_label=label on_click=remove>"Remove"</Button> }
    };
    let columns = vec![
        Column::text("Name", |member: &Member| member.name.clone()),
        Column::text("Object ID", |member: &Member| member.id.0.to_string()).secondary(),
        Column::text("Type", |member: &Member| member.detail.clone()).secondary(),
        Column::view("Remove", remove).with_hidden_title(),
    ];
    view! {
        <Grid
            caption="Members"
            columns
            rows=Signal::derive(rows)
            row_key=|member: &Member| member.id.0.to_string()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::User title="No members selected"/> }
        />
    }
}

#[component]
fn ReviewTab(here: Page) -> impl IntoView {
    let role = move || here.form.with(|form| form.role.map_or("None", Role::name));
    let scope = here.scope.with_value(|scope| scope.to_string());
    view! {
        {move || here.failure.get().map(|text| view! { <FailureBar text/> })}
        <Missing here tab=0/>
        <Missing here tab=1/>
        <dl class="pt-summary">
            <dt>"Role"</dt><dd>{role}</dd>
            <dt>"Scope"</dt><dd>{scope}</dd>
        </dl>
        <h2 class="pt-section-title">"Members"</h2>
        <MemberGrid here/>
        <MessageBar tone=Tone::Information>
            "It can take up to 30 minutes of simulated time until the assignment takes effect."
        </MessageBar>
    }
}
