//! The sheet that covers everything when the engine has stopped.

use leptos::prelude::*;

use crate::portal::controls::{Button, ButtonKind, ElementId, Glyph, Icon, Modal};

/// Says what happened, that the saved world is safe, and offers to reload or to export it.
#[component]
pub fn CrashSheet(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// What happened and what to do, in a few sentences.
    #[prop(into)]
    text: Signal<String>,
    /// For a report: the panic's message, build, simulated time.
    #[prop(optional, into)]
    details: Signal<Option<String>>,
    /// Runs on Reload.
    #[prop(into)]
    on_reload: Callback<()>,
    /// Runs on Export.
    #[prop(into)]
    on_export: Callback<()>,
    /// Why the world cannot be exported now.
    #[prop(optional, into)]
    export_disabled_reason: Signal<Option<String>>,
) -> impl IntoView {
    let id = ElementId::new();
    view! {
        <Modal
            class="pt-sheet"
            alert=true
            labelled_by=id.part("title")
            described_by=id.part("text")
            on_dismiss=Callback::new(|()| ())
            body=".pt-sheet__buttons"
        >
            <div class="pt-sheet__card">
                <span class="pt-sheet__glyph"><Icon glyph=Glyph::Error size=48 tinted=true/></span>
                <h2 id=id.part("title") class="pt-sheet__title" tabindex="-1">{move || title.get()}</h2>
                <p id=id.part("text")>{move || text.get()}</p>
                {move || details.get().map(|details| view! {
                    <details class="pt-sheet__details">
                        <summary>"Technical details"</summary>
                        <pre class="pt-code" tabindex="0">{details}</pre>
                    </details>
                })}
                <div class="pt-sheet__buttons">
                    <Button kind=ButtonKind::Primary on_click=on_reload>"Reload"</Button>
                    <Button on_click=on_export disabled_reason=export_disabled_reason>"Export"</Button>
                </div>
            </div>
        </Modal>
    }
}
