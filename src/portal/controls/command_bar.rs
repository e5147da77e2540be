//! The command bar: a toolbar whose commands fold into a "…" menu where there is no room.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::portal::roving::Axis;

use super::{
    element_id::ElementId,
    focus::{rove, visible_matches},
    icon::{Glyph, Icon},
    menu::{MenuButton, MenuItem},
    resized::on_resize,
    tooltip::DisabledReason,
};

/// Room that the "…" button takes, in CSS pixels.
const OVERFLOW_BUTTON_WIDTH: i32 = 44;

#[derive(Clone)]
enum Act {
    Run(Callback<()>),
    Follow(String),
    Open(Signal<Vec<MenuItem>>),
    Separate,
}

/// One command, or a line between groups of them.
#[derive(Clone)]
pub struct Command {
    label: Signal<String>,
    glyph: Option<Glyph>,
    disabled_reason: Signal<Option<String>>,
    act: Act,
}

impl Command {
    fn new(glyph: Option<Glyph>, label: Signal<String>, act: Act) -> Self {
        Self { label, glyph, disabled_reason: Signal::stored(None), act }
    }

    /// A command that runs something.
    pub fn run(
        glyph: Glyph,
        label: impl Into<Signal<String>>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self::new(Some(glyph), label.into(), Act::Run(Callback::new(move |()| run())))
    }

    /// A command that leads to an address.
    pub fn link(glyph: Glyph, label: impl Into<Signal<String>>, href: impl Into<String>) -> Self {
        Self::new(Some(glyph), label.into(), Act::Follow(href.into()))
    }

    /// A command that opens a menu.
    pub fn menu(label: impl Into<Signal<String>>, items: impl Into<Signal<Vec<MenuItem>>>) -> Self {
        Self::new(None, label.into(), Act::Open(items.into()))
    }

    /// A line between two groups.
    pub fn separator() -> Self {
        Self::new(None, Signal::stored(String::new()), Act::Separate)
    }

    /// Disabled while the closure gives a reason.
    pub fn disabled_when(mut self, reason: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        self.disabled_reason = Signal::derive(reason);
        self
    }

    /// The same command as lines of the overflow menu.
    fn menu_items(&self) -> Vec<MenuItem> {
        let item = match &self.act {
            Act::Run(run) => {
                let run = *run;
                MenuItem::run(self.label.get(), move || run.run(()))
            }
            Act::Follow(href) => MenuItem::link(self.label.get(), href.clone()),
            Act::Open(items) => return items.get(),
            Act::Separate => return Vec::new(),
        };
        let item = item.disabled_because(self.disabled_reason.get());
        vec![match self.glyph {
            Some(glyph) => item.with_glyph(glyph),
            None => item,
        }]
    }
}

/// A toolbar of commands with arrow-key movement; those without room go into a "…" menu.
#[component]
pub fn CommandBar(
    /// The commands, left to right.
    commands: Vec<Command>,
    /// The toolbar's name for assistive technology.
    #[prop(default = "Commands".into(), into)]
    label: Signal<String>,
    /// Inside content rather than under a blade header: no line below.
    #[prop(optional)]
    inline: bool,
    /// Shows the thin moving bar of a refresh below the commands.
    #[prop(optional, into)]
    refreshing: Signal<bool>,
) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let shown = RwSignal::new(usize::MAX);
    let active = RwSignal::new(0_usize);
    keep_measured(bar, shown);
    let overflow = StoredValue::new(commands.clone());
    let overflow_items = Signal::derive(move || {
        overflow
            .with_value(|commands| commands.iter().skip(shown.get()).flat_map(Command::menu_items).collect())
    });
    let count = commands.len();
    let overflows = Memo::new(move |_| shown.get() < count);
    // The one stop of the tab key: the command last used, or what stands in for it now.
    let stop = Memo::new(move |_| match (active.get() < shown.get().min(count), overflows.get()) {
        (true, _) => active.get(),
        (false, true) => usize::MAX,
        (false, false) => 0,
    });
    let more_tabindex = Signal::derive(move || Some(if stop.get() == usize::MAX { "0" } else { "-1" }));
    let on_key = move |event: KeyboardEvent| {
        if let Some(bar) = bar.get_untracked()
            && rove(&visible_matches(&bar, "button, a"), &event.key(), Axis::Horizontal)
        {
            event.prevent_default();
        }
    };
    view! {
        <div
            node_ref=bar
            class="pt-command-bar"
            class:pt-command-bar--inline=inline
            role="toolbar"
            aria-label=move || label.get()
            on:keydown=on_key
        >
            {commands
                .into_iter()
                .enumerate()
                .map(|(index, command)| view! { <CommandSlot command index shown active stop/> })
                .collect_view()}
            <Show when=move || overflows.get()>
                <span class="pt-command-bar__more" on:focusin=move |_| active.set(usize::MAX)>
                    <MenuButton label="More commands" items=overflow_items class="pt-command" tabindex=more_tabindex>
                        <Icon glyph=Glyph::More/>
                    </MenuButton>
                </span>
            </Show>
            <Show when=move || refreshing.get()>
                <span class="pt-command-bar__refreshing" aria-hidden="true"></span>
            </Show>
        </div>
    }
}

#[component]
fn CommandSlot(
    command: Command,
    index: usize,
    shown: RwSignal<usize>,
    active: RwSignal<usize>,
    stop: Memo<usize>,
) -> impl IntoView {
    let overflowed = Memo::new(move |_| index >= shown.get());
    let tabindex = Signal::derive(move || Some(if stop.get() == index { "0" } else { "-1" }));
    let content = match command.act {
        Act::Separate => view! { <span class="pt-command-bar__separator" role="separator"></span> }.into_any(),
        Act::Open(items) => view! {
            <MenuButton label=command.label items class="pt-command" disabled_reason=command.disabled_reason tabindex named_by_content=true>
                <span>{move || command.label.get()}</span>
                <Icon glyph=Glyph::ChevronDown size=12/>
            </MenuButton>
        }
        .into_any(),
        Act::Follow(href) => view! {
            <a class="pt-command" href=href tabindex=tabindex>
                {command.glyph.map(|glyph| view! { <Icon glyph/> })}
                <span>{move || command.label.get()}</span>
            </a>
        }
        .into_any(),
        Act::Run(run) => view! {
            <CommandButton run label=command.label glyph=command.glyph reason=command.disabled_reason tabindex/>
        }
        .into_any(),
    };
    view! {
        <span
            class="pt-command-bar__slot"
            data-slot=""
            data-overflowed=move || overflowed.get().then_some("")
            inert=overflowed
            on:focusin=move |_| active.set(index)
        >
            {content}
        </span>
    }
}

#[component]
fn CommandButton(
    run: Callback<()>,
    label: Signal<String>,
    glyph: Option<Glyph>,
    reason: Signal<Option<String>>,
    tabindex: Signal<Option<&'static str>>,
) -> impl IntoView {
    let id = ElementId::new();
    view! {
        <button
            type="button"
            id=id.to_string()
            class="pt-command"
            tabindex=tabindex
            aria-disabled=move || reason.with(Option::is_some).then_some("true")
            aria-describedby=move || reason.with(Option::is_some).then(|| id.part("reason"))
            on:click=move |_| if reason.with_untracked(Option::is_none) { run.run(()) }
        >
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            <span>{move || label.get()}</span>
        </button>
        <DisabledReason anchor=id reason/>
    }
}

/// Counts, whenever the bar or a command changes its size, how many commands fit.
fn keep_measured(bar: NodeRef<html::Div>, shown: RwSignal<usize>) {
    on_resize(bar, slots, move |bar| {
        let fitting = count_fitting(bar);
        if shown.try_get_untracked().is_some_and(|before| before != fitting) {
            shown.set(fitting);
        }
    });
}

fn slots(bar: &Element) -> Vec<HtmlElement> {
    let Ok(nodes) = bar.query_selector_all("[data-slot]") else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.get(index)?.dyn_into().ok()).collect()
}

/// How many commands fit; `usize::MAX` if all do. Overflowed slots keep their width (they are only invisible).
fn count_fitting(bar: &Element) -> usize {
    let widths: Vec<i32> = slots(bar).iter().map(HtmlElement::offset_width).collect();
    let room = bar.client_width() - 12;
    if widths.iter().sum::<i32>() <= room {
        return usize::MAX;
    }
    let mut used = OVERFLOW_BUTTON_WIDTH;
    widths
        .iter()
        .take_while(|width| {
            used += **width;
            used <= room
        })
        .count()
}
