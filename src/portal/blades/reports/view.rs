//! The page: filters, and a card for each question.

use super::{
    figures::{Answer, ReportAnswers},
    filter::{ReportFilter, ReportRange},
    gathered::Gathered,
    price_pane::PricePane,
};
use crate::{
    base::{ArmId, SimDay},
    engine::{job::JobStatus, policy::DatasourceType},
    portal::{
        blades::{
            answered::NoAnswer, filter_pills::OnePill, jobs::view_model::JobFilter, vault::frame::VaultFrame,
        },
        chart::Figures,
        chrome::use_preferences,
        controls::{Button, ButtonKind, Chart, Command, CommandBar, Crumb, Glyph, PillBar, SimBadge},
        now::use_now,
        route::{MenuItem, Route},
        search::RESILIENCY,
        session::{Loadable, navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// *Backup reports* of a vault.
#[component]
pub fn VaultReportsBlade(vault: ArmId) -> impl IntoView {
    let asked = vault.clone();
    view! {
        <VaultFrame vault item=MenuItem::BackupReports>
            <ReportPage vault=Some(asked)/>
        </VaultFrame>
    }
}

/// *Backup reports* of all vaults.
#[component]
pub fn ReportsBlade() -> impl IntoView {
    let crumbs =
        vec![Crumb::new("Home", Route::Home.href()), Crumb::new(RESILIENCY, Route::Resiliency.href())];
    view! {
        <BladeFrame
            title=RESILIENCY
            item="Backup reports".to_string()
            glyph=Glyph::Chart
            crumbs
            on_close=|()| navigate(&Route::Resiliency)
        >
            <ReportPage vault=None/>
        </BladeFrame>
    }
}

/// What is on screen: it stays while the next report is on its way.
#[derive(Clone, PartialEq)]
struct Shown {
    answers: ReportAnswers,
    left_out: Option<String>,
}

#[component]
fn ReportPage(vault: Option<ArmId>) -> impl IntoView {
    let prices = use_preferences().prices;
    let filter = RwSignal::new(ReportFilter::default());
    let pricing = RwSignal::new(false);
    let now = use_now();
    let today = Memo::new(move |_| now.get().map(SimDay::of));
    let asked = StoredValue::new(vault.clone());
    let report =
        use_query(move || Some(filter.get().question(asked.get_value(), today.get()?, prices.get())));
    let shown = Memo::new(move |before: Option<&Option<Shown>>| {
        report.state.with(|state| match state {
            Loadable::Loading => before.cloned().flatten(),
            Loadable::Failed(_) => None,
            Loadable::Ready(view) => {
                // Of the filter that was asked by: a changed one asks again.
                let filter = filter.get_untracked();
                let gathered = Gathered::of(view, filter.step, filter.first_day(today.get_untracked()?));
                let left_out = gathered.left_out_text(filter.step);
                Some(Shown { answers: ReportAnswers::of(&gathered, filter.step), left_out })
            }
        })
    });
    let commands = vec![
        Command::run(Glyph::Refresh, "Refresh", move || report.refresh()),
        Command::run(Glyph::Tag, "Prices", move || pricing.set(true)),
    ];
    view! {
        <CommandBar commands refreshing=move || report.is_loading()/>
        <div class="pt-page">
            <p class="pt-text">
                <SimBadge/>
                "What backups did, hold and would cost. Azure makes such reports of a Log Analytics workspace, of the \
                 days before today, and shows no storage of disks and blobs."
            </p>
            <PillBar><ReportPills filter/></PillBar>
            {move || report.failure().map(|failure| view! { <NoAnswer failure retry=move |()| report.refresh()/> })}
            {move || shown.with(|shown| shown.as_ref().and_then(|shown| shown.left_out.clone()))
                .map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
            <Show when=move || report.failure().is_none()>
                <Cards shown vault=asked.get_value() pricing/>
            </Show>
        </div>
        <PricePane open=pricing/>
    }
}

#[component]
fn ReportPills(filter: RwSignal<ReportFilter>) -> impl IntoView {
    let range = Memo::new(move |_| filter.with(|filter| filter.range));
    let types = DatasourceType::ALL.map(|one| (Some(one), one.display_name()));
    let types = [(None, "All")].into_iter().chain(types).collect::<Vec<_>>();
    // Another range has other steps.
    let steps = move || {
        let steps = range.get().steps().iter().map(|step| (*step, step.label())).collect::<Vec<_>>();
        view! {
            <OnePill
                field="Per"
                choices=steps
                chosen=Signal::derive(move || filter.with(|filter| filter.step))
                on_choose=move |step| filter.update(|filter| filter.step = step)
            />
        }
    };
    view! {
        <OnePill
            field="Time range"
            choices=ReportRange::ALL.map(|range| (range, range.label())).to_vec()
            chosen=range
            on_choose=move |range| filter.update(|filter| filter.set_range(range))
        />
        {steps}
        <OnePill
            field="Datasource type"
            choices=types
            chosen=Signal::derive(move || filter.with(|filter| filter.datasource_type))
            on_choose=move |kind| filter.update(|filter| filter.datasource_type = kind)
        />
    }
}

#[component]
fn Cards(shown: Memo<Option<Shown>>, vault: Option<ArmId>, pricing: RwSignal<bool>) -> impl IntoView {
    let failed = match vault {
        Some(id) => {
            let filter = JobFilter::of_status(JobStatus::Failed).text();
            let href = Route::VaultList { id, item: MenuItem::BackupJobs, filter }.href();
            view! { <a href=href>"View failed jobs of the last 7 days"</a> }.into_any()
        }
        None => view! { <a href=Route::Alerts.href()>"View alerts of failed jobs"</a> }.into_any(),
    };
    view! {
        <div class="pt-reports">
            <Card
                question="How much is stored?"
                title="Storage"
                file="backup-storage.csv"
                empty="Nothing was stored in this time."
                shown
                part=|answers| &answers.storage
            />
            <Card
                question="How many recovery points?"
                title="Recovery points"
                file="recovery-points.csv"
                empty="No backup has run yet in this time."
                shown
                part=|answers| &answers.points
            />
            <Card
                question="Do backups succeed?"
                title="Backups"
                file="backups.csv"
                empty="No backup has run yet in this time."
                shown
                part=|answers| &answers.jobs
            >
                {failed}
            </Card>
            <Card
                question="What would it cost?"
                title="Cost"
                file="backup-cost.csv"
                empty="Nothing that was stored in this time has a price."
                shown
                part=|answers| &answers.cost
            >
                <span class="pt-muted">"Simulated prices, no quote. "</span>
                <Button kind=ButtonKind::Link on_click=move |()| pricing.set(true)>"Change prices"</Button>
            </Card>
        </div>
    }
}

#[component]
fn Card(
    question: &'static str,
    title: &'static str,
    file: &'static str,
    empty: &'static str,
    shown: Memo<Option<Shown>>,
    part: fn(&ReportAnswers) -> &Answer,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let answer = move || shown.with(|shown| shown.as_ref().map(|shown| part(&shown.answers).clone()));
    let figures = move || answer().map_or_else(Figures::nothing, |answer| answer.figures);
    let summary = move || answer().map(|answer| answer.sentence).unwrap_or_default();
    view! {
        <section class="pt-reports__card" aria-label=question>
            <h2 class="pt-reports__question">{question}</h2>
            <Chart
                title
                figures=Signal::derive(figures)
                summary=Signal::derive(summary)
                file
                empty
                loading=Signal::derive(move || shown.with(Option::is_none))
            />
            {children.map(|children| view! { <p class="pt-reports__more">{children()}</p> })}
        </section>
    }
}
