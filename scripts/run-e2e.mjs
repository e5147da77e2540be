// Runs the browser tests, one file at a time: two cores do not carry two browsers at an even pace.
//
//   node scripts/run-e2e.mjs [NAME]      only tests whose name contains NAME

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { project } from "../tests/e2e/harness.mjs";

const [name] = process.argv.slice(2);
const folder = join(project, "tests/e2e");
const files = (await readdir(folder))
  .filter((file) => file.endsWith(".test.mjs"))
  .sort()
  .map((file) => join(folder, file));

const counts = { passed: 0, failed: 0 };
const pattern = name ? new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i") : undefined;
const results = run({ files, concurrency: 1, testNamePatterns: pattern });
results.on("test:pass", ({ skip }) => (counts.passed += skip === undefined ? 1 : 0));
results.on("test:fail", () => (counts.failed += 1));
// A test that the name leaves out is no news.
results.filter(({ data }) => data?.skip === undefined).compose(new spec()).pipe(process.stdout);
process.once("beforeExit", () => {
  console.log(`\ne2e: ${counts.passed} passed, ${counts.failed} failed`);
  // A name that matches no test is a mistake, not a success.
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
});
