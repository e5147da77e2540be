// The bytes of disks: looked at, changed, proven; work that goes on by itself; attached disks. By visible names.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFolder } from "./files.mjs";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, command, main, openMenuItem, pauseClock } from "./portal.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const compute = `${subscription}/resourceGroups/rg-data-weu/providers/Microsoft.Compute`;
const disk = `#resource${compute}/disks/disk-erp-data`;
const snapshotId = `${compute}/snapshots/disk-erp-data-before-update`;

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const mainButton = (page, name) => main(page).getByRole("button", { name, exact: true });

async function expectValue(page, label, expected) {
  await main(page).locator(`dt:text-is("${label}") + dd`).filter({ hasText: expected }).first().waitFor();
}

/** The line of the hex view that starts at an offset. */
const line = (page, offset) => main(page).getByRole("row", { name: new RegExp(`^${offset}`) });

async function goTo(page, offset) {
  await main(page).getByRole("textbox", { name: "Offset", exact: true }).fill(offset);
  await mainButton(page, "Go to").click();
}

browserTest("bytes of a disk are seen, written and kept", async ({ page, open }) => {
  await withFolder(async (folder) => {
    await open(`${disk}/overview`);
    await pauseClock(page);
    await openMenuItem(page, "Contents");
    // The disk holds lines of measurements.
    await line(page, "000000000000").getByText("000000000000,sen").waitFor();
    await command(page, "Next").click();
    await line(page, "000000000200").waitFor();
    await command(page, "Previous").click();
    await goTo(page, "much");
    await main(page).getByText(/Enter a number of bytes/).waitFor();
    await goTo(page, "64 GiB");
    await main(page).getByText("The last byte is at 68,719,476,735.").first().waitFor();

    await open(`#create/disk`);
    await createDisk(page, "disk-hand", "1");
    await openMenuItem(page, "Contents");
    await line(page, "000000000000").getByText("................").waitFor();
    assert.equal(await command(page, "Next written range").getAttribute("aria-disabled"), "true");
    const offset = main(page).getByRole("textbox", { name: "Write at offset" });
    await offset.fill("512 MiB");
    await main(page).getByRole("textbox", { name: "Text" }).fill("Written by hand");
    await mainButton(page, "Write text").click();
    await line(page, "000020000000").getByText("Written by hand.").waitFor();
    await page.reload();
    await goTo(page, "0x20000000");
    await line(page, "000020000000").getByText("Written by hand.").waitFor();

    // A file, in the middle of what is there.
    const path = join(folder, "patch.bin");
    await writeFile(path, Buffer.from([0xde, 0xad, 0xbe, 0xef]));
    await offset.fill("0x20000008");
    await main(page).getByLabel("File to write").setInputFiles(path);
    await mainButton(page, "Write file").click();
    await line(page, "000020000000").getByText("57 72 69 74 74 65 6e 20 de ad be ef 61 6e 64 00").waitFor();
    const large = join(folder, "large.bin");
    await writeFile(large, Buffer.alloc(65_537));
    await main(page).getByLabel("File to write").setInputFiles(large);
    await mainButton(page, "Write file").and(page.locator("[aria-disabled=true]")).waitFor();
    // Beyond the end nothing is written, and the refusal says so.
    const line16 = join(folder, "line.bin");
    await writeFile(line16, Buffer.alloc(16, 1));
    await main(page).getByLabel("File to write").setInputFiles(line16);
    await offset.fill("1073741820");
    await mainButton(page, "Write file").click();
    await main(page).getByText("16 bytes at 1073741820 are not within the disk", { exact: false }).first().waitFor();

    // From the start to what was written, by keyboard alone.
    await goTo(page, "0");
    await command(page, "Next written range").focus();
    await page.keyboard.press("Enter");
    await line(page, "000020000000").getByText("Written ....and.").waitFor();

    // A snapshot cannot be written.
    await open(`#resource${snapshotId}/contents`);
    await goTo(page, "63 GiB");
    await line(page, "000fc0000000").getByText("................").waitFor();
    assert.equal(await mainButton(page, "Write text").count(), 0);
  });
});

/** Opens the pane, waits for all digests, and answers them. */
async function verify(page, count) {
  await command(page, "Verify").click();
  const pane = page.getByRole("dialog", { name: "Verify" });
  await pane.getByText("of which", { exact: false }).nth(count - 1).waitFor({ timeout: 120_000 });
  const digests = await pane.locator("code").allTextContents();
  return { pane, digests };
}

browserTest(
  "a disk made of a snapshot is proven to hold the same bytes",
  async ({ page, open }) => {
    await open(`#create/disk`);
    await pauseClock(page);
    await createDisk(page, "disk-proof", "1");
    await command(page, "Simulate work").click();
    await page.getByRole("dialog", { name: "Simulate work" }).getByRole("button", { name: "Rewrite" }).click();
    await expectValue(page, "Written so far", "11.00 MiB");
    await main(page).getByRole("toolbar").getByRole("link", { name: "Create snapshot" }).click();
    await main(page).getByRole("combobox", { name: "Resource group" }).selectOption("rg-data-weu");
    await main(page).getByRole("textbox", { name: "Name" }).fill("proof-mon");
    await deploy(page, "proof-mon");
    const before = await verify(page, 1);
    assert.match(before.digests[0], /^[0-9a-f]{64}$/);
    await before.pane.getByRole("button", { name: "Close" }).last().click();

    await main(page).getByRole("toolbar").getByRole("link", { name: "Create disk" }).click();
    await main(page).getByRole("combobox", { name: "Resource group" }).selectOption("rg-data-weu");
    await main(page).getByRole("textbox", { name: "Disk name" }).fill("disk-again");
    await deploy(page, "disk-again");
    let { pane, digests } = await verify(page, 2);
    await pane.getByText("hold the same bytes.", { exact: false }).waitFor();
    assert.deepEqual(digests, [before.digests[0], before.digests[0]]);
    await pane.getByRole("button", { name: "Close" }).last().click();

    await openMenuItem(page, "Contents");
    await main(page).getByRole("textbox", { name: "Text" }).fill("x");
    await mainButton(page, "Write text").click();
    await line(page, "000000000000").getByText("x", { exact: false }).first().waitFor();
    await main(page).getByRole("navigation", { name: /menu$/ }).getByRole("link", { name: "Overview" }).click();
    await main(page).getByText("Disk state").waitFor();
    ({ pane, digests } = await verify(page, 2));
    await pane.getByText("do not hold the same bytes.", { exact: false }).waitFor();
    assert.notEqual(digests[0], digests[1]);
  },
  { timeout: 180_000 },
);

browserTest("a long reading is given up", async ({ page, open }) => {
  await open(`${disk}/overview`);
  await command(page, "Verify").click();
  const pane = page.getByRole("dialog", { name: "Verify" });
  await pane.getByText(/of 1\d\.\d\d GiB read/).waitFor();
  await pane.getByRole("button", { name: "Cancel" }).click();
  await pane.getByText("Cancelled.", { exact: false }).waitFor();
  await pane.getByRole("button", { name: "Close" }).last().click();
  await pane.waitFor({ state: "hidden" });
});

browserTest("work goes on by itself, and a disk in use is not deleted", async ({ page, open }) => {
  await open(`${disk}/overview`);
  await pauseClock(page);
  await expectValue(page, "Simulated work", "Off");
  await command(page, "Simulate work").click();
  let pane = page.getByRole("dialog", { name: "Simulate work" });
  await pane.getByRole("combobox", { name: "Rewritten every day" }).selectOption("Another share");
  const percent = pane.getByRole("textbox", { name: "Percent a day" });
  await percent.fill("2.55");
  await pane.getByText(/Enter a percentage/).first().waitFor();
  await percent.fill("2.5");
  await pane.getByRole("button", { name: "Save" }).click();
  await pane.waitFor({ state: "hidden" });
  await expectValue(page, "Simulated work", "2.5 percent a day");
  await advance(page, "+1 day");
  // Two per cent were written before; work does not care what is rewritten.
  await expectValue(page, "Written since the last snapshot", /2\.\d\d GiB/);

  await fromMenu(page, "Attach to virtual machine");
  pane = page.getByRole("dialog", { name: "Attach to virtual machine" });
  const machine = pane.getByRole("textbox", { name: "Virtual machine" });
  await machine.fill("vm_erp");
  await machine.blur();
  await pane.getByText(/Names of virtual machines have 1 to 64 characters/).first().waitFor();
  await machine.fill("vm-erp-01");
  await pane.getByRole("button", { name: "Attach", exact: true }).click();
  await pane.waitFor({ state: "hidden" });
  await expectValue(page, "Disk state", "Attached");
  await expectValue(page, "Managed by", "vm-erp-01");
  await command(page, "Delete").press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Disk disk-erp-data is attached to VM vm-erp-01.", { exact: false }).first().waitFor();
  await fromMenu(page, "Detach");
  const question = page.getByRole("dialog", { name: "Detach disk" });
  await question.getByText("from the virtual machine 'vm-erp-01'", { exact: false }).waitFor();
  await question.getByRole("button", { name: "Detach" }).click();
  await expectValue(page, "Disk state", "Unattached");
  await command(page, "Delete").press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await heading(page, "Disks");
  await main(page).getByRole("link", { name: "disk-erp-data", exact: true }).waitFor({ state: "hidden" });
});

/** A command that has no room in the bar, by keyboard: a notification may lie over the button. */
async function fromMenu(page, name) {
  await main(page).getByRole("toolbar").getByRole("button", { name: "More commands" }).press("Enter");
  await page.getByRole("menuitem", { name }).press("Enter");
}

async function createDisk(page, name, size) {
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption("rg-data-weu");
  await main(page).getByRole("textbox", { name: "Disk name" }).fill(name);
  await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill(size);
  await deploy(page, name);
}

/** From the filled-in wizard over the review and the deployment to the resource. */
async function deploy(page, name) {
  await mainButton(page, "Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await mainButton(page, "Create").click();
  await main(page).getByText(/Deployment is in progress|Your deployment is complete/).waitFor();
  await advance(page, "+10 min");
  await mainButton(page, "Go to resource").click();
  await heading(page, name);
}
