// Opening a world with 100,000 recovery points from IndexedDB, in the worker's own wasm: benches/browser/open.rs.

import { runExample } from "./example.mjs";

export async function measureOpening({ report }) {
  const { number } = await runExample("open_browser");
  report("open_100k_points_ms", number("open_100k_points_ms"), "ms");
}
