// A data lake: created, filled, protected, lost and restored into another account, all by Azure's SDKs.

await resources.resourceGroups.createOrUpdate("rg-sdk-lake", { location: "westeurope" });
const create = (name) =>
  storage.storageAccounts.create("rg-sdk-lake", name, {
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    isHnsEnabled: true,
  });
const [lake, target] = [await create("sdklakesource"), await create("sdklaketarget")];
if (!lake.isHnsEnabled) throw new Error(`no data lake: ${JSON.stringify(lake)}`);

const files = new azure.DataLakeServiceClient(lake.primaryEndpoints.dfs, credential).getFileSystemClient("raw");
await files.create();
await files.getDirectoryClient("2026/11").create();
const bytes = noise(300_000);
await files.getFileClient("2026/11/readings.bin").upload(new Blob([bytes]));
const paths = (await all(files.listPaths({ recursive: true }))).map(({ name }) => name);
if (paths.join() !== "2026,2026/11,2026/11/readings.bin") throw new Error(`paths: ${paths}`);
await expectSame(await (await files.getFileClient("2026/11/readings.bin").read()).contentAsBlob, bytes);

const vault = await createVault("rg-sdk-lake", "vault-sdk-lake");
await grant(vault, "Storage Account Backup Contributor", lake.id);
await grant(vault, "Storage Account Backup Contributor", target.id);
const type = "Microsoft.Storage/storageAccounts/adlsBlobServices";
const policy = await createPolicy(vault, "weekly", type, [
  backUp("BackupWeekly", "P1W", "Discrete", "VaultStore"),
  keep("Default", "P30D", "VaultStore"),
]);
const instance = await protectContainer(vault, policy, type, lake, "raw", "AdlsBlobBackupDatasourceParameters");
const point = await backUpNow(instance, "BackupWeekly");

await files.getDirectoryClient("2026").delete(true);
if ((await all(files.listPaths({ recursive: true }))).length > 0) throw new Error("something is left");
await restoreContainer(instance, point, type, lake, target, "raw");
const restored = new azure.DataLakeServiceClient(target.primaryEndpoints.dfs, credential).getFileSystemClient("raw");
await expectSame(await (await restored.getFileClient("2026/11/readings.bin").read()).contentAsBlob, bytes);
console.log("lake restored");
