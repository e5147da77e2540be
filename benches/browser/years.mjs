// Ten years of protected disks: in a worker with IndexedDB behind it (benches/browser/years.rs), and natively in memory
// (benches/years.rs).

import { run, runExample } from "./example.mjs";

const native = ["years10_heap_ratio", "years_scaling_ratio", "years_memory_ratio"];

export const yearFigures = ["years10_s", "years10_native_s", ...native];

export async function measureYears({ report }) {
  const { number } = await runExample("years_browser");
  report("years10_s", number("years10_s"), "s");
  const output = await run("cargo", ["bench", "--locked", "--no-default-features", "--bench=years"]);
  const found = new Map([...output.matchAll(/^(\w+)=([\d.]+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  const missing = ["years10_native_s", ...native].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`the benchmark did not say ${missing.join(", ")}:\n${output}`);
  report("years10_native_s", found.get("years10_native_s"), "s");
  for (const name of native) report(name, found.get(name), "ratio");
}
