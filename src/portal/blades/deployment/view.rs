//! The page of a deployment; it follows the simulated clock.

use super::view_model::{duration, next_steps, operation_text, status_heading};
use crate::{
    base::ArmId,
    engine::{
        query::{DeploymentDetail, DeploymentView},
        resources::DeploymentStatus,
    },
    portal::{
        blades::answered::Answered,
        controls::{
            Button, ButtonKind, Command, CommandBar, CopyButton, Crumb, Glyph, MessageBar, StatusCell, Tone,
            announce,
        },
        format,
        now::use_now,
        route::{MenuItem, Route},
        session::{navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// A deployment of a resource group.
#[component]
pub fn DeploymentBlade(group: ArmId, name: String) -> impl IntoView {
    let (asked, wanted) = (group.clone(), name.clone());
    let answer = use_query(move || Some(DeploymentDetail { group: asked.clone(), name: wanted.clone() }));
    let list = Route::ResourceGroup { id: group.clone(), item: MenuItem::Deployments };
    let overview = Route::ResourceGroup { id: group.clone(), item: MenuItem::Overview };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(group.name(), overview.href()),
        Crumb::new("Deployments", list.href()),
    ];
    let not_simulated = |what: &'static str| {
        move || Some(format!("{what} is not simulated: deployments here end by themselves within a minute."))
    };
    let commands = vec![
        Command::run(Glyph::Stopped, "Cancel", || ()).disabled_when(not_simulated("Cancelling a deployment")),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    view! {
        <BladeFrame
            title=name
            subtitle=Some("Deployment".to_string())
            glyph=Glyph::ResourceGroup
            crumbs=crumbs
            on_close=move |()| navigate(&list)
        >
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |view| view! { <Progress view/> }/>
        </BladeFrame>
    }
}

#[component]
fn Progress(view: Signal<DeploymentView>) -> impl IntoView {
    let status = Memo::new(move |_| view.with(|view| view.status));
    // Reaches outside: tells the screen reader of each change of state.
    Effect::new(move |before: Option<DeploymentStatus>| {
        let now = status.get();
        if before.is_some_and(|before| before != now) {
            announce(status_heading(now).1);
        }
        now
    });
    let done = move || status.get() == DeploymentStatus::Succeeded;
    let heading = move || {
        let (badge, text) = status_heading(status.get());
        view! { <h2 class="pt-deployment__heading"><StatusCell tone=badge text=text/></h2> }
    };
    let resource = move || Route::of_resource(&view.with(|view| view.resource.clone()));
    let waiting = move || {
        (!done()).then(|| {
            view! {
                <MessageBar tone=Tone::Information>
                    "The deployment follows the simulated clock. Run or advance it in the bar below."
                </MessageBar>
            }
        })
    };
    view! {
        <div class="pt-page">
            {heading}
            {waiting}
            <Basics view/>
            <h2 class="pt-section-title">"Deployment details"</h2>
            <Operations view/>
            <Show when=done>
                <NextSteps view/>
                <p><Button kind=ButtonKind::Primary on_click=move |()| navigate(&untrack(resource))>"Go to resource"</Button></p>
            </Show>
        </div>
    }
}

#[component]
fn Basics(view: Signal<DeploymentView>) -> impl IntoView {
    let now = use_now();
    let group = move || {
        let id = view.with(|view| view.group.clone());
        let name = id.name().to_string();
        view! { <a href=Route::ResourceGroup { id, item: MenuItem::Overview }.href()>{name}</a> }
    };
    let correlation = Signal::derive(move || view.with(|view| view.correlation.to_string()));
    view! {
        <dl class="pt-summary">
            <dt>"Deployment name"</dt><dd>{move || view.with(|view| view.name.clone())}</dd>
            <dt>"Subscription"</dt><dd>{move || view.with(|view| view.subscription_name.clone())}</dd>
            <dt>"Resource group"</dt><dd>{group}</dd>
            <dt>"Start time"</dt><dd>{move || view.with(|view| format::moment(view.started_at))}</dd>
            <dt>"Duration"</dt><dd>{move || view.with(|view| duration(view, now.get()))}</dd>
            <dt>"Correlation ID"</dt>
            <dd>{move || correlation.get()} " " <CopyButton value=correlation label="Copy Correlation ID"/></dd>
        </dl>
    }
}

#[component]
fn Operations(view: Signal<DeploymentView>) -> impl IntoView {
    let resource = move || {
        view.with(|view| {
            let href = Route::of_resource(&view.resource).href();
            let name = view.resource.name().to_string();
            match view.status {
                DeploymentStatus::Succeeded => view! { <a href=href>{name}</a> }.into_any(),
                DeploymentStatus::Running => name.into_any(),
            }
        })
    };
    let status = move || {
        let status = view.with(|view| view.status);
        let (badge, _) = status_heading(status);
        view! { <StatusCell tone=badge text=operation_text(status)/> }
    };
    view! {
        <table class="pt-grid__table">
            <caption class="pt-visually-hidden">"Deployment details"</caption>
            <thead><tr><th scope="col">"Resource"</th><th scope="col">"Type"</th><th scope="col">"Status"</th></tr></thead>
            <tbody>
                <tr>
                    <td>{resource}</td>
                    <td>{move || view.with(|view| view.kind.display_name())}</td>
                    <td>{status}</td>
                </tr>
            </tbody>
        </table>
    }
}

#[component]
fn NextSteps(view: Signal<DeploymentView>) -> impl IntoView {
    let step = |(text, importance, route): (&'static str, &'static str, Route)| {
        view! { <li><a href=route.href()>{text}</a> " " <span class="pt-muted">{importance}</span></li> }
    };
    view! {
        <h2 class="pt-section-title">"Next steps"</h2>
        <ul class="pt-text">{move || view.with(next_steps).into_iter().map(step).collect_view()}</ul>
    }
}
