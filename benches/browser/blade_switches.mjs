// How long a click on a link takes to a complete blade, and the longest task of the main thread meanwhile.

import { loadMs, percentile, switchMs, withProfile } from "./blade.mjs";

const rounds = 10;
// Places of the prepared world that every visitor has.
const routes = ["#browse/all", "#browse/resourcegroups", "#allservices", "#home"];

export async function measureBladeSwitches({ url, report }) {
  await withProfile(async (context) => {
    const page = await context.newPage();
    await loadMs(page, url);
    await page.evaluate(() => {
      globalThis.longTasksMs = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.longTasksMs.push(entry.duration);
      }).observe({ type: "longtask", buffered: true });
    });
    const durations = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const route of routes) durations.push(await switchMs(page, route));
    }
    report("blade_switch_p95_ms", percentile(durations, 0.95), "ms");
    // The browser reports tasks from 50 ms on: 0 stands for "none was that long".
    const longest = await page.evaluate(() => Math.max(0, ...globalThis.longTasksMs));
    report("longest_main_task_ms", longest, "ms");
  });
}
