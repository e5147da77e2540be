//! The deployment page.

use super::view_model::{duration, heading, resource_status};
use crate::{
    base::ArmId,
    engine::{
        query::{DeploymentDetail, DeploymentView},
        resources::DeploymentStatus,
    },
    portal::{
        blades::answered::Answered,
        controls::{
            Button, ButtonKind, Command, CommandBar, Crumb, Essential, Essentials, Glyph, StatusCell,
        },
        format,
        route::Route,
        session::{navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// A deployment, updated in place while it runs.
#[component]
pub fn DeploymentBlade(group: ArmId, name: String) -> impl IntoView {
    let detail = DeploymentDetail { group: group.clone(), name: name.clone() };
    let answer = use_query(move || Some(detail.clone()));
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(group.name(), Route::of_resource(&group).href()),
    ];
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || answer.refresh())];
    let back = Route::of_resource(&group);
    view! {
        <BladeFrame title=name subtitle=Some("Deployment".to_string()) crumbs on_close=move |()| navigate(&back)>
            <CommandBar commands/>
            <Answered answer ready=move |deployment| view! { <Progress deployment/> }/>
        </BladeFrame>
    }
}

#[component]
fn Progress(#[prop(into)] deployment: Signal<DeploymentView>) -> impl IntoView {
    let status = Memo::new(move |_| deployment.with(|deployment| deployment.status));
    let facts = deployment.get_untracked();
    let to_resource = Route::of_resource(&facts.resource);
    let left = vec![
        Essential::text("Deployment name", facts.name.clone()),
        Essential::text("Subscription", facts.subscription_name.clone()),
        Essential::link(
            "Resource group",
            facts.group.name().to_string(),
            Route::of_resource(&facts.group).href(),
        ),
    ];
    let right = vec![
        Essential::text("Start time", format::moment(facts.started_at)),
        Essential::text("Duration", Signal::derive(move || deployment.with(duration))),
        Essential::copyable("Correlation ID", facts.correlation.to_string()),
    ];
    let resource = facts.resource.clone();
    view! {
        <div class="pt-page" aria-live="polite">
            {move || {
                let (text, badge) = heading(status.get());
                view! { <h2 class="pt-section-title"><StatusCell tone=badge text=text/></h2> }
            }}
        </div>
        <Essentials left right/>
        <div class="pt-page">
            <h2 class="pt-section-title">"Deployment details"</h2>
            <table class="pt-table">
                <thead><tr><th scope="col">"Resource"</th><th scope="col">"Type"</th><th scope="col">"Status"</th></tr></thead>
                <tbody>
                    <tr>
                        <td><a href=Route::of_resource(&resource).href()>{resource.name().to_string()}</a></td>
                        <td>{facts.kind.resource_type()}</td>
                        <td>{move || {
                            let (text, badge) = resource_status(status.get());
                            view! { <StatusCell tone=badge text=text/> }
                        }}</td>
                    </tr>
                </tbody>
            </table>
            <Show when=move || status.get() == DeploymentStatus::Succeeded>
                <h2 class="pt-section-title">"Next steps"</h2>
                {
                    let to_resource = to_resource.clone();
                    view! {
                        <Button kind=ButtonKind::Primary on_click=move |_| navigate(&to_resource)>"Go to resource"</Button>
                    }
                }
            </Show>
        </div>
    }
}
