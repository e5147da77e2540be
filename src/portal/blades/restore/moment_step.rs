//! Choosing a moment: the restorable window as a picture, a slider over it, and the moment in figures.

use super::{
    moment_form::{Window, parse, typed},
    wizard::Wizard,
};
use crate::{
    base::SimTime,
    engine::query::BlobRestoreView,
    portal::{
        blades::answered::NoAnswer,
        controls::{Field, MessageBar, TextBox, Tone},
        format::moment,
        session::Loaded,
    },
};
use leptos::prelude::*;

#[component]
pub fn MomentStep(wizard: Wizard) -> impl IntoView {
    let window = wizard.window;
    let any = Memo::new(move |_| wizard.restorable().is_some());
    let none = move || window.map(|view| view.window.is_none()).unwrap_or(false);
    view! {
        <p class="pt-text">
            "Choose the moment to put the blobs back to. What was written later is undone, in the storage account itself."
        </p>
        {move || window.failure().map(|failure| view! { <NoAnswer failure retry=move |()| window.refresh()/> })}
        {move || none().then(|| view! {
            <MessageBar tone=Tone::Warning>
                "Nothing can be restored yet: the window begins some minutes after point-in-time restore was switched on."
            </MessageBar>
        })}
        <Show when=move || any.get()>
            <MomentPicker
                restores=window
                time=Signal::derive(move || wizard.moment())
                on_choose=move |at| wizard.choose_time(at)
            />
        </Show>
    }
}

/// The window as a picture, a slider over it, and the moment in figures.
#[component]
pub fn MomentPicker(
    restores: Loaded<BlobRestoreView>,
    /// The last moment of the window until there is one.
    time: Signal<Option<SimTime>>,
    #[prop(into)] on_choose: Callback<SimTime>,
) -> impl IntoView {
    // The window moves on with the clock; what is chosen stays where it is.
    let window = Memo::new(move |before: Option<&Window>| {
        let restorable = restores.map(|view| view.window.map(|(first, last)| Window { first, last }));
        restorable
            .flatten()
            .or(before.copied())
            .unwrap_or(Window { first: SimTime::EPOCH, last: SimTime::EPOCH })
    });
    let time = move || time.get().unwrap_or_else(|| window.get().last);
    // What is typed stands until it is a moment.
    let text = RwSignal::new(untrack(|| typed(time())));
    let error = move || text.with(|text| parse(text, window.get()).err());
    let enter = move |entered: String| {
        if let Ok(at) = parse(&entered, window.get_untracked()) {
            on_choose.run(at);
        }
        text.set(entered);
    };
    let slide = move |seconds: String| {
        let Ok(seconds) = seconds.parse() else { return };
        let at = window.get_untracked().at(seconds);
        text.set(typed(at));
        on_choose.run(at);
    };
    view! {
        <div class="pt-window">
            <Axis restores window time=Signal::derive(time)/>
            <input
                class="pt-window__slider"
                type="range"
                min="0"
                max=move || window.get().seconds().to_string()
                prop:value=move || window.get().position(time()).to_string()
                on:input=move |event| slide(event_target_value(&event))
                aria-label="Moment to restore"
                aria-valuetext=move || moment(time())
            />
            <div class="pt-window__ends" aria-hidden="true">
                <span>{move || moment(window.get().first)}</span>
                <span>"Now"</span>
            </div>
            <p class="pt-text pt-muted">"Changes over the restorable window. The shaded part is undone."</p>
        </div>
        <div class="pt-page--form">
            <Field label="Restore point (UTC)" required=true error hint="Azure's portal shows your local time here; the API wants UTC.">
                <TextBox value=text on_change=enter/>
            </Field>
        </div>
    }
}

/// How much changed when, and where the chosen moment lies.
#[component]
fn Axis(restores: Loaded<BlobRestoreView>, window: Memo<Window>, time: Signal<SimTime>) -> impl IntoView {
    let bars = move || {
        let bar = |(index, percent): (usize, f64)| {
            let (x, height) = (index.to_string(), percent.to_string());
            view! { <rect class="pt-window__bar" x=x y=(100.0 - percent).to_string() width="0.8" height=height></rect> }
        };
        let heights = restores.map(heights).unwrap_or_default();
        heights.into_iter().enumerate().map(bar).collect_view()
    };
    let count = move || restores.map(|view| view.activity.len()).unwrap_or(1).max(1);
    let at = move || (window.get().percent(time.get()) / 100.0 * count() as f64).to_string();
    let undone = move || (count() as f64 * (1.0 - window.get().percent(time.get()) / 100.0)).to_string();
    view! {
        <svg
            class="pt-window__axis"
            viewBox=move || format!("0 0 {} 100", count())
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <rect class="pt-window__undone" x=at y="0" width=undone height="100"></rect>
            {bars}
            <rect class="pt-window__mark" x=at y="0" width="0.15" height="100"></rect>
        </svg>
    }
}

/// Heights of the bars; the part in which most changed fills the picture. Units: percent.
fn heights(view: &BlobRestoreView) -> Vec<f64> {
    let most = view.activity.iter().copied().max().unwrap_or(0).max(1);
    view.activity.iter().map(|changes| f64::from(*changes) * 100.0 / f64::from(most)).collect()
}
