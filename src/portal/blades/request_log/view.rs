//! The blade.

use super::view_model::{LogLine, csv, log_line};
use crate::portal::{
    controls::{
        Button, ButtonKind, Column, Command, CommandBar, CopyButton, Crumb, EmptyState, Glyph, Grid,
        SimBadge, StatusCell, Tone,
    },
    route::Route,
    session::{navigate, save_csv, use_session},
    shell::BladeFrame,
};
use leptos::prelude::*;

#[component]
pub fn RequestLogBlade() -> impl IntoView {
    let session = use_session();
    let requests = session.requests;
    let none = move || {
        requests.with(|log| log.entries().is_empty()).then(|| "Nothing was asked for yet.".to_string())
    };
    let export = move || {
        let text = requests.with_untracked(|log| csv(log.entries()));
        save_csv(&text, "requests.csv");
    };
    let commands = vec![
        Command::run(Glyph::Download, "Export to CSV", export).disabled_when(none),
        Command::run(Glyph::Delete, "Clear", move || requests.update(|log| log.clear())).disabled_when(none),
    ];
    let crumbs = vec![Crumb::new("Home", Route::Home.href())];
    view! {
        <BladeFrame title="Request log" glyph=Glyph::Code crumbs on_close=|()| navigate(&Route::Home)>
            <CommandBar commands/>
            <div class="pt-page">
                <p class="pt-text">
                    <SimBadge/>
                    " What this page asked for since it was opened, as the requests that Azure would have got. What only reads is not among them, nor are downloads."
                </p>
                <Log/>
            </div>
        </BladeFrame>
    }
}

#[component]
fn Log() -> impl IntoView {
    let session = use_session();
    let lines = Memo::new(move |_| {
        session.requests.with(|log| log.entries().iter().map(log_line).collect::<Vec<_>>())
    });
    let path = move |line: &LogLine| {
        let (number, text) = (line.number, line.path.clone());
        view! { <Button kind=ButtonKind::Link on_click=move |()| session.view_entries(&[number])>{text}</Button> }
    };
    let outcome = |line: &LogLine| {
        let tone = if line.succeeded { Tone::Success } else { Tone::Error };
        view! { <StatusCell tone text=line.outcome.clone()/> }
    };
    let correlation = |line: &LogLine| {
        let id = line.correlation.clone();
        (!id.is_empty()).then(|| {
            view! { <span class="pt-request__id">{id.clone()} <CopyButton value=id label="Copy correlation ID"/></span> }
        })
    };
    let columns = vec![
        Column::text("Time", |line: &LogLine| line.time.clone()).secondary(),
        Column::text("Method", |line: &LogLine| line.method.clone()),
        Column::view("Path", path).searched_by(|line: &LogLine| line.path.clone()),
        Column::view("Outcome", outcome).searched_by(|line: &LogLine| line.outcome.clone()),
        Column::text("Who", |line: &LogLine| line.who.clone()).secondary(),
        Column::view("Correlation ID", correlation)
            .searched_by(|line: &LogLine| line.correlation.clone())
            .secondary(),
    ];
    view! {
        <Grid
            caption="Requests"
            columns
            rows=lines
            row_key=|line: &LogLine| line.number.to_string()
            filter=true
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Code
                    title="Nothing was asked for yet"
                    text="Create or change something: the requests behind your clicks are listed here."
                />
            }
        />
    }
}
