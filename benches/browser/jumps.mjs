// Years that pass in the page: how long the clock takes to stand when a person cancels, and the longest task of the page's
// main thread meanwhile.

import { pauseClock, startScenario } from "../../tests/e2e/portal.mjs";
import { loadMs, percentile, withProfile } from "./blade.mjs";

export const jumpFigures = ["jump_cancel_ms", "jump_longest_main_task_ms"];

const scenario = process.env.BENCH_SCENARIO ?? "Running estate";
const rounds = 5;
// No jump gets so far before it is cancelled; the clock ends with it.
const lastYear = 2099;
const longestWaitMs = 120_000;

export async function measureJumps({ url, report }) {
  await withProfile(async (context) => {
    const page = await context.newPage();
    await loadMs(page, url);
    await startScenario(page, scenario);
    await pauseClock(page);
    const cancels = [];
    let longest = 0;
    for (let round = 0; round < rounds; round += 1) {
      await run(page, lastYear);
      const { cancelMs, longestTaskMs } = await cancelAfter(page, 1_500);
      cancels.push(cancelMs);
      longest = Math.max(longest, longestTaskMs);
    }
    report("jump_cancel_ms", percentile(cancels, 0.95), "ms");
    // The browser reports tasks from 50 ms on: 0 stands for "none was that long".
    report("jump_longest_main_task_ms", longest, "ms");
  });
}

/** Lets the clock run to a year that it will not get to. */
async function run(page, year) {
  const bar = page.getByRole("complementary", { name: "Simulation controls" });
  await bar.getByRole("button", { name: /run until/ }).click();
  const pane = page.getByRole("dialog", { name: "Run until" });
  await pane.getByLabel("Date").fill(`${year}-01-01`);
  for (const box of await pane.getByRole("checkbox").all()) await box.uncheck();
  await pane.getByRole("button", { name: "Run", exact: true }).click();
  await bar.getByRole("progressbar").waitFor();
}

/** Cancels after a while, as soon as something has been stored; tells when the page said that the clock stands. */
async function cancelAfter(page, runMs) {
  return page.evaluate(
    async ([runs, longest]) => {
      const tasks = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
      observer.observe({ type: "longtask" });
      const bar = document.querySelector(".pt-sim");
      await new Promise((resolve) => setTimeout(resolve, runs));
      const cancel = [...bar.querySelectorAll("button")].find((button) => button.textContent.trim() === "Cancel");
      if (!cancel) throw new Error(`the jump was over before ${runs} ms: ${bar.textContent}`);
      const started = performance.now();
      const stood = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("the clock did not stop")), longest);
        new MutationObserver(() => {
          if (bar.querySelector('[role="progressbar"]') === null) resolve(performance.now());
        }).observe(bar, { childList: true, subtree: true });
      });
      cancel.click();
      const cancelMs = (await stood) - started;
      observer.disconnect();
      return { cancelMs, longestTaskMs: Math.max(0, ...tasks.map((task) => task.duration)) };
    },
    [runMs, longestWaitMs],
  );
}
