// A managed disk: created, locked, protected and restored as another disk, all by Azure's SDKs.

await resources.resourceGroups.createOrUpdate("rg-sdk-disk", { location: "westeurope" });
const disk = await compute.disks.createOrUpdate("rg-sdk-disk", "disk-sdk", {
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  creationData: { createOption: "Empty" },
  diskSizeGB: 32,
});
const locks = new azure.ManagementLockClient(credential, subscriptionId);
await locks.managementLocks.createOrUpdateByScope(disk.id, "keep", { level: "CanNotDelete" });
const refused = await Promise.resolve(compute.disks.delete("rg-sdk-disk", "disk-sdk")).then(() => "", (error) => error.code);
if (refused !== "ScopeLocked") throw new Error(`deleting a locked disk: ${refused}`);
const listed = await all(locks.managementLocks.listAtResourceGroupLevel("rg-sdk-disk"));
if (listed.map(({ name }) => name).join() !== "keep") throw new Error(`locks: ${JSON.stringify(listed)}`);
await locks.managementLocks.deleteByScope(disk.id, "keep");

const vault = await createVault("rg-sdk-disk", "vault-sdk-disk");
await grant(vault, "Disk Backup Reader", disk.id);
await grant(vault, "Disk Snapshot Contributor", groups("rg-sdk-disk"));
await grant(vault, "Disk Restore Operator", groups("rg-sdk-disk"));
const type = "Microsoft.Compute/disks";
const policy = await createPolicy(vault, "hourly", type, [
  backUp("BackupHourly", "PT4H", "Incremental", "OperationalStore"),
  keep("Default", "P7D", "OperationalStore"),
]);
const datasource = (id) => ({
  objectType: "Datasource",
  datasourceType: type,
  resourceID: id,
  resourceName: id.split("/").pop(),
  resourceType: type,
  resourceLocation: "westeurope",
  resourceUri: id,
});
const snapshots = {
  objectType: "AzureOperationalStoreParameters",
  dataStoreType: "OperationalStore",
  resourceGroupId: groups("rg-sdk-disk"),
};
const instance = await protect(vault, "disk-sdk", {
  dataSourceInfo: datasource(disk.id),
  policyInfo: { policyId: policy.id, policyParameters: { dataStoreParametersList: [snapshots] } },
});
const point = await backUpNow(instance, "BackupHourly");
const kept = await all(compute.snapshots.listByResourceGroup("rg-sdk-disk"));
// Where the page is slow, the schedule has made another one by now.
if (kept.length === 0 || !kept.every(({ incremental }) => incremental)) throw new Error(`snapshots: ${JSON.stringify(kept)}`);

const restoredId = `${groups("rg-sdk-disk")}/providers/Microsoft.Compute/disks/disk-sdk-restored`;
await restore(instance, {
  objectType: "AzureBackupRecoveryPointBasedRestoreRequest",
  recoveryPointId: point,
  sourceDataStoreType: "OperationalStore",
  sourceResourceId: disk.id,
  restoreTargetInfo: {
    objectType: "RestoreTargetInfo",
    recoveryOption: "FailIfExists",
    restoreLocation: "westeurope",
    datasourceInfo: datasource(restoredId),
  },
});
const restored = await compute.disks.get("rg-sdk-disk", "disk-sdk-restored");
if (restored.diskSizeGB !== 32) throw new Error(`restored: ${JSON.stringify(restored)}`);
console.log("disk restored");
