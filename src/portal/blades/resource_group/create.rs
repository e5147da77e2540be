//! *Create a resource group*.

use super::form::GroupForm;
use crate::{
    engine::{
        query::{Subscriptions, WorldSummary},
        resources::Region,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            refused::use_refusal,
            regions::region_choices,
            tags::{form::TagsForm, view::TagsStep},
            words,
        },
        controls::{
            Choice, Crumb, Field, FormSection, MessageBar, Select, Tab, TextBox, Tone, WizardFooter,
            WizardTabs,
        },
        route::{BrowseList, Route},
        session::{navigate, use_query, use_session},
        shell::BladeFrame,
    },
    rpc::Made,
};
use leptos::prelude::*;
use uuid::Uuid;

const STEPS: [&str; 3] = ["Basics", "Tags", "Review + create"];

#[derive(Clone, Copy)]
struct Wizard {
    step: RwSignal<usize>,
    subscription: RwSignal<Option<Uuid>>,
    name: RwSignal<String>,
    touched: RwSignal<bool>,
    region: RwSignal<Region>,
    tags: RwSignal<TagsForm>,
    busy: RwSignal<bool>,
    form: Signal<GroupForm>,
    refusal: Signal<Option<String>>,
}

impl Wizard {
    fn new() -> Self {
        let world = use_query(|| Some(WorldSummary));
        let subscription = RwSignal::new(None);
        let name = RwSignal::new(String::new());
        let region = RwSignal::new(Region::WestEurope);
        let tags = RwSignal::new(TagsForm::default());
        let form = Signal::derive(move || GroupForm {
            subscription: subscription
                .get()
                .or_else(|| world.map(|world| world.default_subscription))
                .unwrap_or_default(),
            name: name.get(),
            region: region.get(),
            tags: tags.get(),
        });
        let refused = use_refusal(move || form.with(|form| form.is_valid().then(|| form.command())));
        let refusal = Signal::derive(move || refused.get().map(|refusal| words(&refusal.explain())));
        let (step, touched, busy) = (RwSignal::new(0), RwSignal::new(false), RwSignal::new(false));
        Self { step, subscription, name, touched, region, tags, busy, form, refusal }
    }

    fn problem(self) -> Option<String> {
        let errors = self.form.with(GroupForm::errors);
        errors.name.or(errors.tags).or(self.refusal.get())
    }

    fn create(self) {
        let session = use_session();
        self.busy.set(true);
        let form = self.form.get_untracked();
        let name = form.name.clone();
        leptos::task::spawn_local(async move {
            let notice = session.notices.begin(&format!("Creating resource group {name}"), "");
            match session.submit_under(notice, form.command()).await {
                Ok(receipt) => {
                    let route = match receipt.made {
                        Made::Resource(id) => Route::of_resource(&id),
                        _ => Route::Browse(BrowseList::ResourceGroups),
                    };
                    notice.succeed("Resource group created", &name, Some(route.clone()));
                    navigate(&route);
                }
                Err(failure) => notice.fail("Creating resource group", &failure),
            }
            self.busy.set(false);
        });
    }
}

/// The wizard.
#[component]
pub fn CreateResourceGroupBlade() -> impl IntoView {
    let wizard = Wizard::new();
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new("Resource groups", Route::Browse(BrowseList::ResourceGroups).href()),
    ];
    let shown = move || wizard.step.get() == STEPS.len() - 1 || wizard.touched.get();
    let tabs = vec![
        Tab::new(STEPS[0])
            .with_errors(move || shown() && wizard.form.with(|form| form.errors().name.is_some())),
        Tab::new(STEPS[1]).with_errors(move || wizard.form.with(|form| form.errors().tags.is_some())),
        Tab::new(STEPS[2]),
    ];
    view! {
        <BladeFrame title="Create a resource group" crumbs on_close=|()| navigate(&Route::Browse(BrowseList::ResourceGroups))>
            <WizardTabs tabs selected=wizard.step on_select=move |step| wizard.step.set(step)>
                <div class="pt-page pt-page--form">
                    {move || match wizard.step.get() {
                        0 => view! { <Basics wizard/> }.into_any(),
                        1 => view! {
                            <TagsStep form=wizard.tags for_storage=false/>
                        }.into_any(),
                        _ => view! { <Review wizard/> }.into_any(),
                    }}
                </div>
            </WizardTabs>
            <WizardFooter
                titles=STEPS.map(str::to_string).to_vec()
                selected=wizard.step
                on_select=move |step| wizard.step.set(step)
                on_finish=move |()| wizard.create()
                finish_disabled_reason=Signal::derive(move || wizard.problem())
                busy=wizard.busy
            >
                {move || (wizard.step.get() == STEPS.len() - 1).then(|| view! {
                    <ViewRequest commands=move || {
                        wizard.form.with(|form| form.is_valid().then(|| form.command())).into_iter().collect()
                    }/>
                })}
            </WizardFooter>
        </BladeFrame>
    }
}

#[component]
fn Basics(wizard: Wizard) -> impl IntoView {
    let subscriptions = use_query(|| Some(Subscriptions));
    let choices = move || {
        let rows = subscriptions.ready().unwrap_or_default();
        rows.into_iter().map(|row| Choice::new(row.id.to_string(), row.name)).collect::<Vec<_>>()
    };
    let error = move || {
        wizard
            .touched
            .get()
            .then(|| wizard.form.with(|form| form.errors().name))
            .flatten()
            .or(wizard.refusal.get())
    };
    view! {
        <p class="pt-text">"A resource group is a container that holds related resources. It can be deleted with everything in it."</p>
        <FormSection title="Project details">
            <Field label="Subscription" required=true>
                <Select
                    value=Signal::derive(move || wizard.form.with(|form| form.subscription.to_string()))
                    on_change=move |id: String| wizard.subscription.set(Uuid::parse_str(&id).ok())
                    choices=Signal::derive(choices)
                />
            </Field>
            <Field label="Resource group" required=true error=Signal::derive(error)>
                <TextBox
                    value=wizard.name
                    on_change=move |name| wizard.name.set(name)
                    on_blur=move |_| wizard.touched.set(true)
                />
            </Field>
        </FormSection>
        <FormSection title="Resource details">
            <Field label="Region" required=true>
                <Select
                    value=Signal::derive(move || wizard.region.get().name().to_string())
                    on_change=move |name: String| wizard.region.set(Region::parse(&name).unwrap_or(Region::WestEurope))
                    choices=region_choices()
                />
            </Field>
        </FormSection>
    }
}

#[component]
fn Review(wizard: Wizard) -> impl IntoView {
    let banner = move || {
        match wizard.problem() {
        Some(problem) => view! { <MessageBar tone=Tone::Error announce=true>{format!("Validation failed. {problem}")}</MessageBar> }.into_any(),
        None => view! { <MessageBar tone=Tone::Success>"Validation passed"</MessageBar> }.into_any(),
    }
    };
    let tags = move || {
        let tags = wizard.tags.with(|form| form.tags(false)).unwrap_or_default();
        if tags.is_empty() {
            return "None".to_string();
        }
        tags.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
    };
    view! {
        {banner}
        <h2 class="pt-section-title">"Basics"</h2>
        <dl class="pt-summary">
            <dt>"Resource group"</dt><dd>{move || wizard.name.get()}</dd>
            <dt>"Region"</dt><dd>{move || wizard.region.get().display_name()}</dd>
        </dl>
        <h2 class="pt-section-title">"Tags"</h2>
        <p>{tags}</p>
    }
}
