// A native HTTP client against the shipped page: what an SDK of another language would send and get.

import assert from "node:assert/strict";
import { Agent, request as send } from "node:https";
import { startBridge } from "../bridge/bridge.mjs";
import { browserTest, useBrowser } from "./harness.mjs";
import { openPlayground } from "./playground.mjs";

useBrowser();

browserTest("a native client reaches the simulation through the bridge", async ({ page, expectProblem }) => {
  expectProblem(/status 404: https:\/\/management\.azure\.com/);
  expectProblem(/console: .* status of 404/);
  await openPlayground(page);
  const subscription = await page.evaluate(() => globalThis.vaultLab.subscriptionId);
  const bridge = await startBridge(page);
  try {
    const group = `/subscriptions/${subscription}/resourceGroups/rg-of-the-bridge?api-version=2025-04-01`;
    const absent = await call(bridge, "GET", group);
    assert.deepEqual([absent.status, absent.body.error.code], [404, "ResourceGroupNotFound"]);
    const created = await call(bridge, "PUT", group, { location: "westeurope", tags: { made: "by Node.js ✓" } });
    assert.equal(created.status, 201);
    assert.equal(created.body.tags.made, "by Node.js ✓");
    assert.match(created.headers["x-ms-correlation-request-id"], /^[0-9a-f-]{36}$/);
    const found = await call(bridge, "GET", group);
    assert.deepEqual([found.status, found.body], [200, created.body]);
  } finally {
    await bridge.close();
  }
});

/** A request as a client that trusts the bridge's certificate sends it. */
function call({ port, certificate, token }, method, path, body) {
  const agent = new Agent({ ca: certificate, servername: "management.azure.com" });
  const headers = { host: "management.azure.com", authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const request = send({ host: "127.0.0.1", port, path, method, headers, agent }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      agent.destroy();
      resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(Buffer.concat(chunks)) });
    });
    request.once("error", reject);
    request.end(body && JSON.stringify(body));
  });
}
