// Disks and their snapshots, by visible names.

import assert from "node:assert/strict";
import { open as openFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFolder, writeNoise } from "./files.mjs";
import { browserTest, useBrowser } from "./harness.mjs";
import { advance, command, main, openBySearch, openMenuItem, pauseClock } from "./portal.mjs";

useBrowser();

const group = "rg-data-weu";
const mainButton = (page, name) => main(page).getByRole("button", { name, exact: true });
/** A command that leads to another blade. */
const linkCommand = (page, name) => main(page).getByRole("toolbar").getByRole("link", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

/** The value beside a label among the essentials or properties. */
async function value(page, label) {
  const text = main(page).locator(`dt:text-is("${label}") + dd`).first();
  await text.waitFor();
  return (await text.textContent()).trim();
}

async function expectValue(page, label, expected) {
  await main(page).locator(`dt:text-is("${label}") + dd`).filter({ hasText: expected }).first().waitFor();
}

/** From the filled-in wizard over the review and the deployment to the resource. */
async function create(page, name) {
  await mainButton(page, "Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await mainButton(page, "Create").click();
  await main(page).getByText(/Deployment is in progress|Your deployment is complete/).waitFor();
  await advance(page, "+10 min");
  await mainButton(page, "Go to resource").click();
  await heading(page, name);
}

async function rewrite(page, share) {
  await command(page, "Simulate work").click();
  const pane = page.getByRole("dialog", { name: "Simulate work" });
  await pane.getByRole("radio", { name: new RegExp(`^${share}`) }).check();
  await pane.getByRole("button", { name: "Rewrite" }).click();
  await pane.waitFor({ state: "hidden" });
}

/** Ransomware, once it was confirmed. */
async function encryptEverything(page) {
  await command(page, "Simulate work").click();
  await page.getByRole("dialog", { name: "Simulate work" }).getByRole("button", { name: "Encrypt everything" }).click();
  const question = page.getByRole("alertdialog", { name: "Encrypt everything" });
  await question.getByText("What is in no snapshot is gone for good.", { exact: false }).waitFor();
  await question.getByRole("button", { name: "Encrypt everything" }).click();
  await question.waitFor({ state: "hidden" });
}

/** On the disk: a snapshot of it, and back to the disk. */
async function takeSnapshot(page, disk, name) {
  await linkCommand(page, "Create snapshot").click();
  await heading(page, "Create snapshot");
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
  await main(page).getByRole("textbox", { name: "Name" }).fill(name);
  await create(page, name);
  await main(page).getByRole("link", { name: disk, exact: true }).click();
  await heading(page, disk);
}

browserTest(
  "a disk is created, written, kept in snapshots and made again of one",
  async ({ page, open }) => {
    await open();
    await pauseClock(page);
    await openBySearch(page, "managed disk", /Disks/);
    await heading(page, "Disks");
    await main(page).getByRole("toolbar").getByText("Create", { exact: true }).click();
    await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
    const name = main(page).getByRole("textbox", { name: "Disk name" });
    await name.fill("-data");
    await name.blur();
    await main(page).getByText(/Names have 1 to 80 characters/).waitFor();
    await name.fill("disk-sql-01");
    await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("99999");
    await main(page).getByText(/has 1 to 32767 GiB/).waitFor();
    await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("128");
    await main(page).getByText("P10: 500 IOPS, 100 MB/s").waitFor();
    // What was typed is still there after a reload.
    await page.reload();
    assert.equal(await main(page).getByRole("textbox", { name: "Disk name" }).inputValue(), "disk-sql-01");
    await create(page, "disk-sql-01");
    await expectValue(page, "Disk state", "Unattached");
    await expectValue(page, "Written so far", "0 B");

    await rewrite(page, "1 percent");
    await expectValue(page, "Written since the last snapshot", "1.28 GiB");
    await takeSnapshot(page, "disk-sql-01", "sql-mon");
    await expectValue(page, "Written since the last snapshot", "0 B");
    await rewrite(page, "0.1 percent");
    await takeSnapshot(page, "disk-sql-01", "sql-tue");
    await encryptEverything(page);
    await expectValue(page, "Written since the last snapshot", "128.00 GiB");

    // The first of the chain goes; what it held is the second one's now.
    await openMenuItem(page, "Snapshots");
    await main(page).getByText("2 snapshots take 1.41 GiB together.", { exact: false }).waitFor();
    const picture = main(page).getByRole("group", { name: /^Sizes of the incremental snapshots/ });
    await picture.focus();
    await page.keyboard.press("End");
    await picture.getByText(/^sql-tue, .* together 1\.41 GiB$/).waitFor();
    await page.keyboard.press("ArrowLeft");
    await picture.getByText(/^sql-mon, .*: 1\.28 GiB; together 1\.28 GiB$/).waitFor();
    await main(page).getByRole("link", { name: "sql-mon", exact: true }).click();
    await heading(page, "sql-mon");
    assert.equal(await value(page, "Takes"), "1.28 GiB");
    await command(page, "Delete").click();
    const question = page.getByRole("alertdialog").or(page.getByRole("dialog", { name: "Delete confirmation" }));
    await question.getByText("is merged into 'sql-tue'", { exact: false }).waitFor();
    await question.getByRole("button", { name: "Delete" }).click();
    await heading(page, "Snapshots");
    await main(page).getByRole("link", { name: "sql-tue", exact: true }).click();
    await heading(page, "sql-tue");
    await expectValue(page, "Takes", /1\.4\d GiB/);

    // A disk of the snapshot: its place and size are taken over, its name must be free.
    await linkCommand(page, "Create disk").click();
    await heading(page, "Create a managed disk");
    await main(page).getByText("Snapshot sql-tue").waitFor();
    assert.equal(await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).inputValue(), "128");
    await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
    await main(page).getByRole("textbox", { name: "Disk name" }).fill("disk-sql-01");
    await main(page).getByText("'disk-sql-01' already exists in the resource group rg-data-weu.").waitFor();
    await main(page).getByRole("textbox", { name: "Disk name" }).fill("disk-sql-02");
    await create(page, "disk-sql-02");
    await expectValue(page, "Source", "sql-tue");
    await expectValue(page, "Written so far", /1\.4\d GiB/);

    // It can grow, and only grow.
    await command(page, "Resize").click();
    const pane = page.getByRole("dialog", { name: "Size + performance" });
    await pane.getByRole("spinbutton", { name: "Size (GiB)" }).fill("64");
    await pane.getByText("A disk can grow, but never shrink.").waitFor();
    await pane.getByRole("spinbutton", { name: "Size (GiB)" }).fill("256");
    await pane.getByRole("button", { name: "Save" }).click();
    await expectValue(page, "Disk size", "256 GiB");
    await expectValue(page, "Performance tier", "P15");

    await command(page, "Delete").click();
    await page.getByRole("alertdialog").or(page.getByRole("dialog", { name: "Delete confirmation" }))
      .getByRole("button", { name: "Delete" }).click();
    await heading(page, "Disks");
    await main(page).getByRole("link", { name: "disk-sql-01", exact: true }).waitFor();
    assert.equal(await main(page).getByRole("link", { name: "disk-sql-02", exact: true }).count(), 0);
  },
  { timeout: 120_000 },
);

/** How many mebibytes of a file hold anything, and its last 512 bytes. */
async function lookInto(path) {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const unit = Buffer.alloc(1 << 20);
    let written = 0;
    for (let at = 0; at + unit.length <= size; at += unit.length) {
      await file.read(unit, 0, unit.length, at);
      if (!unit.equals(nothing)) written += 1;
    }
    const footer = Buffer.alloc(512);
    await file.read(footer, 0, footer.length, size - footer.length);
    return { size, written, footer };
  } finally {
    await file.close();
  }
}

const nothing = Buffer.alloc(1 << 20);

/** An empty disk of 1 GiB, on its page. */
async function smallDisk(page, open, name) {
  await open("#create/disk");
  await pauseClock(page);
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
  await main(page).getByRole("textbox", { name: "Disk name" }).fill(name);
  await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("1");
  await create(page, name);
}

async function exportDisk(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 60_000 }),
    command(page, "Export VHD").click(),
  ]);
  return download;
}

browserTest(
  "a disk is exported as a fixed VHD",
  async ({ page, open }) => {
    await smallDisk(page, open, "disk-small");
    await rewrite(page, "5 percent");
    await expectValue(page, "Written so far", "52.00 MiB");
    const download = await exportDisk(page);
    assert.equal(download.suggestedFilename(), "disk-small.vhd");
    const { size, written, footer } = await lookInto(await download.path());
    assert.deepEqual({ size, written }, { size: (1 << 30) + 512, written: 52 });
    assert.equal(footer.subarray(0, 8).toString(), "conectix");
    assert.equal(footer.readBigUInt64BE(48), 1n << 30n);
  },
  { timeout: 120_000 },
);

const unit = 1 << 20;
const noise = (bytes, seed) => Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (index * seed + (index >> 8)) % 251));

/** The one's complement of the sum of all bytes, put where a VHD keeps it. */
function seal(bytes, at) {
  bytes.writeUInt32BE(0, at);
  bytes.writeUInt32BE(~bytes.reduce((sum, byte) => sum + byte, 0) >>> 0, at);
  return bytes;
}

/** A dynamic VHD of 6 MiB whose second block of 2 MiB was written, but for its first sector. */
function dynamicVhd(block) {
  const footer = Buffer.alloc(512);
  footer.write("conectix");
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x10000, 12);
  footer.writeBigUInt64BE(512n, 16);
  footer.writeBigUInt64BE(BigInt(6 * unit), 48);
  footer.writeUInt32BE(3, 60);
  seal(footer, 64);
  const header = Buffer.alloc(1024);
  header.write("cxsparse");
  header.writeBigUInt64BE(1536n, 16);
  header.writeUInt32BE(0x10000, 24);
  header.writeUInt32BE(3, 28);
  header.writeUInt32BE(2 * unit, 32);
  seal(header, 36);
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32BE(4, 4);
  const bitmap = Buffer.alloc(512, 0xff);
  bitmap[0] = 0x7f;
  return Buffer.concat([footer, header, table, bitmap, block, footer]);
}

async function chooseImage(page, path) {
  await command(page, "Upload image").click();
  const pane = page.getByRole("dialog", { name: "Upload image" });
  await pane.getByLabel("Image file").setInputFiles(path);
  await pane.getByRole("button", { name: "Upload", exact: true }).click();
  return pane;
}

async function readAt(path, at, length) {
  const file = await openFile(path);
  try {
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, at);
    return bytes;
  } finally {
    await file.close();
  }
}

browserTest(
  "a raw image becomes a disk and comes back byte for byte",
  async ({ page, open }) => {
    await withFolder(async (folder) => {
      // Two runs of bytes with a long gap of zeros between, and an end in the middle of a block.
      const image = Buffer.concat([noise(3 * unit, 7), Buffer.alloc(40 * unit), noise(unit + 512 * 3, 11)]);
      const path = join(folder, "data.img");
      await writeFile(path, image);
      await smallDisk(page, open, "disk-raw");
      const pane = await chooseImage(page, path);
      await pane.waitFor({ state: "hidden" });
      await expectValue(page, "Written so far", "5.00 MiB");
      // An image needs an empty disk.
      assert.equal(await command(page, "Upload image").isDisabled(), true);
      await page.reload();
      const download = await exportDisk(page);
      const bytes = await readAt(await download.path(), 0, 60 * unit);
      assert.ok(bytes.subarray(0, image.length).equals(image));
      assert.ok(bytes.subarray(image.length).every((byte) => byte === 0));
    });
  },
  { timeout: 120_000 },
);

browserTest(
  "a damaged VHD is refused, a dynamic one is read block by block",
  async ({ page, open }) => {
    await withFolder(async (folder) => {
      const block = noise(2 * unit, 13);
      const [damaged, hostile, good] = [dynamicVhd(block), dynamicVhd(block), dynamicVhd(block)];
      damaged[damaged.length - 1] ^= 1;
      hostile.writeUInt32BE(4, 1536);
      const paths = ["damaged.vhd", "hostile.vhd", "good.vhd"].map((name) => join(folder, name));
      await Promise.all([damaged, hostile, good].map((bytes, index) => writeFile(paths[index], bytes)));
      await smallDisk(page, open, "disk-vhd");
      let pane = await chooseImage(page, paths[0]);
      await pane.getByText("The footer is damaged: its checksum does not match.", { exact: false }).waitFor();
      await pane.getByRole("button", { name: "Close" }).last().click();
      pane = await chooseImage(page, paths[1]);
      await pane.getByText("Blocks 0 and 1 share bytes of the file", { exact: false }).waitFor();
      await pane.getByRole("button", { name: "Close" }).last().click();
      await expectValue(page, "Written so far", "0 B");
      pane = await chooseImage(page, paths[2]);
      await pane.waitFor({ state: "hidden" });
      await expectValue(page, "Written so far", "2.00 MiB");
      const download = await exportDisk(page);
      const bytes = await readAt(await download.path(), 0, 6 * unit);
      const expected = Buffer.concat([Buffer.alloc(2 * unit + 512), block.subarray(512), Buffer.alloc(2 * unit)]);
      assert.ok(bytes.equals(expected));
    });
  },
  { timeout: 120_000 },
);

browserTest(
  "an upload that is cancelled leaves the disk as it was",
  async ({ page, open }) => {
    await withFolder(async (folder) => {
      const path = join(folder, "large.img");
      await writeNoise(path, 768 * unit);
      await smallDisk(page, open, "disk-cancelled");
      const pane = await chooseImage(page, path);
      await pane.getByRole("progressbar").waitFor();
      await pane.getByRole("button", { name: "Cancel upload" }).click();
      await pane.getByRole("button", { name: "Close" }).last().waitFor();
      await pane.getByRole("button", { name: "Close" }).last().click();
      await expectValue(page, "Written so far", "0 B");
      // Nothing stands in the way of another one.
      const small = join(folder, "small.img");
      await writeFile(small, noise(2 * unit, 17));
      await (await chooseImage(page, small)).waitFor({ state: "hidden" });
      await expectValue(page, "Written so far", "2.00 MiB");
    });
  },
  { timeout: 120_000 },
);
