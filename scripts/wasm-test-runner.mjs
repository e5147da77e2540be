// What cargo starts for a test program built for the browser: wasm-bindgen's own runner serves the tests, and the
// browser that the other tests use opens them. No driver program of exactly the browser's version is needed.
//
//   node scripts/wasm-test-runner.mjs PROGRAM.wasm [ARGUMENTS FOR THE TESTS]

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { launchBrowser } from "../tests/e2e/harness.mjs";

const longestRunMs = 10 * 60_000;

const server = spawn("wasm-bindgen-test-runner", process.argv.slice(2), {
  env: { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" },
  stdio: ["ignore", "pipe", "inherit"],
});
let browser;
try {
  const address = await servedAddress(server);
  // Without an address the runner had nothing to serve and has said so.
  if (address === null) process.exitCode = server.exitCode ?? 1;
  else {
    browser = await launchBrowser();
    process.exitCode = (await watchTests(await browser.newPage(), address)) ? 0 : 1;
  }
} finally {
  await browser?.close();
  server.kill();
}

/** The address that the runner prints once it serves; null if it ended before. */
function servedAddress(runner) {
  return new Promise((resolve, reject) => {
    runner.once("error", reject);
    runner.once("close", () => resolve(null));
    let serving = false;
    createInterface({ input: runner.stdout }).on("line", (line) => {
      const found = line.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
      serving ||= found !== null;
      // What comes after the address tells a person at a keyboard how to go on.
      if (!serving) console.log(line);
    });
  });
}

/** Prints what the tests say as they say it; true if all passed. */
async function watchTests(page, address) {
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  let printed = "";
  await page.exposeFunction("reportTests", (text) => {
    process.stdout.write(text.startsWith(printed) ? text.slice(printed.length) : `${text}\n`);
    printed = text;
    const result = text.match(/^test result: (\w+)/m);
    if (result) finish(result[1] === "ok");
  });
  page.on("pageerror", (error) => console.error(`exception in the page: ${error.message}`));
  await page.addInitScript(() => {
    addEventListener("DOMContentLoaded", () => {
      const output = document.getElementById("output");
      const report = () => globalThis.reportTests(output.textContent);
      new MutationObserver(report).observe(output, { childList: true, characterData: true, subtree: true });
    });
  });
  await page.goto(address);
  const tooLong = new Promise((resolve) => setTimeout(resolve, longestRunMs, null).unref());
  const passed = await Promise.race([finished, tooLong]);
  if (passed === null) console.error(`no result after ${longestRunMs / 60_000} minutes`);
  return passed === true;
}
