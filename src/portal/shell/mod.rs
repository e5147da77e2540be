//! The shell around every blade: bars, menus and frames, fed by props only.

mod blade_frame;
mod resource_menu;

pub use blade_frame::BladeFrame;
pub use resource_menu::{ResourceMenu, ResourceMenuGroup, ResourceMenuItem};
