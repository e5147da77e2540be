// Listing 1,000 backup instances through both workers, page after page.

import { withPlayground } from "./api.mjs";

const instances = 1_000;
const rounds = 9;

export async function measureInstances({ url, report }) {
  await withPlayground(url, async (page, context) => {
    // Time passes while somebody looks at the portal: until the disks are there and the roles count, and no longer.
    const portal = await context.newPage();
    await portal.goto(url);
    await portal.getByRole("combobox", { name: "Speed" }).selectOption("3600");
    await page.evaluate(prepare, { instances });
    await portal.close();
    await page.evaluate(protect, { instances });
    report("arm_list_1000_ms", await page.evaluate(timeList, { instances, rounds }), "ms");
  });
}

/** Runs in the page: disks that can be protected. */
async function prepare({ instances }) {
  const { token } = await vaultLab.credential.getToken();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const root = `/subscriptions/${vaultLab.subscriptionId}`;
  const vault = `${root}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
  const group = `${root}/resourceGroups/rg-bench`;
  const send = async (method, path, version, body) => {
    const address = path.startsWith("https:") ? path : `https://management.azure.com${path}?api-version=${version}`;
    const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const bench = {
    vault,
    get: async (path) => (await send("GET", path, "2025-07-01")).json(),
    putDisk: (name) =>
      send("PUT", `${group}/providers/Microsoft.Compute/disks/${name}`, "2025-01-02", {
        location: "westeurope",
        sku: { name: "Standard_LRS" },
        properties: { creationData: { createOption: "Empty" }, diskSizeGB: 4 },
      }),
    instanceOf: (name) => {
      const resourceID = `${group}/providers/Microsoft.Compute/disks/${name}`;
      const kind = "Microsoft.Compute/disks";
      const about = { resourceName: name, resourceType: kind, resourceUri: resourceID, resourceLocation: "westeurope" };
      const dataSourceInfo = { objectType: "Datasource", datasourceType: kind, resourceID, ...about };
      const snapshots = { objectType: "AzureOperationalStoreParameters", dataStoreType: "OperationalStore" };
      const dataStoreParametersList = [{ ...snapshots, resourceGroupId: `${root}/resourceGroups/rg-snapshots-weu` }];
      const policyInfo = { policyId: `${vault}/backupPolicies/disks-4-hourly`, policyParameters: { dataStoreParametersList } };
      return { objectType: "BackupInstance", friendlyName: name, dataSourceInfo, policyInfo };
    },
    putInstance: (name) =>
      send("PUT", `${vault}/backupInstances/${name}`, "2025-07-01", { properties: bench.instanceOf(name) }),
  };
  globalThis.bench = bench;
  await send("PUT", group, "2025-04-01", { location: "westeurope" });
  const { identity } = await bench.get(vault);
  const roleDefinitionId = `${root}/providers/Microsoft.Authorization/roleDefinitions/3e5e47e6-65f7-47ef-90b5-e5dd4d455f24`;
  const properties = { roleDefinitionId, principalId: identity.principalId, principalType: "ServicePrincipal" };
  const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
  await send("PUT", assignment, "2022-04-01", { properties });
  for (let index = 0; index < instances; index += 1) await bench.putDisk(`disk-${index}`);
  const validates = async () => {
    const body = { backupInstance: bench.instanceOf(`disk-${instances - 1}`) };
    const started = await send("POST", `${vault}/validateForBackup`, "2025-07-01", body);
    for (;;) {
      const { status } = await bench.get(started.headers.get("azure-asyncoperation"));
      if (status !== "Inprogress") return status === "Succeeded";
    }
  };
  const deadline = performance.now() + 60_000;
  while (!(await validates())) {
    if (performance.now() > deadline) throw new Error("the last disk cannot be protected");
  }
}

/** Runs in the page: has the disks protected. */
async function protect({ instances }) {
  for (let index = 0; index < instances; index += 1) await bench.putInstance(`disk-${index}`);
}

/** Runs in the page: the median of reading all pages of the list, in milliseconds. */
async function timeList({ instances, rounds }) {
  const spent = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    let [found, next] = [0, `${bench.vault}/backupInstances`];
    while (next) {
      const { value, nextLink } = await bench.get(next);
      found += value.length;
      next = nextLink;
    }
    if (found < instances) throw new Error(`the list has ${found}`);
    spent.push(performance.now() - started);
  }
  return spent.sort((left, right) => left - right)[rounds >> 1];
}
