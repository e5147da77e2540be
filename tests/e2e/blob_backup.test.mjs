// Blobs under both kinds of backup: what the one switches on in the account, putting everything back to the minute before
// somebody encrypted it, and a deleted container that only the vault can give back. By visible names, with reloads in between.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  addAccount,
  begin,
  beginRestore,
  compareContainers,
  deleteContainers,
  dialog,
  fileName,
  fillBlobPolicy,
  fillContainers,
  heading,
  mainButton,
  moment,
  openContainer,
  openInstance,
  openResource,
  overwrite,
  restoreTo,
  says,
  startBackup,
  untilJob,
} from "./blobs.mjs";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import {
  advance,
  assignMissingRoles,
  command,
  createStorageAccount,
  createVault,
  main,
  next,
  openBySearch,
  openMenuItem,
  pauseClock,
  upload,
} from "./portal.mjs";

useBrowser();

const [group, vault, source, target] = ["rg-data-weu", "vault-weu-prod", "msblobbackup", "msblobrestore"];
const [policy, instance] = ["blobs-both", `${source}-backup`];
const containers = ["documents", "invoices"];

browserTest("blobs are put back in place, and brought back from the vault", journey, {
  timeout: 600_000,
  acceptDownloads: true,
});

async function journey(context) {
  const { page } = context;
  await begin(context, group, [target, source], async (files, folder) => {
    await fillContainers(page, source, containers, files);
    await configureProtection(page);
    await lookAtSettings(page);
    await backUpNow(page);
    const good = await moment(page);
    await encryptEverything(page, folder, files);
    await putBack(page, good);
    await compareContainers(page, source, containers, files);
    await loseContainer(page);
    await restoreFromVault(page);
    await compareContainers(page, target, containers, files);
  });
}

/** From the hub over the vault and a policy with both parts to the account, with the role that is missing. */
async function configureProtection(page) {
  await openBySearch(page, "business continuity", /Resiliency/);
  await command(page, "Configure protection").click();
  const start = dialog(page, "Configure protection");
  await start.getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Blobs (Azure Storage)" });
  await start.getByRole("button", { name: "Continue" }).click();
  await mainButton(page, "Select vault").click();
  const vaults = dialog(page, "Select a Vault");
  await vaults.getByRole("radio", { name: `Select ${vault}` }).check();
  await vaults.getByRole("button", { name: "Select", exact: true }).click();
  await says(page, "Selected backup vault details");
  await next(page);
  await createPolicy(page);
  await next(page);
  await addAccount(page, source, containers);
  await says(page, "Role assignment not done");
  // What was entered survives a reload in the middle of the wizard.
  await page.reload();
  await says(page, "Role assignment not done");
  await expectAccessible(page, "the accounts to protect");
  await assignMissingRoles(page);
  await next(page);
  await says(page, containers.join(", "));
  await mainButton(page, "Configure backup").click();
  await heading(page, vault);
  await advance(page, "+10 min");
}

/** A policy needs one part at least, and operational backup does not reach back for a year. */
async function createPolicy(page) {
  await mainButton(page, "Create new").click();
  await heading(page, "Create Backup Policy");
  await main(page).getByRole("textbox", { name: "Policy name" }).fill(policy);
  await mainButton(page, "Next : Schedule + retention >").click();
  const [operational, vaulted] = ["operational", "vaulted"].map((kind) =>
    main(page).getByRole("checkbox", { name: `Use this policy for ${kind} backups` }),
  );
  await operational.uncheck();
  await vaulted.uncheck();
  await main(page).getByRole("alert").or(main(page).locator(".pt-message-bar")).first().waitFor();
  await expectAccessible(page, "a policy without a part");
  await operational.check();
  await vaulted.check();
  const reach = main(page).getByRole("spinbutton", { name: "Default rule: restore up to" });
  await reach.fill("361");
  await says(page, "360");
  await reach.fill("30");
  await mainButton(page, "Review + create").click();
  await says(page, "Validation passed");
  await says(page, "any moment of the last 30 days");
  await mainButton(page, "Create").click();
  await heading(page, "Configure Backup");
  await says(page, "Operational retention");
}

/** Days are raised, a lock keeps the account, and the vault copies through a policy. */
async function lookAtSettings(page) {
  await openResource(page, source);
  await openMenuItem(page, "Data protection");
  const days = (name) => main(page).getByRole("spinbutton", { name });
  await days("Maximum restore point (days ago)").waitFor();
  await says(page, `Protected as ${instance} under the policy ${policy}`);
  assert.equal(await days("Maximum restore point (days ago)").inputValue(), "30");
  assert.equal(await days("Days to retain deleted blobs").inputValue(), "35");
  for (const name of ["Enable versioning for blobs", "Enable blob change feed"]) {
    assert.equal(await main(page).getByRole("checkbox", { name }).isChecked(), true, name);
  }
  await openMenuItem(page, "Locks");
  await says(page, "AzureBackupProtectionLock");
  await openMenuItem(page, "Object replication");
  await says(page, containers.join(", "));
}

async function backUpNow(page) {
  await openInstance(page, vault, instance);
  await startBackup(page);
  await advance(page, "+1 h");
  await page.getByRole("table", { name: "Restore points" }).getByRole("row").nth(1).waitFor();
}

/** Everything is overwritten under its own name, and a note is left. */
async function encryptEverything(page, folder, files) {
  await advance(page, "+10 min");
  const note = join(folder, "README_RANSOM.txt");
  await writeFile(note, "pay\n");
  for (const name of containers) {
    await openContainer(page, source, name);
    for (const path of files) await overwrite(page, fileName(path), `nobody can read ${name}`);
    await upload(page, { files: [note], count: 1 });
  }
  // What the blob was is kept as a version.
  await main(page).getByRole("button", { name: fileName(files[1]), exact: true }).click();
  const details = dialog(page, fileName(files[1]));
  await details.getByRole("tab", { name: "Versions" }).click();
  await details.getByRole("row").nth(2).waitFor();
  await expectAccessible(page, "versions of a blob");
  await details.getByRole("button", { name: "Close" }).last().click();
  await openResource(page, source);
  await openMenuItem(page, "Recoverability");
  await says(page, "Previous versions");
  await expectAccessible(page, "what could be recovered");
  await advance(page, "+10 min");
}

/** From the instance: a moment of the window, all blobs; the page is reloaded while the restore runs. */
async function putBack(page, good) {
  await openInstance(page, vault, instance);
  await command(page, "Restore").click();
  await heading(page, "Restore");
  const time = main(page).getByRole("textbox", { name: "Restore point (UTC)" });
  await time.fill("2020-01-01 00:00:00");
  await says(page, "Only moments from");
  await expectAccessible(page, "the restorable window");
  await time.fill(good);
  await next(page);
  await main(page).getByRole("radio", { name: "Select blobs to restore using prefix match" }).check();
  await main(page).getByRole("textbox", { name: "Start of range 1" }).fill("documents");
  await main(page).getByRole("textbox", { name: "End of range 1" }).fill("aaa");
  await says(page, "Nothing lies between");
  await main(page).getByRole("textbox", { name: "End of range 1" }).fill("invoices");
  await says(page, "These ranges reach into: documents.");
  await expectAccessible(page, "ranges of blobs");
  await main(page).getByRole("radio", { name: "Restore all blobs in the storage account" }).check();
  await says(page, "Expected: 4 blobs put back, 0 brought back, 2 removed.");
  await command(page, "Validate").click();
  await main(page).getByText("Success", { exact: true }).waitFor();
  await mainButton(page, "Review + restore").click();
  await says(page, "All blobs in the storage account");
  await mainButton(page, "Previous").click();
  await beginRestore(page, vault);
  await page.reload();
  await untilJob(page, /Restore.*Completed/, "+10 min");
}

/** A container goes; going back in time in place would fail for it, and says so before. */
async function loseContainer(page) {
  const good = await moment(page);
  await advance(page, "+10 min");
  await openResource(page, source);
  await openMenuItem(page, "Containers");
  await deleteContainers(page, [containers[1]]);
  await openInstance(page, vault, instance);
  await command(page, "Restore").click();
  await main(page).getByRole("textbox", { name: "Restore point (UTC)" }).fill(good);
  await next(page);
  await says(page, "The restore would fail: The container 'invoices'");
  await mainButton(page, "Previous").click();
}

/** The same wizard, from the recovery point, into the other account. */
async function restoreFromVault(page) {
  await main(page).getByRole("radio", { name: /^Vaulted backup/ }).check();
  await restoreTo(page, target);
  await says(page, "Role assignment not done");
  await assignMissingRoles(page);
  await beginRestore(page, vault);
  await untilJob(page, /Restore.*Completed/, "+1 h");
}

browserTest("operational backup protects an account once, and leaves what it switched on", operational, { timeout: 300_000 });

/** The two answers of the REST how-to: the role is missing, and the account is protected elsewhere already. */
async function operational({ page, open }) {
  const other = "vault-weu-second";
  await open();
  await pauseClock(page);
  await createStorageAccount(page, group, source);
  await createVault(page, group, other);
  await openResource(page, vault);
  await configureOperational(page);
  await openResource(page, other);
  await command(page, "Backup").click();
  await main(page).getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Blobs (Azure Storage)" });
  await addOperationalPolicy(page);
  await next(page);
  await command(page, "Add/Edit").click();
  const accounts = dialog(page, "Select storage accounts");
  await accounts.getByRole("row", { name: new RegExp(`${source}.*Already protected by the vault ${vault}`) }).waitFor();
  await deleteProtection(page);
}

async function configureOperational(page) {
  await command(page, "Backup").click();
  await main(page).getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Blobs (Azure Storage)" });
  await addOperationalPolicy(page);
  await next(page);
  await command(page, "Add/Edit").click();
  const accounts = dialog(page, "Select storage accounts");
  await accounts.getByRole("checkbox", { name: `Select ${source}` }).check();
  await accounts.getByRole("button", { name: "Select", exact: true }).click();
  await says(page, "Role assignment not done");
  await mainButton(page, `View details of ${source}`).click();
  await dialog(page, "Errors").getByText("UserErrorMissingRequiredPermissions").first().waitFor();
  await dialog(page, "Errors").getByRole("button", { name: "Close" }).last().click();
  await assignMissingRoles(page);
  await next(page);
  await says(page, "All containers (operational backup)");
  await mainButton(page, "Configure backup").click();
  await heading(page, vault);
  await advance(page, "+10 min");
}

async function addOperationalPolicy(page) {
  await next(page);
  await mainButton(page, "Create new").click();
  await fillBlobPolicy(page, "operational-only", { days: 30 });
  await says(page, "Operational retention");
}

/** Nothing of it can be kept in the vault, so that it cannot be stopped; what it switched on goes on. */
async function deleteProtection(page) {
  await page.keyboard.press("Escape");
  await openInstance(page, vault, instance);
  await says(page, "Restorable now");
  const stop = command(page, "Stop Backup");
  assert.equal(await stop.getAttribute("aria-disabled"), "true");
  await command(page, "Delete").click();
  const deletion = dialog(page, "Delete Backup Data");
  await deletion.getByText("stays on, and stays billable", { exact: false }).waitFor();
  await deletion.getByRole("textbox", { name: "Name of backup item" }).fill(instance);
  await deletion.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Confirm", exact: true }).last().click();
  await heading(page, vault);
  await openResource(page, source);
  await openMenuItem(page, "Locks");
  await says(page, "has no locks");
  await openMenuItem(page, "Data protection");
  assert.equal(await main(page).getByRole("checkbox", { name: "Enable point-in-time restore for containers" }).isChecked(), true);
}
