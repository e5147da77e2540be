// Vaulted backup of blobs alone: two containers are copied to the vault, lost in the account, and brought back into another
// one that somebody locks meanwhile. By visible names; the page is reloaded while the backup and the restore run.

import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import {
  addAccount,
  begin,
  beginRestore,
  compareContainers,
  deleteContainers,
  dialog,
  fillBlobPolicy,
  fillContainers,
  heading,
  mainButton,
  openInstance,
  openResource,
  question,
  restoreTo,
  row,
  says,
  startBackup,
  untilJob,
} from "./blobs.mjs";
import { advance, assignMissingRoles, command, main, next, openMenuItem } from "./portal.mjs";

useBrowser();

const [group, vault, source, target] = ["rg-data-weu", "vault-weu-prod", "blobstovault", "blobsfromvault"];
const [policy, instance, lock] = ["blobs-vaulted", `${source}-backup`, "keep"];
const containers = ["documents", "invoices"];

browserTest("deleted containers come back from the vault into another account", journey, {
  timeout: 400_000,
  acceptDownloads: true,
});

async function journey(context) {
  const { page } = context;
  await begin(context, group, [target, source], async (files) => {
    await fillContainers(page, source, containers, files);
    await protect(page);
    await backUp(page);
    await openResource(page, source);
    await openMenuItem(page, "Containers");
    await deleteContainers(page, containers);
    await restore(page);
    await compareContainers(page, target, containers, files);
    await cleanUp(page);
    await refuseConflict(page);
  });
}

async function protect(page) {
  await openResource(page, vault);
  await command(page, "Backup").click();
  await main(page).getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Blobs (Azure Storage)" });
  await next(page);
  await mainButton(page, "Create new").click();
  await fillBlobPolicy(page, policy, { vaulted: true });
  await heading(page, "Configure Backup");
  await next(page);
  await addAccount(page, source, containers);
  await says(page, "Role assignment not done");
  await assignMissingRoles(page);
  await next(page);
  await says(page, containers.join(", "));
  await mainButton(page, "Configure backup").click();
  await heading(page, vault);
  await advance(page, "+10 min");
}

async function backUp(page) {
  await openInstance(page, vault, instance);
  await startBackup(page);
  await openResource(page, vault);
  await openMenuItem(page, "Backup jobs");
  await row(page, new RegExp(`${instance}.*On-demand backup.*In progress`)).waitFor();
  await page.reload();
  await row(page, new RegExp(`${instance}.*On-demand backup.*In progress`)).waitFor();
  await untilJob(page, new RegExp(`${instance}.*On-demand backup.*Completed`), "+1 h");
}

/** While it runs somebody locks the target, so that Azure Backup cannot clear up behind it. */
async function restore(page) {
  await openInstance(page, vault, instance);
  await command(page, "Restore").click();
  await restoreTo(page, target);
  await says(page, "Role assignment not done");
  await assignMissingRoles(page);
  await beginRestore(page, vault);
  await page.reload();
  await row(page, /Restore.*In progress/).waitFor();
  await lockTarget(page);
  await openResource(page, vault);
  await openMenuItem(page, "Backup jobs");
  await untilJob(page, /Restore.*Completed with warnings/, "+1 h");
  await row(page, /Restore.*Completed with warnings/).getByRole("link", { name: "Restore", exact: true }).click();
  await main(page).getByRole("heading", { name: "Warning details" }).waitFor();
  await says(page, "UserErrorObjectReplicationPolicyDeletionFailureOnRestoreTarget");
  await expectAccessible(page, "a job that ended with a warning");
}

async function lockTarget(page) {
  await openResource(page, target);
  await openMenuItem(page, "Locks");
  await command(page, "Add").click();
  const pane = dialog(page, "Add lock");
  await pane.getByRole("textbox", { name: "Lock name" }).fill(lock);
  await pane.getByRole("combobox", { name: "Lock type" }).selectOption("Delete");
  await pane.getByRole("button", { name: "OK" }).click();
  await mainButton(page, `Delete ${lock}`).waitFor();
}

/** As the job recommends: the lock goes, and then the policy that was left behind. */
async function cleanUp(page) {
  await openResource(page, target);
  await openMenuItem(page, "Locks");
  await mainButton(page, `Delete ${lock}`).click();
  await question(page).getByRole("button", { name: "Delete" }).click();
  await mainButton(page, `Delete ${lock}`).waitFor({ state: "detached" });
  await openMenuItem(page, "Object replication");
  const left = row(page, /left behind by a restore/);
  await left.getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await question(page).getByText("could not delete it", { exact: false }).waitFor();
  await question(page).getByRole("button", { name: "Delete" }).click();
  await left.waitFor({ state: "detached" });
}

/** A restore never overwrites: what it brought back stands in the way of the next one. */
async function refuseConflict(page) {
  await openInstance(page, vault, instance);
  await command(page, "Restore").click();
  await restoreTo(page, target);
  await says(page, "Validation failed");
  await says(page, `Containers with these names already exist in ${target}: ${containers.join(", ")}.`);
  await page.reload();
  await says(page, "Validation failed");
  await expectAccessible(page, "a restore that would overwrite");
}
