// Disks, protected from the hub: a file system is uploaded, backed up for a week while it changes, restored as it was on the
// first day, and read with the tools that made it. By visible names, with reloads in between.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, open as openFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { mebibyte, withFolder } from "./files.mjs";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, command, createResourceGroup, main, next, openBySearch, openMenuItem, pauseClock } from "./portal.mjs";

useBrowser();

const run = promisify(execFile);
const [group, vault, disk, policy] = ["rg-data-weu", "vault-weu-prod", "disk-ledger", "disks-six-a-day"];
const [snapshotGroup, restored] = ["rg-snapshots", "disk-ledger-monday"];
const imageBytes = 256 * mebibyte;
const [before, after] = ["opening balance 100 EUR\n", "closing balance 999 EUR\n"];

const mainButton = (page, name) => main(page).getByRole("button", { name, exact: true });
const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

browserTest("a disk is backed up for a week and restored as it was on the first day", journey, {
  timeout: 600_000,
  acceptDownloads: true,
});

async function journey({ page, open }) {
  await withFolder(async (folder) => {
    const image = await makeFileSystem(folder);
    await open();
    await pauseClock(page);
    await createResourceGroup(page, snapshotGroup);
    await createDisk(page, image);
    await configureProtection(page);
    await advance(page, "+1 day");
    await writeText(page, await fileOffset(image, "ledger.txt"), after);
    await letAWeekPass(page);
    await backUpNow(page);
    await restoreOldestPoint(page);
    await compare(page, folder, image);
    await lookAtStop(page);
  });
}

/** An ext4 image with files in it, as the tools of Debian make it. */
async function makeFileSystem(folder) {
  const [files, image] = [join(folder, "files"), join(folder, "ledger.img")];
  await mkdir(join(files, "2026"), { recursive: true });
  await writeFile(join(files, "ledger.txt"), before);
  await writeFile(join(files, "2026", "journal.csv"), "day,amount\n".repeat(20_000));
  await writeFile(image, "");
  await truncate(image, imageBytes);
  await run("mkfs.ext4", ["-q", "-F", "-b", "4096", "-d", files, image], { env: toolPath });
  return image;
}

/** Administrators' tools lie where not every user looks. */
const toolPath = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const debugfs = async (image, request) =>
  (await run("debugfs", ["-R", request, image], { env: toolPath, maxBuffer: 64 * mebibyte })).stdout;

/** Where the bytes of a file lie in an image. */
async function fileOffset(image, name) {
  const block = Number.parseInt((await debugfs(image, `blocks ${name}`)).trim(), 10);
  assert.ok(block > 0, "the file has a block of its own");
  return block * 4096;
}

async function createDisk(page, image) {
  await openBySearch(page, "managed disk", /Disks/);
  await heading(page, "Disks");
  await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
  await main(page).getByRole("textbox", { name: "Disk name" }).fill(disk);
  await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("1");
  await mainButton(page, "Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await mainButton(page, "Create").click();
  await advance(page, "+10 min");
  await mainButton(page, "Go to resource").click();
  await heading(page, disk);
  await command(page, "Upload image").click();
  const upload = dialog(page, "Upload image");
  await upload.getByLabel("Image file").setInputFiles(image);
  await upload.getByRole("button", { name: "Upload", exact: true }).click();
  await upload.waitFor({ state: "hidden", timeout: 60_000 });
}

/** From the hub over the vault and a new policy to the disk, with the roles that are missing. */
async function configureProtection(page) {
  await openBySearch(page, "business continuity", /Resiliency/);
  await heading(page, "Resiliency");
  await command(page, "Configure protection").click();
  const start = dialog(page, "Configure protection");
  await start.getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Disks" });
  await start.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Configure Backup");
  await mainButton(page, "Select vault").click();
  const vaults = dialog(page, "Select a Vault");
  await vaults.getByRole("radio", { name: `Select ${vault}` }).check();
  await vaults.getByRole("button", { name: "Select", exact: true }).click();
  await main(page).getByText("the storage redundancy of the vault does not apply", { exact: false }).waitFor();
  await next(page);
  await createPolicy(page);
  await next(page);
  await chooseDisk(page);
  await giveRoles(page);
  await next(page);
  await mainButton(page, "Configure backup").click();
  await heading(page, vault);
  await advance(page, "+10 min");
  await main(page).getByText("Protection configured", { exact: true }).last().waitFor();
}

/** Every four hours, a week; the first of each day for a month. Too much is refused with the arithmetic. */
async function createPolicy(page) {
  await mainButton(page, "Create new").click();
  await heading(page, "Create Backup Policy");
  await main(page).getByRole("textbox", { name: "Policy name" }).fill(policy);
  await mainButton(page, "Next : Schedule + retention >").click();
  await main(page).getByRole("combobox", { name: "Time", exact: true }).selectOption({ label: "Every hour" });
  const days = main(page).getByRole("spinbutton", { name: "Default rule: keep for" });
  await days.fill("19");
  await main(page).getByText("Retention exceeds the maximum of 18 days for this frequency.", { exact: false }).first().waitFor();
  await main(page).getByRole("combobox", { name: "Time", exact: true }).selectOption({ label: "Every 4 hours" });
  await days.fill("7");
  await mainButton(page, "Add retention rule").click();
  await dialog(page, "Add retention rule").getByRole("button", { name: "Add", exact: true }).click();
  await main(page).getByText("65 of 450 recovery points", { exact: false }).waitFor();
  await main(page).getByText("first successful backup of the day", { exact: false }).or(main(page).getByText("no other rule applies", { exact: false })).first().waitFor();
  await mainButton(page, "Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await mainButton(page, "Create").click();
  await heading(page, "Configure Backup");
  await main(page).getByText("Every 4 hours from 00:00 on", { exact: false }).waitFor();
}

async function chooseDisk(page) {
  await command(page, "Add/Edit").click();
  const disks = dialog(page, "Select disks");
  await disks.getByRole("checkbox", { name: `Select ${disk}` }).check();
  await disks.getByRole("button", { name: "Select", exact: true }).click();
  await main(page).getByText("Snapshot Data store Resource Group parameter is not provided", { exact: false }).waitFor();
  const choice = main(page).getByRole("combobox", { name: "Snapshot resource group" });
  await choice.selectOption({ label: group });
  await main(page).getByText("lies in this resource group too", { exact: false }).waitFor();
  await choice.selectOption({ label: snapshotGroup });
  await main(page).getByText("Role assignment not done").waitFor();
  // What was entered survives a reload in the middle of the wizard.
  await page.reload();
  await main(page).getByText("Role assignment not done").waitFor();
}

async function giveRoles(page) {
  await command(page, "Assign missing roles").click();
  const roles = dialog(page, "Assign missing roles");
  await roles.getByText("Disk Backup Reader and Disk Snapshot Contributor").waitFor();
  await roles.getByRole("button", { name: "Confirm" }).click();
  await main(page).getByText(/not yet effective/).first().waitFor();
  await advance(page, "+1 h");
  await main(page).getByText("Success", { exact: true }).waitFor();
}

/** On the disk, as the machine that uses it would. */
async function writeText(page, offset, text) {
  await openResource(page, disk);
  await openMenuItem(page, "Contents");
  await main(page).getByRole("textbox", { name: "Write at offset" }).fill(String(offset));
  await main(page).getByRole("textbox", { name: "Text", exact: true }).fill(text.trimEnd());
  await mainButton(page, "Write text").click();
  await main(page).getByText("closing balance").first().waitFor();
}

async function openResource(page, name) {
  await openBySearch(page, name, new RegExp(name));
  await heading(page, name);
}

async function openInstance(page) {
  await openResource(page, vault);
  await openMenuItem(page, "Backup instances");
  await main(page).getByRole("link", { name: `${disk}-backup`, exact: true }).click();
  await heading(page, `${disk}-backup`);
}

/** Six backups a day; every point has its rule, and the snapshots lie in their group. */
async function letAWeekPass(page) {
  for (let day = 1; day < 7; day += 1) await advance(page, "+1 day");
  await openInstance(page);
  await page.reload();
  const points = page.getByRole("table", { name: "Restore points" });
  await points.getByText("Daily").first().waitFor();
  await points.getByText("Operational").first().waitFor();
  await main(page).getByText("Scheduled backup").first().waitFor();
  await openBySearch(page, "snapshots", /Snapshots/);
  await heading(page, "Snapshots");
  await main(page).getByText(/AzureBackup_/).first().waitFor();
}

/** On demand, kept by the rule that is chosen. */
async function backUpNow(page) {
  await openInstance(page);
  await command(page, "Backup now").click();
  const now = dialog(page, "Backup now");
  await now.getByText("10 of 10 on-demand backups are left today").waitFor();
  await now.getByRole("combobox", { name: "Retention rule" }).selectOption({ label: "Daily" });
  await now.getByRole("button", { name: "Backup now" }).click();
  await main(page).getByText("On-demand backup").first().waitFor();
  await advance(page, "+10 min");
  await page.getByRole("table", { name: "Jobs of this backup instance" }).getByRole("row", { name: /On-demand backup.*Completed/ }).waitFor();
}

/** From the hub, the oldest point, into the group of the disk under another name. */
async function restoreOldestPoint(page) {
  await openBySearch(page, "recover", /Resiliency/);
  await command(page, "Recover").click();
  const start = dialog(page, "Recover");
  await start.getByRole("combobox", { name: "Datasource type" }).selectOption({ label: "Azure Disks" });
  const items = start.getByRole("combobox", { name: "Protected item" });
  await items.selectOption({ label: `${disk} (${disk}-backup in ${vault})` });
  await start.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Restore");
  await mainButton(page, "Select restore point").click();
  const points = dialog(page, "Select restore point");
  await points.getByRole("radio").last().check();
  await points.getByRole("button", { name: "Select", exact: true }).click();
  await main(page).getByText("AzureBackup_", { exact: false }).first().waitFor();
  await next(page);
  await main(page).getByRole("combobox", { name: "Target resource group" }).selectOption({ label: group });
  await main(page).getByRole("textbox", { name: "Restored disk name" }).fill(disk);
  await command(page, "Validate").click();
  await main(page).getByText("a Disk with same name already exists", { exact: false }).first().waitFor();
  await main(page).getByRole("textbox", { name: "Restored disk name" }).fill(restored);
  await command(page, "Validate").click();
  await main(page).getByText("Role assignment not done").waitFor();
  await command(page, "Grant Permissions").click();
  await dialog(page, "Assign missing roles").getByRole("button", { name: "Confirm" }).click();
  await main(page).getByText(/not yet effective/).first().waitFor();
  await advance(page, "+1 h");
  await main(page).getByText("Success", { exact: true }).waitFor();
  await mainButton(page, "Review + restore").click();
  await mainButton(page, "Restore").click();
  await heading(page, vault);
  await advance(page, "+10 min");
}

/** The restored disk is the image that was uploaded, to the last byte, and the old text is in its file. */
async function compare(page, folder, image) {
  await openResource(page, restored);
  await command(page, "Verify").click();
  await dialog(page, "Verify").getByText(/equal/i).first().waitFor({ timeout: 60_000 });
  await dialog(page, "Verify").getByRole("button", { name: "Close" }).last().click();
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 120_000 }),
    command(page, "Export VHD").click(),
  ]);
  const exported = join(folder, "restored.vhd");
  await download.saveAs(exported);
  await sameBytes(exported, image, imageBytes);
  assert.equal(await debugfs(exported, "cat ledger.txt"), before);
  await compareWithQemu(exported, image);
}

async function sameBytes(one, other, length) {
  const files = [await openFile(one), await openFile(other)];
  const units = [Buffer.alloc(mebibyte), Buffer.alloc(mebibyte)];
  try {
    for (let at = 0; at < length; at += mebibyte) {
      await Promise.all(files.map((file, index) => file.read(units[index], 0, mebibyte, at)));
      assert.ok(units[0].equals(units[1]), `the bytes at ${at} differ`);
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** The same, said by another program, where it is there: it pads the shorter image with zeros. */
async function compareWithQemu(exported, image) {
  const compared = run("qemu-img", ["compare", "-f", "vpc", "-F", "raw", exported, image]);
  const result = await compared.catch((error) => (error.code === "ENOENT" ? null : Promise.reject(error)));
  if (result) assert.match(result.stdout, /Images are identical/);
}

/** Retain as per policy, resume, and delete: what there is stays for some days. */
async function lookAtStop(page) {
  await openInstance(page);
  await command(page, "Stop Backup").click();
  const stop = dialog(page, "Stop Backup");
  await stop.getByRole("radio", { name: /^Retain as per policy/ }).check();
  await stop.getByRole("button", { name: "Stop Backup" }).click();
  await confirm(page);
  await main(page).getByText("Backups suspended", { exact: true }).waitFor();
  await command(page, "Resume Backup").click();
  await main(page).getByText("Protection configured", { exact: true }).waitFor();
  await command(page, "Delete").click();
  const deletion = dialog(page, "Delete Backup Data");
  await deletion.getByRole("textbox", { name: "Name of backup item" }).fill(`${disk}-backup`);
  await deletion.getByRole("button", { name: "Delete", exact: true }).click();
  await confirm(page);
  await heading(page, vault);
  await main(page).getByRole("row", { name: new RegExp(`${disk}-backup.*Soft deleted`) }).waitFor();
}

const confirm = (page) =>
  page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Confirm", exact: true }).last().click();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const vaultId = `${subscription}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/${vault}`;
const configureDisks = `#view/backup/configure/type/AzureDisk/vault/${encodeURIComponent(vaultId)}`;
const actAs = (page, persona) => page.getByRole("combobox", { name: "Persona" }).selectOption(persona);
const says = (page, text) => main(page).getByText(text, { exact: false }).first().waitFor();

/** In the wizard of the prepared world: a policy, and the disk of the ERP with the group of the others' snapshots. */
async function proposeErpDisk(page) {
  await next(page);
  await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ label: "disks-4-hourly" });
  await next(page);
  await command(page, "Add/Edit").click();
  const disks = dialog(page, "Select disks");
  // What is protected already says by which vault, and cannot be chosen.
  await disks.getByRole("row", { name: /disk-files.*Already protected/ }).waitFor();
  assert.equal(await disks.getByRole("checkbox", { name: /^Select disk-files/ }).isDisabled(), true);
  await disks.getByRole("checkbox", { name: "Select disk-erp-data" }).check();
  await disks.getByRole("button", { name: "Select", exact: true }).click();
  await main(page).getByRole("combobox", { name: "Snapshot resource group" }).selectOption({ label: "rg-snapshots-weu" });
  await says(page, "Role assignment not done");
}

browserTest(
  "backup readiness of a disk says who can help, and what is in the way",
  async ({ page, open, newPage }) => {
    await open(configureDisks);
    await pauseClock(page);
    await proposeErpDisk(page);
    // A Contributor may do much, but not give roles.
    await actAs(page, "Contributor");
    await says(page, "Insufficient permissions for role assignment");
    await mainButton(page, "View details of disk-erp-data").click();
    await dialog(page, "Errors").getByText("Azure Backup Service requires additional permissions on the Disk", { exact: false }).waitFor();
    await dialog(page, "Errors").getByRole("button", { name: "Close" }).last().click();
    await actAs(page, "Owner");
    await says(page, "Role assignment not done");

    // Somebody else protects the disk meanwhile, in another tab.
    const other = await newPage();
    await other.goto(page.url());
    await proposeErpDisk(other);
    await giveAndConfigure(other);
    await says(page, "Datasource is already protected under the Backup vault");
    // It is given up there, and free again; then the group of the snapshots goes.
    await deleteInstance(other, "disk-erp-data-backup");
    await says(page, "Success");
    await deleteGroup(other, "rg-snapshots-weu");
    await says(page, "Snapshot Data store Resource Group does not exist");
    // Without its identity the vault can do nothing at all.
    await openResource(other, vault);
    await switchIdentityOff(other);
    await says(page, "The system-assigned identity is not enabled on the Backup vault.");
    assert.equal(await mainButton(page, "Next").isDisabled(), true);
  },
  { timeout: 180_000 },
);

async function giveAndConfigure(page) {
  await command(page, "Assign missing roles").click();
  const roles = dialog(page, "Assign missing roles");
  await roles.getByRole("combobox", { name: "Scope" }).selectOption({ label: "Resource" });
  await roles.getByRole("button", { name: "Confirm" }).click();
  await says(page, "not yet effective");
  await advance(page, "+1 h");
  await says(page, "Success");
  await next(page);
  await mainButton(page, "Configure backup").click();
  await heading(page, vault);
  await advance(page, "+10 min");
}

async function deleteInstance(page, name) {
  await main(page).getByRole("link", { name, exact: true }).click();
  await heading(page, name);
  await command(page, "Delete").click();
  const deletion = dialog(page, "Delete Backup Data");
  await deletion.getByRole("textbox", { name: "Name of backup item" }).fill(name);
  await deletion.getByRole("button", { name: "Delete", exact: true }).click();
  await confirm(page);
  await heading(page, vault);
}

async function switchIdentityOff(page) {
  await openMenuItem(page, "Identity");
  await main(page).getByRole("radio", { name: "Off" }).check();
  await command(page, "Save").click();
  await page.getByRole("button", { name: "Switch off" }).click();
}

async function deleteGroup(page, name) {
  await openBySearch(page, name, new RegExp(name));
  await heading(page, name);
  await command(page, "Delete resource group").click();
  const pane = page.getByRole("dialog", { name: /Delete a resource group/ });
  await pane.getByRole("textbox").fill(name);
  await pane.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Delete", exact: true }).last().click();
}

browserTest(
  "a kind of disk that takes few snapshots is refused with a frequent policy",
  async ({ page, open }) => {
    await open("#create/disk");
    await pauseClock(page);
    await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
    await main(page).getByRole("textbox", { name: "Disk name" }).fill("disk-fast");
    await main(page).getByRole("combobox", { name: "Storage type" }).selectOption({ label: "Premium SSD v2 LRS" });
    await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("4");
    await mainButton(page, "Review + create").click();
    await main(page).getByText("Validation passed").waitFor();
    await mainButton(page, "Create").click();
    await advance(page, "+10 min");
    await open(configureDisks);
    await next(page);
    await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ label: "disks-4-hourly" });
    await next(page);
    await command(page, "Add/Edit").click();
    await dialog(page, "Select disks").getByRole("checkbox", { name: "Select disk-fast" }).check();
    await dialog(page, "Select disks").getByRole("button", { name: "Select", exact: true }).click();
    await main(page).getByRole("combobox", { name: "Snapshot resource group" }).selectOption({ label: "rg-snapshots-weu" });
    await says(page, "Unsupported disk type.");
    await mainButton(page, "View details of disk-fast").click();
    await dialog(page, "Errors").getByText("support only 12-hour or daily frequency", { exact: false }).waitFor();
  },
  { timeout: 120_000 },
);
