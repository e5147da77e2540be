//! *Create Backup Vault*: frame, review and footer.

use super::{
    form::VaultForm,
    steps::{Basics, VaultProperties},
    wizard::{REVIEW, STEPS, Wizard, vault_list},
};
use crate::{
    base::ArmId,
    portal::{
        blades::tags::view::TagsStep,
        blades::view_request::view::ViewRequest,
        controls::{Crumb, MessageBar, Tab, Tone, WizardFooter, WizardTabs},
        route::Route,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// The wizard.
#[component]
pub fn CreateVaultBlade() -> impl IntoView {
    let crumbs =
        vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Backup vaults", vault_list().href())];
    let wizard = Wizard::open();
    let basics = move || {
        let shown = wizard.name_error().or_else(|| wizard.group_error());
        shown.or_else(|| wizard.errors().redundancy).is_some()
    };
    let tabs = vec![
        Tab::new(STEPS[0]).with_errors(basics),
        Tab::new(STEPS[1]).with_errors(move || wizard.errors().soft_delete_days.is_some()),
        Tab::new(STEPS[2]).with_errors(move || wizard.errors().tags.is_some()),
        Tab::new(STEPS[3]),
    ];
    view! {
        <BladeFrame title="Create Backup Vault" crumbs on_close=move |()| wizard.close()>
            <WizardTabs tabs selected=wizard.step on_select=move |step| wizard.step.set(step)>
                {move || match wizard.step.get() {
                    0 => view! { <Basics wizard/> }.into_any(),
                    1 => view! { <VaultProperties wizard/> }.into_any(),
                    2 => view! {
                        <div class="pt-page pt-page--form">
                            <TagsStep form=wizard.tags for_storage=false/>
                        </div>
                    }
                    .into_any(),
                    _ => view! { <Review wizard/> }.into_any(),
                }}
            </WizardTabs>
            <WizardFooter
                titles=STEPS.map(str::to_string).to_vec()
                selected=wizard.step
                on_select=move |step| wizard.step.set(step)
                on_finish=move |()| wizard.create()
                finish_disabled_reason=move || wizard.problem()
                busy=wizard.busy
            >
                {move || (wizard.step.get() == REVIEW).then(|| view! {
                    <ViewRequest commands=move || wizard.form.with(VaultForm::command).into_iter().collect()/>
                })}
            </WizardFooter>
        </BladeFrame>
    }
}

#[component]
fn Review(wizard: Wizard) -> impl IntoView {
    let banner = move || match wizard.problem() {
        Some(problem) => view! {
            <MessageBar tone=Tone::Error announce=true>{format!("Validation failed. {problem}")}</MessageBar>
        }
        .into_any(),
        None => {
            view! { <MessageBar tone=Tone::Success announce=true>"Validation passed"</MessageBar> }.into_any()
        }
    };
    let group =
        move || wizard.form.with(|form| form.group.as_ref().map(ArmId::name).unwrap_or("-").to_string());
    let identity = move || if wizard.form.with(|form| form.identity) { "On" } else { "Off" };
    view! {
        <div class="pt-page pt-page--form">
            {banner}
            <h2 class="pt-section-title">"Basics"</h2>
            <dl class="pt-summary">
                <dt>"Subscription"</dt><dd>{move || wizard.subscription_name()}</dd>
                <dt>"Resource group"</dt><dd>{group}</dd>
                <dt>"Backup vault name"</dt><dd>{move || wizard.form.with(|form| form.name.clone())}</dd>
                <dt>"Region"</dt><dd>{move || wizard.form.with(|form| form.region.display_name())}</dd>
                <dt>"Backup storage redundancy"</dt>
                <dd>{move || wizard.form.with(|form| form.redundancy.display_name())}</dd>
            </dl>
            <h2 class="pt-section-title">"Vault Properties"</h2>
            <dl class="pt-summary">
                <dt>"Soft delete"</dt>
                <dd>{move || wizard.form.with(|form| format!("On, {} days", form.soft_delete_days))}</dd>
                <dt>"System-assigned identity"</dt><dd>{identity}</dd>
            </dl>
            <h2 class="pt-section-title">"Tags"</h2>
            <TagSummary wizard/>
        </div>
    }
}

#[component]
fn TagSummary(wizard: Wizard) -> impl IntoView {
    move || {
        let tags = wizard.tags.with(|form| form.tags(false)).unwrap_or_default();
        if tags.is_empty() {
            return view! { <p class="pt-text">"None"</p> }.into_any();
        }
        let row = |(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> };
        view! { <dl class="pt-summary">{tags.into_iter().map(row).collect_view()}</dl> }.into_any()
    }
}
