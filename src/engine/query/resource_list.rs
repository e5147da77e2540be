//! The list of resources, page by page.

use super::{
    ResourceRow, Viewer,
    page::{Direction, ListColumn, Listing, Page, PageRequest, by_name, is_chosen},
    resources::{Known, Listed, Readable},
};
use crate::{
    base::ArmId,
    engine::{
        ids::GroupId,
        refusal::Refusal,
        resources::{Region, ResourceKind},
    },
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Ordering, collections::BTreeSet};

/// A page of the top-level resources; by name unless sorted.
///
/// An empty list of a filter lets everything pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourcePage {
    pub kind: Option<ResourceKind>,
    pub group: Option<ArmId>,
    /// Names.
    pub subscriptions: Vec<String>,
    /// Names.
    pub groups: Vec<String>,
    /// Display names of regions.
    pub locations: Vec<String>,
    pub page: PageRequest<ResourceColumn>,
}

pub type ResourceRows = Page<ResourceRow, ResourceColumn, ResourceChoices>;

/// Names of what the resources lie in, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceChoices {
    pub subscriptions: BTreeSet<String>,
    pub groups: BTreeSet<String>,
    pub locations: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResourceColumn {
    Name,
    Type,
    Details,
    ResourceGroup,
    Location,
    Subscription,
}

impl ListColumn for ResourceColumn {
    const ALL: &'static [ResourceColumn] = &[
        ResourceColumn::Name,
        ResourceColumn::Type,
        ResourceColumn::Details,
        ResourceColumn::ResourceGroup,
        ResourceColumn::Location,
        ResourceColumn::Subscription,
    ];

    fn title(self) -> &'static str {
        match self {
            ResourceColumn::Name => "Name",
            ResourceColumn::Type => "Type",
            ResourceColumn::Details => "Details",
            ResourceColumn::ResourceGroup => "Resource group",
            ResourceColumn::Location => "Location",
            ResourceColumn::Subscription => "Subscription",
        }
    }
}

impl ResourceColumn {
    /// The order that the list opens in.
    pub const SORTED_BY: (ResourceColumn, Direction) = (ResourceColumn::Name, Direction::Ascending);
}

struct ResourceList<'v, 'a>(&'v Viewer<'a>);

impl<'a> Listing<'a> for ResourceList<'_, 'a> {
    type Item = Listed<'a>;
    type Column = ResourceColumn;
    type Row = ResourceRow;

    fn text(&self, listed: Listed<'a>, column: ResourceColumn) -> Cow<'a, str> {
        let group = || self.0.group(listed.group());
        match column {
            ResourceColumn::Name => listed.name().into(),
            ResourceColumn::Type => listed.kind().display_name().into(),
            ResourceColumn::Details => listed.detail(),
            ResourceColumn::ResourceGroup => group().name.as_str().into(),
            ResourceColumn::Location => listed.region().display_name().into(),
            ResourceColumn::Subscription => self.0.subscription_name(group().subscription).into(),
        }
    }

    fn order(&self, one: Listed<'a>, other: Listed<'a>) -> Ordering {
        by_name(one.name(), other.name()).then_with(|| one.id(self.0).cmp(&other.id(self.0)))
    }

    fn row(&self, listed: Listed<'a>) -> ResourceRow {
        listed.row(self.0)
    }
}

impl ResourcePage {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ResourceRows, Refusal> {
        // What is not there has nothing in it.
        let group = self.group.as_ref().map(|id| viewer.state.find_group(id).map(|group| group.id));
        let found = match group {
            Some(Err(_)) => None,
            Some(Ok(group)) => Some(Readable::new(viewer).of(self.kind, Some(group))),
            None => Some(Readable::new(viewer).of(self.kind, None)),
        };
        // Few places hold many resources: each is looked at once.
        let mut places: Known<(GroupId, Region), bool> = Known::new();
        let kept = found.into_iter().flatten().filter(|listed| {
            let place = (listed.group(), listed.region());
            places.get(place, || self.keeps(viewer, place))
        });
        let page = ResourceList(viewer).page(kept, &self.page);
        let choices = choices(viewer, places.keys());
        Ok(page.with_choices(choices))
    }

    fn keeps(&self, viewer: &Viewer<'_>, (group, region): (GroupId, Region)) -> bool {
        let group = viewer.group(group);
        is_chosen(&self.subscriptions, viewer.subscription_name(group.subscription).as_str())
            && is_chosen(&self.groups, group.name.as_str())
            && is_chosen(&self.locations, region.display_name())
    }
}

fn choices<'p>(viewer: &Viewer<'_>, places: impl Iterator<Item = &'p (GroupId, Region)>) -> ResourceChoices {
    let mut choices = ResourceChoices::default();
    for (group, region) in places {
        let group = viewer.group(*group);
        choices.subscriptions.insert(viewer.subscription_name(group.subscription));
        choices.groups.insert(group.name.clone());
        choices.locations.insert(region.display_name().to_string());
    }
    choices
}
