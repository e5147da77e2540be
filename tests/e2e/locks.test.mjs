// Management locks, by visible names: what is locked cannot be deleted and says why, until the lock is gone.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { command, createResourceGroup, main, openMenuItem } from "./portal.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const data = `#resource${subscription}/resourceGroups/rg-data-weu`;
const disk = `${data}/providers/Microsoft.Compute/disks/disk-erp-data`;
const actAs = (page, persona) => page.getByRole("combobox", { name: "Persona" }).selectOption(persona);
const lockRow = (page, name) => main(page).getByRole("row", { name: new RegExp(name) });

/** Adds a lock on the page of locks that is open. */
async function addLock(page, name, kind, notes = "") {
  await command(page, "Add").click();
  const pane = page.getByRole("dialog", { name: "Add lock" });
  await pane.getByRole("textbox", { name: "Lock name" }).fill(name);
  await pane.getByRole("combobox", { name: "Lock type" }).selectOption(kind);
  await pane.getByRole("textbox", { name: "Notes" }).fill(notes);
  await pane.getByRole("button", { name: "OK" }).click();
  await pane.waitFor({ state: "hidden" });
  await lockRow(page, name).waitFor();
}

async function deleteLock(page, name) {
  await main(page).getByRole("button", { name: `Delete ${name}` }).click();
  const question = page.getByRole("alertdialog", { name: "Delete lock" });
  await question.getByText(`Delete the lock '${name}'?`, { exact: false }).waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await lockRow(page, name).waitFor({ state: "hidden" });
}

const reasonOf = async (page, button) => {
  const described = await button.getAttribute("aria-describedby");
  return described && (await page.locator(`[id="${described}"]`).textContent());
};

browserTest("a locked resource group is not deleted before its lock is", async ({ page, open }) => {
  await open();
  await createResourceGroup(page, "rg-locked");
  await openMenuItem(page, "Locks");
  await main(page).getByText("This resource has no locks").waitFor();
  // What is missing or wrong stands beside its field.
  await command(page, "Add").click();
  const pane = page.getByRole("dialog", { name: "Add lock" });
  await pane.getByRole("textbox", { name: "Lock name" }).fill("keep it");
  await pane.getByRole("button", { name: "OK" }).click();
  await pane.getByText("The lock name 'keep it' is not valid.", { exact: false }).first().waitFor();
  await pane.getByRole("button", { name: "Cancel" }).click();
  await addLock(page, "keep", "Delete", "Ask <b>Olivia</b> first");
  await lockRow(page, "keep").getByText("Ask <b>Olivia</b> first").waitFor();
  await lockRow(page, "keep").getByText("This resource group").waitFor();
  await expectAccessible(page);
  await page.reload();
  await lockRow(page, "keep").waitFor();

  await openMenuItem(page, "Tags");
  await main(page).getByRole("navigation", { name: /menu$/ }).getByRole("link", { name: "Overview" }).click();
  const remove = command(page, "Delete resource group");
  await main(page).locator('[aria-disabled="true"]', { hasText: "Delete resource group" }).waitFor();
  const reason = await reasonOf(page, remove);
  assert.match(reason, /cannot perform delete operation because following scope\(s\) are locked: '.*rg-locked'/);

  await openMenuItem(page, "Locks");
  await deleteLock(page, "keep");
  await main(page).getByRole("navigation", { name: /menu$/ }).getByRole("link", { name: "Overview" }).click();
  await remove.click();
  const deletion = page.getByRole("dialog", { name: "Delete a resource group" });
  await deletion.getByRole("textbox").fill("rg-locked");
  await deletion.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Resource groups" }).waitFor();
});

browserTest("inherited locks lead to their scope, and only owners change them", async ({ page, open }) => {
  await open(`${data}/locks`);
  await addLock(page, "group-lock", "Read-only");
  await open(`${disk}/locks`);
  const row = lockRow(page, "group-lock");
  await row.getByText("Read-only").waitFor();
  const remove = row.getByRole("button", { name: "Delete group-lock" });
  assert.match(await reasonOf(page, remove), /inherited from 'rg-data-weu'/);
  // Deleting the disk says what stands in the way.
  await open(`${disk}/overview`);
  await command(page, "Delete").click();
  const question = page.getByRole("alertdialog");
  await question.getByText(/cannot perform delete operation because following scope\(s\) are locked/).first().waitFor();
  await question.getByText(/The lock group-lock \(Read-only\) on rg-data-weu forbids it/).first().waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  await open(`${disk}/locks`);
  await row.getByRole("link", { name: "rg-data-weu (Inherited)" }).click();
  await page.getByRole("heading", { level: 1, name: /rg-data-weu \| Locks/ }).waitFor();
  await actAs(page, "Contributor");
  const own = main(page).getByRole("button", { name: "Delete group-lock" });
  await main(page).locator('[aria-disabled="true"][aria-label="Delete group-lock"]').waitFor();
  assert.match(await reasonOf(page, own), /does not have authorization to perform action 'Microsoft.Authorization\/locks\/write'/);
  await actAs(page, "Owner");
  await main(page).locator('[aria-label="Delete group-lock"]:not([aria-disabled])').waitFor();
  await deleteLock(page, "group-lock");
});
