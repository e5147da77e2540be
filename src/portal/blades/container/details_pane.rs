//! One file or directory: properties, digest, metadata, access control list.

use super::{
    commands::Browser,
    versions_view::Versions,
    view_model::{account_of, acl_lines, facts, verdict},
};
use crate::{
    engine::query::{PathDetail, PathView},
    portal::{
        blades::answered::{Answered, FailureBar},
        controls::{Button, ButtonKind, ContextPane, CopyButton, MessageBar, PaneSize, Tab, Tabs, Tone},
        failure::FailureText,
        session::use_query,
    },
};
use leptos::prelude::*;

/// The pane; open while a file is.
#[component]
pub fn DetailsPane(browser: Browser) -> impl IntoView {
    let close = move || browser.opened.set(None);
    let name = move || {
        let path = browser.opened.get().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_string()
    };
    let line = move || {
        let path = browser.opened.get()?;
        browser.lines.with(|lines| lines.iter().find(|line| line.path == path).cloned())
    };
    let blocked = move || match line() {
        Some(line) => super::view_model::download_blocked(&[line]),
        None => Some("The file is not in the list any more.".to_string()),
    };
    let footer = move || {
        let download = move |()| {
            if let Some(line) = untrack(line) {
                browser.download(&[line]);
            }
        };
        view! {
            <Button kind=ButtonKind::Primary on_click=download disabled_reason=blocked>"Download"</Button>
            <Button on_click=move |()| close()>"Close"</Button>
        }
    };
    view! {
        <ContextPane
            open=move || browser.opened.with(Option::is_some)
            on_close=move |()| close()
            title=Signal::derive(name)
            size=PaneSize::Large
            footer
        >
            {move || browser.opened.get().map(|path| view! { <Details browser path/> })}
        </ContextPane>
    }
}

/// What a blob is, and in a flat account what it was; of one that is not there only that.
#[component]
fn Details(browser: Browser, path: String) -> impl IntoView {
    let listed = browser.lines.with_untracked(|lines| lines.iter().any(|line| line.path == path));
    let hierarchical = browser.answer.map(|page| page.hierarchical_namespace).unwrap_or(true);
    if hierarchical {
        return view! { <Overview browser path/> }.into_any();
    }
    if !listed {
        return view! { <Versions browser path/> }.into_any();
    }
    let tab = RwSignal::new(0_usize);
    let tabs = vec![Tab::new("Overview"), Tab::new("Versions")];
    view! {
        <Tabs tabs selected=tab on_select=move |index| tab.set(index) label="Blob">
            {move || match tab.get() {
                0 => view! { <Overview browser path=path.clone()/> }.into_any(),
                _ => view! { <Versions browser path=path.clone()/> }.into_any(),
            }}
        </Tabs>
    }
    .into_any()
}

#[component]
fn Overview(browser: Browser, path: String) -> impl IntoView {
    let container = browser.container.get_value();
    let answer = use_query(move || Some(PathDetail { container: container.clone(), path: path.clone() }));
    view! { <Answered answer ready=move |view| view! { <Facts browser view/> }/> }
}

#[component]
fn Facts(browser: Browser, view: Signal<PathView>) -> impl IntoView {
    let rows = move || {
        let (account, container) = browser
            .container
            .with_value(|container| (account_of(container).name().to_string(), container.name().to_string()));
        let rows = view.with(|view| facts(&account, &container, view)).into_iter();
        rows.map(|fact| {
            let copy = (fact.label == "URL").then(|| {
                view! { " " <CopyButton value=fact.value.clone() label="Copy URL"/> }
            });
            view! { <dt>{fact.label}</dt><dd>{fact.value.clone()}{copy}</dd> }
        })
        .collect_view()
    };
    let is_file = Memo::new(move |_| view.with(|view| !view.row.directory));
    let has_acl = Memo::new(move |_| view.with(|view| view.row.permissions.is_some()));
    view! {
        <h3 class="pt-section-title">"Properties"</h3>
        <dl class="pt-summary">{rows}</dl>
        <Show when=move || is_file.get()>
            <DigestSection browser view/>
        </Show>
        <h3 class="pt-section-title">"Metadata"</h3>
        {move || metadata(&view.get())}
        <Show when=move || has_acl.get()>
            <h3 class="pt-section-title">"Access control list"</h3>
            {move || access_list(&view.get())}
        </Show>
    }
}

/// The digest, and a button that reads every byte and compares.
#[component]
fn DigestSection(browser: Browser, view: Signal<PathView>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let result = RwSignal::new(None::<Result<(bool, String), FailureText>>);
    let digest = move || view.with(|view| view.digest.map(|digest| digest.hex()));
    let verify = move |()| {
        let (path, stored) = view.with_untracked(|view| (view.row.path.clone(), view.digest));
        busy.set(true);
        result.set(None);
        leptos::task::spawn_local(async move {
            let read = browser.session.prove(browser.container.get_value(), path).await;
            let shown = read.map(|read| verdict(stored, read)).map_err(|failure| FailureText::of(&failure));
            let _ = busy.try_set(false);
            let _ = result.try_set(Some(shown));
        });
    };
    view! {
        <h3 class="pt-section-title">"Digest (BLAKE3)"</h3>
        {move || match digest() {
            Some(digest) => view! {
                <p class="pt-copyable">
                    <code class="pt-copyable__text">{digest.clone()}</code>
                    <CopyButton value=digest label="Copy digest"/>
                </p>
            }
            .into_any(),
            None => view! { <p class="pt-muted">"Not computed yet: this sample file has not been read."</p> }
                .into_any(),
        }}
        <p class="pt-text pt-muted">"Verify reads the stored bytes and compares their digest with the one kept at upload."</p>
        <p><Button on_click=verify busy>"Verify"</Button></p>
        {move || result.get().map(|result| match result {
            Ok((good, text)) => {
                let tone = if good { Tone::Success } else { Tone::Error };
                view! { <MessageBar tone announce=true>{text}</MessageBar> }.into_any()
            }
            Err(text) => view! { <FailureBar text/> }.into_any(),
        })}
    }
}

fn metadata(view: &PathView) -> AnyView {
    if view.metadata.is_empty() {
        return view! { <p class="pt-muted">"None"</p> }.into_any();
    }
    let row = |(name, value): (&String, &String)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> };
    view! { <dl class="pt-summary">{view.metadata.iter().map(row).collect_view()}</dl> }.into_any()
}

fn access_list(view: &PathView) -> impl IntoView + use<> {
    let row = |line: super::view_model::AclLine| {
        let kind = if line.default { "Default" } else { "Access" };
        view! {
            <tr><td>{line.principal}</td><td><code>{line.permissions}</code></td><td>{kind}</td></tr>
        }
    };
    view! {
        <table class="pt-grid__table">
            <caption class="pt-visually-hidden">"Access control list"</caption>
            <thead><tr><th scope="col">"Principal"</th><th scope="col">"Permissions"</th><th scope="col">"Entry"</th></tr></thead>
            <tbody>{view.acl.iter().flat_map(acl_lines).map(row).collect_view()}</tbody>
        </table>
    }
}
