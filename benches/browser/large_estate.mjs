// The large estate: opened from IndexedDB and stepped by a day in a worker (benches/browser/large_estate.rs), and its largest
// blades in a page.

import { withProfile, loadMs, switchMs } from "./blade.mjs";
import { runExample } from "./example.mjs";
import { startScenario } from "../../tests/e2e/portal.mjs";

const rounds = 5;
const preparingMs = 600_000;
const group = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup-weu";
const vault = `#resource${group}/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
const blades = {
  instances: `${vault}/backupinstances`,
  jobs: `${vault}/backupjobs`,
  alerts: `${vault}/alerts`,
  reports: `${vault}/backupreports`,
  items: "#view/resiliency/overview",
  activity: "#view/monitor/activitylog",
  resources: "#browse/all",
  groups: "#browse/resourcegroups",
};

/** The two that are measured in the worker alone. */
export async function measureLargeEstate({ report }) {
  const { number } = await runExample("large_estate_browser");
  report("large_estate_open_ms", number("large_estate_open_ms"), "ms");
  report("day_step_ms", number("day_step_ms"), "ms");
}

/** The median of each blade; the slowest of them is reported. */
export async function measureLargeBlades({ url, report }) {
  await withProfile(async (context) => {
    const page = await context.newPage();
    await loadMs(page, url);
    await page.getByRole("button", { name: /^Pause/ }).click();
    await startScenario(page, "Large estate", { timeout: preparingMs });
    let slowest = 0;
    for (const [name, route] of Object.entries(blades)) {
      const spent = [];
      for (let round = 0; round < rounds; round += 1) {
        await switchMs(page, "#allservices");
        spent.push(await switchMs(page, route));
      }
      const median = spent.sort((left, right) => left - right)[rounds >> 1];
      console.error(`bench: ${name} ${median.toFixed(0)} ms`);
      slowest = Math.max(slowest, median);
    }
    report("large_estate_blade_ms", slowest, "ms");
  });
}
