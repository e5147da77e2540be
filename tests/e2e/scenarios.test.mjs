// Prepared worlds: five years of the first one, with what is there before and after; and the broken one, which a person mends
// by hand and leaves again.

import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, assignRole, command, filterBy, main, openMenuItem, pauseClock, startScenario } from "./portal.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const group = (name) => `#resource${subscription}/resourceGroups/${name}`;
const vault = `${group("rg-backup-weu")}/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
const finance = vault.replace("vault-weu-prod", "vault-weu-finance");
const account = (name) => `${group("rg-data-weu")}/providers/Microsoft.Storage/storageAccounts/${name}`;
const instance = (name) => `${vault}/backupInstances/${name}`;

const bar = (page) => page.getByRole("complementary", { name: "Simulation controls" });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const points = (page) => main(page).getByRole("table", { name: "Restore points", exact: true });

async function runUntil(page, date) {
  await bar(page).getByRole("button", { name: /run until/ }).click();
  const pane = page.getByRole("dialog", { name: "Run until" });
  await pane.getByLabel("Date").fill(date);
  for (const box of await pane.getByRole("checkbox").all()) await box.uncheck();
  await pane.getByRole("button", { name: "Run", exact: true }).click();
}

browserTest("five years pass, and the calendar shows what they left", fiveYears, { timeout: 240_000 });

async function fiveYears({ page, open }) {
  await open();
  await pauseClock(page);
  await open(instance("disk-files-backup"));
  await heading(page, "disk-files-backup");
  const days = main(page).getByRole("grid", { name: "Restore points by day and rule" });
  await days.waitFor();
  const before = await days.locator("[aria-label]").first().getAttribute("aria-label");
  assert.match(before, /2026/);
  await runUntil(page, "2031-09-14");
  await bar(page).getByRole("status").filter({ hasText: /later, .*jobs ended/ }).waitFor({ timeout: 180_000 });
  await days.locator("[aria-label*='2031']").first().waitFor();
  assert.equal(await days.locator("[aria-label*='2026']").count(), 0, "what was there then has gone");
  await points(page).getByText("2031", { exact: false }).first().waitFor();
  // What the bar undoes takes all of it back.
  await bar(page).getByRole("button", { name: /^Undo/ }).click();
  await days.locator("[aria-label*='2026']").first().waitFor();
  assert.equal(await days.locator("[aria-label]").first().getAttribute("aria-label"), before);
}

browserTest("five years pass, and the reports show them month by month", fiveYearsReported, { timeout: 240_000 });

async function fiveYearsReported({ page, open }) {
  await open(`${vault}/backupreports`);
  await pauseClock(page);
  const before = await months(page);
  assert.ok(before.length <= 2, "the world is some days old");
  await runUntil(page, "2031-09-14");
  await bar(page).getByRole("status").filter({ hasText: /later, .*jobs ended/ }).waitFor({ timeout: 180_000 });
  const after = await months(page);
  assert.equal(after.length, 61, "from September 2026 to September 2031");
  const whole = after.slice(1, -1);
  assert.ok(whole.every(([, completed, failed]) => completed > 0 && failed === 0), JSON.stringify(whole));
  await bar(page).getByRole("button", { name: /^Undo/ }).click();
  await chart(page).getByRole("row").nth(3).waitFor({ state: "detached" });
  assert.deepEqual(await months(page), before, "undone, they have not been");
}

const chart = (page) => main(page).getByRole("figure", { name: "Backups", exact: true });

/** Month, completed and failed backups of everything that is known, the newest first. */
async function months(page) {
  await filterBy(page, "Time range", "All");
  await chart(page).getByRole("group", { name: "Backups as" }).getByRole("button", { name: "Table" }).click();
  await chart(page).getByRole("columnheader", { name: "Month" }).waitFor();
  const rows = chart(page).getByRole("table", { name: "Backups", exact: true }).locator("tbody tr");
  await rows.first().waitFor();
  const cells = await rows.evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.innerText.trim())),
  );
  return cells.map(([month, completed, failed]) => [month, ...[completed, failed].map((text) => Number(text.replaceAll(",", "")))]);
}

browserTest("the broken estate is mended by hand", mend, { timeout: 300_000 });

async function mend({ page, open }) {
  await open();
  await startScenario(page, "Broken estate");
  await pauseClock(page);
  await seeFailures(page, open);
  await grantWhatIsMissing(page, open);
  await grantToNewIdentity(page, open);
  await unlock(page, open);
  await dropContainer(page, open);
  await switchChangeFeedOn(page, open);
  await deleteRule(page, open);
  await changePolicy(page, open);
  await resume(page, open);
  for (let day = 0; day < 4; day++) await advance(page, "+1 day");
  for (const of of [vault, finance]) await seeSuccess(page, open, of);
  // Back to the world before it.
  await bar(page).getByRole("button", { name: "Savepoints", exact: true }).click();
  const list = page.getByRole("dialog", { name: "Savepoints" }).getByRole("list", { name: "Moments, the newest first" });
  const start = list.getByRole("listitem").filter({ hasText: "start of the scenario Broken estate" });
  await start.getByRole("button", { name: /^Go to/ }).click();
  await page.getByRole("dialog", { name: /^Go to/ }).getByRole("button", { name: "Go there" }).click();
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).waitFor();
}

/** The alerts of the vault say what is wrong. */
async function seeFailures(page, open) {
  await open(`${vault}/alerts`);
  await main(page).getByText("Backup Failure").first().waitFor();
  await open(instance("disk-search-backup"));
  await main(page).getByText("Failed").first().waitFor();
}

async function grantWhatIsMissing(page, open) {
  await open(group("rg-snapshots-new"));
  await heading(page, "rg-snapshots-new");
  await assignRole(page, "Disk Snapshot Contributor", "vault-weu-prod");
}

/** The identity of the second vault was switched off and on: what the one before was granted is of no use to it. */
async function grantToNewIdentity(page, open) {
  await open(group("rg-snapshots-weu"));
  await heading(page, "rg-snapshots-weu");
  await assignRole(page, "Disk Snapshot Contributor", "vault-weu-finance");
  await open(`${group("rg-data-weu")}/providers/Microsoft.Compute/disks/disk-ledger`);
  await heading(page, "disk-ledger");
  await assignRole(page, "Disk Backup Reader", "vault-weu-finance");
}

/** A container that is in the selection of a lake was deleted. */
async function dropContainer(page, open) {
  await open(instance("lakesales-backup"));
  await heading(page, "lakesales-backup");
  await command(page, "Edit backup instance").click();
  const pane = page.getByRole("dialog", { name: "Edit backup instance" });
  await pane.getByRole("button", { name: "Change containers" }).click();
  const containers = page.getByRole("dialog", { name: "Select storage containers" });
  await containers.getByRole("row", { name: /returns.*No longer exists/ }).waitFor();
  await containers.getByRole("checkbox", { name: "Select returns" }).uncheck();
  await containers.getByRole("button", { name: "Select", exact: true }).click();
  await save(pane);
}

async function switchChangeFeedOn(page, open) {
  await open(account("stdocsweu"));
  await heading(page, "stdocsweu");
  await openMenuItem(page, "Data protection");
  await main(page).getByRole("checkbox", { name: "Enable blob change feed" }).check();
  await command(page, "Save").click();
  await page.getByText("Saved data protection settings of stdocsweu").first().waitFor();
}

async function deleteRule(page, open) {
  await open(account("stscansweu"));
  await heading(page, "stscansweu");
  await openMenuItem(page, "Lifecycle management");
  await main(page).getByRole("checkbox", { name: "Select save-money" }).check();
  await command(page, "Delete").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await main(page).getByText("You don't have any rules yet").waitFor();
}

/** From a policy that keeps the first point of a week for a shorter time than the others. */
async function changePolicy(page, open) {
  await open(instance("disk-mail-backup"));
  await heading(page, "disk-mail-backup");
  await command(page, "Edit backup instance").click();
  const pane = page.getByRole("dialog", { name: "Edit backup instance" });
  await pane.getByRole("combobox", { name: "Select policy" }).selectOption({ label: "disks-daily" });
  await save(pane);
}

async function save(pane) {
  await pane.getByRole("button", { name: "Save", exact: true }).click();
  await pane.waitFor({ state: "hidden" });
}

async function unlock(page, open) {
  await open(group("rg-snapshots-locked"));
  await heading(page, "rg-snapshots-locked");
  await openMenuItem(page, "Locks");
  await main(page).getByRole("button", { name: "Delete keep-everything" }).click();
  await page.getByRole("alertdialog", { name: "Delete lock" }).getByRole("button", { name: "Delete" }).click();
  await main(page).getByText("This resource has no locks").waitFor();
}

async function resume(page, open) {
  await open(instance("disk-web-backup"));
  await heading(page, "disk-web-backup");
  await command(page, "Resume Backup").click();
  await main(page).getByText("Protection configured", { exact: true }).waitFor();
}

/** Of the last day a vault knows backups that succeeded, and no job that failed. */
async function seeSuccess(page, open, of) {
  await open(`${of}/backupjobs`);
  await heading(page, /Backup jobs/);
  await filterBy(page, "Time range", "Last 24 hours");
  await main(page).getByRole("table", { name: "Backup jobs" }).getByText("Completed").first().waitFor();
  await filterBy(page, "Status", "Failed");
  await main(page).getByText("No jobs in this period").waitFor();
}
