// Object replication of one's own between two accounts: what it needs is said, what was there and what comes later is copied,
// and nobody writes where it does. By visible names, with a reload before the copies are there.

import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import {
  begin,
  compareContainers,
  dialog,
  fileName,
  fillContainers,
  heading,
  openContainer,
  openResource,
  overwrite,
  question,
  refused,
  row,
  says,
} from "./blobs.mjs";
import {
  advance,
  command,
  containerLink,
  createContainer,
  createStorageAccount,
  downloadDigest,
  main,
  openMenuItem,
  upload,
} from "./portal.mjs";
import assert from "node:assert/strict";

useBrowser();

const [group, source, destination] = ["rg-data-weu", "blobsathome", "blobselsewhere"];
const [papers, records, copies] = ["papers", "records", ["papers-copy", "records-copy"]];

browserTest("containers are replicated into another account, by the portal", journey, {
  timeout: 400_000,
  acceptDownloads: true,
});

async function journey(context) {
  const { page } = context;
  await begin(context, group, [destination], async (files) => {
    await openMenuItem(page, "Containers");
    for (const name of copies) await createContainer(page, name);
    await createStorageAccount(page, group, source);
    await fillContainers(page, source, [papers, records], files);
    await createPolicy(page);
    await page.reload();
    await row(page, /You.*2 rules.*papers → papers-copy, records → records-copy/).waitFor();
    await advance(page, "+10 min");
    await compareContainers(page, destination, [copies[0]], files);
    await openContainer(page, destination, copies[1]);
    await says(page, "is empty");
    await follow(page, fileName(files[1]));
    await letGo(page);
  });
}

/** What is missing is said in the pane, in the order in which it can be mended. */
async function createPolicy(page) {
  await openResource(page, source);
  await openMenuItem(page, "Object replication");
  await says(page, "No object replication policies");
  await command(page, "Create replication rules").click();
  const pane = dialog(page, "Create replication rules");
  const create = pane.getByRole("button", { name: "Create", exact: true });
  await create.click();
  await pane.getByText("The value must not be empty.").first().waitFor();
  await expectAccessible(page, "replication rules with what is missing");
  await chooseDestination(pane);
  await fillPair(pane, 1, papers, copies[0]);
  await pane.getByRole("group", { name: "Container pair 1" }).getByRole("checkbox").check();
  await pane.getByRole("button", { name: "Add container pair" }).click();
  await fillPair(pane, 2, papers, copies[1]);
  await pane.getByText("stands in more than one rule", { exact: false }).first().waitFor();
  await fillPair(pane, 2, records, copies[1]);
  await pane.getByRole("button", { name: "Add container pair" }).click();
  await pane.getByRole("button", { name: "Remove container pair 3" }).click();
  await create.click();
  await pane.getByText("Versioning is switched off on", { exact: false }).first().waitFor();
  await expectAccessible(page, "replication rules that are refused");
  await pane.getByRole("button", { name: "Cancel" }).click();
  await refused(page, "Versioning is switched off on");
  await switchOn(page, destination, ["Enable versioning for blobs"]);
  await switchOn(page, source, ["Enable versioning for blobs", "Enable blob change feed"]);
  await openMenuItem(page, "Object replication");
  await command(page, "Create replication rules").click();
  await chooseDestination(pane);
  await fillPair(pane, 1, papers, copies[0]);
  await pane.getByRole("group", { name: "Container pair 1" }).getByRole("checkbox").check();
  await pane.getByRole("button", { name: "Add container pair" }).click();
  await fillPair(pane, 2, records, copies[1]);
  await create.click();
  await pane.waitFor({ state: "detached" });
}

const chooseDestination = (pane) =>
  pane.getByRole("combobox", { name: "Destination storage account" }).selectOption({ label: destination });

async function fillPair(pane, number, from, to) {
  const pair = pane.getByRole("group", { name: `Container pair ${number}` });
  const choose = async (name, value) => {
    const field = pair.getByRole("combobox", { name });
    await field.locator("option", { hasText: value }).first().waitFor({ state: "attached" });
    await field.selectOption({ label: value });
  };
  await choose("Source container", from);
  await choose("Destination container", to);
}

async function switchOn(page, account, features) {
  await openResource(page, account);
  await openMenuItem(page, "Data protection");
  for (const name of features) await main(page).getByRole("checkbox", { name }).check();
  await command(page, "Save").click();
  await page.getByText(`Saved data protection settings of ${account}`).first().waitFor();
}

/** A change is carried over some minutes later; nobody else writes at the destination. */
async function follow(page, name) {
  await openContainer(page, source, records);
  await overwrite(page, name, "changed by its owner");
  const changed = await downloadDigest(page, name);
  await advance(page, "+10 min");
  await openContainer(page, destination, copies[1]);
  await main(page).getByText("of 1 results").waitFor();
  assert.equal(await downloadDigest(page, name), changed);
  await command(page, "Upload").click();
  const form = dialog(page, "Upload blob");
  await form.getByLabel("Files to upload").setInputFiles([{ name: "own.txt", mimeType: "text/plain", buffer: Buffer.from("own") }]);
  await form.getByRole("button", { name: "Upload", exact: true }).click();
  await form.getByText("only the policy writes there", { exact: false }).first().waitFor();
  await form.getByRole("button", { name: "Close" }).last().click();
}

/** Both accounts show the policy; deleted in one it is gone from both, and the destination can be written again. */
async function letGo(page) {
  await openResource(page, destination);
  await openMenuItem(page, "Object replication");
  await row(page, /You.*2 rules.*3 copied/).waitFor();
  await expectAccessible(page, "a policy of one's own");
  await command(page, "Advanced settings").click();
  await expectAccessible(page, "advanced settings of object replication");
  await dialog(page, "Advanced settings").getByRole("button", { name: "Cancel" }).click();
  await row(page, /You.*2 rules/).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await question(page).getByText("What was copied stays", { exact: false }).waitFor();
  await question(page).getByRole("button", { name: "Delete" }).click();
  await says(page, "No object replication policies");
  await openMenuItem(page, "Containers");
  await containerLink(page, copies[1]).click();
  await heading(page, copies[1]);
  await upload(page, { files: [{ name: "own.txt", mimeType: "text/plain", buffer: Buffer.from("own") }], count: 1 });
}
