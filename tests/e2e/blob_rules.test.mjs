// What keeps blobs, moves them and brings them back without a vault: lifecycle rules, retention policies, legal holds,
// leases, a point-in-time restore of the account, and operational backup switched on beside its settings. By visible names.

import assert from "node:assert/strict";
import {
  choosePolicy,
  chooseVault,
  dialog,
  fillBlobPolicy,
  heading,
  mainButton,
  moment,
  openContainer,
  openResource,
  overwrite,
  question,
  refused,
  row,
  says,
} from "./blobs.mjs";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import {
  advance,
  assignMissingRoles,
  command,
  containerLink,
  createContainer,
  createStorageAccount,
  downloadDigest,
  main,
  openMenuItem,
  pauseClock,
} from "./portal.mjs";

useBrowser();

const [group, account] = ["rg-data-weu", "blobrules"];
const [papers, records, blob] = ["papers", "records", "note.txt"];

browserTest("rules, policies, holds and leases keep blobs, and the account puts them back", journey, {
  timeout: 400_000,
  // Wide enough for the whole command bar.
  viewport: { width: 1700, height: 900 },
  acceptDownloads: true,
});

async function journey({ page, open }) {
  await open();
  await pauseClock(page);
  await createStorageAccount(page, group, account);
  await openMenuItem(page, "Containers");
  await createContainer(page, papers);
  await createContainer(page, records);
  for (const name of [papers, records]) {
    await openContainer(page, account, name);
    await overwrite(page, blob, "the first");
    await openResource(page, account);
    await openMenuItem(page, "Containers");
  }
  await leaseContainer(page);
  await leaseBlob(page);
  await keepRecords(page);
  await holdRecords(page);
  await ageByRule(page);
  await changeRule(page);
  await putBack(page);
  await handOverToVault(page);
}

/** A command of the bar, or of its overflow where the bar has no room. */
async function run(page, name) {
  const shown = command(page, name);
  if (await shown.isVisible()) return shown.click();
  await main(page).getByRole("toolbar").getByRole("button", { name: "More commands" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

const select = (page, name) => main(page).getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();

/** A leased container is not deleted; broken, its lease holds nothing. */
async function leaseContainer(page) {
  await select(page, papers);
  await run(page, "Acquire lease");
  await row(page, new RegExp(`${papers}.*Leased`)).waitFor();
  await run(page, "Delete");
  await question(page).getByRole("button", { name: "Delete" }).click();
  await refused(page, "There is currently a lease on the container");
  await containerLink(page, papers).waitFor();
  await select(page, papers);
  await run(page, "Break lease");
  await question(page).getByText(`breaks the lease of '${papers}'`, { exact: false }).waitFor();
  await question(page).getByRole("button", { name: "Break lease" }).click();
  await row(page, new RegExp(`${papers}.*Broken`)).waitFor();
}

async function leaseBlob(page) {
  await openContainer(page, account, papers);
  await select(page, blob);
  await run(page, "Acquire lease");
  await row(page, new RegExp(`${blob}.*Leased`)).waitFor();
  await run(page, "Delete");
  await question(page).getByRole("button", { name: "Delete" }).click();
  await refused(page, `There is currently a lease on '${blob}'`);
  await select(page, blob);
  await run(page, "Break lease");
  await question(page).getByRole("button", { name: "Cancel" }).click();
  await row(page, new RegExp(`${blob}.*Leased`)).waitFor();
  await run(page, "Break lease");
  await question(page).getByRole("button", { name: "Break lease" }).click();
  await row(page, new RegExp(`${blob}.*Broken`)).waitFor();
}

/** A retention policy refuses deletion; locked, it only becomes longer. */
async function keepRecords(page) {
  await openContainer(page, account, records);
  await run(page, "Access policy");
  const pane = dialog(page, "Access policy");
  const days = pane.getByRole("spinbutton", { name: "Retention period" });
  const press = (name) => pane.getByRole("button", { name, exact: true }).click();
  await days.fill("0");
  await pane.getByText("between 1 and 146000 days", { exact: false }).waitFor();
  await days.fill("3");
  await press("Add policy");
  await pane.getByText("Unlocked, 3 days").waitFor();
  await days.fill("2");
  await press("Save");
  await pane.getByText("Unlocked, 2 days").waitFor();
  await press("Delete policy");
  await question(page).getByRole("button", { name: "Delete" }).click();
  await pane.getByText("No policy", { exact: true }).waitFor();
  await days.fill("3");
  await press("Add policy");
  await press("Lock policy");
  await question(page).getByText("This cannot be undone", { exact: false }).waitFor();
  await expectAccessible(page, "the question before a policy is locked");
  await question(page).getByRole("button", { name: "Lock policy" }).click();
  await pane.getByText("Locked, 3 days").waitFor();
  await pane.getByRole("button", { name: "Delete policy" }).waitFor({ state: "detached" });
  await days.fill("2");
  await pane.getByText("not more than the 3 of the locked policy", { exact: false }).waitFor();
  await days.fill("4");
  await press("Extend policy");
  await pane.getByText("Locked, 4 days").waitFor();
  await pane.getByText("longer 4 times more", { exact: false }).waitFor();
  await expectAccessible(page, "a locked policy");
  await pane.getByRole("button", { name: "Close" }).last().click();
  await select(page, blob);
  await run(page, "Delete");
  await question(page).getByRole("button", { name: "Delete" }).click();
  await refused(page, "immutable due to a policy");
}

async function holdRecords(page) {
  await run(page, "Access policy");
  const pane = dialog(page, "Access policy");
  await pane.getByRole("textbox", { name: "Tag" }).fill("a b");
  await pane.getByText("'a b' is not a tag", { exact: false }).waitFor();
  await pane.getByRole("textbox", { name: "Tag" }).fill("Case7");
  await pane.getByRole("button", { name: "Add legal hold" }).click();
  await pane.getByText("On legal hold").waitFor();
  await pane.getByText("case7", { exact: true }).waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
  await openResource(page, account);
  await openMenuItem(page, "Containers");
  await row(page, new RegExp(`${records}.*4 days, locked; legal hold`)).waitFor();
  await row(page, new RegExp(records)).getByRole("button", { name: `More actions for ${records}` }).press("Enter");
  await page.getByRole("menuitem", { name: "Access policy" }).click();
  await pane.getByRole("button", { name: "Remove case7" }).click();
  await question(page).getByRole("button", { name: "Remove" }).click();
  await pane.getByText("No legal hold").waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
}

const action = (pane, subject, deed) => pane.getByRole("group", { name: subject }).getByRole("checkbox", { name: deed });

/** What is missing is said; a day after it was set, the rule has moved what it names and nothing else. */
async function ageByRule(page) {
  await openMenuItem(page, "Lifecycle management");
  await says(page, "You don't have any rules yet");
  await command(page, "Add rule").click();
  const pane = dialog(page, "Add rule");
  const add = () => pane.getByRole("button", { name: "Add", exact: true }).click();
  await pane.getByRole("textbox", { name: "Rule name" }).fill("cool papers");
  await pane.getByRole("radio", { name: "Limit blobs with filters" }).check();
  await add();
  await pane.getByText("'cool papers' is not a name of a rule", { exact: false }).waitFor();
  await pane.getByText("Enter one prefix at least", { exact: false }).waitFor();
  await pane.getByText("Choose at least one action.").waitFor();
  await pane.getByRole("textbox", { name: "Rule name" }).fill("cool-papers");
  await pane.getByRole("textbox", { name: "Blob prefix" }).fill(`${papers}/no`);
  await action(pane, "Base blobs", "Move to cool storage").check();
  await add();
  await pane.getByText("Enter a whole number of days.").waitFor();
  await expectAccessible(page, "a rule with what is missing");
  await pane.getByRole("spinbutton", { name: "Base blobs: move to cool storage after more than" }).fill("0");
  await add();
  await row(page, /cool-papers.*Enabled.*Base blobs: cool after 0 days.*Not protected/).waitFor();
  await advance(page, "+1 day");
  await advance(page, "+1 h");
  await openContainer(page, account, records);
  await row(page, new RegExp(`${blob}.*Hot`)).waitFor();
  await openContainer(page, account, papers);
  await row(page, new RegExp(`${blob}.*Cool`)).waitFor();
}

async function changeRule(page) {
  await openResource(page, account);
  await openMenuItem(page, "Lifecycle management");
  await mainButton(page, "cool-papers").click();
  const pane = dialog(page, "Edit rule");
  await action(pane, "Versions", /^Delete$/).check();
  await pane.getByRole("spinbutton", { name: "Versions: delete after more than" }).fill("3");
  await pane.getByRole("button", { name: "Save", exact: true }).click();
  await row(page, /Versions: deleted after 3 days/).waitFor();
  await select(page, "cool-papers");
  await command(page, "Disable").click();
  await row(page, /cool-papers.*Disabled/).waitFor();
  await select(page, "cool-papers");
  await command(page, "Enable").click();
  await row(page, /cool-papers.*Enabled/).waitFor();
  await page.reload();
  await select(page, "cool-papers");
  await command(page, "Delete").click();
  await question(page).getByText("Delete the rule 'cool-papers'?", { exact: false }).waitFor();
  await question(page).getByRole("button", { name: "Delete" }).click();
  await says(page, "You don't have any rules yet");
}

/** From a pane that says why nothing can be restored yet to a blob that is again what it was. */
async function putBack(page) {
  await openMenuItem(page, "Containers");
  await run(page, "Restore containers");
  const pane = dialog(page, "Restore containers");
  await pane.getByText("Point-in-time restore is switched off", { exact: false }).first().waitFor();
  await pane.getByRole("link", { name: "Switch it on under Data protection" }).click();
  await heading(page, /Data protection/);
  await main(page).getByRole("checkbox", { name: "Enable point-in-time restore for containers" }).check();
  await command(page, "Save").click();
  await page.getByText(`Saved data protection settings of ${account}`).first().waitFor();
  await openContainer(page, account, papers);
  const first = await downloadDigest(page, blob);
  await advance(page, "+1 h");
  const good = await moment(page);
  await advance(page, "+10 min");
  await overwrite(page, blob, "nobody can read this");
  assert.notEqual(await downloadDigest(page, blob), first);
  await openResource(page, account);
  await openMenuItem(page, "Containers");
  await run(page, "Restore containers");
  await pane.getByRole("textbox", { name: "Restore point (UTC)" }).fill(good);
  await pane.getByRole("radio", { name: "Browse and restore selected containers" }).check();
  await pane.getByText("Select one container at least.").waitFor();
  await pane.getByRole("checkbox", { name: `Select ${papers}` }).check();
  await pane.getByText("Expected: 1 blobs put back, 0 brought back, 0 removed.", { exact: false }).waitFor();
  await expectAccessible(page, "a restore that is about to begin");
  await pane.getByRole("button", { name: "Restore", exact: true }).click();
  await pane.waitFor({ state: "detached" });
  await run(page, "Restore containers");
  await pane.getByText("is running until about", { exact: false }).waitFor();
  await pane.getByRole("button", { name: "Cancel" }).click();
  await advance(page, "+10 min");
  await run(page, "Restore containers");
  await pane.getByText("1 blob was changed", { exact: false }).waitFor();
  await pane.getByRole("button", { name: "Cancel" }).click();
  await openContainer(page, account, papers);
  assert.equal(await downloadDigest(page, blob), first);
}

/** Operational backup is switched on where its settings are; from then on the vault restores. */
async function handOverToVault(page) {
  await openResource(page, account);
  await chooseVault(page, "vault-weu-prod", "rg-backup-weu");
  await main(page).getByRole("link", { name: "Create new" }).click();
  await fillBlobPolicy(page, "blobs-10-days", { days: 10 });
  await main(page).getByRole("link", { name: "blobs-10-days", exact: true }).waitFor();
  await openResource(page, account);
  await openMenuItem(page, "Data protection");
  // What was picked is there again.
  await choosePolicy(page, "blobs-10-days");
  await says(page, "Role assignment not done");
  await expectAccessible(page, "operational backup that lacks a role");
  await assignMissingRoles(page, main(page).getByRole("button", { name: "Assign missing roles" }));
  await command(page, "Save").click();
  await says(page, `Protected as ${account}-backup under the policy blobs-10-days`);
  await advance(page, "+10 min");
  await openMenuItem(page, "Containers");
  await run(page, "Restore containers");
  const pane = dialog(page, "Restore containers");
  await pane.getByText("Operational backup manages point-in-time restore", { exact: false }).first().waitFor();
  await pane.getByRole("link", { name: "Restore from the Backup vault" }).click();
  await heading(page, "Restore");
}
