//! The line of the simulation bar that says what the clock is doing, why it stands, or what a jump came to.

use leptos::prelude::*;

use super::simulation_progress::SimulationProgress;
use crate::portal::controls::{Glyph, Icon};

/// What the line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationLine {
    /// A jump is under way, in this page or another; the percentage is unknown until the worker has told it.
    Jump { text: String, percent: Option<u8> },
    /// The clock stands by itself: why, and what to do.
    Halt { message: String, action: String },
    /// A jump is over; links are label and address.
    Summary { text: String, links: Vec<(String, String)> },
    /// A jump ended with its tab.
    Unfinished { text: String },
}

/// What its controls do.
#[derive(Clone, Copy)]
pub struct LineActions {
    pub cancel: Callback<()>,
    pub dismiss: Callback<()>,
    /// Runs to where the unfinished jump was going.
    pub resume: Callback<()>,
}

/// What is read out when it comes up: a percentage that moves is not.
#[derive(Clone, PartialEq)]
enum Spoken {
    Running,
    Line(SimulationLine),
}

/// Empty it takes no room, but stays there for screen readers.
#[component]
pub fn JumpLine(line: Signal<Option<SimulationLine>>, actions: LineActions) -> impl IntoView {
    let running = Memo::new(move |_| line.with(|line| matches!(line, Some(SimulationLine::Jump { .. }))));
    let spoken = Memo::new(move |_| {
        line.get().map(|line| match line {
            SimulationLine::Jump { .. } => Spoken::Running,
            other => Spoken::Line(other),
        })
    });
    let said = move || match spoken.get() {
        None => ().into_any(),
        Some(Spoken::Running) => {
            view! { <span class="pt-visually-hidden">"Running ahead…"</span> }.into_any()
        }
        Some(Spoken::Line(line)) => rest(line, actions),
    };
    view! {
        <div class="pt-sim__line" class:pt-sim__line--empty=move || line.with(Option::is_none)>
            // Made once for each jump: a button that is made anew while it is pressed hears no click.
            <Show when=move || running.get()>
                <Progress line/>
                <button type="button" class="pt-sim__button" on:click=move |_| actions.cancel.run(())>"Cancel"</button>
            </Show>
            <span class="pt-sim__said" role="status">{said}</span>
        </div>
    }
}

#[component]
fn Progress(line: Signal<Option<SimulationLine>>) -> impl IntoView {
    let percent = move || match line.get() {
        Some(SimulationLine::Jump { percent, .. }) => percent,
        _ => None,
    };
    let text = move || match line.get() {
        Some(SimulationLine::Jump { text, .. }) => text,
        _ => String::new(),
    };
    view! {
        <SimulationProgress label="Running ahead" percent=Signal::derive(percent) text=Signal::derive(text)/>
    }
}

fn rest(line: SimulationLine, actions: LineActions) -> AnyView {
    let dismiss = view! {
        <button type="button" class="pt-sim__button" on:click=move |_| actions.dismiss.run(())>
            <Icon glyph=Glyph::Close size=12/>
            <span class="pt-visually-hidden">"Dismiss"</span>
        </button>
    };
    match line {
        SimulationLine::Jump { .. } => ().into_any(),
        SimulationLine::Halt { message, action } => view! {
            <span class="pt-sim__text"><strong>{message}</strong>" "{action}</span>
        }
        .into_any(),
        SimulationLine::Summary { text, links } => view! {
            <span class="pt-sim__text">{text}</span>
            {links
                .into_iter()
                .map(|(label, href)| view! { <a class="pt-sim__link" href=href>{label}</a> })
                .collect_view()}
            {dismiss}
        }
        .into_any(),
        SimulationLine::Unfinished { text } => view! {
            <span class="pt-sim__text">{text}</span>
            <button type="button" class="pt-sim__button" on:click=move |_| actions.resume.run(())>"Go on"</button>
            {dismiss}
        }
        .into_any(),
    }
}
