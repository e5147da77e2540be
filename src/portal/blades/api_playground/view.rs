//! *API playground*.

use super::{
    examples::{Places, VERSION, examples},
    form::{ApiForm, ApiFormErrors},
    view_model::{Shown, shown},
};
use crate::{
    base::Method,
    engine::{
        policy::DatasourceType,
        query::{
            PageRequest, Policies, ProtectableAccount, ProtectableAccounts, ProtectedItemPage, Resources,
            VaultDetail, WorldSummary,
        },
        resources::ResourceKind,
    },
    portal::{
        blades::view_request::view_model::for_playground,
        controls::{
            Button, ButtonKind, Choice, CopyButton, Crumb, EmptyState, Field, FieldError, Glyph, IconButton,
            MessageBar, Select, SimBadge, TextArea, TextBox, Tone, announce,
        },
        failure::FailureText,
        route::Route,
        session::{navigate, use_query, use_session},
        shell::BladeFrame,
    },
    rpc::Failure,
};
use leptos::prelude::*;

/// Answers that the list keeps.
const HISTORY: usize = 20;

#[derive(Clone, Copy)]
struct Desk {
    form: RwSignal<ApiForm>,
    errors: RwSignal<ApiFormErrors>,
    /// What was sent, newest first, with what came back.
    history: RwSignal<Vec<(ApiForm, Shown)>>,
    /// Why nothing came back.
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// How often the operation that is being followed was asked for; none is, otherwise.
    following: RwSignal<Option<u32>>,
}

impl Desk {
    /// With the request that somebody brought along, if any.
    fn new() -> Desk {
        let handed = use_session().handed.try_update(Option::take).flatten();
        let form = handed.and_then(|request| for_playground(&request).ok());
        Desk {
            form: RwSignal::new(form.unwrap_or_else(|| ApiForm::get("/subscriptions", VERSION))),
            errors: RwSignal::default(),
            history: RwSignal::default(),
            trouble: RwSignal::default(),
            busy: RwSignal::new(false),
            following: RwSignal::new(None),
        }
    }

    fn take(self, form: ApiForm) {
        self.errors.set(ApiFormErrors::default());
        self.form.set(form);
    }

    fn edit(self, change: impl FnOnce(&mut ApiForm)) {
        self.errors.set(ApiFormErrors::default());
        self.form.update(change);
    }

    fn send(self) {
        if self.busy.get_untracked() {
            return;
        }
        let form = self.form.get_untracked();
        let request = match form.request() {
            Ok(request) => request,
            Err(errors) => return self.errors.set(errors),
        };
        self.busy.set(true);
        let session = use_session();
        leptos::task::spawn_local(async move {
            let answer = session.serve(request).await.map(|response| shown(&response));
            let _ = self.busy.try_set(false);
            match answer {
                Ok(shown) => {
                    announce(&format!("Answered {}", shown.status));
                    self.show(form, shown);
                }
                Err(failure) => self.say(&failure),
            }
        });
    }

    fn show(self, form: ApiForm, shown: Shown) {
        self.trouble.try_set(None);
        self.history.try_update(|rows| {
            // Asking for a status again and again is one line of the list.
            if rows.first().is_some_and(|(newest, _)| *newest == form && form.method == Method::Get) {
                rows.remove(0);
            }
            rows.insert(0, (form, shown));
            rows.truncate(HISTORY);
        });
    }

    fn say(self, failure: &Failure) {
        self.trouble.try_set(Some(FailureText::of(failure).message));
    }

    /// Asks for the status of an operation, as often as its answers say, until it has ended or nobody wants to know.
    fn follow(self, operation: ApiForm) {
        if self.following.get_untracked().is_some() {
            return;
        }
        let Ok(request) = operation.request() else { return };
        self.following.set(Some(0));
        let session = use_session();
        leptos::task::spawn_local(async move {
            while self.following.try_get_untracked().flatten().is_some() {
                let shown = match session.serve(request.clone()).await {
                    Ok(response) => shown(&response),
                    Err(failure) => {
                        self.say(&failure);
                        break;
                    }
                };
                let (under_way, seconds) = (shown.is_under_way(), shown.wait_seconds());
                self.show(operation.clone(), shown);
                if !under_way {
                    announce("The operation has ended");
                    break;
                }
                self.following.try_update(|asked| *asked = asked.map(|count| count + 1));
                gloo_timers::future::TimeoutFuture::new(seconds.max(1) * 1_000).await;
            }
            self.following.try_set(None);
        });
    }
}

#[component]
pub fn ApiPlaygroundBlade() -> impl IntoView {
    let desk = Desk::new();
    let crumbs = vec![Crumb::new("Home", Route::Home.href())];
    view! {
        <BladeFrame title="API playground" glyph=Glyph::Code crumbs on_close=|()| navigate(&Route::Home)>
            <div class="pt-page pt-api">
                <p class="pt-api__about">
                    <SimBadge/>
                    " Requests of Azure Resource Manager and of storage accounts, answered by this simulator as whoever is signed in. Nothing leaves the page; do not paste real tokens. To run JavaScript with Azure's own SDKs, open the "
                    <a href="api.html" target="_blank">"SDK playground"</a>
                    "."
                </p>
                <Composer desk/>
                {move || desk.trouble.get().map(|text| view! { <MessageBar tone=Tone::Error>{text}</MessageBar> })}
                <Following desk/>
                <Answers desk/>
            </div>
        </BladeFrame>
    }
}

#[component]
fn Composer(desk: Desk) -> impl IntoView {
    let methods: Vec<Choice> =
        Method::ALL.into_iter().map(|method| Choice::new(method.name(), method.name())).collect();
    view! {
        <section class="pt-api__request" aria-label="Request">
            <ReadyRequests desk/>
            <div class="pt-api__line">
                <Field label="Method">
                    <Select
                        value=Signal::derive(move || desk.form.with(|form| form.method.name().to_string()))
                        on_change=move |name: String| {
                            if let Some(method) = Method::parse(&name) {
                                desk.edit(|form| form.method = method);
                            }
                        }
                        choices=Signal::stored(methods)
                    />
                </Field>
                <Field label="Path" error=Signal::derive(move || desk.errors.with(|errors| errors.path.clone()))>
                    <TextBox
                        value=Signal::derive(move || desk.form.with(|form| form.path.clone()))
                        on_change=move |text: String| desk.edit(|form| form.path = text)
                    />
                </Field>
                <Field label="API version">
                    <TextBox
                        value=Signal::derive(move || desk.form.with(|form| form.version.clone()))
                        on_change=move |text: String| desk.edit(|form| form.version = text)
                    />
                </Field>
            </div>
            <RequestHeaders desk/>
            <Field label="Body" error=Signal::derive(move || desk.errors.with(|errors| errors.body.clone()))>
                <TextArea
                    value=Signal::derive(move || desk.form.with(|form| form.body.clone()))
                    on_change=move |text: String| desk.edit(|form| form.body = text)
                    rows=10
                />
            </Field>
            <div class="pt-api__actions">
                <Button kind=ButtonKind::Primary busy=desk.busy on_click=move |()| desk.send()>"Send"</Button>
                <span class="pt-muted">"Copy as"</span>
                <CopyAs desk kind="curl" write=ApiForm::as_curl/>
                <CopyAs desk kind="Azure CLI" write=ApiForm::as_az/>
                <CopyAs desk kind="JavaScript" write=ApiForm::as_javascript/>
            </div>
        </section>
    }
}

/// Headers of the request, one a line.
#[component]
fn RequestHeaders(desk: Desk) -> impl IntoView {
    let count = Memo::new(move |_| desk.form.with(|form| form.headers.len()));
    let error = move || desk.errors.with(|errors| errors.headers.clone());
    let add = move |()| desk.edit(|form| form.headers.push(Default::default()));
    view! {
        <div class="pt-api__entered" role="group" aria-label="Request headers">
            <span class="pt-api__caption">"Headers"</span>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <HeaderLine desk index/>
            </For>
            <div aria-live="polite">
                {move || error().map(|text| view! { <FieldError id="pt-api-headers-error" text/> })}
            </div>
            <div><Button on_click=add>"Add header"</Button></div>
        </div>
    }
}

#[component]
fn HeaderLine(desk: Desk, index: usize) -> impl IntoView {
    let of = move |part: fn(&(String, String)) -> &String| {
        Signal::derive(move || {
            desk.form.with(|form| form.headers.get(index).map(|line| part(line).clone()).unwrap_or_default())
        })
    };
    let edit = move |change: fn(&mut (String, String), String), text: String| {
        desk.edit(|form| {
            if let Some(line) = form.headers.get_mut(index) {
                change(line, text);
            }
        });
    };
    let remove = move |_| {
        desk.edit(|form| {
            if index < form.headers.len() {
                form.headers.remove(index);
            }
        });
    };
    let number = index + 1;
    view! {
        <div class="pt-api__header">
            <TextBox
                value=of(|line| &line.0)
                on_change=move |text: String| edit(|line, text| line.0 = text, text)
                aria_label=format!("Name of header {number}")
                placeholder=Signal::stored("If-Match".to_string())
            />
            <TextBox
                value=of(|line| &line.1)
                on_change=move |text: String| edit(|line, text| line.1 = text, text)
                aria_label=format!("Value of header {number}")
            />
            <IconButton glyph=Glyph::Delete label=format!("Remove header {number}") on_click=remove/>
        </div>
    }
}

/// The request in another language.
#[component]
fn CopyAs(desk: Desk, kind: &'static str, write: fn(&ApiForm) -> String) -> impl IntoView {
    view! {
        <span class="pt-api__copy">
            {kind}
            <CopyButton
                value=Signal::derive(move || desk.form.with(write))
                label=format!("Copy as {kind}")
            />
        </span>
    }
}

/// Ready requests about what there is.
#[component]
fn ReadyRequests(desk: Desk) -> impl IntoView {
    let world = use_query(|| Some(WorldSummary {}));
    let vaults = use_query(|| Some(Resources { kind: Some(ResourceKind::BackupVault), group: None }));
    let items = use_query(|| Some(ProtectedItemPage { page: PageRequest::first(1) }));
    // The ready requests are about the vault of the first instance, else about the first.
    let vault = Memo::new(move |_| {
        let used = items.map(|page| page.rows.first().map(|item| item.vault.clone())).flatten();
        used.or_else(|| vaults.map(|rows| rows.first().map(|row| row.id.clone())).flatten())
    });
    let accounts = use_query(move || {
        Some(ProtectableAccounts { vault: vault.get()?, datasource_type: DatasourceType::Blob })
    });
    // The how-to stays with the account it began with, though that is protected in its course.
    let account = Memo::new(move |chosen: Option<&Option<ProtectableAccount>>| {
        let free = |rows: &Vec<ProtectableAccount>| rows.iter().find(|row| row.reason.is_none()).cloned();
        chosen.cloned().flatten().or_else(|| accounts.map(free).flatten())
    });
    let policies = use_query(move || Some(Policies { vault: vault.get()? }));
    let detail = use_query(move || Some(VaultDetail { vault: vault.get()? }));
    let ready = Memo::new(move |_| {
        let subscription = world.ready().map(|world| world.default_subscription.to_string());
        let vaults = vaults.ready().unwrap_or_default();
        let items = items.map(|page| page.rows.clone()).unwrap_or_default();
        let account = account.get();
        let identity = detail.map(|vault| vault.identity).flatten();
        let policies = policies.ready().unwrap_or_default();
        let subscription = subscription.unwrap_or_default();
        examples(&Places::of(&subscription, &vaults, &items, account.as_ref(), identity, &policies))
    });
    let choices = Memo::new(move |_| {
        ready.with(|ready| ready.iter().map(|example| Choice::new(example.label, example.label)).collect())
    });
    let chosen = RwSignal::new(String::new());
    view! {
        <Field label="Ready requests">
            <Select
                value=chosen
                on_change=move |label: String| {
                    let found = ready.with_untracked(|ready| {
                        ready.iter().find(|example| example.label == label).map(|example| example.form.clone())
                    });
                    chosen.set(label);
                    if let Some(form) = found {
                        desk.take(form);
                    }
                }
                choices
                placeholder="Choose a request to start from"
            />
        </Field>
    }
}

/// How it stands with the operation that is being followed, and a way to stop.
#[component]
fn Following(desk: Desk) -> impl IntoView {
    move || {
        desk.following.get().map(|asked| {
            view! {
                <div class="pt-api__actions" role="status">
                    <span>{match asked { 0 => "Asking for the status of the operation…".to_string(), asked => format!("Under way; asked {asked} times so far.") }}</span>
                    <Button on_click=move |()| desk.following.set(None)>"Stop asking"</Button>
                </div>
            }
        })
    }
}

#[component]
fn Answers(desk: Desk) -> impl IntoView {
    move || {
        desk.history.with(|rows| match rows.split_first() {
            None => view! {
                <EmptyState glyph=Glyph::Code title="Nothing was sent yet" text="Choose a ready request, or write one, and send it."/>
            }
            .into_any(),
            Some(((form, answer), earlier)) => {
                let earlier: Vec<(ApiForm, Shown)> = earlier.to_vec();
                view! {
                    <Answer desk form=form.clone() answer=answer.clone()/>
                    <History desk rows=earlier/>
                }
                .into_any()
            }
        })
    }
}

#[component]
fn Answer(desk: Desk, form: ApiForm, answer: Shown) -> impl IntoView {
    let tone = if answer.succeeded { Tone::Success } else { Tone::Error };
    let (body, about) = (answer.body.clone(), answer.about_body.clone());
    let next = answer.follow.clone().into_iter().map(move |(label, form)| {
        view! {
            <Button on_click=move |()| {
                desk.take(form.clone());
                desk.send();
            }>{label}</Button>
        }
    });
    let operation = answer.operation.clone().map(move |operation| {
        view! { <Button on_click=move |()| desk.follow(operation.clone())>"Follow to its end"</Button> }
    });
    let headers = answer.headers.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> });
    view! {
        <section class="pt-api__answer" aria-label="Answer">
            <MessageBar tone>{answer.status} " to " {form.method.name()} " " {form.path}</MessageBar>
            <div class="pt-api__actions">
                {operation}
                {next.collect_view()}
                <CopyButton value=Signal::stored(body.clone()) label="Copy body"/>
            </div>
            {about.map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
            <pre class="pt-api__body" tabindex="0" aria-label="Body of the answer">{body}</pre>
            <details>
                <summary>"Headers"</summary>
                <dl class="pt-api__headers">{headers.collect_view()}</dl>
            </details>
        </section>
    }
}

/// What was sent before; a click brings the request back.
#[component]
fn History(desk: Desk, rows: Vec<(ApiForm, Shown)>) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(move |(form, answer)| {
        let text = format!("{} {}", form.method, form.path);
        view! {
            <li>
                <Button kind=ButtonKind::Link on_click=move |()| desk.take(form.clone())>{text}</Button>
                <span class="pt-muted">{answer.status}</span>
            </li>
        }
    });
    view! {
        <section aria-label="Earlier requests">
            <h2 class="pt-form-section__title">"Earlier requests"</h2>
            <ul class="pt-api__history">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
