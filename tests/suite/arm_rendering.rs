//! What commands look like as lines of the Azure CLI and as Bicep, held to what was written down.

use crate::{
    arm_round_trip::rendered,
    blob_backup_site::{BlobBackupSite, Parts},
    disk_site::{DiskSite, Setup, create_disk},
    lab::{Lab, create_lock, create_vault, persona, put_file},
    site::{Site, listed},
};
use expect_test::{Expect, expect};
use vault_lab::engine::{
    Command,
    rbac::Role,
    resources::{LockLevel, Tags},
    restore::RestoreSelection,
    storage::DataProtection,
};

/// Ids are long: the subscription is left out.
fn short(lab: &Lab, text: &str) -> String {
    text.replace(&lab.subscription(0).to_string(), "SUB")
}

fn lines(lab: &Lab, commands: &[Command]) -> String {
    let mut text = String::new();
    for command in commands {
        for one in rendered(lab, command) {
            let url = one.request.url.split('?').next().unwrap_or_default();
            let url = url.replace("https://management.azure.com", "");
            let tail = url.rsplit("/providers/").next().unwrap_or_default();
            text += &format!(
                "{} {}\n  {}\n",
                one.request.method,
                short(lab, tail),
                short(lab, one.az.as_deref().unwrap_or("none"))
            );
        }
    }
    text
}

fn bicep(lab: &Lab, command: &Command) -> String {
    short(lab, rendered(lab, command)[0].bicep.as_deref().unwrap_or("none"))
}

#[track_caller]
fn is(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

#[test]
fn lines_about_the_platform() {
    let site = DiskSite::protected();
    let tags = Tags::from([("owner".to_string(), "it's me".to_string())]);
    let identity = site.identity(&site.vault);
    let commands = [
        Command::CreateResourceGroup {
            subscription: site.subscription(0),
            name: "rg-more".to_string(),
            region: vault_lab::engine::resources::Region::WestEurope,
            tags,
        },
        Command::DeleteResourceGroup { group: site.target.clone() },
        Command::SetTags { resource: site.vault.clone(), tags: Tags::new() },
        create_lock(&site.group, "keep it", LockLevel::CanNotDelete),
        create_lock(&site.disk, "keep", LockLevel::ReadOnly),
        Command::CreateRoleAssignment {
            scope: site.disk.clone(),
            role: Role::DiskBackupReader,
            principal: identity,
            name: None,
        },
        Command::CreateRoleAssignment {
            scope: site.group.clone(),
            role: Role::Reader,
            principal: persona("Rosa"),
            name: None,
        },
    ];
    is(
        &lines(&site, &commands),
        &expect![[r#"
        PUT /subscriptions/SUB/resourceGroups/rg-more
          az group create --name rg-more --location westeurope --tags 'owner=it'\''s me' --subscription SUB
        DELETE /subscriptions/SUB/resourceGroups/rg-new
          az group delete --name rg-new --yes --subscription SUB
        PATCH Microsoft.DataProtection/backupVaults/vault-lab
          az resource tag --ids /subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab --tags ''
        PUT Microsoft.Authorization/locks/keep%20it
          az lock create --name 'keep it' --lock-type CanNotDelete --resource-group rg-backup --subscription SUB
        PUT Microsoft.Authorization/locks/keep
          az lock create --name keep --lock-type ReadOnly --resource /subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1
        PUT Microsoft.Authorization/roleAssignments/a960f5cf-3c20-4d23-8f8d-f9d8e82d8af0
          az role assignment create --assignee-object-id afeaf774-c7f8-4b62-974c-819beeb8b4c0 --assignee-principal-type ServicePrincipal --role 'Disk Backup Reader' --scope /subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1
        PUT Microsoft.Authorization/roleAssignments/2e015d2f-5473-49ba-aa80-68074789076a
          az role assignment create --assignee-object-id 4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e05 --assignee-principal-type User --role Reader --scope /subscriptions/SUB/resourceGroups/rg-backup
    "#]],
    );
}

#[test]
fn lines_about_disks() {
    let mut site = DiskSite::protected();
    let seq = site.back_up();
    let tags = Tags::from([("owner".to_string(), "it's me".to_string())]);
    let commands = [
        create_disk(&site.disks, "data-2", &Setup { zone: Some(2), ..Setup::default() }),
        Command::UpdateDisk { disk: site.disk.clone(), tags: Some(tags), size_gib: Some(8) },
        site.take("by-hand"),
        create_vault(&site.group, "vault-2"),
        Command::SetVaultIdentity { vault: site.vault.clone(), system_assigned: false },
        Command::DeleteBackupVault { vault: site.vault.clone() },
        site.backup_now(),
        site.stop(),
        site.suspend(),
        site.resume(),
        site.restore(seq, "restored"),
        site.delete_instance(),
    ];
    is(
        &lines(&site, &commands),
        &expect![[r#"
            PUT Microsoft.Compute/disks/data-2
              az disk create --resource-group rg-disks --name data-2 --location westeurope --zone 2 --sku Premium_LRS --size-gb 1 --subscription SUB
            PATCH Microsoft.Compute/disks/data-1
              az disk update --resource-group rg-disks --name data-1 --set 'tags={}' --set 'tags.owner=it'\''s me' --size-gb 8 --subscription SUB
            PUT Microsoft.Compute/snapshots/by-hand
              az snapshot create --resource-group rg-snaps --name by-hand --location westeurope --source /subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1 --incremental true --sku Standard_LRS --subscription SUB
            PUT Microsoft.DataProtection/backupVaults/vault-2
              az dataprotection backup-vault create --resource-group rg-backup --vault-name vault-2 --location westeurope --storage-settings '[{type:LocallyRedundant,datastore-type:VaultStore}]' --type SystemAssigned --soft-delete-state On --retention-duration-in-days 14 --subscription SUB
            PATCH Microsoft.DataProtection/backupVaults/vault-lab
              az dataprotection backup-vault update --resource-group rg-backup --vault-name vault-lab --type None --subscription SUB
            DELETE Microsoft.DataProtection/backupVaults/vault-lab
              az dataprotection backup-vault delete --resource-group rg-backup --vault-name vault-lab --yes --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance/backup
              az dataprotection backup-instance adhoc-backup --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --rule-name BackupDaily --retention-tag-override Default --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance/stopProtection
              az dataprotection backup-instance stop-protection --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance/suspendBackups
              az dataprotection backup-instance suspend-backup --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance/resumeProtection
              az dataprotection backup-instance resume-protection --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance/restore
              az dataprotection backup-instance restore trigger --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --restore-request-object '{"objectType":"AzureBackupRecoveryPointBasedRestoreRequest","sourceDataStoreType":"OperationalStore","sourceResourceId":"/subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1","restoreTargetInfo":{"objectType":"RestoreTargetInfo","recoveryOption":"FailIfExists","restoreLocation":"westeurope","datasourceInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-new/providers/Microsoft.Compute/disks/restored","resourceUri":"/subscriptions/SUB/resourceGroups/rg-new/providers/Microsoft.Compute/disks/restored","datasourceType":"Microsoft.Compute/disks","resourceName":"restored","resourceType":"Microsoft.Compute/disks","resourceLocation":"westeurope","objectType":"Datasource"}},"recoveryPointId":"a93fa23710e149f2af487fee811d3f1c"}' --subscription SUB
            DELETE Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance
              az dataprotection backup-instance delete --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --yes --subscription SUB
        "#]],
    );
}

#[test]
fn lines_about_storage() {
    let mut site = BlobBackupSite::protected(Parts::Both);
    site.back_up();
    let container = site.source.child("blobServices/default/containers", "data");
    let path = || "readme.txt".to_string();
    let commands = [
        crate::lab::create_account(&site.group, "morelakes", true),
        Command::SetDataProtection {
            account: site.source.clone(),
            settings: DataProtection { blob_soft_delete_days: Some(7), ..DataProtection::default() },
        },
        Command::CreateContainer { account: site.source.clone(), name: "more".to_string() },
        Command::SetImmutabilityPolicy { container: container.clone(), days: 7 },
        Command::LockImmutabilityPolicy { container: container.clone() },
        Command::SetLegalHold { container: container.clone(), tags: vec!["case7".to_string()] },
        put_file(&container, "sub dir/b.csv", "2"),
        Command::UndeleteBlob { container: container.clone(), path: path() },
        Command::DeleteBlobSnapshots { container, path: path(), snapshot: None },
    ];
    is(
        &lines(&site, &commands),
        &expect![[r#"
        PUT Microsoft.Storage/storageAccounts/morelakes
          az storage account create --resource-group rg-lab --name morelakes --location westeurope --sku Standard_LRS --kind StorageV2 --enable-hierarchical-namespace true --allow-cross-tenant-replication true --subscription SUB
        PUT Microsoft.Storage/storageAccounts/blobsource/blobServices/default
          az storage account blob-service-properties update --resource-group rg-lab --account-name blobsource --enable-delete-retention true --delete-retention-days 7 --enable-container-delete-retention false --enable-versioning false --enable-change-feed false --enable-restore-policy false --subscription SUB
        PUT Microsoft.Storage/storageAccounts/blobsource/blobServices/default/containers/more
          az storage container-rm create --resource-group rg-lab --storage-account blobsource --name more --subscription SUB
        PUT Microsoft.Storage/storageAccounts/blobsource/blobServices/default/containers/data/immutabilityPolicies/default
          az storage container immutability-policy create --resource-group rg-lab --account-name blobsource --container-name data --period 7 --subscription SUB
        POST Microsoft.Storage/storageAccounts/blobsource/blobServices/default/containers/data/immutabilityPolicies/default/lock
          az storage container immutability-policy lock --resource-group rg-lab --account-name blobsource --container-name data --if-match '*' --subscription SUB
        POST Microsoft.Storage/storageAccounts/blobsource/blobServices/default/containers/data/setLegalHold
          az storage container legal-hold set --resource-group rg-lab --account-name blobsource --container-name data --tags case7 --subscription SUB
        PUT https://blobsource.blob.core.windows.net/data/sub%20dir/b.csv
          az storage blob upload --account-name blobsource --container-name data --name 'sub dir/b.csv' --file b.csv --tier Hot --content-type text/plain --overwrite true --auth-mode login
        PUT https://blobsource.blob.core.windows.net/data/readme.txt
          az storage blob undelete --account-name blobsource --container-name data --name readme.txt --auth-mode login
        DELETE https://blobsource.blob.core.windows.net/data/readme.txt
          az storage blob delete --account-name blobsource --container-name data --name readme.txt --delete-snapshots only --auth-mode login
    "#]],
    );
}

#[test]
fn lines_about_tags_of_instances() {
    let mut site = DiskSite::protected();
    let with_tags = |mut command: Command, pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        if let Command::ConfigureProtection { tags, .. } | Command::UpdateProtection { tags, .. } =
            &mut command
        {
            tags.extend(pairs);
        }
        command
    };
    let (update, owner) = (site.update(&site.policy), [("owner", "it's me")]);
    let tagged = with_tags(update.clone(), &owner);
    let mut found = lines(&site, std::slice::from_ref(&tagged));
    site.do_(tagged.clone());
    found += &lines(&site, &[tagged, update]);
    let fresh = DiskSite::new();
    let configure = with_tags(fresh.configure(), &owner);
    found += &lines(&fresh, std::slice::from_ref(&configure));
    found += &bicep(&fresh, &configure);
    is(
        &found,
        &expect![[r#"
        PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance
          az tag create --resource-id /subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance --tags 'owner=it'\''s me'
        PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance
          az dataprotection backup-instance update-policy --resource-group rg-backup --vault-name vault-lab --backup-instance-name disk-instance --policy-id /subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupPolicies/in-use --subscription SUB
        PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance
          az tag delete --resource-id /subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance --yes
        PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/disk-instance
          az dataprotection backup-instance create --resource-group rg-backup --vault-name vault-lab --backup-instance '{"backup_instance_name":"disk-instance","properties":{"friendlyName":"data-1","dataSourceInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1","resourceUri":"/subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1","datasourceType":"Microsoft.Compute/disks","resourceName":"data-1","resourceType":"Microsoft.Compute/disks","resourceLocation":"westeurope","objectType":"Datasource"},"policyInfo":{"policyId":"/subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupPolicies/daily","policyParameters":{"dataStoreParametersList":[{"resourceGroupId":"/subscriptions/SUB/resourceGroups/rg-snaps","objectType":"AzureOperationalStoreParameters","dataStoreType":"OperationalStore"}]}},"objectType":"BackupInstance"},"tags":{"owner":"it'\''s me"}}' --subscription SUB
        resource backupVault 'Microsoft.DataProtection/backupVaults@2026-03-01' existing = {
          name: 'vault-lab'
        }

        resource backupInstance 'Microsoft.DataProtection/backupVaults/backupInstances@2026-03-01' = {
          parent: backupVault
          name: 'disk-instance'
          properties: {
            friendlyName: 'data-1'
            dataSourceInfo: {
              resourceID: '/subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1'
              resourceUri: '/subscriptions/SUB/resourceGroups/rg-disks/providers/Microsoft.Compute/disks/data-1'
              datasourceType: 'Microsoft.Compute/disks'
              resourceName: 'data-1'
              resourceType: 'Microsoft.Compute/disks'
              resourceLocation: 'westeurope'
              objectType: 'Datasource'
            }
            policyInfo: {
              policyId: '/subscriptions/SUB/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupPolicies/daily'
              policyParameters: {
                dataStoreParametersList: [
                  {
                    resourceGroupId: '/subscriptions/SUB/resourceGroups/rg-snaps'
                    objectType: 'AzureOperationalStoreParameters'
                    dataStoreType: 'OperationalStore'
                  }
                ]
              }
            }
            objectType: 'BackupInstance'
          }
          tags: {
            owner: 'it\'s me'
          }
        }
    "#]],
    );
}

#[test]
fn lines_about_data_lakes() {
    let mut site = Site::protected();
    let seq = site.back_up();
    let container = site.source_container("bronze");
    let commands = [
        site.configure(listed(&["bronze"])),
        site.update(listed(&["gold"])),
        site.restore(seq, RestoreSelection::All),
        Command::CreateDirectory { container: container.clone(), path: "2026".to_string() },
        put_file(&container, "sub dir/b.csv", "2"),
        Command::DeletePath { container, path: "readme.txt".to_string() },
    ];
    is(
        &lines(&site, &commands),
        &expect![[r#"
            PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/lake-instance
              az dataprotection backup-instance create --resource-group rg-lab --vault-name vault-lab --backup-instance '{"backup_instance_name":"lake-instance","properties":{"friendlyName":"lakesource","dataSourceInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource","resourceUri":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource","datasourceType":"Microsoft.Storage/storageAccounts/adlsBlobServices","resourceName":"lakesource","resourceType":"Microsoft.Storage/storageAccounts","resourceLocation":"westeurope","objectType":"Datasource"},"policyInfo":{"policyId":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupPolicies/daily","policyParameters":{"backupDatasourceParametersList":[{"containersList":["bronze"],"objectType":"AdlsBlobBackupDatasourceParameters"}]}},"objectType":"BackupInstance","dataSourceSetInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource","resourceUri":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource","datasourceType":"Microsoft.Storage/storageAccounts/adlsBlobServices","resourceName":"lakesource","resourceType":"Microsoft.Storage/storageAccounts","resourceLocation":"westeurope","objectType":"DatasourceSet"}}}' --subscription SUB
            PUT Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/lake-instance
              az dataprotection backup-instance update --resource-group rg-lab --vault-name vault-lab --backup-instance-name lake-instance --vaulted-blob-container-list '{"containersList":["gold"],"objectType":"AdlsBlobBackupDatasourceParameters"}' --subscription SUB
            POST Microsoft.DataProtection/backupVaults/vault-lab/backupInstances/lake-instance/restore
              az dataprotection backup-instance restore trigger --resource-group rg-lab --vault-name vault-lab --backup-instance-name lake-instance --restore-request-object '{"objectType":"AzureBackupRecoveryPointBasedRestoreRequest","sourceDataStoreType":"VaultStore","sourceResourceId":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource","restoreTargetInfo":{"objectType":"RestoreTargetInfo","recoveryOption":"FailIfExists","restoreLocation":"westeurope","datasourceInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/laketarget","resourceUri":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/laketarget","datasourceType":"Microsoft.Storage/storageAccounts/adlsBlobServices","resourceName":"laketarget","resourceType":"Microsoft.Storage/storageAccounts","resourceLocation":"westeurope","objectType":"Datasource"},"datasourceSetInfo":{"resourceID":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/laketarget","resourceUri":"/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/laketarget","datasourceType":"Microsoft.Storage/storageAccounts/adlsBlobServices","resourceName":"laketarget","resourceType":"Microsoft.Storage/storageAccounts","resourceLocation":"westeurope","objectType":"DatasourceSet"}},"recoveryPointId":"85099fa828364594ac6a5f36480acf87"}' --subscription SUB
            PUT https://lakesource.dfs.core.windows.net/bronze/2026
              az storage fs directory create --account-name lakesource --file-system bronze --name 2026 --auth-mode login
            PUT https://lakesource.dfs.core.windows.net/bronze/sub%20dir/b.csv
              az storage fs file upload --account-name lakesource --file-system bronze --path 'sub dir/b.csv' --source b.csv --content-type text/plain --overwrite true --auth-mode login
            PATCH https://lakesource.dfs.core.windows.net/bronze/sub%20dir/b.csv
              none
            PATCH https://lakesource.dfs.core.windows.net/bronze/sub%20dir/b.csv
              none
            DELETE https://lakesource.dfs.core.windows.net/bronze/readme.txt
              az storage fs file delete --account-name lakesource --file-system bronze --path readme.txt --yes --auth-mode login
        "#]],
    );
}

#[test]
fn a_vault_as_bicep() {
    let site = DiskSite::new();
    let mut tags = create_vault(&site.group, "vault-2");
    if let Command::CreateBackupVault { tags, .. } = &mut tags {
        tags.insert("cost-center".to_string(), "${it's}".to_string());
    }
    is(
        &bicep(&site, &tags),
        &expect![[r#"
        resource backupVault 'Microsoft.DataProtection/backupVaults@2026-03-01' = {
          name: 'vault-2'
          location: 'westeurope'
          tags: {
            'cost-center': '\${it\'s}'
          }
          identity: {
            type: 'SystemAssigned'
          }
          properties: {
            storageSettings: [
              {
                datastoreType: 'VaultStore'
                type: 'LocallyRedundant'
              }
            ]
            securitySettings: {
              softDeleteSettings: {
                state: 'On'
                retentionDurationInDays: 14
              }
            }
          }
        }
    "#]],
    );
}

#[test]
fn an_instance_as_bicep() {
    let lake = Site::protected();
    is(
        &bicep(&lake, &lake.configure(listed(&["bronze"]))),
        &expect![[r#"
        resource backupVault 'Microsoft.DataProtection/backupVaults@2026-03-01' existing = {
          name: 'vault-lab'
        }

        resource backupInstance 'Microsoft.DataProtection/backupVaults/backupInstances@2026-03-01' = {
          parent: backupVault
          name: 'lake-instance'
          properties: {
            friendlyName: 'lakesource'
            dataSourceInfo: {
              resourceID: '/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource'
              resourceUri: '/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource'
              datasourceType: 'Microsoft.Storage/storageAccounts/adlsBlobServices'
              resourceName: 'lakesource'
              resourceType: 'Microsoft.Storage/storageAccounts'
              resourceLocation: 'westeurope'
              objectType: 'Datasource'
            }
            policyInfo: {
              policyId: '/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.DataProtection/backupVaults/vault-lab/backupPolicies/daily'
              policyParameters: {
                backupDatasourceParametersList: [
                  {
                    containersList: [
                      'bronze'
                    ]
                    objectType: 'AdlsBlobBackupDatasourceParameters'
                  }
                ]
              }
            }
            objectType: 'BackupInstance'
            dataSourceSetInfo: {
              resourceID: '/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource'
              resourceUri: '/subscriptions/SUB/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/lakesource'
              datasourceType: 'Microsoft.Storage/storageAccounts/adlsBlobServices'
              resourceName: 'lakesource'
              resourceType: 'Microsoft.Storage/storageAccounts'
              resourceLocation: 'westeurope'
              objectType: 'DatasourceSet'
            }
          }
        }
    "#]],
    );
}

#[test]
fn what_lies_in_something_else_as_bicep() {
    let (site, lake) = (DiskSite::new(), Site::protected());
    is(
        &bicep(&site, &create_lock(&site.disk, "keep", LockLevel::ReadOnly)),
        &expect![[r#"
        resource disk 'Microsoft.Compute/disks@2025-01-02' existing = {
          name: 'data-1'
        }

        resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
          scope: disk
          name: 'keep'
          properties: {
            level: 'ReadOnly'
          }
        }
    "#]],
    );
    let group = Command::CreateResourceGroup {
        subscription: site.subscription(0),
        name: "rg-more".to_string(),
        region: vault_lab::engine::resources::Region::WestEurope,
        tags: Tags::new(),
    };
    is(
        &bicep(&site, &group),
        &expect![[r#"
        targetScope = 'subscription'

        resource resourceGroup 'Microsoft.Resources/resourceGroups@2024-11-01' = {
          name: 'rg-more'
          location: 'westeurope'
        }
    "#]],
    );
    let container = Command::CreateContainer { account: lake.source.clone(), name: "more".to_string() };
    is(
        &bicep(&lake, &container),
        &expect![[r#"
        resource storageAccount 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
          name: 'lakesource'
        }

        resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' existing = {
          parent: storageAccount
          name: 'default'
        }

        resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
          parent: blobService
          name: 'more'
          properties: {}
        }
    "#]],
    );
    is(&bicep(&site, &site.stop()), &expect![["none"]]);
}
