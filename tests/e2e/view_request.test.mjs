// The request behind a click: shown before it is made, made from the playground, and written down afterwards.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import {
  command,
  containerLink,
  createContainer,
  createResourceGroup,
  createStorageAccount,
  main,
  openBySearch,
  openMenuItem,
  openUploads,
  pauseClock,
} from "./portal.mjs";

useBrowser();

const group = "rg-requests";
const pane = (page) => page.getByRole("dialog", { name: "View request" });
const text = (page, notation) => pane(page).getByLabel(notation, { exact: true }).and(page.locator("pre"));

/** Fills in the wizard up to its review. */
async function reviewVault(page, name) {
  await openBySearch(page, "backup", /Backup vaults/);
  await page.getByRole("heading", { level: 1, name: "Backup vaults" }).waitFor();
  await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
  await main(page).getByRole("combobox", { name: "Resource group" }).fill(group);
  await page.getByRole("option", { name: group, exact: true }).click();
  await main(page).getByRole("textbox", { name: "Backup vault name" }).fill(name);
  await main(page).getByRole("radio", { name: "Locally-redundant" }).check();
  await main(page).getByRole("button", { name: "Review + create", exact: true }).click();
  await main(page).getByText("Validation passed").waitFor();
}

async function openLog(page) {
  await page.getByRole("button", { name: "Portal menu" }).click();
  await page.getByRole("link", { name: "Request log" }).click();
  await page.getByRole("heading", { level: 1, name: "Request log" }).waitFor();
}

browserTest("the request behind a click is shown, tried and logged", async ({ page, open }) => {
  await open();
  await pauseClock(page);
  await openLog(page);
  await main(page).getByText("Nothing was asked for yet").filter({ visible: true }).first().waitFor();
  await createResourceGroup(page, group);

  // Before the click: as a request, as a line, as Bicep.
  await reviewVault(page, "vault-seen");
  await main(page).getByRole("button", { name: "View request" }).click();
  const request = await text(page, "Request").innerText();
  assert.match(request, /^PUT https:\/\/management\.azure\.com\/subscriptions\/.*\/backupVaults\/vault-seen\?api-version=/);
  assert.equal(JSON.parse(request.slice(request.indexOf("{"))).properties.storageSettings[0].type, "LocallyRedundant");
  assert.doesNotMatch(request, /Authorization|Bearer/);
  await expectAccessible(page, "view request");
  await pane(page).getByRole("tab", { name: "Azure CLI" }).click();
  assert.match(await text(page, "Azure CLI").innerText(), /^az dataprotection backup-vault create .*--vault-name vault-seen/);
  await pane(page).getByRole("tab", { name: "Bicep" }).click();
  assert.match(await text(page, "Bicep").innerText(), /^resource backupVault 'Microsoft\.DataProtection\/backupVaults@/);

  // The playground makes what the wizard would have made.
  await pane(page).getByRole("button", { name: "Try in API playground" }).click();
  await page.getByRole("heading", { level: 1, name: "API playground" }).waitFor();
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
  await main(page).getByRole("region", { name: "Answer" }).getByText("201 Created to PUT").first().waitFor();
  await openBySearch(page, "vault-seen", /vault-seen/);
  await page.getByRole("heading", { level: 1, name: "vault-seen" }).waitFor();

  // What is missing has no request yet; what the portal did is written down, refusals too.
  await command(page, "Delete").click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "View request" }).click();
  assert.match(await text(page, "Request").innerText(), /^DELETE https:/);
  await pane(page).getByRole("button", { name: "Close" }).last().click();
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Backup vaults" }).waitFor();

  await openLog(page);
  const rows = main(page).getByRole("row");
  await rows.filter({ hasText: "DELETE" }).filter({ hasText: "vault-seen" }).filter({ hasText: "Succeeded" }).waitFor();
  await rows.filter({ hasText: "PUT" }).filter({ hasText: group }).waitFor();
  await expectAccessible(page, "request log");
  await rows.filter({ hasText: "PUT" }).getByRole("button", { name: new RegExp(`/resourceGroups/${group}$`) }).click();
  await pane(page).getByRole("tab", { name: "Azure CLI" }).click();
  assert.match(await text(page, "Azure CLI").innerText(), new RegExp(`^az group create --name ${group} `));
  await pane(page).getByRole("button", { name: "Close" }).last().click();

  const saved = page.waitForEvent("download");
  await command(page, "Export to CSV").click();
  const sheet = await readFile(await (await saved).path(), "utf8");
  assert.equal(sheet.trim().split("\r\n").length, 3);
  await command(page, "Clear").click();
  await main(page).getByText("Nothing was asked for yet").filter({ visible: true }).first().waitFor();
});

/** Opens the pane by a *View request* of this place, reads the request, and closes it again. */
async function readRequest(page, place, label = "View request") {
  await place.getByRole("button", { name: label }).click();
  const shown = await text(page, "Request").innerText();
  await pane(page).getByRole("button", { name: "Close" }).last().click();
  return shown;
}

const readings = { name: "readings.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n") };

/** A container of a new account, on screen. */
async function openNewContainer(page, account, options) {
  await createStorageAccount(page, group, account, options);
  await openBySearch(page, account, new RegExp(account));
  await page.getByRole("heading", { level: 1, name: account }).waitFor();
  await openMenuItem(page, "Containers");
  await createContainer(page, "raw");
  await containerLink(page, "raw").click();
  await page.getByRole("heading", { level: 1, name: "raw" }).waitFor();
}

browserTest("uploads and what is done with files have their requests", async ({ page, open }) => {
  await open();
  await pauseClock(page);
  await createResourceGroup(page, group);
  await openNewContainer(page, "lakeseen", { hierarchical: true });

  // A file of a data lake is made, appended to and flushed; its bytes are not shown.
  const uploads = await openUploads(page);
  assert.match(await missingRequest(page, uploads), /Something is missing yet/);
  await uploads.getByLabel("Files to upload").setInputFiles(readings);
  const asked = await readRequest(page, uploads);
  const lines = asked.split("\n").filter((line) => /^(PUT|PATCH) /.test(line));
  const file = "https://lakeseen.dfs.core.windows.net/raw/readings.csv";
  assert.deepEqual(lines, [
    `PUT ${file}?resource=file`,
    `PATCH ${file}?action=append&position=0`,
    `PATCH ${file}?action=flush&position=4`,
  ]);
  assert.ok(asked.includes("If-None-Match: *") && asked.includes("\n\n<file>"), asked);
  await uploads.getByRole("button", { name: "Upload", exact: true }).click();
  await uploads.getByText(/^Uploaded, /).first().waitFor();
  await uploads.getByRole("button", { name: "Close" }).last().click();

  // The questions before files are changed.
  await main(page).getByRole("checkbox", { name: "Select readings.csv", exact: true }).check();
  await command(page, "Change tier").click();
  const tier = page.getByRole("dialog", { name: "Change tier" });
  await tier.getByRole("combobox", { name: "Access tier" }).selectOption({ label: "Cool" });
  assert.match(await readRequest(page, tier), /^PUT .*\/readings\.csv\?comp=tier\n[^]*x-ms-access-tier: Cool/);
  await tier.getByRole("button", { name: "Cancel" }).click();
  await command(page, "Delete").click();
  const question = page.getByRole("alertdialog");
  assert.match(await readRequest(page, question), new RegExp(`^DELETE ${file}\\?recursive=true`));
  await question.getByRole("button", { name: "Delete", exact: true }).click();

  // What was done is told by notifications, with what was asked for, and stands in the log.
  await page.getByRole("button", { name: /^Notifications/ }).click();
  const notices = page.getByRole("dialog", { name: "Notifications" });
  assert.match(await readRequest(page, notices, /^View request: Uploaded 1 file/), /^PUT .*resource=file/);
  assert.match(await readRequest(page, notices, /^View request: Deleted readings\.csv/), /^DELETE /);
  await expectAccessible(page, "notifications with requests");
  await notices.getByRole("button", { name: "Close" }).first().click();
  await openLog(page);
  const logged = main(page).getByRole("row").filter({ hasText: file });
  await logged.filter({ hasText: "DELETE" }).filter({ hasText: "Succeeded" }).waitFor();
  await logged.filter({ hasText: "PUT" }).getByRole("button", { name: file }).click();
  await pane(page).getByRole("tab", { name: "Azure CLI" }).click();
  assert.match(await text(page, "Azure CLI").innerText(), /^az storage fs file upload .*--source readings\.csv .*--overwrite false/);
});

/** What *View request* says while there is none. */
async function missingRequest(page, place) {
  await place.getByRole("button", { name: "View request" }).click();
  const said = await pane(page).innerText();
  await pane(page).getByRole("button", { name: "Close" }).last().click();
  return said;
}

browserTest("settings of an account and the endpoints of its blobs", async ({ page, open }) => {
  await open();
  await pauseClock(page);
  await createResourceGroup(page, group);
  await openNewContainer(page, "blobseen");

  const uploads = await openUploads(page);
  await uploads.getByLabel("Files to upload").setInputFiles(readings);
  const asked = await readRequest(page, uploads);
  assert.match(asked, /^PUT https:\/\/blobseen\.blob\.core\.windows\.net\/raw\/readings\.csv\n[^]*x-ms-blob-type: BlockBlob/);
  assert.ok(asked.endsWith("\n\n<file>"), asked);
  await uploads.getByRole("button", { name: "Close" }).last().click();

  await openBySearch(page, "blobseen", /blobseen/);
  await page.getByRole("heading", { level: 1, name: "blobseen" }).waitFor();
  await openMenuItem(page, "Data protection");
  await main(page).getByRole("checkbox", { name: "Enable soft delete for containers" }).click();
  assert.match(await readRequest(page, main(page).getByRole("toolbar").first()), /^PUT .*\/blobServices\/default\?/);

  // The playground writes a blob with headers of one's own, and reads it back: text as text, bytes as digits.
  await page.getByRole("button", { name: "Portal menu" }).click();
  await page.getByRole("link", { name: "API playground" }).click();
  await page.getByRole("heading", { level: 1, name: "API playground" }).waitFor();
  const answer = main(page).getByRole("region", { name: "Answer" });
  const send = async (method, path, { headers = [], body = "" }, status) => {
    await main(page).getByLabel("Method", { exact: true }).selectOption(method);
    await main(page).getByLabel("Path", { exact: true }).fill(`https://blobseen.blob.core.windows.net/${path}`);
    await main(page).getByLabel("Body", { exact: true }).fill(body);
    const entered = main(page).getByRole("group", { name: "Request headers" });
    const remove = entered.getByRole("button", { name: /^Remove header/ });
    while ((await remove.count()) > 0) await remove.first().click();
    for (const [index, [name, value]] of headers.entries()) {
      await entered.getByRole("button", { name: "Add header" }).click();
      await entered.getByRole("textbox", { name: `Name of header ${index + 1}` }).fill(name);
      await entered.getByRole("textbox", { name: `Value of header ${index + 1}` }).fill(value);
    }
    await main(page).getByRole("button", { name: "Send", exact: true }).click();
    if (status) await answer.getByText(`${status} to ${method}`).first().waitFor();
  };
  const version = ["x-ms-version", "2023-11-03"];
  const put = [version, ["x-ms-blob-type", "BlockBlob"], ["x-ms-meta-seen", "yes"]];
  await send("PUT", "raw/note.txt", { headers: put, body: "Grüße\nan alle" }, "201 Created");
  await send("GET", "raw/note.txt", { headers: [version] }, "200 OK");
  const body = answer.getByLabel("Body of the answer");
  assert.equal(await body.innerText(), "Grüße\nan alle");
  assert.match(await answer.locator("dl").textContent(), /x-ms-meta-seenyes/);
  await send("GET", "raw/note.txt", { headers: [version, ["Range", "bytes=2-2"]] }, "206 Partial Content");
  await answer.getByText("1 B that are no text.").waitFor();
  assert.match(await body.innerText(), /^0{12} {2}c3 /);
  await send("PUT", "raw/note.txt", { headers: [...put, ["If-None-Match", "*"]], body: "again" }, "409 Conflict");
  await answer.getByText("BlobAlreadyExists").first().waitFor();
  await expectAccessible(page, "playground with headers");

  // Real tokens are not sent.
  await send("GET", "raw/note.txt", { headers: [["Authorization", "Bearer x"]] });
  await main(page).getByText("takes no real token").first().waitFor();
});
