// The page for SDK code: Azure's own addresses are answered in the browser, and nothing ever leaves it.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { startProxy } from "./outside.mjs";
import { openPlayground, runCode } from "./playground.mjs";

useBrowser();

const vaults = "https://management.azure.com/subscriptions/x/providers/Microsoft.DataProtection/backupVaults";

browserTest("code of the SDK page is answered in the browser", async ({ page, expectProblem }) => {
  expectProblem(/status 403: https:\/\/management\.azure\.com.*rg-of-ravi/);
  expectProblem(/console: .* status of 403/);
  await openPlayground(page);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const output = page.getByRole("log", { name: "Output" });
  await output.getByText("Done.").waitFor();
  assert.match(await output.innerText(), /^200 \{[\s\S]*Microsoft\.DataProtection\/backupVaults/);
  await expectAccessible(page, "the SDK playground");

  // Another person may read and not write.
  await page.getByLabel("Signed in as").selectOption({ label: "Ravi Reader" });
  const said = await runCode(
    page,
    `const { token } = await vaultLab.credential.getToken();
     const url = \`https://management.azure.com/subscriptions/\${vaultLab.subscriptionId}/resourceGroups/rg-of-ravi?api-version=2025-04-01\`;
     const headers = { authorization: \`Bearer \${token}\`, "content-type": "application/json" };
     const answer = await fetch(url, { method: "PUT", headers, body: JSON.stringify({ location: "westeurope" }) });
     console.log(answer.status, (await answer.json()).error.code);`,
  );
  assert.match(said, /403 AuthorizationFailed/);
});

browserTest("what looks like a real secret is not run", async ({ page, expectProblem }) => {
  expectProblem(/status 401: https:\/\/management\.azure\.com/);
  expectProblem(/console: .* status of 401/);
  await openPlayground(page);
  const token = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${"eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQifQ"}.c2lnbmF0dXJl`;
  const said = await runCode(page, `console.log("ran"); await fetch("${vaults}", { headers: { authorization: "Bearer ${token}" } });`);
  assert.match(said, /looks like a real token, key or password. It was not run/);
  assert.doesNotMatch(said, /^ran$/m);
  // Put together at run time it reaches the engine, which refuses it unread.
  const parts = JSON.stringify(token.split("."));
  const refused = await runCode(
    page,
    `const answer = await fetch("${vaults}?api-version=2025-07-01", { headers: { authorization: "Bearer " + ${parts}.join(".") } });
     console.log(answer.status, (await answer.json()).error.code);`,
  );
  assert.match(refused, /401 AuthenticationFailed|401 InvalidAuthenticationToken/);
});

browserTest("nothing leaves the origin, a hard reload included", async ({ context, open }) => {
  const proxy = await startProxy();
  const outside = await context.browser().newContext({ proxy: { server: proxy.url, bypass: "127.0.0.1" } });
  try {
    const page = await outside.newPage();
    await open("api.html", page);
    const call = () => page.evaluate((url) => fetch(url).then((answer) => answer.status, () => "blocked"), vaults);
    await page.getByText("Ready: requests to Azure's addresses").waitFor();
    assert.equal(await call(), 401);
    assert.equal(
      await page.evaluate(() => fetch("https://example.com/").then(() => "out", () => "blocked")),
      "blocked",
    );

    // Past the service worker the page may speak to nobody, and says so.
    const session = await outside.newCDPSession(page);
    await page.evaluate(() => sessionStorage.setItem("vault-lab-sdk-playground-reloaded", "yes"));
    await session.send("Page.reload", { ignoreCache: true });
    await page.getByText("Reload it without holding Shift").waitFor();
    assert.equal(await call(), "blocked");
    assert.equal(await page.getByRole("button", { name: "Run", exact: true }).isDisabled(), true);
    // The browser itself asks for hints how to fill in forms, whatever the page is.
    assert.deepEqual(proxy.asked.filter((line) => !line.includes("content-autofill.googleapis.com")), []);
  } finally {
    await outside.close();
    await proxy.close();
  }
});
