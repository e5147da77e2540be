//! The wizard: frame, review, footer.

use super::{
    parameters_step::ParametersStep,
    point_step::PointStep,
    view_model::{PARAMETERS, POINT, REVIEW, STEPS, destination_details, point_details},
    wizard::Wizard,
};
use crate::{
    base::ArmId,
    engine::policy::DatasourceType,
    portal::{
        blades::answered::Answered,
        blades::view_request::view::ViewRequest,
        controls::{Crumb, MessageBar, StepFooter, StepTabs, Tab, Tone},
        format::moment,
        route::{MenuItem, Route},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// *Restore* of a backup instance.
#[component]
pub fn RestoreBlade(instance: ArmId) -> impl IntoView {
    let vault = ArmId::new(instance.as_str().rsplitn(3, '/').nth(2).unwrap_or_default());
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new(instance.name(), Route::Instance { id: instance.clone() }.href()),
    ];
    let subtitle = instance.name().to_string();
    let wizard = Wizard::open(instance);
    let tab = |index: usize| {
        Tab::new(STEPS[index])
            .complete_when(move || {
                wizard.locked(index).is_none() && wizard.missing(index).is_none() && wizard.step.get() > index
            })
            .disabled_when(move || wizard.locked(index))
    };
    let tabs = (0..STEPS.len()).map(tab).collect::<Vec<_>>();
    view! {
        <BladeFrame title="Restore" subtitle crumbs on_close=move |()| wizard.close()>
            <Answered answer=wizard.detail ready=move |_| {
                let tabs = tabs.clone();
                view! {
                    <StepTabs tabs selected=wizard.step on_select=move |step| wizard.step.set(step)>
                        {move || match wizard.step.get() {
                            POINT => view! { <PointStep wizard/> }.into_any(),
                            PARAMETERS => view! { <ParametersStep wizard/> }.into_any(),
                            _ => view! { <ReviewStep wizard/> }.into_any(),
                        }}
                    </StepTabs>
                    <StepFooter
                        count=STEPS.len()
                        selected=wizard.step
                        on_select=move |step| wizard.step.set(step)
                        next_disabled_reason=move || wizard.missing(wizard.step.get())
                        review_label="Review + restore"
                        finish_label="Restore"
                        on_finish=move |()| wizard.submit()
                        finish_disabled_reason=move || wizard.locked(REVIEW)
                        busy=wizard.busy
                    >
                        {move || (wizard.step.get() == REVIEW).then(|| view! {
                            <ViewRequest commands=move || wizard.command().into_iter().collect()/>
                        })}
                    </StepFooter>
                }
            }/>
        </BladeFrame>
    }
}

/// Rows of label and value.
pub fn summary(rows: Vec<(&'static str, String)>) -> impl IntoView {
    let row = |(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> };
    view! { <dl class="pt-summary">{rows.into_iter().map(row).collect_view()}</dl> }
}

fn source_label(datasource_type: DatasourceType) -> &'static str {
    match datasource_type {
        DatasourceType::DataLakeStorage | DatasourceType::Blob => "Source storage account",
        DatasourceType::Disk => "Source disk",
    }
}

#[component]
fn ReviewStep(wizard: Wizard) -> impl IntoView {
    let source = move || {
        let rows = wizard.detail.map(|view| {
            vec![
                ("Backup instance", view.row.name.clone()),
                (source_label(view.row.datasource_type), view.row.datasource_name.clone()),
                ("Vault", view.vault_name.clone()),
            ]
        });
        summary(rows.unwrap_or_default())
    };
    view! {
        <div class="pt-page">
            {move || wizard.locked(REVIEW).map(|reason| view! {
                <MessageBar tone=Tone::Error announce=true>{reason}</MessageBar>
            })}
            <h2 class="pt-section-title">"Basics"</h2>
            {source}
            <h2 class="pt-section-title">"Restore point"</h2>
            {move || match wizard.moment() {
                Some(time) => summary(vec![("Time", moment(time)), ("Datastore", "Operational".to_string())]).into_any(),
                None => wizard.point_row().map(|row| summary(point_details(&row))).into_any(),
            }}
            <h2 class="pt-section-title">"Restore parameters"</h2>
            {move || wizard.destination.get().map(|destination| summary(destination_details(&destination)))}
            {move || if wizard.is_operational() { view! { <MessageBar tone=Tone::Warning>
                "What was written to these blobs after the chosen moment is undone. Until the restore has ended they can be "
                "neither read nor written, and it cannot be cancelled; a second restore can undo it."
            </MessageBar> }.into_any() } else if wizard.is_disk() { view! { <MessageBar>
                "The new disk is attached to nothing. To use it, detach the old disk from the virtual machine and "
                "attach this one; for a system disk, swap the OS disk of the stopped machine."
            </MessageBar> }.into_any() } else { view! { <MessageBar>
                "Files of the cool and cold tiers come back in the hot tier. Azure does not document whether access "
                "control lists and timestamps survive a restore: check them on the target before you rely on them."
            </MessageBar> }.into_any() }}
        </div>
    }
}
