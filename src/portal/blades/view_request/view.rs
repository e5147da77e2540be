//! The link, and the pane it opens.
//!
//! There is one pane, above everything else; whoever has a command gives it to the session to be shown.

use super::view_model::{Notation, untried};
use crate::{
    engine::request::Command,
    portal::{
        blades::answered::FailureBar,
        controls::{
            Button, ButtonKind, ContextPane, CopyButton, EmptyState, Glyph, MessageBar, PaneSize, Spinner,
            Tab, Tabs,
        },
        failure::FailureText,
        route::Route,
        session::{Viewed, navigate, use_session},
    },
    rpc::Rendered,
};
use leptos::prelude::*;

/// *View request*. The commands are asked for when it is pressed; none of them while something is missing.
#[component]
pub fn ViewRequest(commands: impl Fn() -> Vec<Command> + Send + Sync + 'static) -> impl IntoView {
    let session = use_session();
    let view = move |()| session.view_commands(untrack(&commands));
    view! { <Button kind=ButtonKind::Link on_click=view>"View request"</Button> }
}

/// The pane; open while the session has something to show.
#[component]
pub fn RequestPane() -> impl IntoView {
    let session = use_session();
    let viewed = session.viewed;
    let tab = RwSignal::new(0_usize);
    let close = move |()| {
        viewed.set(None);
        tab.set(0);
    };
    let requests = Memo::new(move |_| match viewed.get() {
        Some(Viewed::Requests(all)) => all,
        _ => Vec::new(),
    });
    let reason = move || requests.with(|all| untried(all)).map(str::to_string);
    let attempt = move |()| {
        session.handed.set(requests.with_untracked(|all| all.first().map(|one| one.request.clone())));
        close(());
        navigate(&Route::ApiPlayground);
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=attempt disabled_reason=Signal::derive(reason)>
                "Try in API playground"
            </Button>
            <Button on_click=close>"Close"</Button>
        }
    };
    view! {
        <ContextPane
            open=Signal::derive(move || viewed.with(Option::is_some))
            on_close=close
            title="View request"
            subtitle=Signal::stored(Some("What Azure would be asked for".to_string()))
            size=PaneSize::Large
            footer
        >
            {move || match viewed.get() {
                None => ().into_any(),
                Some(Viewed::Asking) => view! { <Spinner label=Some("Writing the request".to_string())/> }.into_any(),
                Some(Viewed::Incomplete) => view! {
                    <MessageBar>"Something is missing yet: there is no request before everything required is there."</MessageBar>
                }
                .into_any(),
                Some(Viewed::Failed(failure)) => view! { <FailureBar text=FailureText::of(&failure)/> }.into_any(),
                Some(Viewed::Requests(all)) if all.is_empty() => view! {
                    <EmptyState
                        glyph=Glyph::Code
                        title="Azure has no request for this"
                        text="It is about the simulation itself: its clock, or what writes on disks."
                    />
                }
                .into_any(),
                Some(Viewed::Requests(_)) => view! { <Notations requests tab/> }.into_any(),
            }}
        </ContextPane>
    }
}

#[component]
fn Notations(requests: Memo<Vec<Rendered>>, tab: RwSignal<usize>) -> impl IntoView {
    let tabs = Notation::ALL.map(|notation| Tab::new(notation.title())).to_vec();
    let shown = move || {
        let notation = Notation::ALL.get(tab.get()).copied().unwrap_or(Notation::Request);
        match requests.with(|all| notation.text(all)) {
            None => view! { <p class="pt-text">{notation.missing()}</p> }.into_any(),
            Some(text) => view! {
                <div class="pt-request">
                    <CopyButton value=text.clone() label=format!("Copy {}", notation.title())/>
                    <pre class="pt-request__text" tabindex="0" aria-label=notation.title()>{text}</pre>
                </div>
            }
            .into_any(),
        }
    };
    view! {
        <Tabs tabs selected=tab on_select=move |chosen| tab.set(chosen) label="Notation">{shown}</Tabs>
    }
}
