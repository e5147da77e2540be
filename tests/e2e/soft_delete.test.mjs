// Backup data that somebody deletes: it stays for as long as the vault says, is taken back with everything in it, and goes
// for good when nobody wants it. By visible names, with a reload in between.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, command, main, openBySearch, openMenuItem, pauseClock } from "./portal.mjs";

useBrowser();

const [vault, instance, days] = ["vault-weu-prod", "lakehistory", 15];

const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const says = (page, text) => main(page).getByText(text, { exact: false }).filter({ visible: true }).first().waitFor();
const row = (page, status) => main(page).getByRole("row", { name: new RegExp(`${instance}.*${status}`) });
const points = (page) => page.getByRole("table", { name: "Restore points" });

browserTest("deleted backup data is kept, taken back, and purged", journey, { timeout: 300_000 });

async function journey({ page, open }) {
  await open();
  await pauseClock(page);
  await keepForLonger(page);
  await openInstance(page, "Protection configured");
  const before = await points(page).getByRole("row").count();
  await deleteData(page);
  await lookAtDeleted(page);
  await takeBack(page, before);
  await deleteData(page);
  await letItGo(page);
}

async function openVault(page) {
  await openBySearch(page, vault, new RegExp(vault));
  await heading(page, vault);
}

async function openInstance(page, status) {
  await openVault(page);
  await openMenuItem(page, "Backup instances");
  await row(page, status).getByRole("link", { name: instance, exact: true }).first().click();
  await heading(page, instance);
  await says(page, status);
}

/** A day more than what every vault has, for ever: nobody can switch it off again. */
async function keepForLonger(page) {
  await openVault(page);
  await openMenuItem(page, "Properties");
  await says(page, "Enabled, 14 days");
  const update = main(page).getByRole("button", { name: "Update Soft delete" });
  await update.click();
  const pane = dialog(page, "Soft delete");
  const apply = pane.getByRole("button", { name: "Update", exact: true });
  const retention = pane.getByRole("spinbutton", { name: "Soft delete retention" });
  await retention.fill("13");
  await pane.getByText("It is 14 to 180 days.", { exact: false }).first().waitFor();
  await retention.fill(String(days));
  await pane.getByRole("checkbox", { name: "Enable Always-on Soft Delete" }).check();
  assert.equal(await apply.getAttribute("aria-disabled"), "true", "it asks to be confirmed");
  await expectAccessible(page, "Soft delete");
  await pane.getByRole("checkbox", { name: /cannot be taken back/ }).check();
  await apply.click();
  await says(page, `Enabled and always-on, ${days} days`);
  await update.click();
  assert.equal(await pane.getByRole("checkbox", { name: "Enable Always-on Soft Delete" }).isDisabled(), true);
  await pane.getByRole("button", { name: "Cancel" }).click();
}

/** From the page of the instance: by its name, with a reason. */
async function deleteData(page) {
  await command(page, "Delete").click();
  const pane = dialog(page, "Delete Backup Data");
  await pane.getByText(`for ${days} days`, { exact: false }).first().waitFor();
  const button = pane.getByRole("button", { name: "Delete", exact: true });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await pane.getByRole("textbox", { name: "Name of backup item" }).fill(instance);
  await pane.getByRole("combobox", { name: "Reason" }).selectOption({ label: "Cost" });
  await pane.getByRole("textbox", { name: "Comments" }).fill("not needed");
  await button.click();
  const question = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await question.getByRole("button", { name: "Confirm", exact: true }).last().click();
  await heading(page, vault);
  await row(page, "Soft deleted").waitFor();
}

/** The overview counts it and leads to it; nothing can be done but to take it back. */
async function lookAtDeleted(page) {
  await openVault(page);
  await main(page).getByRole("link", { name: "Soft deleted", exact: true }).click();
  await row(page, "Soft deleted").getByRole("link", { name: instance, exact: true }).first().click();
  await heading(page, instance);
  await says(page, `${days} days are left`);
  await advance(page, "+1 day");
  await says(page, `${days - 1} days are left`);
  await page.reload();
  await says(page, `${days - 1} days are left`);
  for (const name of ["Backup now", "Restore", "Stop Backup", "Resume Backup", "Delete"]) {
    assert.equal(await command(page, name).getAttribute("aria-disabled"), "true", name);
  }
  assert.equal(await points(page).count(), 0, "nobody sees its restore points");
  await expectAccessible(page, "a soft-deleted backup instance");
}

async function takeBack(page, before) {
  await command(page, "Undelete").click();
  await says(page, "Protection stopped");
  await points(page).getByRole("row").nth(1).waitFor();
  assert.equal(await points(page).getByRole("row").count(), before);
  assert.equal(await command(page, "Undelete").getAttribute("aria-disabled"), "true");
  await command(page, "Resume Backup").click();
  await says(page, "Protection configured");
  await openInstance(page, "Protection configured");
}

async function letItGo(page) {
  for (let day = 0; day < days; day += 1) {
    await row(page, "Soft deleted").waitFor();
    await advance(page, "+1 day");
  }
  await row(page, "Soft deleted").waitFor({ state: "detached" });
  await main(page).getByRole("link", { name: "disk-files-backup", exact: true }).first().waitFor();
}
