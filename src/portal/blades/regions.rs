//! Regions to choose from.

use crate::{engine::resources::Region, portal::controls::Choice};

/// Every region, by its display name.
pub fn region_choices() -> Vec<Choice> {
    let mut regions = Region::ALL.to_vec();
    regions.sort_by_key(|region| region.display_name());
    regions.into_iter().map(|region| Choice::new(region.name(), region.display_name())).collect()
}
