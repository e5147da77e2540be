// Runs the measurements of this folder and prints each as one line of JSON. Progress and reasons go to stderr.
//
//   node benches/browser/run.mjs [NAME]...

import { join } from "node:path";
import { project } from "../../tests/e2e/harness.mjs";
import { serveFolder } from "../../scripts/static-server.mjs";
import { apiFigures, measureApi, measureBlobRates } from "./api.mjs";
import { blobFigures, measureBlobs } from "./blobs.mjs";
import { measureBladeSwitches } from "./blade_switches.mjs";
import { diskFigures, measureDisks } from "./disks.mjs";
import { measureImages } from "./images.mjs";
import { jumpFigures, measureJumps } from "./jumps.mjs";
import { measureLargeBlades, measureLargeEstate } from "./large_estate.mjs";
import { measureLoads } from "./loads.mjs";
import { measureInstances } from "./instances.mjs";
import { measureOpening } from "./open_points.mjs";
import { measureRoute } from "./route.mjs";
import { measureRates, measureReupload, measureUploadMemory } from "./transfers.mjs";
import { measureWasmSize } from "./wasm_size.mjs";
import { measureYears, yearFigures } from "./years.mjs";

// Each measures the served build at an address and reports what it names.
const measurements = [
  { names: ["wasm_brotli_kb"], measure: measureWasmSize },
  { names: ["cold_load_ms", "warm_load_ms"], measure: measureLoads },
  { names: ["blade_switch_p95_ms", "longest_main_task_ms"], measure: measureBladeSwitches },
  { names: ["upload_ratio", "download_ratio"], measure: measureRates },
  { names: ["upload_peak_worker_mb"], measure: measureUploadMemory },
  { names: ["open_100k_points_ms"], measure: measureOpening },
  { names: ["reupload_new_bytes_ratio"], measure: measureReupload },
  { names: ["vhd_import_ratio", "vhd_export_ratio", "verify_stored_ratio"], measure: measureImages },
  { names: diskFigures, measure: measureDisks },
  { names: blobFigures, measure: measureBlobs },
  { names: ["arm_route_ns"], measure: measureRoute },
  { names: apiFigures, measure: measureApi },
  { names: ["arm_list_1000_ms"], measure: measureInstances },
  { names: ["blob_put_ratio", "blob_get_ratio"], measure: measureBlobRates },
  { names: yearFigures, measure: measureYears },
  { names: jumpFigures, measure: measureJumps },
  { names: ["large_estate_open_ms", "day_step_ms"], measure: measureLargeEstate },
  { names: ["large_estate_blade_ms"], measure: measureLargeBlades },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !measurements.some(({ names }) => names.includes(name)));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(", ")}; there are ${measurements.flatMap(({ names }) => names).join(", ")}`);
  process.exit(2);
}

const folder = join(project, "dist");
const server = await serveFolder(folder);
try {
  for (const { names, measure } of measurements) {
    if (wanted.length > 0 && !names.some((name) => wanted.includes(name))) continue;
    await measure({ url: server.url, folder, report }).catch((error) => {
      // A number that could not be measured is not printed, and the run has failed.
      console.error(`bench: ${names.join(", ")}: ${error.message}`);
      process.exitCode = 1;
    });
  }
} finally {
  await server.close();
}

/** Prints one result; with a baseline the ratio of the two goes beside it. */
function report(name, value, unit, baseline) {
  const rounded = (number) => Number(number.toPrecision(4));
  const line = { name, value: rounded(value), unit };
  if (baseline !== undefined) Object.assign(line, { baseline: rounded(baseline), ratio: rounded(value / baseline) });
  console.log(JSON.stringify(line));
}
