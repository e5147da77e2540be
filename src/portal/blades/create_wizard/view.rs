//! The frame itself.

use super::form::{CreateForm, Creation};
use crate::engine::{query::CheckCommand, request::Command};
use crate::{
    engine::refusal::Refusal,
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::FailureBar,
            deployment::submit::submit_deployment,
            project_details::view::Project,
            storage_account::{overview_view::SectionCard, view_model::PropertySection},
            tags::{
                form::{TagsForm, tag_text},
                view::TagsStep,
            },
        },
        controls::{Crumb, MessageBar, Spinner, Tab, Tone, WizardFooter, WizardTabs},
        draft,
        failure::FailureText,
        route::Route,
        session::{Loaded, Session, navigate, use_query, use_session},
        settled::use_settled,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// Handles of a wizard's signals.
pub struct Wizard<F: CreateForm> {
    session: Session,
    step: RwSignal<usize>,
    pub project: Project,
    pub own: RwSignal<F>,
    tags: RwSignal<TagsForm>,
    /// Everything that was entered.
    whole: Memo<Creation<F>>,
    pub name_touched: RwSignal<bool>,
    /// Everything that is missing is said from the first look at the review on.
    pub reviewed: RwSignal<bool>,
    check: Loaded<Option<Refusal>>,
    /// Whether the engine is being asked about what was entered.
    pub checking: Signal<bool>,
    failure: RwSignal<Option<FailureText>>,
    busy: RwSignal<bool>,
}

impl<F: CreateForm> Clone for Wizard<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: CreateForm> Copy for Wizard<F> {}

impl<F: CreateForm> Wizard<F> {
    /// Opens the wizard as it was left, or with `fresh` where `is_kept` says that the draft is about something else.
    pub fn open(fresh: F, is_kept: impl FnOnce(&F) -> bool) -> Self {
        let kept = draft::load::<Creation<F>>(F::DRAFT).filter(|kept| is_kept(&kept.own));
        let kept = kept.unwrap_or_else(|| Creation::new(fresh));
        let project = Project::new(kept.project.clone());
        let (own, tags) = (RwSignal::new(kept.own), RwSignal::new(kept.tags));
        let whole =
            Memo::new(move |_| Creation { project: project.form.get(), own: own.get(), tags: tags.get() });
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || whole.with(|whole| draft::keep(F::DRAFT, whole)));
        let session = use_session();
        let settled = use_settled(move || whole.get());
        let check = use_query(move || {
            let first = project.groups.map(|rows| rows.first().map(|row| row.id.clone())).flatten();
            let exists =
                project.groups.map(|rows| rows.iter().any(|row| Some(&row.id) == project.group().as_ref()));
            let group = project.group().filter(|_| exists == Some(true)).or(first)?;
            let command = Box::new(settled.get()?.probe(group)?);
            Some(CheckCommand { command, principal: session.persona.get().id })
        });
        let checking = Signal::derive(move || settled.get().is_none() || check.is_loading());
        Wizard {
            session,
            step: RwSignal::new(0),
            project,
            own,
            tags,
            whole,
            name_touched: RwSignal::new(false),
            reviewed: RwSignal::new(false),
            check,
            checking,
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn go(self, step: usize) {
        if step > Creation::<F>::tags_tab() {
            self.reviewed.set(true);
        }
        self.failure.set(None);
        self.step.set(step);
    }

    /// Why the engine would refuse what was entered.
    pub fn refusal(self) -> Option<Refusal> {
        self.check.ready().flatten()
    }

    /// What the engine says about the name.
    pub fn name_refused(self) -> Option<String> {
        self.refusal().as_ref().and_then(F::name_refused)
    }

    fn has_errors(self, tab: usize) -> bool {
        self.whole.with(|whole| whole.has_errors(tab)) || (tab == 0 && self.name_refused().is_some())
    }

    /// Why nothing can be created yet.
    fn blocked(self) -> Option<String> {
        if (0..=Creation::<F>::tags_tab()).any(|tab| self.has_errors(tab)) {
            return Some("Required information is missing or not valid.".into());
        }
        self.checking.get().then(|| "Validation is in progress.".to_string())
    }

    /// The group, where it is new, and the resource; none while something is missing.
    fn commands(self) -> Vec<Command> {
        let subscription = self.project.subscription.get();
        let commands =
            subscription.and_then(|subscription| self.whole.with(|whole| whole.commands(subscription)));
        commands.unwrap_or_default()
    }

    fn submit(self) {
        let commands = untrack(|| self.commands());
        if commands.is_empty() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        submit_deployment(self.session, commands, move |result| {
            let _ = self.busy.try_set(false);
            match result {
                Ok(()) => draft::forget(F::DRAFT),
                Err(failure) => drop(self.failure.try_set(Some(FailureText::of(&failure)))),
            }
        });
    }
}

/// A wizard with its own tabs; `back` leads away from it.
pub fn wizard_blade<F: CreateForm>(
    title: &'static str,
    crumbs: Vec<Crumb>,
    back: Route,
    wizard: Wizard<F>,
    own_step: fn(Wizard<F>, usize) -> AnyView,
) -> impl IntoView {
    let tab = |(index, title): (usize, &'static str)| {
        let shown = move || index <= Creation::<F>::tags_tab() && wizard.reviewed.get();
        Tab::new(title).with_errors(move || shown() && wizard.has_errors(index))
    };
    let titles = Creation::<F>::titles();
    let footer_titles: Vec<String> = titles.iter().map(|title| title.to_string()).collect();
    let tabs = titles.into_iter().enumerate().map(tab).collect();
    let close = move |()| {
        draft::forget(F::DRAFT);
        navigate(&back);
    };
    let step = move || match wizard.step.get() {
        step if step < F::TABS.len() => own_step(wizard, step),
        step if step == Creation::<F>::tags_tab() => {
            view! { <div class="pt-page"><TagsStep form=wizard.tags for_storage=false/></div> }.into_any()
        }
        _ => review(wizard).into_any(),
    };
    view! {
        <BladeFrame title crumbs on_close=close>
            <WizardTabs tabs selected=wizard.step on_select=move |step| wizard.go(step)>{step}</WizardTabs>
            <WizardFooter
                titles=footer_titles
                selected=wizard.step
                on_select=move |step| wizard.go(step)
                on_finish=move |()| wizard.submit()
                finish_disabled_reason=move || wizard.blocked()
                busy=wizard.busy
            >
                {move || (wizard.step.get() > Creation::<F>::tags_tab()).then(|| view! {
                    <ViewRequest commands=move || wizard.commands()/>
                })}
            </WizardFooter>
        </BladeFrame>
    }
}

fn review<F: CreateForm>(wizard: Wizard<F>) -> impl IntoView {
    let status = move || {
        if (0..=Creation::<F>::tags_tab()).any(|tab| wizard.has_errors(tab)) {
            view! {
                <MessageBar tone=Tone::Error announce=true>
                    "Validation failed. Required information is missing or not valid."
                </MessageBar>
            }
            .into_any()
        } else if wizard.checking.get() {
            view! { <Spinner label=Some("Validation is in progress.".to_string())/> }.into_any()
        } else if let Some(refusal) = wizard.refusal() {
            view! { <FailureBar text=FailureText::of(&refusal.into())/> }.into_any()
        } else {
            view! { <MessageBar tone=Tone::Success announce=true>"Validation passed"</MessageBar> }.into_any()
        }
    };
    let sections = move || {
        let project = PropertySection::new(
            "Project details",
            [
                ("Subscription", wizard.project.subscription_name()),
                ("Resource group", wizard.project.group_name()),
            ],
        );
        let tags = wizard.tags.with(|tags| tags.tags(false)).unwrap_or_default();
        let tags: Vec<String> = tags.iter().map(|(name, value)| tag_text(name, value)).collect();
        let tags = PropertySection::new("Tags", [("Tags", tags.join(", "))]);
        let own = wizard.own.with(CreateForm::review);
        let all = std::iter::once(project).chain(own).chain([tags]);
        all.map(|section| view! { <SectionCard section/> }).collect_view()
    };
    view! {
        <div class="pt-page pt-page--form">
            {move || wizard.failure.get().map(|text| view! { <FailureBar text/> })}
            {status}
            {sections}
        </div>
    }
}
