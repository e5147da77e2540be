// What goes wrong, by visible names: each failure says what happened and why, and leaves the world as it was.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveFolder } from "../../scripts/static-server.mjs";
import { mebibyte, withFolder, writeNoise } from "./files.mjs";
import { browserTest, limitStorage, project, useBrowser } from "./harness.mjs";
import { addDatasource, advance, chooseContainers, command, createContainer, createVault, main, next, pauseClock, upload } from "./portal.mjs";
import { attachToWorker } from "./worker.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const account = (name) =>
  `#resource${subscription}/resourceGroups/rg-data-weu/providers/Microsoft.Storage/storageAccounts/${name}`;
const vaultId = `${subscription}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
const configure = `#view/backup/configure/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`;
const instance = `#resource${vaultId}/backupInstances/lakehistory`;
const restore = `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/lakehistory`)}`;
const actAs = (page, persona) => page.getByRole("combobox", { name: "Persona" }).selectOption(persona);

/** Runs `body` with a file of noise, and removes it again. */
const withFile = (bytes, body) =>
  withFolder(async (folder) => {
    const path = join(folder, "noise.bin");
    await writeNoise(path, bytes);
    await body(path);
  });

browserTest("names are checked beside their fields", async ({ page, open }) => {
  await open("#create/storageaccount");
  const name = main(page).getByRole("textbox", { name: "Storage account name" });
  await name.fill("Bad_Name");
  await name.blur();
  await page.getByText("The name must be between 3 and 24 characters long", { exact: false }).waitFor();
  await name.fill("lakeweu01");
  await name.blur();
  await page.getByText("The storage account named lakeweu01 is already taken.").waitFor();
  await main(page).getByRole("button", { name: "Review + create" }).click();
  await page.getByText(/Validation failed/).waitFor();

  await open("#create/backupvault");
  const vault = main(page).getByRole("textbox", { name: "Backup vault name" });
  await vault.fill("9");
  await vault.blur();
  await page.getByText(/Vault names have 2 to 50 characters/).first().waitFor();
});

browserTest("what cannot be protected says why", async ({ page, open }) => {
  await open(configure);
  await pauseClock(page);
  await next(page);
  await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ index: 1 });
  await next(page);
  await command(page, "Add").click();
  const form = page.getByRole("dialog", { name: "Select storage account container" });
  await form.getByRole("button", { name: "Select storage account" }).click();
  const accounts = page.getByRole("dialog", { name: /^Select hierarchical namespace/ });
  // Already protected, and by which vault; an account without namespace or of another region is not offered.
  await accounts.getByRole("row", { name: /lakehistory.*vault-weu-prod/ }).waitFor();
  assert.equal(await accounts.getByRole("radio", { name: /^Select lakehistory/ }).isDisabled(), true);
  assert.equal(await accounts.getByText("stmediaweu").count(), 0);
  await accounts.getByRole("button", { name: "Cancel" }).click();
  await form.getByRole("button", { name: "Cancel" }).click();
  // An account without containers.
  const { form: again, containers } = await chooseContainers(page, "lakeweu02");
  await containers.getByRole("button", { name: "Select", exact: true }).click();
  await containers.getByText("No container of lakeweu02 would be protected.", { exact: false }).waitFor();
  await containers.getByRole("button", { name: "Cancel" }).click();
  await again.getByRole("button", { name: "Cancel" }).click();

  await addDatasource(page, "lakeweu01", "raw");
  await main(page).getByText("Role assignment not done").waitFor();
  // A Contributor may do much, but not give roles.
  await actAs(page, "Contributor");
  await main(page).getByText("Insufficient permissions for role assignment").waitFor();
  await main(page).getByRole("button", { name: "View details of lakeweu01" }).click();
  const details = page.getByRole("dialog", { name: "Errors" });
  await details.getByText(/vault vault-weu-prod does not have the role Storage Account Backup Contributor/).waitFor();
});

browserTest("a vault reaches no account of another region", async ({ page, open }) => {
  await open();
  await pauseClock(page);
  await createVault(page, "rg-backup-weu", "vault-neu", "North Europe");
  await command(page, "Backup").click();
  await next(page);
  await main(page).getByRole("button", { name: "Create new" }).click();
  await main(page).getByRole("textbox", { name: "Policy name" }).fill("daily");
  await main(page).getByRole("button", { name: "Review + create" }).click();
  await main(page).getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("heading", { name: "Configure Backup" }).waitFor();
  await next(page);
  await command(page, "Add").click();
  const form = page.getByRole("dialog", { name: "Select storage account container" });
  await form.getByRole("button", { name: "Select storage account" }).click();
  const accounts = page.getByRole("dialog", { name: /^Select hierarchical namespace/ });
  await accounts.getByText(/No storage account .* lies in the region of this vault/).waitFor();
});

/** Creates containers on the account's page, as fast as the page lets one: by its own buttons, but from within it. */
const createContainers = (page, names) =>
  page.evaluate(async (names) => {
    const seen = (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find();
          if (!found) return false;
          watch.disconnect();
          resolve(found);
          return true;
        };
        const watch = new MutationObserver(look);
        if (!look()) watch.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
    const labelled = (place, label) =>
      [...place.querySelectorAll("button")].find((button) => button.textContent.trim() === label && !button.disabled);
    const form = () => document.querySelector("dialog[open], [role=dialog]");
    for (const name of names) {
      (await seen(() => labelled(document.querySelector("main [role=toolbar]"), "Container"))).click();
      const field = await seen(() => form()?.querySelector("input"));
      field.value = name;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      (await seen(() => labelled(form(), "Create"))).click();
      await seen(() => !form());
    }
  }, names);

browserTest(
  "more than a thousand containers are not protected at once",
  async ({ page, open }) => {
    await open(`${account("lakeweu02")}/containers`);
    await pauseClock(page);
    await createContainers(page, Array.from({ length: 1001 }, (_, number) => `c-${1000 + number}`));
    await open(configure);
    await next(page);
    await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ index: 1 });
    await next(page);
    const { containers } = await chooseContainers(page, "lakeweu02");
    await containers.getByRole("button", { name: "Select", exact: true }).click();
    await containers.getByText(/1,?001 containers/).first().waitFor();
  },
  { timeout: 300_000 },
);

browserTest("a restore is refused where its containers are in the way", async ({ page, open }) => {
  await open(`${account("lakeweu01")}/containers`);
  await pauseClock(page);
  await createContainer(page, "ledger");
  await open(restore);
  await next(page);
  await page.getByRole("button", { name: "Select restore destination" }).click();
  const pane = page.getByRole("dialog", { name: "Restore destination" });
  const targets = pane.getByRole("combobox", { name: "Target storage account" });
  // The source itself cannot be chosen, and says so.
  const source = { name: /lakehistory is the account that was backed up/, disabled: true };
  assert.equal(await targets.getByRole("option", source).count(), 1);
  await targets.selectOption({ label: "lakeweu01" });
  await pane.getByRole("button", { name: "Select", exact: true }).click();
  await command(page, "Validate").click();
  await page.getByText(/Containers with these names already exist in lakeweu01: ledger/).first().waitFor();
  assert.equal(await main(page).getByRole("button", { name: "Review + restore" }).isDisabled(), true);
});

browserTest("the fifth backup on demand of a day is refused", async ({ page, open }) => {
  await open(instance);
  await pauseClock(page);
  await command(page, "Backup now").waitFor();
  for (let backup = 0; backup < 4; backup += 1) {
    await command(page, "Backup now").click();
    const pane = page.getByRole("dialog", { name: "Backup now" });
    await pane.getByRole("button", { name: "Backup now" }).click();
    await pane.waitFor({ state: "detached" });
    // The scheduled one of the day may have to end first.
    await advance(page, "+1 h");
    await advance(page, "+1 h");
  }
  await command(page, "Backup now").click();
  const pane = page.getByRole("dialog", { name: "Backup now" });
  await pane.getByText("0 of 4 on-demand backups are left today", { exact: false }).waitFor();
  await pane.getByRole("button", { name: "Backup now" }).click();
  await pane.getByText("The number of on-demand backups of lakehistory has reached today's maximum.").waitFor();
});

browserTest(
  "an upload that is cancelled, or whose tab is closed, leaves nothing",
  async ({ page, open, newPage }) => {
    await withFile(400 * mebibyte, async (path) => {
      await open(`${account("lakeweu01")}/containers`);
      await createContainer(page, "partial");
      await open(`${account("lakeweu01")}/containers/partial`);
      await startUpload(page, path);
      await page.getByRole("button", { name: "Cancel noise.bin" }).click();
      await page.getByText("Cancelled; nothing was kept").waitFor();
      await page.getByRole("dialog", { name: "Upload blob" }).getByRole("button", { name: "Close" }).last().click();
      await page.getByRole("heading", { name: "This container is empty" }).waitFor();

      const second = await newPage();
      await open(`${account("lakeweu01")}/containers/partial`, second);
      await startUpload(second, path);
      await second.close({ runBeforeUnload: false });
      await page.reload();
      await page.getByRole("heading", { name: "This container is empty" }).waitFor();
    });
  },
  { timeout: 180_000 },
);

/** Sends the file off and waits until some of it has gone. */
async function startUpload(page, path) {
  await command(page, "Upload").click();
  const pane = page.getByRole("dialog", { name: "Upload blob" });
  await pane.getByLabel("Files to upload").setInputFiles(path);
  await pane.getByRole("button", { name: "Upload", exact: true }).click();
  await pane.getByText(/MiB of 400\.00 MiB/).waitFor();
}

const shows = (page, rows) => main(page).getByText(`Showing 1 to ${rows} of ${rows} results.`).waitFor();

browserTest(
  "a full disk refuses the file, says how much is needed, and keeps what was there",
  async ({ page, open }) => {
    await withFile(200 * mebibyte, async (path) => {
      // Before the first visit: the browser remembers for a while how much room there was.
      const unlimited = await limitStorage(page, 60 * mebibyte);
      await open(`${account("lakeweu01")}/containers/raw`);
      await shows(page, 3);
      await command(page, "Upload").click();
      const pane = page.getByRole("dialog", { name: "Upload blob" });
      await pane.getByLabel("Files to upload").setInputFiles(path);
      await pane.getByRole("button", { name: "Upload", exact: true }).click();
      await pane.getByText(/The browser's storage is full: .* more are needed, .* are left/).waitFor();
      await pane.getByRole("button", { name: "Close" }).last().click();
      await shows(page, 3);
      await unlimited();
      await upload(page, { files: path, count: 1 });
      await shows(page, 4);
    });
  },
  { timeout: 180_000 },
);

browserTest("a database of a newer version is shown, exported and not written", async ({ page, open, expectProblem }) => {
  // The picture shown as a page asks for one of its own, unless the service worker is quick enough to answer.
  expectProblem(/favicon\.ico/, { isCertain: false });
  await open();
  await page.getByRole("table").waitFor();
  // Another address of this origin, without the app: the worker ends with its last page.
  await page.goto(new URL("icon.svg", page.url()).href);
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("vault-lab", 999);
        request.onsuccess = () => resolve(request.result.close());
        request.onerror = () => reject(request.error);
      }),
  );
  await open();
  await page.getByRole("heading", { name: "This world was made by a newer version" }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).first().click(),
  ]);
  assert.match(download.suggestedFilename(), /vault-lab/);
});

browserTest("without IndexedDB everything works until the last tab is closed, and says so", async ({ page }) => {
  await withFolder(async (folder) => {
    await cp(join(project, "dist"), folder, { recursive: true });
    const shim = join(folder, "engine-worker.js");
    const refusal = 'Object.defineProperty(globalThis, "indexedDB", { value: undefined });';
    await writeFile(shim, `${refusal}\n${await readFile(shim, "utf8")}`);
    const server = await serveFolder(folder);
    try {
      await page.goto(`${server.url}${account("lakeweu01")}/containers`);
      await page.getByText(/This browser refuses to store data .* ends when the last tab is closed/).waitFor();
      await createContainer(page, "for-now");
    } finally {
      await server.close();
    }
  });
});

browserTest("a worker that dies shows the crash sheet, and a reload has everything", async ({ page, open, context }) => {
  await open(`${account("lakeweu01")}/containers`);
  await createContainer(page, "kept");
  await crashWorker(context);
  const sheet = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await sheet.getByRole("button", { name: "Export" }).waitFor();
  await sheet.getByRole("button", { name: "Reload" }).click();
  await main(page).getByRole("link", { name: "kept", exact: true }).waitFor();
});

/** Makes the engine's worker throw, as a bug in it would. */
async function crashWorker(context) {
  const browser = await context.browser().newBrowserCDPSession();
  const worker = await attachToWorker(browser);
  const expression = "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); })";
  await worker.ask("Runtime.evaluate", { expression });
  await browser.detach();
}
