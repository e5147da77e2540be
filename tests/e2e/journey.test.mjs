// The whole way, by visible names, from an empty subscription: a data lake is made, filled with real files, protected,
// emptied and restored into another one, and every byte is compared. The page is reloaded in the middle of the wizard, of
// the backup and of the restore, and a second tab looks on.

import assert from "node:assert/strict";
import { cp, mkdir, readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { mebibyte, withFolder, writeNoise } from "./files.mjs";
import { browserTest, project, useBrowser } from "./harness.mjs";
import {
  addDatasource,
  addPolicy,
  advance,
  assignMissingRoles,
  assignRole,
  command,
  containerLink,
  createContainer,
  createDataLake,
  createResourceGroup,
  createVault,
  downloadDigest,
  fileDigest,
  main,
  next,
  openBySearch,
  openMenuItem,
  pauseClock,
  startScenario,
  upload,
} from "./portal.mjs";

useBrowser();

const largeFileBytes = 300 * mebibyte;
const [group, source, target, vault] = ["rg-journey", "journeysource", "journeytarget", "vault-journey"];
const [policy, container] = ["daily-journey", "documents"];
/** What of this repository is uploaded: everything but what is made of it. */
const repositoryParts = ["benches", "public", "scripts", "src", "style", "tests", "Cargo.toml", "README.md"];

browserTest("files are backed up, deleted, restored and downloaded byte for byte", journey, {
  timeout: 900_000,
  acceptDownloads: true,
});

async function journey({ page, open, newPage }) {
  await withFolder(async (folder) => {
    const files = await prepareFiles(folder);
    await open();
    await startScenario(page, "Empty subscription");
    await pauseClock(page);
    await createResourceGroup(page, group);
    await createDataLake(page, group, target);
    await createDataLake(page, group, source);
    await fillContainer(page, folder, files.length);

    await createVault(page, group, vault);
    await addPolicy(page, policy);
    await configureBackup(page);
    await backUpNow(page);
    await lookAround(page);
    await deleteEverything(page);
    await restore(page, newPage);

    await openResource(page, target);
    await openMenuItem(page, "Containers");
    await containerLink(page, container).click();
    await compareFiles(page, folder, files);
  });
}

/** Fills the folder with this repository and one large file; answers the paths of all files, from there. */
async function prepareFiles(folder) {
  await mkdir(join(folder, "vault-lab"));
  for (const part of repositoryParts) {
    await cp(join(project, part), join(folder, "vault-lab", part), { recursive: true });
  }
  await writeNoise(join(folder, "vault-lab", "large.bin"), largeFileBytes);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return paths.map((path) => relative(folder, path));
}

async function openResource(page, name) {
  await openBySearch(page, name, new RegExp(name));
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

async function fillContainer(page, folder, count) {
  await openMenuItem(page, "Containers");
  await createContainer(page, container);
  await containerLink(page, container).click();
  await page.getByRole("heading", { level: 1, name: container }).waitFor();
  await upload(page, { folder: join(folder, "vault-lab"), count });
  await page.getByRole("link", { name: "vault-lab", exact: true }).waitFor();
}

async function openInstance(page) {
  await openResource(page, vault);
  await openMenuItem(page, "Backup instances");
  await main(page).getByRole("link", { name: source, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: source }).waitFor();
}

/** The first role by hand, as the tutorial has it; it is granted but not yet effective when the wizard asks. */
async function configureBackup(page) {
  await openResource(page, source);
  await assignRole(page, "Storage Account Backup Contributor", vault);
  await openResource(page, vault);
  await command(page, "Backup").click();
  await page.getByRole("heading", { name: "Configure Backup" }).waitFor();
  await next(page);
  await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ label: policy });
  await next(page);
  await addDatasource(page, source, container);

  const [template] = await Promise.all([
    page.waitForEvent("download"),
    command(page, "Download role assignment template").click(),
  ]);
  assert.match(template.suggestedFilename(), /\.json$/);

  // What was entered survives a reload in the middle of the wizard.
  await page.reload();
  await page.getByText(/not yet effective/).first().waitFor();
  await advance(page, "+1 h");
  await main(page).getByText("Success", { exact: true }).waitFor();
  await next(page);
  await main(page).getByRole("button", { name: "Configure backup" }).click();
  await advance(page, "+10 min");
}

async function backUpNow(page) {
  await openInstance(page);
  await page.getByText("Protection configured", { exact: true }).waitFor();
  await command(page, "Backup now").click();
  const pane = page.getByRole("dialog", { name: "Backup now" });
  await pane.getByRole("button", { name: "Backup now" }).click();
  // A running job survives a reload.
  const jobs = page.getByRole("table", { name: "Jobs of this backup instance" });
  await jobs.getByText("In progress").waitFor();
  await page.reload();
  await jobs.getByText("In progress").waitFor();
  await advance(page, "+1 h");
  await page.getByRole("table", { name: "Restore points" }).getByRole("row").nth(1).waitFor();
}

/** The finished job with its sub-tasks, a filtered list of jobs, the vault's tags, and all resources. */
async function lookAround(page) {
  await openResource(page, vault);
  await openMenuItem(page, "Backup jobs");
  const blade = main(page);
  await blade.getByRole("link", { name: "On-demand backup" }).click();
  await blade.getByRole("table", { name: "Sub tasks" }).getByText("Completed").first().waitFor();
  await openResource(page, vault);
  await blade.getByRole("link", { name: "Completed", exact: true }).click();
  await blade.getByText("Showing 1 to 2 of 2 results.").waitFor();

  await openMenuItem(page, "Tags");
  await blade.getByRole("textbox", { name: "Name of tag 1" }).fill("owner");
  await blade.getByRole("textbox", { name: "Value of tag 1" }).fill("journey");
  await blade.getByRole("button", { name: "Apply" }).click();
  await blade.getByText("The tags were saved.").waitFor();

  await openBySearch(page, "all resources", /All resources/);
  await page.getByRole("heading", { level: 1, name: "All resources" }).waitFor();
  for (const name of [source, target, vault]) {
    await blade.getByRole("link", { name, exact: true }).waitFor();
  }
}

async function deleteEverything(page) {
  await openResource(page, source);
  await openMenuItem(page, "Containers");
  await page.getByRole("checkbox", { name: `Select ${container}` }).check();
  await command(page, "Delete").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await containerLink(page, container).waitFor({ state: "detached" });
}

async function restore(page, newPage) {
  await openInstance(page);
  await command(page, "Restore").click();
  await page.getByRole("heading", { level: 1, name: "Restore" }).waitFor();
  await next(page);
  await page.getByRole("button", { name: "Select restore destination" }).click();
  const pane = page.getByRole("dialog", { name: "Restore destination" });
  await pane.getByRole("combobox", { name: "Target storage account" }).selectOption({ label: target });
  await pane.getByRole("button", { name: "Select", exact: true }).click();
  await command(page, "Validate").click();
  await page.getByText("Role assignment not done").waitFor();
  await assignMissingRoles(page);
  await main(page).getByRole("button", { name: "Review + restore" }).click();
  await main(page).getByRole("button", { name: "Restore", exact: true }).click();

  // A second tab shows the same world; the restore goes on while the first one reloads.
  const second = await newPage();
  await second.goto(page.url().split("#")[0]);
  await openResource(second, vault);
  await openMenuItem(second, "Backup jobs");
  const running = main(second).getByRole("row", { name: /Restore.*In progress/ });
  await running.waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await advance(page, "+1 h");
  await main(second).getByRole("row", { name: /Restore.*Completed/ }).waitFor();
  assert.equal(await running.count(), 0);
  await second.close();
}

/** Walks the folders of the container as a person would, and compares every file with the one it was made of. */
async function compareFiles(page, folder, files) {
  const blade = main(page);
  const compareFolder = async (directory) => {
    const inside = files.filter((path) => directory === "" || path.startsWith(`${directory}/`));
    const parts = inside.map((path) => path.slice(directory === "" ? 0 : directory.length + 1).split("/"));
    const folders = [...new Set(parts.filter((names) => names.length > 1).map(([name]) => name))];
    const names = parts.filter((own) => own.length === 1).map(([name]) => name);
    await blade.getByText(`of ${folders.length + names.length} results`).waitFor();
    for (const name of names) {
      const expected = await fileDigest(join(folder, directory, name));
      assert.equal(await downloadDigest(page, name), expected, join(directory, name));
    }
    for (const name of folders) {
      await blade.getByRole("link", { name, exact: true }).last().click();
      await blade.getByRole("navigation", { name: "Location" }).getByText(name, { exact: true }).waitFor();
      await compareFolder(join(directory, name));
      const parent = directory === "" ? container : basename(directory);
      await blade.getByRole("navigation", { name: "Location" }).getByRole("link", { name: parent, exact: true }).click();
    }
  };
  await compareFolder("");
}
