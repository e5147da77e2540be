// Runs the browser tests, one file at a time: two cores do not carry two browsers at an even pace.
//
//   node scripts/run-e2e.mjs [NAME]      only tests whose name contains NAME

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";
import { project } from "../tests/e2e/harness.mjs";

const [name] = process.argv.slice(2);
const folder = join(project, "tests/e2e");
const files = (await readdir(folder))
  .filter((file) => file.endsWith(".test.mjs"))
  .sort()
  .map((file) => join(folder, file));

const pattern = name ? new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i") : undefined;
const results = run({ files, concurrency: 1, testNamePatterns: pattern });
let passed = 0;
let failed = 0;
process.exitCode = 1; // until the end has been reached and says otherwise

results.on("test:pass", ({ name: title, skip, details }) => {
  if (skip !== undefined) return; // left out by the name that was asked for
  passed += 1;
  console.log(`ok      ${title} (${(details.duration_ms / 1000).toFixed(1)} s)`);
});
results.on("test:fail", ({ name: title, details }) => {
  failed += 1;
  const error = details.error.cause ?? details.error;
  console.log(`FAILED  ${title}\n${inspect(error, { colors: process.stdout.isTTY === true })}\n`);
});
results.on("test:stdout", ({ message }) => process.stdout.write(message));
results.on("test:stderr", ({ message }) => process.stderr.write(message));
results.once("end", () => {
  console.log(`\ne2e: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && (passed > 0 || name) ? 0 : 1;
});
results.resume();
