//! Rows of a vault's properties.

use crate::{
    engine::{
        query::VaultView,
        resources::Region,
        vault::{VaultRedundancy, check_vault_redundancy},
    },
    portal::format::moment,
};

/// Label, value, and whether the value is worth copying.
pub fn facts(view: &VaultView) -> Vec<(&'static str, String, bool)> {
    vec![
        ("Name", view.name.clone(), false),
        ("Location", view.region.display_name().to_string(), false),
        ("Resource group", view.group_name.clone(), false),
        ("Subscription", view.subscription_name.clone(), false),
        ("Subscription ID", view.subscription.to_string(), true),
        ("Resource ID", view.id.to_string(), true),
        ("Created", moment(view.created_at), false),
    ]
}

/// The redundancies a vault of a region can have, with why not where not.
pub fn redundancies(region: Region) -> Vec<(VaultRedundancy, Option<String>)> {
    VaultRedundancy::ALL
        .into_iter()
        .map(|redundancy| {
            let refused = check_vault_redundancy(redundancy, region).err();
            (redundancy, refused.map(|error| error.explain().message))
        })
        .collect()
}

/// The redundancy with this ARM name.
pub fn parse_redundancy(name: &str) -> Option<VaultRedundancy> {
    VaultRedundancy::ALL.into_iter().find(|redundancy| redundancy.arm_name() == name)
}

/// Why the redundancy cannot be changed any more.
pub fn redundancy_fixed(view: &VaultView) -> Option<String> {
    let protected: usize = view.instances.iter().map(|(_, count)| count).sum();
    (protected > 0).then(|| {
        format!("Fixed, because the vault protects {protected} backup instances. Create another vault to change it.")
    })
}

pub fn soft_delete_text(days: u32) -> String {
    format!("Enabled, {days} days")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::blades::vault::view_model::tests::vault;

    #[test]
    fn redundancy_is_free_while_nothing_is_protected() {
        let mut view = vault();
        assert!(redundancy_fixed(&view).expect("two instances").contains('2'));
        view.instances.clear();
        assert_eq!(redundancy_fixed(&view), None);
    }

    #[test]
    fn redundancies_say_why_a_region_lacks_them() {
        let refused: Vec<_> =
            redundancies(Region::WestUs).into_iter().filter(|(_, reason)| reason.is_some()).collect();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].0, VaultRedundancy::ZoneRedundant);
        for redundancy in VaultRedundancy::ALL {
            assert_eq!(parse_redundancy(redundancy.arm_name()), Some(redundancy));
        }
    }
}
