// Alerts and the activity log: a vault loses its identity, backups fail and fire alerts, a person looks, acknowledges and
// finds out who did it. By visible names, with a reload in between.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, command, downloaded, filterBy, main, openBySearch, openMenuItem, pauseClock } from "./portal.mjs";

useBrowser();

const vault = "vault-weu-prod";
const vaultId =
  `/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/${vault}`;

const bar = (page) => page.getByRole("complementary", { name: "Simulation controls" });
const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const rows = (page, name) => main(page).getByRole("table", { name }).locator("tbody tr");
const actAs = (page, persona) => page.getByRole("combobox", { name: "Persona" }).selectOption(persona);

browserTest("a failing backup alerts, and the activity log says who did it", journey, { timeout: 300_000 });

async function journey({ page, open }) {
  await open(`#resource${vaultId}/identity`);
  await pauseClock(page);
  await switchIdentityOff(page);
  await runUntilAnAlertFires(page);
  await acknowledge(page);
  await lookAtAllAlerts(page);
  await askWithoutRights(page);
  await findWhoDidIt(page);
}

async function switchIdentityOff(page) {
  await main(page).getByRole("radio", { name: "Off" }).check();
  await command(page, "Save").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Switch off", exact: true }).click();
  await page.getByText(`System-assigned identity of ${vault} switched off`).first().waitFor();
}

async function runUntilAnAlertFires(page) {
  await bar(page).getByRole("button", { name: /run until/ }).click();
  const pane = dialog(page, "Run until");
  for (const box of await pane.getByRole("checkbox").all()) await box.uncheck();
  await pane.getByRole("checkbox", { name: "An alert fires" }).check();
  await pane.getByRole("button", { name: "Run", exact: true }).click();
  await bar(page).getByRole("status").filter({ hasText: "Stopped: the alert Backup Failure fired for" }).waitFor();
  await page.getByText("The alert Backup Failure fired.").first().waitFor();
  await bar(page).getByRole("link", { name: "View alert" }).click();
}

async function acknowledge(page) {
  const pane = dialog(page, "Backup Failure");
  await pane.getByText("Fired; the next backup that succeeds resolves it").waitFor();
  await pane.getByRole("link", { name: "View job" }).waitFor();
  await expectAccessible(page, "an alert");
  await pane.getByRole("textbox", { name: "Comment" }).fill("the identity is gone");
  await pane.getByRole("button", { name: "Change state", exact: true }).click();
  await pane.getByText("Acknowledged by Olivia Owner: the identity is gone").waitFor();
  await pane.getByRole("button", { name: "Close", exact: true }).last().click();
  await page.reload();
  await dialog(page, "Backup Failure").getByText("Acknowledged by Olivia Owner: the identity is gone").waitFor();
  await page.keyboard.press("Escape");
  await rows(page, "Alerts").filter({ hasText: "Acknowledged" }).first().waitFor();
}

async function lookAtAllAlerts(page) {
  await advance(page, "+1 day");
  await openBySearch(page, "alerts", /^Alerts/);
  await heading(page, /Alerts/);
  await rows(page, "Alerts").filter({ hasText: vault }).first().waitFor();
  const all = await rows(page, "Alerts").count();
  assert.ok(all > 1, "more than one instance fails");
  await filterBy(page, "Alert state", "Acknowledged");
  await main(page).getByText("Showing 1 to 1 of 1", { exact: false }).waitFor();
  await expectAccessible(page, "filtered alerts");
  // The overview counts what nobody has closed, and leads there.
  await openBySearch(page, vault, new RegExp(vault));
  await heading(page, vault);
  await main(page).getByRole("link", { name: /1 - Error/ }).click();
  await heading(page, /Alerts/);
  assert.equal(await rows(page, "Alerts").count(), all);
}

/** What is refused is in the log as well. */
async function askWithoutRights(page) {
  await actAs(page, "Rosa Backup-Reader");
  await page.goto(page.url().replace(/#.*/, "#sim/api"));
  const field = (name) => main(page).getByLabel(name, { exact: true });
  await field("Method").selectOption("DELETE");
  await field("Path").fill(vaultId);
  await field("Body").fill("");
  await main(page).getByRole("button", { name: "Send", exact: true }).click();
  await main(page).getByRole("region", { name: "Answer" }).getByText("403 Forbidden to DELETE").first().waitFor();
  await actAs(page, "Olivia Owner");
}

async function findWhoDidIt(page) {
  await openBySearch(page, vault, new RegExp(vault));
  await heading(page, vault);
  await openMenuItem(page, "Activity log");
  await main(page).getByText("Delete Backup vault").first().waitFor();
  // Six hours are shown at first: the identity went more than a day ago.
  assert.equal(await rows(page, "Operations").filter({ hasText: "Create or update Backup vault" }).count(), 0);
  await filterBy(page, "Timespan", "Last 7 days");
  await rows(page, "Operations").filter({ hasText: "Create or update Backup vault" }).first().waitFor();
  const table = await downloaded(page, () => command(page, "Download as CSV").click());
  assert.equal(table.name, "activity-log.csv");
  assert.match(table.text, /^\ufeff"Correlation id","Operation name"/);
  assert.match(table.text, /"Delete Backup vault","Failed".*"Rosa Backup-Reader".*"AuthorizationFailed"/);
  await filterBy(page, "Status", "Failed");
  await main(page).getByText("Showing 1 to 1 of 1", { exact: false }).waitFor();
  await main(page).getByRole("button", { name: /^Delete Backup vault, Failed/ }).click();
  const pane = dialog(page, "Delete Backup vault");
  await pane.getByText("AuthorizationFailed", { exact: true }).waitFor();
  await expectAccessible(page, "an operation");
  await pane.getByRole("tab", { name: "JSON" }).click();
  const event = JSON.parse(await pane.getByRole("region", { name: "Event as JSON" }).innerText());
  assert.deepEqual(
    [event.caller, event.authorization.action, event.status.value],
    ["Rosa Backup-Reader", "Microsoft.DataProtection/backupVaults/delete", "Failed"],
  );
}

browserTest("jobs are filtered and taken away as a table", async ({ page, open }) => {
  await open(`#resource${vaultId}/backupjobs`);
  await pauseClock(page);
  await rows(page, "Backup jobs").first().waitFor();
  const all = await downloaded(page, () => command(page, "Export to CSV").click());
  assert.equal(all.name, "backup-jobs.csv");
  await filterBy(page, "Datasource type", "Azure Disks");
  await rows(page, "Backup jobs").filter({ hasText: "lakehistory" }).first().waitFor({ state: "detached" });
  await main(page).getByText(/Showing 1 to/).waitFor();
  const disks = await downloaded(page, () => command(page, "Export to CSV").click());
  const lines = (text) => text.trim().split("\r\n").length;
  assert.ok(lines(disks.text) > 1 && lines(disks.text) < lines(all.text), "only what is listed is exported");
  await filterBy(page, "Backup instance", "disk-files-backup");
  await rows(page, "Backup jobs").filter({ hasText: "disk-files-backup" }).first().waitFor();
});
