// What a person does in the portal, by the names that person reads.

import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The command of a command bar. */
export const command = (place, name) =>
  place.getByRole("toolbar").getByRole("button", { name, exact: true });

/** The blade. */
export const main = (page) => page.getByRole("main");
const pane = (page, name) => page.getByRole("dialog", { name });
const mainButton = (page, name) => main(page).getByRole("button", { name, exact: true });

/** The simulation bar's step button: "+10 min", "+1 h" or "+1 day". */
export async function advance(page, step) {
  const bar = page.getByRole("complementary", { name: "Simulation controls" });
  await bar.getByRole("button", { name: new RegExp(`^\\${step}:`) }).click();
  await bar.getByRole("status").filter({ hasText: "later" }).waitFor({ timeout: 60_000 });
}

/** The *Next* of a wizard with numbered steps. */
export const next = (page) => mainButton(page, "Next").click();

/** Stops the simulated clock, so that only `advance` moves it. */
export async function pauseClock(page) {
  await page.getByRole("button", { name: /^Pause/ }).click();
  await page.getByRole("button", { name: /^Play/ }).waitFor();
}

/** Starts a prepared world by its card, and waits until it is there. */
export async function startScenario(page, name, { timeout = 20_000 } = {}) {
  const bar = page.getByRole("complementary", { name: "Simulation controls" });
  await bar.getByRole("button", { name: /^Scenario: ./ }).click();
  await scenarioCard(page, name).click();
  await page.getByRole("alertdialog", { name: `Start ${name}` }).getByRole("button", { name: "Start" }).click();
  await bar.getByRole("button", { name: `Scenario: ${name}`, exact: true }).waitFor({ timeout });
  await scenarioPane(page).waitFor({ state: "detached" });
}

/** Leaves one value of a filter above a list: where all may pass, the others are unticked. */
export async function filterBy(page, field, value) {
  await main(page).getByRole("button", { name: new RegExp(`^${field} `) }).click();
  const editor = pane(page, `Filter ${field}`);
  const radio = editor.getByRole("radio", { name: value });
  if (await radio.count()) await radio.check();
  for (const box of await editor.getByRole("checkbox", { name: /^(?!All$)/ }).all()) {
    const name = await box.evaluate((element) => element.labels[0].innerText.trim());
    if (name !== value) await box.uncheck();
  }
  await editor.getByRole("button", { name: "Apply", exact: true }).click();
}

/** What pressing something downloads. */
export async function downloaded(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** The pane with the prepared worlds, and a card of it. */
export const scenarioPane = (page) => page.getByRole("dialog", { name: "Scenarios", exact: true });
export const scenarioCard = (page, name) =>
  scenarioPane(page).getByRole("button", { name: new RegExp(`^(Start|Reset to start) ${escaped(name)}$`) });

/** Finds a service or resource through the search box of the top bar and opens it. */
export async function openBySearch(page, words, option) {
  const box = page.getByRole("combobox", { name: /^Search resources/ });
  await box.fill(words);
  await page.getByRole("option", { name: option }).first().click();
}

/** Opens a page of the resource that is on screen by its menu at the left. */
export async function openMenuItem(page, name) {
  await main(page).getByRole("navigation", { name: /menu$/ }).getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(`\\| ${escaped(name)}`) }).waitFor();
}

export async function createResourceGroup(page, name) {
  await openBySearch(page, "resource groups", /Resource groups/);
  await page.getByRole("heading", { level: 1, name: "Resource groups" }).waitFor();
  await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
  await main(page).getByRole("textbox", { name: "Resource group" }).fill(name);
  await reviewAndCreate(page);
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** A storage account with hierarchical namespace. */
export const createDataLake = (page, group, name) => createStorageAccount(page, group, name, { hierarchical: true });

export async function createStorageAccount(page, group, name, { hierarchical = false } = {}) {
  await openBySearch(page, "storage", /Storage accounts/);
  await page.getByRole("heading", { level: 1, name: "Storage accounts" }).waitFor();
  await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
  await main(page).getByRole("textbox", { name: "Storage account name" }).fill(name);
  await mainButton(page, "Next : Advanced >").click();
  if (hierarchical) await main(page).getByRole("checkbox", { name: "Enable hierarchical namespace" }).check();
  await reviewAndCreate(page);
  await deploy(page, name);
}

export async function createVault(page, group, name, region = "West Europe") {
  await openBySearch(page, "backup", /Backup vaults/);
  await page.getByRole("heading", { level: 1, name: "Backup vaults" }).waitFor();
  await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
  await main(page).getByRole("combobox", { name: "Resource group" }).fill(group);
  await page.getByRole("option", { name: group, exact: true }).click();
  await main(page).getByRole("textbox", { name: "Backup vault name" }).fill(name);
  await main(page).getByRole("combobox", { name: "Region" }).fill(region);
  await page.getByRole("option", { name: region, exact: true }).click();
  await main(page).getByRole("radio", { name: "Locally-redundant" }).check();
  await reviewAndCreate(page);
  await deploy(page, name);
}

async function reviewAndCreate(page) {
  await mainButton(page, "Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await mainButton(page, "Create").click();
}

/** Waits on the deployment's page, with the clock's help, and goes to the resource. */
async function deploy(page, name) {
  await main(page).getByText(/Deployment is in progress|Your deployment is complete/).waitFor();
  await advance(page, "+10 min");
  await main(page).getByText("Your deployment is complete").waitFor();
  await mainButton(page, "Go to resource").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** On the vault: a daily policy with a weekly rule. */
export async function addPolicy(page, name) {
  await openMenuItem(page, "Backup policies");
  await main(page).getByRole("toolbar").getByText("Add", { exact: true }).click();
  await main(page).getByRole("textbox", { name: "Policy name" }).fill(name);
  await mainButton(page, "Next : Schedule + retention >").click();
  await main(page).getByRole("spinbutton", { name: "Default rule: keep for" }).fill("14");
  await mainButton(page, "Add retention rule").click();
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await main(page).getByRole("spinbutton", { name: "Weekly rule: keep for" }).waitFor();
  await reviewAndCreate(page);
  await main(page).getByRole("link", { name, exact: true }).waitFor();
}

/** On the storage account: the vault's identity gets a role, as the tutorial has it. */
export async function assignRole(page, role, member) {
  await openMenuItem(page, "Access control (IAM)");
  await command(page, "+ Add").click();
  await page.getByRole("menuitem", { name: "Add role assignment" }).click();
  await main(page).getByRole("radio", { name: new RegExp(role) }).check();
  await mainButton(page, "Next").click();
  await main(page).getByRole("radio", { name: "Managed identity" }).check();
  await mainButton(page, "Select members").click();
  const members = pane(page, "Select managed identities");
  await members.getByRole("checkbox", { name: new RegExp(member) }).check();
  await members.getByRole("button", { name: "Select", exact: true }).click();
  await mainButton(page, "Next").click();
  await mainButton(page, "Review + assign").click();
  await page.getByText(`Added Role assignment`).first().waitFor();
}

/** On the storage account's Containers page. */
export async function createContainer(page, name) {
  await command(page, "Container").click();
  const form = pane(page, "New container");
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByRole("button", { name: "Create" }).click();
  await containerLink(page, name).waitFor();
}

export const containerLink = (page, name) => main(page).getByRole("link", { name, exact: true });

/** In the file browser: sends files, or a folder with everything in it, and waits until all are there. */
export async function upload(page, { files, folder, count, overwrite = false, timeout = 300_000 }) {
  const form = await openUploads(page);
  const dismiss = form.getByRole("button", { name: "Dismiss completed" });
  if (await dismiss.isVisible()) await dismiss.click();
  if (files) await form.getByLabel("Files to upload").setInputFiles(files);
  if (folder) await form.getByLabel("Folder to upload").setInputFiles(folder);
  await form.getByText(new RegExp(`^${count.toLocaleString("en-US")} files? chosen`)).waitFor();
  if (overwrite) await form.getByRole("checkbox", { name: "Overwrite if files already exist" }).check();
  await form.getByRole("button", { name: "Upload", exact: true }).click();
  await dismiss.waitFor({ timeout });
  // Failures are listed first.
  await form.getByText(/^Uploaded, /).first().waitFor();
  await form.getByRole("button", { name: "Close" }).last().click();
}

/** In the file browser: the pane with the uploads under way and those that have ended. */
export async function openUploads(page) {
  await command(page, "Upload").click();
  return pane(page, "Upload blob");
}

/** In the file browser: ticks a file, downloads it and answers the SHA-256 of what arrived. */
export async function downloadDigest(page, name, timeout = 120_000) {
  const tick = main(page).getByRole("checkbox", { name: `Select ${name}`, exact: true });
  await tick.check();
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout }),
    command(page, "Download").click(),
  ]);
  await tick.uncheck();
  assert.equal(download.suggestedFilename(), name);
  return fileDigest(await download.path());
}

/** SHA-256 of a file on this machine. */
export function fileDigest(path) {
  return new Promise((resolve, reject) => {
    const hash = createHash("sha256");
    createReadStream(path)
      .on("data", (bytes) => hash.update(bytes))
      .on("end", () => resolve(hash.digest("hex")))
      .on("error", reject);
  });
}

/** In Configure Backup, at the step *Datasources*: chooses an account and opens the pane with its containers. */
export async function chooseContainers(page, account) {
  await command(page, "Add").click();
  const form = pane(page, "Select storage account container");
  await form.getByRole("button", { name: "Select storage account" }).click();
  const accounts = pane(page, "Select hierarchical namespace enabled storage account");
  await accounts.getByRole("radio", { name: `Select ${account}` }).check();
  await accounts.getByRole("button", { name: "Select", exact: true }).click();
  await form.getByRole("button", { name: "Select containers" }).click();
  return { form, containers: pane(page, "Select storage containers") };
}

/** In Configure Backup, at the step *Datasources*: adds one container of an account. */
export async function addDatasource(page, account, container) {
  const { form, containers } = await chooseContainers(page, account);
  await containers.getByRole("radio", { name: /Browse containers/ }).check();
  await containers.getByRole("checkbox", { name: `Select ${container}` }).check();
  await containers.getByRole("button", { name: "Select", exact: true }).click();
  await form.getByRole("button", { name: "Select", exact: true }).click();
}

/** Confirms the pane *Assign missing roles*, which a button opens, and lets the assignment take effect. */
export async function assignMissingRoles(page, button = command(page, "Assign missing roles")) {
  await button.click();
  await pane(page, "Assign missing roles").getByRole("button", { name: "Confirm" }).click();
  await main(page).getByText(/not yet effective/).filter({ visible: true }).first().waitFor();
  await advance(page, "+1 h");
  await main(page).getByText("Success", { exact: true }).first().waitFor({ timeout: 30_000 });
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
