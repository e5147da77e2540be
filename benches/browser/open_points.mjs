// Opening a world with 100,000 recovery points from IndexedDB, in the worker's own wasm: benches/browser/open.rs.

import { spawn } from "node:child_process";
import { project } from "../../tests/e2e/harness.mjs";

export async function measureOpening({ report }) {
  const output = await run("cargo", [
    "test",
    "--locked",
    "--profile=engine",
    "--no-default-features",
    "--target=wasm32-unknown-unknown",
    "--example=open_browser",
    "--",
    "--nocapture",
  ]);
  const found = output.match(/open_100k_points_ms=([\d.]+)/);
  if (!found) throw new Error(`the program did not say how long it took:\n${output}`);
  report("open_100k_points_ms", Number(found[1]), "ms");
}

function run(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`${program} failed:\n${output}`))));
  });
}
