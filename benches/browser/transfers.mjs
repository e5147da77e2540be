// Files on their way in and out: rates beside those of the bare database, the worker's memory meanwhile, and what is
// stored of a folder that comes a second time.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { mebibyte, withFolder, writeNoise } from "../../tests/e2e/files.mjs";
import { command, openUploads, upload } from "../../tests/e2e/portal.mjs";
import { loadMs, withProfile } from "./blade.mjs";
import { rawIndexedDbRates } from "./raw_indexed_db.mjs";
import { peakWorkerBytes } from "./worker_memory.mjs";

const rateFileBytes = 256 * mebibyte;
const largeFileBytes = 2048 * mebibyte;
const folderFiles = 8;
const rounds = 3;
const longestMs = 600_000;

// A container of the prepared world.
const container = "raw";
const route =
  "#resource/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-data-weu" +
  `/providers/Microsoft.Storage/storageAccounts/lakeweu01/containers/${container}`;

/** Rates of upload and download, each beside what the bare database does right before it. The best of some rounds. */
export async function measureRates({ url, report }) {
  await withFolder(async (folder) => {
    const [uploads, downloads] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const path = join(folder, `round-${round}.bin`);
      await writeNoise(path, rateFileBytes);
      await withContainer(url, async (page) => {
        const raw = await rawIndexedDbRates(page);
        uploads.push({ rate: rateFileBytes / 1000 / (await uploadMs(page, { files: path, count: 1 })), raw: raw.put });
        downloads.push({ rate: rateFileBytes / 1000 / (await downloadMs(page, `round-${round}.bin`)), raw: raw.get });
      });
      await rm(path);
    }
    const best = (rates) => rates.toSorted((left, right) => right.rate / right.raw - left.rate / left.raw)[0];
    const [up, down] = [best(uploads), best(downloads)];
    report("upload_ratio", up.rate, "MB/s", up.raw);
    report("download_ratio", down.rate, "MB/s", down.raw);
  });
}

export async function measureUploadMemory({ url, report }) {
  await withFolder(async (folder) => {
    const path = join(folder, "large.bin");
    await writeNoise(path, largeFileBytes);
    await withContainer(url, async (page, context) => {
      const peak = await peakWorkerBytes(context, () => uploadMs(page, { files: path, count: 1 }));
      report("upload_peak_worker_mb", peak / mebibyte, "MiB");
    });
  });
}

export async function measureReupload({ url, report }) {
  await withFolder(async (folder) => {
    const data = join(folder, "data");
    await mkdir(data);
    for (let file = 0; file < folderFiles; file += 1) {
      await writeNoise(join(data, `part-${file}.bin`), rateFileBytes / folderFiles);
    }
    await withContainer(url, async (page) => {
      await uploadMs(page, { folder: data, count: folderFiles });
      await uploadMs(page, { folder: data, count: folderFiles, overwrite: true });
      const pane = await openUploads(page);
      const lines = await pane.getByText(/^Uploaded, .* were new$/).allTextContents();
      if (lines.length !== folderFiles) throw new Error(`the pane lists ${lines.length} of ${folderFiles} files`);
      const stored = lines.reduce((sum, line) => sum + parseSize(line.match(/; (.*) were new/)[1]), 0);
      report("reupload_new_bytes_ratio", stored / rateFileBytes, "");
    });
  });
}

/** Runs `body(page, context)` on the file browser of a fresh world. */
function withContainer(url, body) {
  return withProfile(async (context) => {
    const page = await context.newPage();
    await loadMs(page, url + route);
    await body(page, context);
  });
}

async function uploadMs(page, what) {
  const started = performance.now();
  await upload(page, { ...what, timeout: longestMs });
  return performance.now() - started;
}

async function downloadMs(page, name) {
  await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  const started = performance.now();
  const arrived = page.waitForEvent("download", { timeout: longestMs });
  await command(page, "Download").click();
  await arrived;
  return performance.now() - started;
}

const units = { B: 1, KiB: 1024, MiB: mebibyte, GiB: 1024 * mebibyte };

function parseSize(text) {
  const [, number, unit] = text.match(/^([\d.,]+) (\w+)$/);
  return Number(number.replaceAll(",", "")) * units[unit];
}
