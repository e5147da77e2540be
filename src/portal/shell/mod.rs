//! The shell around every blade: bars, menus and frames, fed by props only.

mod banner;
mod blade_frame;
mod crash_sheet;
mod frame;
mod global_search;
mod portal_menu;
mod resource_menu;
mod run_pane;
mod savepoint_pane;
mod scenario_pane;
mod simulation_bar;
mod simulation_line;
mod simulation_progress;
mod top_bar;

pub use banner::Banner;
pub use blade_frame::BladeFrame;
pub use crash_sheet::CrashSheet;
pub use frame::Frame;
pub use global_search::{GLOBAL_SEARCH_ID, GlobalSearch, SearchGroup, SearchHit};
pub use portal_menu::{PortalMenu, PortalMenuEntry};
pub use resource_menu::{ResourceMenu, ResourceMenuGroup, ResourceMenuItem};
pub use run_pane::{RunPane, RunPaneActions, RunPaneEvent, RunPaneState};
pub use savepoint_pane::{SavepointPane, SavepointPaneActions, SavepointPaneState};
pub use scenario_pane::{ScenarioPane, ScenarioPaneActions, ScenarioPaneState};
pub use simulation_bar::{SimulationActions, SimulationBar, SimulationState};
pub use simulation_line::{LineActions, SimulationLine};
pub use top_bar::{PORTAL_MENU_BUTTON_ID, TopBar, TopBarButton};
