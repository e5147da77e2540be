// From navigation to the first complete home, with an answering engine: with an empty profile, and with one that has
// been here before.

import { loadMs, percentile, withProfile } from "./blade.mjs";

const runs = 5;

export async function measureLoads({ url, report }) {
  const cold = [];
  const warm = [];
  for (let run = 0; run < runs; run += 1) {
    await withProfile(async (context) => {
      const page = await context.newPage();
      cold.push(await loadMs(page, url));
      // The engine's worker ends with its last page, so that the second visit starts one again.
      await page.goto("about:blank");
      await loadMs(page, url);
      await page.goto("about:blank");
      warm.push(await loadMs(page, url));
    });
  }
  report("cold_load_ms", percentile(cold, 0.5), "ms");
  report("warm_load_ms", percentile(warm, 0.5), "ms");
}
