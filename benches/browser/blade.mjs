// When a blade is complete, as a person or a screen reader would say: it has its title, and nothing in it is busy.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchPersistentBrowser } from "../../tests/e2e/harness.mjs";

const longestWaitMs = 60_000;

/** Runs `body(context)` in a browser with a profile of its own on disk, so that its caches are real ones. */
export async function withProfile(body) {
  const folder = await mkdtemp(join(tmpdir(), "vault-lab-bench-"));
  const context = await launchPersistentBrowser(folder);
  try {
    await context.addInitScript(defineBladeIsComplete);
    return await body(context);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Runs in the page before anything else there does.
function defineBladeIsComplete() {
  globalThis.bladeIsComplete = (previousTitle) => {
    const title = document.querySelector("main h1")?.textContent.trim();
    return Boolean(title) && title !== previousTitle && document.querySelector('main [aria-busy="true"]') === null;
  };
  // Looked at once a frame, so that the moment is the one in which it could be seen.
  globalThis.whenBladeIsComplete = (previousTitle, longestMs) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (globalThis.bladeIsComplete(previousTitle)) resolve(performance.now());
        else if (performance.now() > longestMs) reject(new Error("the blade did not become complete"));
        else requestAnimationFrame(look);
      };
      look();
    });
}

/** Goes to an address and tells how many milliseconds later the first blade was complete. */
export async function loadMs(page, url) {
  await page.goto(url, { waitUntil: "commit" });
  return page.evaluate((longest) => globalThis.whenBladeIsComplete("", longest), longestWaitMs);
}

/** Follows a link, by a click where the page shows one, and tells how many milliseconds later its blade was complete. */
export async function switchMs(page, link) {
  return page.evaluate(
    async ([address, longest]) => {
      const previous = document.querySelector("main h1").textContent.trim();
      const anchor = document.querySelector(`a[href="${CSS.escape(address)}"]`) ?? null;
      const started = performance.now();
      if (anchor) anchor.click();
      else location.hash = address;
      return (await globalThis.whenBladeIsComplete(previous, started + longest)) - started;
    },
    [link, longestWaitMs],
  );
}

/** The value below which `part` of all lie, 0 to 1. */
export function percentile(values, part) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
