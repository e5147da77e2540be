// Steps that the journeys share: code for the SDK playground, in front of the journey's own.

const { azure } = vaultLab.libraries;
const { credential, subscriptionId } = vaultLab;
const groups = (name) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
const resources = new azure.ResourceManagementClient(credential, subscriptionId);
const storage = new azure.StorageManagementClient(credential, subscriptionId);
const compute = new azure.ComputeManagementClient(credential, subscriptionId);
const roles = new azure.AuthorizationManagementClient(credential, subscriptionId);
const backupVersion = "2025-07-01";

async function all(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}

/** Asks until the answer is one to go on with. */
async function until(what, ask) {
  for (let tries = 0; tries < 240; tries += 1) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what} did not come about`);
}

async function call(method, path, body) {
  const { token } = await credential.getToken();
  const url = path.startsWith("https:") ? path : `https://management.azure.com${path}?api-version=${backupVersion}`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return fetch(url, { method, headers, body: body && JSON.stringify(body) });
}

/** An action of Azure Backup, for which no SDK of these has a method, followed to its end. */
async function act(path, body) {
  const started = await call("POST", path, body);
  if (started.status !== 202) throw new Error(`${path}: ${started.status} ${await started.text()}`);
  const status = started.headers.get("azure-asyncoperation");
  const operation = await until(path, async () => {
    const told = await (await call("GET", status)).json();
    return told.status === "Inprogress" ? null : told;
  });
  if (operation.status !== "Succeeded") throw new Error(`${path}: ${JSON.stringify(operation.error)}`);
  return operation;
}

async function createVault(group, name) {
  const id = `${groups(group)}/providers/Microsoft.DataProtection/backupVaults/${name}`;
  const vault = await resources.resources.createOrUpdateById(id, backupVersion, {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: {
      storageSettings: [{ datastoreType: "VaultStore", type: "LocallyRedundant" }],
      securitySettings: { softDeleteSettings: { state: "On", retentionDurationInDays: 14 } },
    },
  });
  if (vault.properties.provisioningState !== "Succeeded") throw new Error(`the vault is ${JSON.stringify(vault)}`);
  return vault;
}

async function grant(vault, role, scope) {
  const [definition] = await all(roles.roleDefinitions.list(scope, { filter: `roleName eq '${role}'` }));
  await roles.roleAssignments.create(scope, crypto.randomUUID(), {
    roleDefinitionId: definition.id,
    principalId: vault.identity.principalId,
    principalType: "ServicePrincipal",
  });
}

const store = (dataStoreType) => ({ objectType: "DataStoreInfoBase", dataStoreType });
const keep = (name, duration, dataStoreType) => ({
  objectType: "AzureRetentionRule",
  name,
  isDefault: true,
  lifecycles: [
    {
      deleteAfter: { objectType: "AbsoluteDeleteOption", duration },
      sourceDataStore: store(dataStoreType),
      targetDataStoreCopySettings: [],
    },
  ],
});

const backUp = (name, period, backupType, dataStoreType) => ({
  objectType: "AzureBackupRule",
  name,
  backupParameters: { objectType: "AzureBackupParams", backupType },
  dataStore: store(dataStoreType),
  trigger: {
    objectType: "ScheduleBasedTriggerContext",
    schedule: { repeatingTimeIntervals: [`R/2026-05-02T05:30:00+00:00/${period}`], timeZone: "UTC" },
    taggingCriteria: [{ isDefault: true, taggingPriority: 99, tagInfo: { id: "Default_", tagName: "Default" } }],
  },
});

async function createPolicy(vault, name, datasourceType, policyRules) {
  const properties = { objectType: "BackupPolicy", datasourceTypes: [datasourceType], policyRules };
  const id = `${vault.id}/backupPolicies/${name}`;
  return resources.resources.createOrUpdateById(id, backupVersion, { properties });
}

/** Protects a datasource, once it validates: the vault's roles take a while until they count. */
async function protect(vault, name, properties) {
  const backupInstance = { objectType: "BackupInstance", friendlyName: name, ...properties };
  await until("permission to protect", () =>
    act(`${vault.id}/validateForBackup`, { backupInstance }).catch((error) => {
      if (!/UserErrorMissingRequiredPermissions|NotEnoughPermission|PermissionsNotPresent/.test(error.message)) throw error;
      return null;
    }),
  );
  const id = `${vault.id}/backupInstances/${name}`;
  await resources.resources.createOrUpdateById(id, backupVersion, { properties: backupInstance });
  await until("protection", async () => {
    const found = await resources.resources.getById(id, backupVersion);
    return found.properties.currentProtectionState === "ProtectionConfigured";
  });
  return id;
}

/** An operation is over when its job is on its way: waits for the end of the job. */
async function complete(jobId) {
  const job = await until(jobId, async () => {
    const told = await (await call("GET", jobId)).json();
    return told.properties.status === "InProgress" ? null : told;
  });
  if (job.properties.status !== "Completed") throw new Error(`the job is ${JSON.stringify(job)}`);
}

async function backUpNow(instance, ruleName) {
  const { properties } = await act(`${instance}/backup`, { backupRuleOptions: { ruleName, triggerOption: {} } });
  await complete(properties.jobId);
  const { value } = await (await call("GET", `${instance}/recoveryPoints`)).json();
  if (value.length === 0) throw new Error("the backup left no recovery point");
  return value[0].properties.recoveryPointId;
}

async function restore(instance, restoreRequestObject) {
  await until("permission to restore", () =>
    act(`${instance}/validateRestore`, { restoreRequestObject }).catch((error) => {
      if (!/UserErrorMissingRequiredPermissions|NotEnoughPermission|PermissionsNotPresent/.test(error.message)) throw error;
      return null;
    }),
  );
  const { properties } = await act(`${instance}/restore`, restoreRequestObject);
  await complete(properties.jobId);
}

/** A storage account as what is protected or restored to: as itself, or as the set that it is of itself. */
const accountAs = (datasourceType, account, objectType) => ({
  objectType,
  datasourceType,
  resourceID: account.id,
  resourceName: account.name,
  resourceType: "Microsoft.Storage/storageAccounts",
  resourceLocation: "westeurope",
  resourceUri: account.id,
});

/** Protects one container of a storage account. */
const protectContainer = (vault, policy, datasourceType, account, container, objectType) =>
  protect(vault, account.name, {
    dataSourceInfo: accountAs(datasourceType, account, "Datasource"),
    dataSourceSetInfo: accountAs(datasourceType, account, "DatasourceSet"),
    policyInfo: {
      policyId: policy.id,
      policyParameters: { backupDatasourceParametersList: [{ objectType, containersList: [container] }] },
    },
  });

/** Restores one container of a storage account from the vault to another account. */
const restoreContainer = (instance, point, datasourceType, account, target, container) =>
  restore(instance, {
    objectType: "AzureBackupRecoveryPointBasedRestoreRequest",
    recoveryPointId: point,
    sourceDataStoreType: "VaultStore",
    sourceResourceId: account.id,
    restoreTargetInfo: {
      objectType: "ItemLevelRestoreTargetInfo",
      recoveryOption: "FailIfExists",
      restoreLocation: "westeurope",
      datasourceInfo: accountAs(datasourceType, target, "Datasource"),
      datasourceSetInfo: accountAs(datasourceType, target, "DatasourceSet"),
      restoreCriteria: [
        { objectType: "ItemPathBasedRestoreCriteria", itemPath: container, isPathRelativeToBackupItem: true },
      ],
    },
  });

const noise = (length) => {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += 65_536) crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
};

async function expectSame(blob, bytes) {
  const read = new Uint8Array(await blob.arrayBuffer());
  if (read.length !== bytes.length || read.some((byte, at) => byte !== bytes[at])) {
    throw new Error(`${read.length} bytes came back that are not the ${bytes.length} that went in`);
  }
}
