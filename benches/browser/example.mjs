// Programs of this folder that measure inside of a worker, in the engine's own wasm.

import { spawn } from "node:child_process";
import { project } from "../../tests/e2e/harness.mjs";

/** Runs an example of the package as a test of the browser's; resolves to the numbers that it prints, by their names. */
export async function runExample(example) {
  const output = await run("cargo", [
    "test",
    "--locked",
    "--profile=engine",
    "--no-default-features",
    "--target=wasm32-unknown-unknown",
    `--example=${example}`,
    "--",
    "--nocapture",
  ]);
  // Printed again at the end, by the runner, where a test has failed: then nothing was measured.
  const found = output.matchAll(/^\s*(\w+)=([\d.]+)$/gm);
  const numbers = new Map([...found].map(([, name, number]) => [name, Number(number)]));
  const number = (name) => {
    if (!numbers.has(name)) throw new Error(`the program did not say ${name}:\n${output}`);
    return numbers.get(name);
  };
  return { number };
}

/** Runs a program to its end; resolves to what it said. */
export function run(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`${program} failed:\n${output}`))));
  });
}
