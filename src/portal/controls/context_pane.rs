//! A pane docked to the right edge, for choices and small edits.

use leptos::prelude::*;

use super::{button::IconButton, element_id::ElementId, icon::Glyph, modal::Modal};

/// How wide a pane is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaneSize {
    /// 315 px.
    Small,
    /// 480 px, for the notifications.
    Notifications,
    /// 585 px.
    #[default]
    Medium,
    /// 855 px.
    Large,
    /// 1125 px.
    ExtraLarge,
}

impl PaneSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "pt-pane pt-pane--small",
            Self::Notifications => "pt-pane pt-pane--notifications",
            Self::Medium => "pt-pane pt-pane--medium",
            Self::Large => "pt-pane pt-pane--large",
            Self::ExtraLarge => "pt-pane pt-pane--extra-large",
        }
    }
}

/// A modal pane at the right edge; its content exists only while it is open.
#[component]
pub fn ContextPane(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Runs on ✕ and Escape: set `open` to false there.
    #[prop(into)]
    on_close: Callback<()>,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// A quiet line under the heading.
    #[prop(optional, into)]
    subtitle: Signal<Option<String>>,
    /// The width.
    #[prop(optional)]
    size: PaneSize,
    /// The docked footer's buttons.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let footer = StoredValue::new(footer);
    let open = Memo::new(move |_| open.get());
    move || {
        open.get().then(|| {
            let id = ElementId::new();
            view! {
                <Modal class=size.class() labelled_by=id.part("title") on_dismiss=on_close body=".pt-pane__body">
                    <div class="pt-pane__head">
                        <div>
                            <h2 id=id.part("title") class="pt-pane__title" tabindex="-1">{move || title.get()}</h2>
                            {move || subtitle.get().map(|text| view! { <p class="pt-pane__subtitle">{text}</p> })}
                        </div>
                        <IconButton glyph=Glyph::Close label="Close" class="pt-close-button" on_click=on_close/>
                    </div>
                    <div class="pt-pane__body">{children.with_value(|children| children())}</div>
                    {footer
                        .get_value()
                        .map(|footer| view! { <div class="pt-footer pt-pane__footer">{footer.run()}</div> })}
                </Modal>
            }
        })
    }
}
