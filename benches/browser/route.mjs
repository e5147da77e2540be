// A request from its bytes to its answer, without a browser around it: benches/api.rs.

import { run } from "./example.mjs";

const nanoseconds = { ns: 1, "µs": 1e3, ms: 1e6 };

export async function measureRoute({ report }) {
  const output = await run("cargo", ["bench", "--locked", "--bench=api"]);
  // The least, the likeliest and the most.
  const found = output.match(/arm_route\s+time:\s+\[\S+ \S+ ([\d.]+) (ns|µs|ms) /);
  if (!found) throw new Error(`the benchmark did not say how long a request takes:\n${output}`);
  report("arm_route_ns", Number(found[1]) * nanoseconds[found[2]], "ns");
}
