// The build starts: from the root of a server, below a path, and under its own content security policy.

import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./harness.mjs";

useBrowser({ prefix: "/some/where/" });

browserTest("the page starts below a path and says that it is a simulator", async ({ page, open }) => {
  await open();
  assert.match(await page.title(), /\(simulator\)/);
  await page.locator("#start-up").waitFor({ state: "detached" });
});

browserTest("the policy refuses an inline script", async ({ page, open, expectProblem }) => {
  expectProblem(/Content Security Policy/);
  await open();
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineScriptRan = true";
    document.head.append(script);
    return globalThis.inlineScriptRan === true;
  });
  assert.equal(ran, false);
});
