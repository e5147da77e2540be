//! The calendar of an instance: its restore points, those that will come, and when each goes.

use crate::{
    base::ArmId,
    engine::query::PointCalendar,
    portal::{
        blades::{answered::NoAnswer, policy::calendar_picture::CalendarPicture},
        controls::{Button, SimBadge},
        session::use_query,
    },
};
use leptos::prelude::*;

/// How many days show at once, and how many of them lie before today at first.
const DAYS: i64 = 28;
const PAST_DAYS: i64 = 14;

#[component]
pub fn CalendarSection(instance: StoredValue<ArmId>) -> impl IntoView {
    let first = RwSignal::new(-PAST_DAYS);
    let answer = use_query(move || {
        Some(PointCalendar { instance: instance.get_value(), first: first.get(), days: DAYS })
    });
    let view = Signal::derive(move || answer.ready());
    let turn = move |days: i64| move |()| first.update(|first| *first += days);
    let controls = move || {
        view! {
            <Button on_click=turn(-DAYS)>"Earlier"</Button>
            <Button on_click=move |()| first.set(-PAST_DAYS)>"Today"</Button>
            <Button on_click=turn(DAYS)>"Later"</Button>
        }
    };
    view! {
        <h2 class="pt-section-title">"Calendar " <SimBadge/></h2>
        {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
        <CalendarPicture view controls/>
    }
}
