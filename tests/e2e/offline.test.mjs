// The service worker keeps the app: it opens without a network, and a newer build waits until it is asked for.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveFolder } from "../../scripts/static-server.mjs";
import { withFolder } from "./files.mjs";
import { browserTest, project, useBrowser } from "./harness.mjs";

useBrowser({ prefix: "/docs/playground/" });

/** Waits until the service worker has kept everything and answers for the page. */
export const isKept = (page) =>
  page.evaluate(async () => {
    const container = navigator.serviceWorker;
    await container.ready;
    if (container.controller === null) {
      await new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true }));
    }
  });

browserTest("after the first visit the portal works without a network", async ({ page, open, context }) => {
  await open();
  await page.getByRole("table").waitFor();
  await isKept(page);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole("table").waitFor();
  const second = await context.newPage();
  await open("#home", second);
  await second.getByRole("heading", { level: 1 }).waitFor();
});

browserTest("a newer build is offered and not forced", async ({ page }) => {
  await withFolder(async (folder) => {
    await cp(join(project, "dist"), folder, { recursive: true });
    const server = await serveFolder(folder);
    try {
      await page.goto(server.url);
      await page.getByRole("table").first().waitFor();
      await isKept(page);
      await publishAnother(folder);
      await page.reload();
      const offer = page.getByRole("button", { name: "Reload to use it" });
      await offer.waitFor();
      const mark = () => page.evaluate(() => document.querySelector("meta[name=build]")?.content ?? "older");
      assert.equal(await mark(), "older");
      await offer.click();
      await page.waitForFunction(() => document.querySelector("meta[name=build]")?.content === "newer");
      await page.getByRole("table").first().waitFor();
      assert.equal(await page.evaluate(async () => (await caches.keys()).length), 1, "the older files are gone");
    } finally {
      await server.close();
    }
  });
});

/** What a new deployment would change: the page, and the stamp of the service worker that keeps it. */
async function publishAnother(folder) {
  const edit = async (name, from, to) => {
    const path = join(folder, name);
    const text = await readFile(path, "utf8");
    assert.match(text, from, name);
    await writeFile(path, text.replace(from, to));
  };
  await edit("index.html", /<meta charset="utf-8" \/>/, '<meta charset="utf-8" /><meta name="build" content="newer" />');
  const script = await readFile(join(folder, "service-worker.js"), "utf8");
  const [, stamp] = /^const stamp = "\?v=(\w+)";$/m.exec(script);
  const renamed = [...stamp].reverse().join("");
  for (const name of ["index.html", "api.html", "service-worker.js", "engine-worker.js"]) {
    await edit(name, new RegExp(stamp, "g"), renamed);
  }
}
