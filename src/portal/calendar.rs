//! What a calendar of days and rows is made of; see `controls::CalendarGrid`.

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// `Sun 20 Sep 2026`.
    pub name: String,
    /// `20`.
    pub number: String,
    /// `Sep`, over the first day of each month and of the calendar.
    pub month: Option<String>,
    pub is_today: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    pub name: String,
    pub cells: Vec<CalendarCell>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarCell {
    /// A number, or nothing.
    pub text: String,
    /// All there is to say about it, with its day and row.
    pub spoken: String,
    pub look: CalendarLook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarLook {
    Empty,
    /// It is there.
    Made,
    /// It will be.
    Planned,
    /// It goes.
    Gone,
}
