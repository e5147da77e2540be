// What an account keeps of its blobs by itself: settings are switched on, a blob and a container are deleted and taken back,
// an earlier version is made current, and a blob comes back from the archive. By visible names.

import assert from "node:assert/strict";
import { dialog, heading, mainButton, says } from "./blobs.mjs";
import { browserTest, useBrowser } from "./harness.mjs";
import {
  advance,
  command,
  containerLink,
  createContainer,
  createStorageAccount,
  downloadDigest,
  main,
  openBySearch,
  openMenuItem,
  pauseClock,
  upload,
} from "./portal.mjs";

useBrowser();

const [group, account, container, blob] = ["rg-data-weu", "keepsblobs", "papers", "note.txt"];

browserTest("deleted blobs and containers are taken back, and versions made current", journey, {
  timeout: 300_000,
  acceptDownloads: true,
});

async function journey({ page, open }) {
  await open();
  await pauseClock(page);
  await createStorageAccount(page, group, account);
  await switchOn(page);
  await openMenuItem(page, "Containers");
  await createContainer(page, container);
  await openContainer(page);
  await write(page, "the first");
  const first = await downloadDigest(page, blob);
  await write(page, "the second");
  await makeFirstVersionCurrent(page);
  assert.equal(await downloadDigest(page, blob), first);
  await deleteAndFind(page);
  await takeContainerBack(page);
  await archive(page);
}

/** A wrong number is said at once, point-in-time restore brings what it needs, and a reload shows what was saved. */
async function switchOn(page) {
  await openMenuItem(page, "Data protection");
  const tick = (name) => main(page).getByRole("checkbox", { name }).check();
  await tick("Enable soft delete for containers");
  const days = main(page).getByRole("spinbutton", { name: "Days to retain deleted containers" });
  await days.fill("366");
  await says(page, "between 1 and 365");
  await days.fill("9");
  await tick("Enable point-in-time restore for containers");
  for (const name of ["Enable versioning for blobs", "Enable blob change feed", "Enable soft delete for blobs"]) {
    assert.equal(await main(page).getByRole("checkbox", { name }).isChecked(), true, name);
  }
  await main(page).getByRole("checkbox", { name: "Enable versioning for blobs" }).uncheck();
  await says(page, "requires versioning to be enabled");
  await tick("Enable versioning for blobs");
  await command(page, "Save").click();
  await page.getByText(`Saved data protection settings of ${account}`).first().waitFor();
  await page.reload();
  await days.waitFor();
  assert.equal(await days.inputValue(), "9");
  await says(page, "Switched on since");
}

async function openContainer(page) {
  await openBySearch(page, account, new RegExp(account));
  await heading(page, account);
  await openMenuItem(page, "Containers");
  await containerLink(page, container).click();
  await heading(page, container);
}

const write = (page, text) =>
  upload(page, {
    files: [{ name: blob, mimeType: "text/plain", buffer: Buffer.from(text) }],
    count: 1,
    overwrite: true,
  });

async function openVersions(page) {
  await mainButton(page, blob).click();
  const pane = dialog(page, blob);
  await pane.getByRole("tab", { name: "Versions" }).click();
  return pane;
}

async function makeFirstVersionCurrent(page) {
  const pane = await openVersions(page);
  await pane.getByRole("row").nth(2).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Make current version" }).click();
  await pane.getByRole("row").nth(3).waitFor();
  await pane.getByRole("button", { name: "Create snapshot" }).click();
  await pane.getByRole("row", { name: /Snapshot/ }).waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
}

/** A blob with snapshots is not deleted; without them it is, and its versions are found among the deleted blobs. */
async function deleteAndFind(page) {
  const pane = await openVersions(page);
  await pane.getByRole("row", { name: /Snapshot/ }).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await pane.getByRole("row", { name: /Snapshot.*Deleted, 8 days left/ }).waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
  await main(page).getByRole("checkbox", { name: `Select ${blob}` }).check();
  await command(page, "Delete").click();
  const question = page.getByRole("alertdialog");
  await question.getByText("Versioning is on", { exact: false }).waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await says(page, "is empty");
  await command(page, "Show deleted blobs").click();
  await main(page).getByRole("row", { name: new RegExp(`${blob}.*versions; 1 soft-deleted`) }).waitFor();
  await mainButton(page, blob).click();
  const versions = dialog(page, blob);
  await versions.getByRole("row").nth(1).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Make current version" }).click();
  await versions.getByRole("row", { name: /Current version/ }).waitFor();
  await versions.getByRole("button", { name: "Close" }).last().click();
  await command(page, "Show deleted blobs").click();
  await mainButton(page, blob).waitFor();
}

async function takeContainerBack(page) {
  await openBySearch(page, account, new RegExp(account));
  await heading(page, account);
  await openMenuItem(page, "Containers");
  await page.getByRole("checkbox", { name: `Select ${container}` }).check();
  await command(page, "Delete").click();
  const question = page.getByRole("alertdialog");
  await question.getByText("undeleted for 9 days", { exact: false }).waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await containerLink(page, container).waitFor({ state: "detached" });
  await command(page, "Show deleted containers").click();
  const deleted = dialog(page, "Deleted containers");
  await deleted.getByRole("radio", { name: `Select ${container}` }).check();
  await deleted.getByRole("button", { name: "Undelete" }).click();
  await containerLink(page, container).click();
  await mainButton(page, blob).waitFor();
}

/** Into the archive at once, out of it within the hour with a high priority. */
async function archive(page) {
  const change = async (tier) => {
    await main(page).getByRole("checkbox", { name: `Select ${blob}` }).check();
    await command(page, "Change tier").click();
    await dialog(page, "Change tier").getByRole("combobox", { name: "Access tier" }).selectOption({ label: tier });
  };
  await change("Archive");
  await dialog(page, "Change tier").getByRole("button", { name: "Save" }).click();
  await main(page).getByRole("row", { name: new RegExp(`${blob}.*Archive`) }).waitFor();
  await change("Hot");
  await dialog(page, "Change tier").getByRole("radio", { name: /^High/ }).check();
  await dialog(page, "Change tier").getByRole("button", { name: "Save" }).click();
  const pane = await openVersions(page);
  await pane.getByText("On its way from the archive tier to Hot", { exact: false }).waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
  await advance(page, "+1 h");
  await main(page).getByRole("row", { name: new RegExp(`${blob}.*Hot`) }).waitFor();
}
