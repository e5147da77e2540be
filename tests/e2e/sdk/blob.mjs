// Blobs: created with versions, protected by operational and vaulted backup, lost and restored, all by Azure's SDKs.

const [subscription] = await all(new azure.SubscriptionClient(credential).subscriptions.list());
if (subscription.subscriptionId !== subscriptionId) throw new Error(`subscription: ${JSON.stringify(subscription)}`);
await resources.resourceGroups.createOrUpdate("rg-sdk-blob", { location: "westeurope" });
const create = (name) =>
  storage.storageAccounts.create("rg-sdk-blob", name, {
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
  });
const [account, target] = [await create("sdkblobsource"), await create("sdkblobtarget")];

const service = new azure.BlobServiceClient(account.primaryEndpoints.blob, credential);
const container = service.getContainerClient("photos");
await container.create();
const bytes = noise(400_000);
const blob = container.getBlockBlobClient("2026/november/a.bin");
// In blocks, as large files are sent.
await blob.uploadData(bytes, { blockSize: 100_000, maxSingleShotSize: 1, concurrency: 3, metadata: { taken: "today" } });
await container.getBlockBlobClient("2026/december/b.txt").upload("hello", 5);
const tree = [];
for await (const item of container.listBlobsByHierarchy("/", { prefix: "2026/" })) tree.push(`${item.kind}:${item.name}`);
if (tree.join() !== "prefix:2026/december/,prefix:2026/november/") throw new Error(`listing: ${tree}`);
const found = await blob.getProperties();
if (found.contentLength !== 400_000 || found.metadata.taken !== "today") throw new Error(JSON.stringify(found));
await expectSame(await (await blob.download(100_000, 50_000)).blobBody, bytes.subarray(100_000, 150_000));

const vault = await createVault("rg-sdk-blob", "vault-sdk-blob");
await grant(vault, "Storage Account Backup Contributor", account.id);
await grant(vault, "Storage Account Backup Contributor", target.id);
const type = "Microsoft.Storage/storageAccounts/blobServices";
const policy = await createPolicy(vault, "daily", type, [
  backUp("BackupDaily", "P1D", "Discrete", "VaultStore"),
  keep("Default_OperationalStore", "P30D", "OperationalStore"),
  keep("Default", "P30D", "VaultStore"),
]);
const instance = await protectContainer(vault, policy, type, account, "photos", "BlobBackupDatasourceParameters");
const settings = await storage.blobServices.getServiceProperties("rg-sdk-blob", "sdkblobsource");
if (!settings.isVersioningEnabled || !settings.restorePolicy.enabled) throw new Error(JSON.stringify(settings));
const point = await backUpNow(instance, "BackupDaily");

await blob.delete();
if (await blob.exists()) throw new Error("the blob is still there");
await restoreContainer(instance, point, type, account, target, "photos");
const restored = new azure.BlobServiceClient(target.primaryEndpoints.blob, credential).getContainerClient("photos");
await expectSame(await (await restored.getBlobClient("2026/november/a.bin").download()).blobBody, bytes);

// The account keeps versions now: the deleted blob comes back as a copy of its last one.
const versions = await all(container.listBlobsFlat({ prefix: blob.name, includeVersions: true }));
if (versions.length !== 1 || versions[0].isCurrentVersion) throw new Error(`versions: ${JSON.stringify(versions)}`);
await (await blob.beginCopyFromURL(blob.withVersion(versions[0].versionId).url)).pollUntilDone();
await expectSame(await (await blob.download()).blobBody, bytes);
console.log("blobs restored");
