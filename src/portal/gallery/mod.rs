//! The gallery: every control in its states, for eyes and for the accessibility checks.

mod charts;
mod content;
mod forms;
mod lists;
mod overlays;
mod shell;

use leptos::prelude::*;

use super::{controls::Crumb, shell::BladeFrame};

/// All controls on one page.
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <BladeFrame title="Controls" subtitle="Gallery" crumbs=Signal::stored(vec![Crumb::new("Home", "#home")])>
            <div class="pt-gallery">
                <content::ContentSamples/>
                <forms::FormSamples/>
                <lists::ListSamples/>
                <charts::ChartSamples/>
                <overlays::OverlaySamples/>
                <shell::ShellSamples/>
            </div>
        </BladeFrame>
    }
}

/// A titled part of the gallery.
#[component]
fn Sample(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="pt-gallery__section" aria-label=title>
            <h2 class="pt-gallery__title">{title}</h2>
            {children()}
        </section>
    }
}
