// Disk images on their way in and out: rates beside those of the bare database.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { mebibyte, withFolder, writeNoise } from "../../tests/e2e/files.mjs";
import { advance, command, main, pauseClock } from "../../tests/e2e/portal.mjs";
import { loadMs, withProfile } from "./blade.mjs";
import { rawIndexedDbRates } from "./raw_indexed_db.mjs";

const imageBytes = 1024 * mebibyte;
const rounds = 3;
const longestMs = 600_000;

const group = "rg-data-weu";
const disk = "disk-image";

/** Rates of import and export, each beside what the bare database does right before it, and of verifying. The best of some rounds. */
export async function measureImages({ url, report }) {
  await withFolder(async (folder) => {
    const [imports, exports, verified] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const path = join(folder, `round-${round}.img`);
      await writeNoise(path, imageBytes);
      await withProfile(async (context) => {
        const page = await context.newPage();
        await loadMs(page, `${url}#create/disk`);
        await createDisk(page);
        const raw = await rawIndexedDbRates(page);
        imports.push({ rate: imageBytes / 1000 / (await importMs(page, path)), raw: raw.put });
        verified.push({ rate: imageBytes / 1000 / (await verifyMs(page)), raw: raw.get });
        exports.push({ rate: imageBytes / 1000 / (await exportMs(page)), raw: raw.get });
      });
      await rm(path);
    }
    const best = (rates) => rates.toSorted((left, right) => right.rate / right.raw - left.rate / left.raw)[0];
    const [into, outOf, through] = [best(imports), best(exports), best(verified)];
    report("verify_stored_ratio", through.rate, "MB/s", through.raw);
    report("vhd_import_ratio", into.rate, "MB/s", into.raw);
    report("vhd_export_ratio", outOf.rate, "MB/s", outOf.raw);
  });
}

/** From the wizard to the page of an empty disk that is as large as the image. */
async function createDisk(page) {
  const button = (name) => main(page).getByRole("button", { name, exact: true });
  await pauseClock(page);
  await main(page).getByRole("combobox", { name: "Resource group" }).selectOption(group);
  await main(page).getByRole("textbox", { name: "Disk name" }).fill(disk);
  await main(page).getByRole("spinbutton", { name: "Size (GiB)" }).fill("1");
  await button("Review + create").click();
  await main(page).getByText("Validation passed").waitFor();
  await button("Create").click();
  await main(page).getByText(/Deployment is in progress|Your deployment is complete/).waitFor();
  await advance(page, "+10 min");
  await button("Go to resource").click();
  await page.getByRole("heading", { level: 1, name: disk }).waitFor();
}

async function importMs(page, path) {
  await command(page, "Upload image").click();
  const pane = page.getByRole("dialog", { name: "Upload image" });
  await pane.getByLabel("Image file").setInputFiles(path);
  const started = performance.now();
  await pane.getByRole("button", { name: "Upload", exact: true }).click();
  await pane.waitFor({ state: "hidden", timeout: longestMs });
  return performance.now() - started;
}

/** The digest of the whole image, read back from the database. */
async function verifyMs(page) {
  const started = performance.now();
  await command(page, "Verify").click();
  const pane = page.getByRole("dialog", { name: "Verify" });
  await pane.getByRole("button", { name: "Copy digest" }).first().waitFor({ timeout: longestMs });
  const took = performance.now() - started;
  await pane.getByRole("button", { name: "Close" }).last().click();
  return took;
}

async function exportMs(page) {
  const started = performance.now();
  const arrived = page.waitForEvent("download", { timeout: longestMs });
  await command(page, "Export VHD").click();
  await arrived;
  return performance.now() - started;
}
