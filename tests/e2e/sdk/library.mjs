// What the journeys use of Azure's SDKs, as one library that the SDK playground loads.

export { AuthorizationManagementClient } from "@azure/arm-authorization";
export { ComputeManagementClient } from "@azure/arm-compute";
export { ManagementLockClient } from "@azure/arm-locks";
export { ResourceManagementClient } from "@azure/arm-resources";
export { SubscriptionClient } from "@azure/arm-resources-subscriptions";
export { StorageManagementClient } from "@azure/arm-storage";
export { BlobServiceClient } from "@azure/storage-blob";
export { DataLakeServiceClient } from "@azure/storage-file-datalake";
