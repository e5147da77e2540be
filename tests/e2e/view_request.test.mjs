// The request behind a click: shown before it is made, made from the playground, and written down afterwards.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { command, createResourceGroup, main, openBySearch, pauseClock } from "./portal.mjs";

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
