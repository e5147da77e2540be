// The API playground: ready requests are sent, an operation is followed, and what the API refuses is shown as it is.

import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, main, pauseClock } from "./portal.mjs";

useBrowser();

const field = (page, name) => main(page).getByLabel(name, { exact: true });
const body = async (page) => JSON.parse(await main(page).getByLabel("Body of the answer").innerText());
const says = (page, text) => main(page).getByText(text).filter({ visible: true }).first().waitFor();
/** Waits for the answer to a method: "200 OK to PUT". */
const answered = (page, words) => main(page).getByRole("region", { name: "Answer" }).getByText(words).first().waitFor();

/** Chooses a ready request and sends it. */
async function send(page, request) {
  await field(page, "Ready requests").selectOption(request);
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
}

browserTest("requests of the REST API are answered in the portal", async ({ page, open }) => {
  await open();
  await pauseClock(page);
  await page.getByRole("button", { name: "Portal menu" }).click();
  await page.getByRole("link", { name: "API playground" }).click();
  await page.getByRole("heading", { level: 1, name: "API playground" }).waitFor();

  await send(page, "List Backup vaults");
  await answered(page, "200 OK to GET");
  const vaults = (await body(page)).value;
  assert.ok(vaults.length > 0 && vaults.every((vault) => vault.type === "Microsoft.DataProtection/backupVaults"));

  await send(page, "Create a blob policy");
  await answered(page, "200 OK to PUT");
  const policy = await body(page);
  assert.equal(policy.name, "blob-operational");
  await send(page, "List backup policies");
  await answered(page, "200 OK to GET");
  assert.ok((await body(page)).value.some((row) => row.id === policy.id), "the portal sees what the API made");

  // A vault takes its time: the operation is followed where the answer leads.
  const vault = policy.id.split("/backupPolicies")[0].replace(/[^/]+$/, "vault-of-the-api");
  await field(page, "Method").selectOption("PUT");
  await field(page, "Path").fill(vault);
  await field(page, "Body").fill(JSON.stringify({ location: "westeurope", properties: { storageSettings: [] } }));
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
  await answered(page, "201 Created to PUT");
  await main(page).getByRole("button", { name: "Ask for the status" }).click();
  await answered(page, "200 OK to GET");
  assert.equal((await body(page)).status, "Inprogress");

  // What the API refuses is an answer; what cannot be sent is none.
  await field(page, "Method").selectOption("GET");
  await field(page, "Body").fill("");
  await field(page, "Path").fill(`${vault}/backupInstances/nobody`);
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
  await answered(page, "404 Not Found to GET");
  assert.equal((await body(page)).error.code, "ResourceNotFound");
  await field(page, "Path").fill("https://example.com/");
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
  await says(page, "nothing is sent anywhere else");
  await main(page).getByRole("heading", { name: "Earlier requests" }).waitFor();
});

/** Follows the operation that the answer began, while simulated time runs, and answers its last status. */
async function follow(page) {
  await main(page).getByRole("button", { name: "Follow to its end" }).click();
  await advance(page, "+10 min");
  await main(page).getByRole("button", { name: "Stop asking" }).waitFor({ state: "detached" });
  return body(page);
}

browserTest("the documentation's sequence runs in the playground", async ({ page, open }) => {
  await open("#sim/api");
  await pauseClock(page);
  await send(page, "Create a blob policy");
  await answered(page, "200 OK to PUT");
  const validate = "How-to 1: validate the request to protect";

  await send(page, validate);
  await answered(page, "202 Accepted to POST");
  const missing = await follow(page);
  assert.deepEqual([missing.status, missing.error.code], ["Failed", "UserErrorMissingRequiredPermissions"]);
  assert.equal(missing.error.message, "Appropriate permissions to perform the operation is missing.");

  await send(page, "How-to 2: give the vault its role");
  await answered(page, "201 Created to PUT");
  await advance(page, "+1 h");
  await send(page, validate);
  await answered(page, "202 Accepted to POST");
  assert.equal((await follow(page)).status, "Succeeded");

  await send(page, "How-to 3: protect the storage account");
  await answered(page, "201 Created to PUT");
  assert.equal((await body(page)).properties.objectType, "BackupInstance");
  assert.equal((await follow(page)).status, "Succeeded");
  await send(page, "How-to 4: look at the backup instance");
  await answered(page, /200 OK to GET .*\/backupInstances\/[^/]+$/);
  assert.equal((await body(page)).properties.currentProtectionState, "ProtectionConfigured");

  await send(page, validate);
  await answered(page, "400 Bad Request to POST");
  assert.equal((await body(page)).error.code, "UserErrorDppDatasourceAlreadyProtected");

  await send(page, "How-to 5: stop protection and delete the data");
  await answered(page, "202 Accepted to DELETE");
  assert.equal((await follow(page)).status, "Succeeded");
  await send(page, "How-to 4: look at the backup instance");
  await answered(page, "404 Not Found to GET");
});
