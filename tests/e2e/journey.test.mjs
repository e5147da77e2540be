// The whole journey by visible names: files go into a data lake, are protected, deleted, restored into another account
// and downloaded again, with the page reloaded in the middle and a second tab looking on.

import assert from "node:assert/strict";
import { createHash, randomFillSync } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open as openFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserTest, project, useBrowser } from "./harness.mjs";

useBrowser();

const subscription = "6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const account = (name) =>
  `#resource/subscriptions/${subscription}/resourceGroups/rg-data-weu/providers/Microsoft.Storage/storageAccounts/${name}`;
const vault = `#resource/subscriptions/${subscription}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;

const largeFileBytes = 300 * 1024 * 1024;

browserTest("files are backed up, deleted, restored and downloaded byte for byte", journey, {
  timeout: 600_000,
  acceptDownloads: true,
});

async function journey({ page, open, newPage }) {
  const folder = await mkdtemp(join(tmpdir(), "vault-lab-journey-"));
  try {
    const large = join(folder, "large.bin");
    await writeNoise(large, largeFileBytes);
    const sources = await repositoryFiles();
    await open(`${account("lakeweu01")}/containers`);
    await createContainer(page, "journey");
    await open(`${account("lakeweu01")}/containers/journey`);
    await upload(page, [...sources, large]);

    await configureBackup(page, open);
    await backUpNow(page, open);
    await deleteContainer(page, open, "lakeweu01", "journey");
    await restore(page, open, newPage);

    await open(`${account("lakeweu02")}/containers/journey`);
    for (const source of [...sources, large]) {
      await compareDownload(page, source);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Some sources of this repository: real files of a person. */
async function repositoryFiles() {
  const folder = join(project, "src/base");
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(".rs")).map((name) => join(folder, name));
}

async function writeNoise(path, bytes) {
  const file = await openFile(path, "w");
  const block = Buffer.alloc(1 << 20);
  for (let written = 0; written < bytes; written += block.length) {
    randomFillSync(block);
    await file.write(block);
  }
  await file.close();
}

const command = (page, name) => page.getByRole("toolbar").getByRole("button", { name, exact: true });

async function createContainer(page, name) {
  await command(page, "Container").click();
  const pane = page.getByRole("dialog", { name: "New container" });
  await pane.getByLabel("Name").fill(name);
  await pane.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name, exact: true }).waitFor();
}

async function upload(page, files) {
  await command(page, "Upload").click();
  const pane = page.getByRole("dialog", { name: "Upload blob" });
  await pane.getByLabel("Files to upload").setInputFiles(files);
  await pane.getByRole("button", { name: "Upload", exact: true }).click();
  await pane.getByRole("button", { name: "Close" }).last().click();
  const rows = page.getByRole("table").getByRole("button", { name: /\.(rs|bin)$/ });
  await page.waitForFunction(
    (count) => document.querySelectorAll("main table tbody tr").length >= count,
    files.length,
    { timeout: 180_000 },
  );
  assert.equal(await rows.count(), files.length);
}

async function configureBackup(page, open) {
  await open(`${vault}/overview`);
  await command(page, "Backup").click();
  await page.getByRole("heading", { name: "Configure Backup" }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Backup policy").selectOption({ label: "daily-30-days" });
  await page.getByRole("button", { name: "Next" }).click();
  await addDatasource(page, "lakeweu01", "journey");

  // What was entered survives a reload in the middle of the wizard.
  await page.reload();
  await page.getByText("Role assignment not done").waitFor();
  await page.getByRole("checkbox", { name: /lakeweu01/ }).check();
  await command(page, "Assign missing roles").click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await page.getByText(/not yet effective/).first().waitFor();
  await page.getByRole("button", { name: /\+1 h/ }).click();
  await page.getByText("Success", { exact: true }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: /Review \+ configure|Next/ }).first().click();
  await page.getByRole("button", { name: "Configure backup" }).click();
  await page.getByRole("heading", { name: /Backup instances/ }).waitFor();
}

async function addDatasource(page, name, container) {
  await command(page, "Add").click();
  const pane = page.getByRole("dialog", { name: "Select storage account container" });
  await pane.getByRole("button", { name: "Select storage account" }).click();
  const accounts = page.getByRole("dialog", { name: "Select hierarchical namespace enabled storage account" });
  await accounts.getByRole("radio", { name: new RegExp(name) }).check();
  await accounts.getByRole("button", { name: "Select", exact: true }).click();
  await pane.getByRole("button", { name: "Select containers" }).click();
  const containers = page.getByRole("dialog", { name: "Select storage containers" });
  await containers.getByLabel("Browse containers to backup").check();
  await containers.getByRole("checkbox", { name: new RegExp(container) }).check();
  await containers.getByRole("button", { name: "Select", exact: true }).click();
  await pane.getByRole("button", { name: "Select", exact: true }).click();
}

async function backUpNow(page, open) {
  await page.getByRole("button", { name: /\+10 min/ }).click();
  await open(`${vault}/backupInstances/lakeweu01`);
  await page.getByText("Protection configured").waitFor();
  await command(page, "Backup now").click();
  await page.getByRole("dialog", { name: "Backup now" }).getByRole("button", { name: "Backup now" }).click();
  // A running job survives a reload.
  await page.getByText("In progress").first().waitFor();
  await page.reload();
  await page.getByText("In progress").first().waitFor();
  await page.getByRole("button", { name: /\+1 h/ }).click();
  await page.getByText("Showing 1 to 1 of 1 results.").first().waitFor({ timeout: 30_000 });
}

async function deleteContainer(page, open, lake, name) {
  await open(`${account(lake)}/containers`);
  await page.getByRole("checkbox", { name: new RegExp(name) }).check();
  await command(page, "Delete").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("link", { name, exact: true }).waitFor({ state: "detached" });
}

async function restore(page, open, newPage) {
  await open(`${vault}/backupInstances/lakeweu01`);
  await command(page, "Restore").click();
  await page.getByRole("heading", { name: /Restore/ }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Select restore destination" }).click();
  const pane = page.getByRole("dialog", { name: "Restore destination" });
  await pane.getByLabel("Target storage account").selectOption({ label: "lakeweu02" });
  await pane.getByRole("button", { name: "Select", exact: true }).click();
  await command(page, "Validate").click();
  await page.getByText("Role assignment not done").waitFor();
  await command(page, "Assign missing roles").click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await page.getByText(/not yet effective/).first().waitFor();
  await page.getByRole("button", { name: /\+1 h/ }).click();
  await page.getByText("Success", { exact: true }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: /Review \+ restore|Next/ }).first().click();
  await page.getByRole("button", { name: "Restore", exact: true }).last().click();

  // A second tab shows the same world, live.
  const second = await newPage();
  await open(`${vault}/backupjobs`, second);
  await second.getByText(/In progress/).first().waitFor();
  await page.getByRole("button", { name: /\+1 h/ }).click();
  await second.getByText(/In progress/).first().waitFor({ state: "detached", timeout: 60_000 });
  await second.close();
}

async function compareDownload(page, source) {
  const name = source.split("/").at(-1);
  await page.getByRole("checkbox", { name: new RegExp(`${name.replace(".", "\\.")}$`) }).check();
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 120_000 }), command(page, "Download").click()]);
  await page.getByRole("checkbox", { name: new RegExp(`${name.replace(".", "\\.")}$`) }).uncheck();
  assert.equal(await digest(await download.path()), await digest(source), name);
}

function digest(path) {
  return new Promise((resolve, reject) => {
    const hash = createHash("sha256");
    createReadStream(path)
      .on("data", (bytes) => hash.update(bytes))
      .on("end", () => resolve(hash.digest("hex")))
      .on("error", reject);
  });
}
