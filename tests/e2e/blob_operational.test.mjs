// Operational backup of blobs alone: switched on beside the account's other settings, data lost in two ways, and everything
// as it was a few minutes earlier. By visible names; the page is reloaded while the blobs are put back.

import { expectAccessible, browserTest, useBrowser } from "./harness.mjs";
import {
  begin,
  beginRestore,
  choosePolicy,
  chooseVault,
  compareContainers,
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
  question,
  row,
  says,
  untilJob,
} from "./blobs.mjs";
import { advance, assignMissingRoles, command, main, next, openMenuItem } from "./portal.mjs";

useBrowser();

const [group, vault, account, policy] = ["rg-data-weu", "vault-weu-prod", "blobsinplace", "blobs-20-days"];
const [instance, containers] = [`${account}-backup`, ["documents", "invoices"]];

browserTest("overwritten and deleted blobs are put back by operational backup alone", journey, {
  timeout: 400_000,
  acceptDownloads: true,
});

async function journey(context) {
  const { page } = context;
  await begin(context, group, [account], async (files) => {
    await protect(page);
    await fillContainers(page, account, containers, files);
    await advance(page, "+10 min");
    const good = await moment(page);
    await advance(page, "+10 min");
    await loseData(page, files);
    await advance(page, "+10 min");
    await enterMoment(page, good);
    await says(page, "Expected: 2 blobs put back, 2 brought back, 0 removed.");
    await command(page, "Validate").click();
    await main(page).getByText("Success", { exact: true }).waitFor();
    await beginRestore(page, vault);
    await page.reload();
    await row(page, /Restore.*In progress/).waitFor();
    await refuseAnother(page, good);
    await openMenuItem(page, "Backup jobs");
    await untilJob(page, /Restore.*Completed/, "+10 min");
    await compareContainers(page, account, containers, files);
  });
}

/** From *Data protection*: over a policy that is made on the way, with the role that is missing. */
async function protect(page) {
  await chooseVault(page, vault, "rg-backup-weu");
  await main(page).getByRole("link", { name: "Create new" }).click();
  await fillBlobPolicy(page, policy, { days: 20 });
  await main(page).getByRole("link", { name: policy, exact: true }).waitFor();
  await openResource(page, account);
  await openMenuItem(page, "Data protection");
  await choosePolicy(page, policy);
  await says(page, "Role assignment not done");
  await assignMissingRoles(page, mainButton(page, "Assign missing roles"));
  await command(page, "Save").click();
  await says(page, `Protected as ${instance} under the policy ${policy}`);
  await advance(page, "+10 min");
}

/** Everything in one container is overwritten, everything in the other one deleted. */
async function loseData(page, files) {
  const [overwritten, emptied] = containers;
  await openContainer(page, account, overwritten);
  for (const path of files) await overwrite(page, fileName(path), `nobody can read ${fileName(path)}`);
  await openContainer(page, account, emptied);
  for (const path of files) await main(page).getByRole("checkbox", { name: `Select ${fileName(path)}`, exact: true }).check();
  await command(page, "Delete").click();
  await question(page).getByRole("button", { name: "Delete" }).click();
  await says(page, "is empty");
}

/** The wizard of the instance up to its parameters. */
async function enterMoment(page, time) {
  await openInstance(page, vault, instance);
  await command(page, "Restore").click();
  await heading(page, "Restore");
  await main(page).getByRole("textbox", { name: "Restore point (UTC)" }).fill(time);
  await next(page);
}

/** An account goes back to one moment at a time. */
async function refuseAnother(page, time) {
  await enterMoment(page, time);
  await command(page, "Validate").click();
  await says(page, "Validation failed");
  await says(page, "requires exclusive access");
  await says(page, "UserErrorPitrRestoreInProgress");
  await expectAccessible(page, "a restore while another one runs");
  await openResource(page, vault);
}
