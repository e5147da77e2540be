// Prepared worlds: five years of the first one, with what is there before and after; and the broken one, which a person mends
// by hand and leaves again.

import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, assignRole, command, main, openMenuItem, pauseClock, startScenario } from "./portal.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const group = (name) => `#resource${subscription}/resourceGroups/${name}`;
const vault = `${group("rg-backup-weu")}/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
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

browserTest("the broken estate is mended by hand", mend, { timeout: 300_000 });

async function mend({ page, open }) {
  await open();
  await startScenario(page, "Broken estate");
  await pauseClock(page);
  await seeFailures(page, open);
  await grantWhatIsMissing(page, open);
  await unlock(page, open);
  await resume(page, open);
  for (let day = 0; day < 3; day++) await advance(page, "+1 day");
  await seeSuccess(page, open, "disk-search-backup");
  await seeSuccess(page, open, "disk-web-backup");
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

/** The newest restore point is of these days. */
async function seeSuccess(page, open, name) {
  await open(instance(name));
  await heading(page, name);
  await main(page).getByText("Completed").first().waitFor();
}
