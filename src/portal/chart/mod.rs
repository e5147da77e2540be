//! Charts over a row of time buckets, apart from how they are drawn: figures, ticks, stacks, shapes, and the same as a
//! table. `controls::Chart` puts them on the page.

mod figures;
mod picture;
mod shape;
mod stack;
mod table;
mod ticks;
mod unit;

pub use figures::{Bucket, Figures, Look, Mark, Series};
pub use picture::{Label, Picture, Plot, Room, Rule};
pub use shape::{Ink, Shape, mark};
pub use table::{TableLine, csv_table, heads, lines};
pub use ticks::ticks;
pub use unit::Unit;
