// What a person does with protected blobs in the portal, by the names that person reads.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mebibyte, withFolder, writeNoise } from "./files.mjs";
import {
  advance,
  command,
  containerLink,
  createContainer,
  createStorageAccount,
  downloadDigest,
  fileDigest,
  main,
  next,
  openBySearch,
  openMenuItem,
  pauseClock,
  upload,
} from "./portal.mjs";

export const mainButton = (page, name) => main(page).getByRole("button", { name, exact: true });
export const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });
export const question = (page) => page.getByRole("alertdialog");
export const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
export const row = (page, name) => main(page).getByRole("row", { name });

/** Waits until the blade says something. */
export const says = (page, text) =>
  main(page).getByText(text, { exact: false }).filter({ visible: true }).first().waitFor();

export const fileName = (path) => path.split("/").at(-1);

export async function openResource(page, name) {
  await openBySearch(page, name, new RegExp(name));
  await heading(page, name);
}

export async function openContainer(page, account, name) {
  await openResource(page, account);
  await openMenuItem(page, "Containers");
  await containerLink(page, name).click();
  await heading(page, name);
}

/** From the vault's list. */
export async function openInstance(page, vault, instance) {
  await openResource(page, vault);
  await openMenuItem(page, "Backup instances");
  await main(page).getByRole("link", { name: instance, exact: true }).click();
  await heading(page, instance);
}

/** How the journeys begin: the clock stands, these accounts are there, the last one on screen, and so are files. */
export async function begin({ page, open }, group, accounts, journey) {
  await withFolder(async (folder) => {
    const files = await makeFiles(folder);
    await open();
    await pauseClock(page);
    for (const account of accounts) await createStorageAccount(page, group, account);
    await journey(files, folder);
  });
}

/** One file of some size, of bytes that nothing compresses, and a small one. */
async function makeFiles(folder) {
  const large = join(folder, "scans.bin");
  await writeNoise(large, 5 * mebibyte);
  const small = join(folder, "ledger.csv");
  await writeFile(small, "day,amount\n".repeat(2_000));
  return [large, small];
}

/** Creates the containers and puts the files into each. */
export async function fillContainers(page, account, containers, files) {
  for (const name of containers) {
    await openResource(page, account);
    await openMenuItem(page, "Containers");
    await createContainer(page, name);
    await containerLink(page, name).click();
    await heading(page, name);
    await upload(page, { files, count: files.length });
  }
}

/** Each container holds these files and no other, byte by byte. */
export async function compareContainers(page, account, containers, files) {
  for (const name of containers) {
    await openContainer(page, account, name);
    await compareShown(page, name, files);
  }
}

/** The container on screen does. */
export async function compareShown(page, name, files) {
  await main(page).getByText(`of ${files.length} results`).waitFor();
  for (const path of files) {
    assert.equal(await downloadDigest(page, fileName(path)), await fileDigest(path), `${name}/${fileName(path)}`);
  }
}

/** A blob of the container on screen gets other bytes under its own name. */
export const overwrite = (page, name, text) =>
  upload(page, {
    files: [{ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) }],
    count: 1,
    overwrite: true,
  });

/** On the page *Containers* of an account. */
export async function deleteContainers(page, names) {
  for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  await command(page, "Delete").click();
  await question(page).getByRole("button", { name: "Delete" }).click();
  for (const name of names) await containerLink(page, name).waitFor({ state: "detached" });
}

/** The notification of a failure, which stays until somebody closes it. */
export async function refused(page, text) {
  const alerts = page.getByRole("region", { name: "New notifications" }).getByRole("alert");
  await alerts.getByText(text, { exact: false }).first().waitFor();
  await alerts.getByRole("button", { name: "Close notification" }).first().click();
  await alerts.getByText(text, { exact: false }).waitFor({ state: "detached" });
}

/** The simulated clock, as it is typed into a form. */
export async function moment(page) {
  const bar = page.getByRole("complementary", { name: "Simulation controls" });
  const text = (await bar.innerText()).match(/\d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} UTC/)[0];
  return new Date(text).toISOString().slice(0, 19).replace("T", " ");
}

/** On the form of a policy: for operational backup of so many days, for vaulted backup, or for both. */
export async function fillBlobPolicy(page, name, { days, vaulted = false }) {
  await heading(page, "Create Backup Policy");
  await main(page).getByRole("textbox", { name: "Policy name" }).fill(name);
  await mainButton(page, "Next : Schedule + retention >").click();
  const part = (kind) => main(page).getByRole("checkbox", { name: `Use this policy for ${kind} backups` });
  await part("operational").setChecked(days !== undefined);
  await part("vaulted").setChecked(vaulted);
  if (days !== undefined) {
    await main(page).getByRole("spinbutton", { name: "Default rule: restore up to" }).fill(String(days));
  }
  await mainButton(page, "Review + create").click();
  await says(page, "Validation passed");
  await mainButton(page, "Create").click();
}

/** On *Data protection* of an account: operational backup is switched on, and a vault with this label chosen. */
export async function chooseVault(page, name, group) {
  await openMenuItem(page, "Data protection");
  await main(page).getByRole("checkbox", { name: "Enable operational backup with Azure Backup" }).check();
  const vault = main(page).getByRole("combobox", { name: "Backup vault" });
  await vault.locator("option", { hasText: name }).waitFor({ state: "attached" });
  await vault.selectOption({ label: `${name} (${group})` });
}

/** There too: the policy for the backup that was switched on. */
export async function choosePolicy(page, name) {
  const policy = main(page).getByRole("combobox", { name: "Backup policy" });
  await policy.locator("option", { hasText: name }).waitFor({ state: "attached" });
  await policy.selectOption({ label: name });
}

/** In *Configure Backup*, at the step *Datasources*: an account, and which of its containers go to the vault. */
export async function addAccount(page, account, containers) {
  await command(page, "Add/Edit").click();
  const accounts = dialog(page, "Select storage accounts");
  await accounts.getByRole("checkbox", { name: `Select ${account}` }).check();
  await accounts.getByRole("button", { name: "Select", exact: true }).click();
  await mainButton(page, `Change containers of ${account}`).click();
  const chosen = dialog(page, "Select storage containers");
  await chosen.getByRole("radio", { name: /^Browse containers/ }).check();
  for (const name of containers) await chosen.getByRole("checkbox", { name: `Select ${name}` }).check();
  await chosen.getByRole("button", { name: "Select", exact: true }).click();
}

/** In *Restore* of a recovery point, at its first step: another account to restore to, and whether that would work. */
export async function restoreTo(page, account) {
  await says(page, "Selected restore point");
  await next(page);
  await mainButton(page, "Select restore destination").click();
  const pane = dialog(page, "Restore destination");
  await pane.getByRole("combobox", { name: "Target storage account" }).selectOption({ label: account });
  await pane.getByRole("button", { name: "Select", exact: true }).click();
  await command(page, "Validate").click();
}

/** In *Restore*, validated: begins it, and shows its job among those of the vault. */
export async function beginRestore(page, vault) {
  await mainButton(page, "Review + restore").click();
  await mainButton(page, "Restore").click();
  await heading(page, vault);
  await row(page, /Restore.*In progress/).first().waitFor();
}

/** On an instance: the dialog of a backup right now. */
export async function startBackup(page) {
  await says(page, "Protection configured");
  await command(page, "Backup now").click();
  await dialog(page, "Backup now").getByRole("button", { name: "Backup now" }).click();
}

/** Lets the clock run until a job of this description has ended; the list of jobs is on screen. */
export async function untilJob(page, name, step) {
  await advance(page, step);
  await row(page, name).first().waitFor();
}
