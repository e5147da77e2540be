//! The role assignment template: what somebody who may assign roles can deploy.
//!
//! Source: Azure RBAC, "Assign Azure roles using Azure Resource Manager templates".

use crate::engine::{protection::access::NeededRole, rbac::PrincipalId};
use serde_json::{Value, json};

/// The file's name.
pub const FILE_NAME: &str = "RoleAssignmentTemplate.json";

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

/// A template that gives `identity` each role at its scope; deployable into any resource group.
pub fn role_assignment_template(identity: PrincipalId, needed: &[NeededRole]) -> Value {
    let nested = needed.iter().enumerate().map(|(index, needed)| deployment(index, needed));
    json!({
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {
            "principalId": { "type": "string", "defaultValue": identity.0.to_string() },
        },
        "resources": nested.collect::<Vec<_>>(),
    })
}

/// Scopes may lie in different resource groups, so each assignment is a deployment of its own.
fn deployment(index: usize, needed: &NeededRole) -> Value {
    let scope = &needed.scope;
    json!({
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": format!("roleAssignment-{}", index + 1),
        "subscriptionId": scope.subscription_id().unwrap_or_default().to_string(),
        "resourceGroup": scope.resource_group_name().unwrap_or_default(),
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": { "scope": "outer" },
            "template": {
                "$schema": SCHEMA,
                "contentVersion": "1.0.0.0",
                "resources": [assignment(needed)],
            },
        },
    })
}

fn assignment(needed: &NeededRole) -> Value {
    let (role, scope) = (needed.role.facts().guid, &needed.scope);
    let subscription = scope.subscription_id().unwrap_or_default();
    json!({
        "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01",
        "scope": scope.as_str(),
        "name": format!("[guid('{scope}', parameters('principalId'), '{role}')]"),
        "properties": {
            "roleDefinitionId":
                format!("/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "principalId": "[parameters('principalId')]",
            "principalType": "ServicePrincipal",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::ArmId, engine::rbac::Role};
    use uuid::Uuid;

    #[test]
    fn covers_each_scope_with_the_documented_role() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        let account = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "lake1");
        let needed = NeededRole { role: Role::StorageAccountBackupContributor, scope: account.clone() };
        let template = role_assignment_template(PrincipalId(Uuid::nil()), &[needed]);
        let assignment = &template["resources"][0]["properties"]["template"]["resources"][0];
        assert_eq!(assignment["scope"], account.as_str());
        let role = assignment["properties"]["roleDefinitionId"].as_str().expect("a text");
        assert!(role.ends_with("/e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"), "{role}");
        assert_eq!(template["resources"].as_array().map(Vec::len), Some(1));
    }
}
