//! What a page shows while its answer is on its way, and when there is none.

use crate::{
    engine::{rbac::RbacError, refusal::Refusal, resources::ResourceError},
    portal::{
        controls::{Button, ButtonKind, CopyButton, EmptyState, Glyph, MessageBar, Skeleton, Tone},
        failure::FailureText,
        session::{Loadable, Loaded},
    },
    rpc::Failure,
};
use leptos::prelude::*;

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Failed(Failure),
}

/// Shows `ready` once the answer is there, and keeps it while newer answers arrive; before that a
/// placeholder, and where there is no answer why.
#[component]
pub fn Answered<T, V>(
    answer: Loaded<T>,
    /// Gets the answer as a signal: it is built once, not at every change.
    ready: impl Fn(Signal<T>) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let stage = Memo::new(move |_| {
        answer.state.with(|state| match state {
            Loadable::Loading => Stage::Loading,
            Loadable::Ready(_) => Stage::Ready,
            Loadable::Failed(failure) => Stage::Failed(failure.clone()),
        })
    });
    move || match stage.get() {
        Stage::Loading => {
            view! { <div class="pt-page" aria-busy="true"><Skeleton lines=6/></div> }.into_any()
        }
        Stage::Failed(failure) => view! { <NoAnswer failure retry=move |()| answer.refresh()/> }.into_any(),
        Stage::Ready => latest(answer).map(&ready).into_any(),
    }
}

/// The answer that was there last: stays while the next one is fetched or fails.
fn latest<T: Clone + PartialEq + Send + Sync + 'static>(answer: Loaded<T>) -> Option<Signal<T>> {
    let first = answer.state.with_untracked(|state| state.as_ready().cloned())?;
    let value = Memo::new(move |before: Option<&T>| {
        answer
            .state
            .with(|state| state.as_ready().cloned())
            .unwrap_or_else(|| before.cloned().unwrap_or_else(|| first.clone()))
    });
    Some(value.into())
}

/// A page without its answer: not found, forbidden, or failed with *Retry*.
#[component]
pub fn NoAnswer(failure: Failure, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let text = FailureText::of(&failure);
    let details = text.details();
    match failure {
        Failure::Refused(Refusal::Resource(ResourceError::ResourceNotFound { resource })) => view! {
            <EmptyState glyph=Glyph::Search title="Resource not found" text=text.message>
                <p class="pt-muted">{resource.to_string()}</p>
                <a href="#home">"Go to Home"</a>
            </EmptyState>
        }
        .into_any(),
        Failure::Refused(Refusal::Rbac(RbacError::AuthorizationFailed { .. })) => view! {
            <EmptyState glyph=Glyph::Lock title="You do not have access" text=text.message>
                <CopyButton value=details label="Copy details"/>
                <Button on_click=retry>"Retry"</Button>
            </EmptyState>
        }
        .into_any(),
        _ => view! { <div class="pt-page"><FailureBar text><Button kind=ButtonKind::Link on_click=retry>"Retry"</Button></FailureBar></div> }
            .into_any(),
    }
}

/// A failure inside a page: what happened, why, and what to do; its code can be copied.
#[component]
pub fn FailureBar(text: FailureText, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let details = text.details();
    let heading = if text.code.is_empty() { String::new() } else { format!("{}: ", text.code) };
    view! {
        <MessageBar tone=Tone::Error announce=true>
            <p><strong>{heading}</strong>{text.message}</p>
            {(!text.cause.is_empty()).then(|| view! { <p>{text.cause}</p> })}
            <p>{text.action} " " <CopyButton value=details label="Copy details"/></p>
            {children.map(|children| children())}
        </MessageBar>
    }
}
