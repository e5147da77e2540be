// The REST API from a page's fetch through both workers and back, and blobs through Azure's own SDK beside what the bare
// database does.

import { join } from "node:path";
import { build } from "esbuild";
import { project } from "../../tests/e2e/harness.mjs";
import { withProfile } from "./blade.mjs";
import { rawIndexedDbRates } from "./raw_indexed_db.mjs";

const gets = 300;
const puts = 100;
const blobBytes = 64 << 20;
const rounds = 3;

export const apiFigures = ["arm_get_p50_ms", "arm_put_policy_p50_ms"];

export async function measureApi({ url, report }) {
  await withPlayground(url, async (page) => {
    const figures = await page.evaluate(timeRequests, { gets, puts });
    report("arm_get_p50_ms", figures.get, "ms");
    report("arm_put_policy_p50_ms", figures.put, "ms");
  });
}

export async function measureBlobRates({ url, report }) {
  const entryPoints = [join(project, "tests/e2e/sdk/library.mjs")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", platform: "browser", write: false });
  const library = { name: "azure.js", mimeType: "text/javascript", buffer: Buffer.from(outputFiles[0].contents) };
  await withPlayground(url, async (page) => {
    await page.getByLabel("Libraries (ES modules)").setInputFiles(library);
    await page.getByRole("list", { name: "Loaded libraries" }).getByText("azure").waitFor();
    const found = [];
    for (let round = 0; round < rounds; round += 1) {
      const raw = await rawIndexedDbRates(page, { values: 64 });
      const { put, get } = await page.evaluate(timeBlob, { bytes: blobBytes, name: `round-${round}.bin` });
      found.push({ put, get, raw });
    }
    const best = (kind) => found.toSorted((left, right) => right[kind] / right.raw[kind] - left[kind] / left.raw[kind])[0];
    report("blob_put_ratio", best("put").put, "MB/s", best("put").raw.put);
    report("blob_get_ratio", best("get").get, "MB/s", best("get").raw.get);
  });
}

/** Runs `body(page, context)` on the SDK playground of a fresh world. */
export function withPlayground(url, body) {
  return withProfile(async (context) => {
    const page = await context.newPage();
    await page.goto(`${url}api.html`);
    await page.getByText("Ready: requests to Azure's addresses").waitFor();
    await body(page, context);
  });
}

/** Runs in the page: medians. */
async function timeRequests({ gets, puts }) {
  const { token } = await vaultLab.credential.getToken();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async (path, options = {}) => {
    const answer = await fetch(`https://management.azure.com${path}?api-version=2025-07-01`, { headers, ...options });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const median = async (times, body) => {
    const spent = [];
    for (let index = 0; index < times; index += 1) {
      const started = performance.now();
      await body(index);
      spent.push(performance.now() - started);
    }
    return spent.sort((left, right) => left - right)[times >> 1];
  };
  const vaults = `/subscriptions/${vaultLab.subscriptionId}/providers/Microsoft.DataProtection/backupVaults`;
  const vault = (await ask(vaults)).value[0].id;
  const store = { objectType: "DataStoreInfoBase", dataStoreType: "OperationalStore" };
  const deleteAfter = { objectType: "AbsoluteDeleteOption", duration: "P30D" };
  const rule = { objectType: "AzureRetentionRule", name: "Default", isDefault: true, lifecycles: [{ deleteAfter, sourceDataStore: store }] };
  const datasourceTypes = ["Microsoft.Storage/storageAccounts/blobServices"];
  const body = JSON.stringify({ properties: { objectType: "BackupPolicy", datasourceTypes, policyRules: [rule] } });
  const putPolicy = (index) => ask(`${vault}/backupPolicies/bench-${index}`, { method: "PUT", body });
  const put = await median(puts, putPolicy);
  const get = await median(gets, () => ask(`${vault}/backupPolicies/bench-1`));
  return { get, put };
}

/** Runs in the page: rates of one blob that cannot be compressed, in MB/s. */
async function timeBlob({ bytes, name }) {
  const { azure } = vaultLab.libraries;
  const service = new azure.BlobServiceClient("https://stmediaweu.blob.core.windows.net", vaultLab.credential);
  const container = service.getContainerClient("bench");
  await container.createIfNotExists();
  const noise = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
  const rate = (started) => bytes / 1000 / (performance.now() - started);
  const blob = container.getBlockBlobClient(name);
  let started = performance.now();
  await blob.uploadData(noise);
  const put = rate(started);
  started = performance.now();
  const read = await (await (await blob.download()).blobBody).arrayBuffer();
  const get = rate(started);
  if (read.byteLength !== bytes) throw new Error(`${read.byteLength} bytes came back`);
  return { put, get };
}
