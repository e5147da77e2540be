// The engine's shim alone, with a few lines of script in the place of the wasm: ports that come early, failures, and
// both kinds of worker.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveFolder } from "../../scripts/static-server.mjs";
import { launchBrowser, project } from "./harness.mjs";

// An engine that says hello on each port, "early" or "late", then echoes; "die" throws as a trap in wasm does.
const engines = {
  good: `export default async function () {
    const greet = (port, when) => {
      port.onmessage = ({ data }) => {
        if (data === "die") throw new WebAssembly.RuntimeError("unreachable");
        if (data === "reject") return void Promise.reject(new Error("nobody waits"));
        port.postMessage(["echo", data]);
      };
      port.postMessage(["hello", when]);
    };
    await (await fetch("engine_bg.wasm")).text();
    for (const port of globalThis.vaultLabPorts.splice(0)) greet(port, "early");
    globalThis.vaultLabConnect = (port) => greet(port, "late");
    return { memory: null };
  }`,
  broken: `export default async function () { throw new WebAssembly.CompileError("no SIMD here"); }`,
};

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vault-lab-shim-"));
  await copyFile(join(project, "public/engine-worker.js"), join(folder, "engine-worker.js"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>shim</title>");
  await writeFile(join(folder, "engine_bg.wasm"), "not used by the stand-ins");
  server = await serveFolder(folder);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Runs `body({ connect })` against one stand-in engine; `connect(kind)` opens a page whose port is heard. */
function shimTest(name, engine, body) {
  test(name, { timeout: 30_000 }, async () => {
    await writeFile(join(folder, "engine.js"), engines[engine]);
    const context = await browser.newContext();
    try {
      await body({ connect: (kind) => connect(context, kind) });
    } finally {
      await context.close();
    }
  });
}

async function connect(context, kind) {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.evaluate((kindOfWorker) => {
    const heard = (globalThis.heard = []);
    const waiting = [];
    const options = { type: "module", name: "engine" };
    let port;
    if (kindOfWorker === "shared") {
      port = new SharedWorker("engine-worker.js", options).port;
    } else {
      const channel = new MessageChannel();
      port = channel.port1;
      new Worker("engine-worker.js", options).postMessage("connect", [channel.port2]);
    }
    port.onmessage = ({ data }) => (waiting.length > 0 ? waiting.shift()(data) : heard.push(data));
    globalThis.say = (text) => port.postMessage(text);
    globalThis.next = () =>
      heard.length > 0 ? heard.shift() : new Promise((resolve) => waiting.push(resolve));
  }, kind);
  return {
    next: () => page.evaluate(() => globalThis.next()),
    say: (text) => page.evaluate((words) => globalThis.say(words), text),
    close: () => page.close(),
  };
}

for (const kind of ["shared", "dedicated"]) {
  shimTest(`a ${kind} worker greets a page that connected before it was ready`, "good", async ({ connect }) => {
    const page = await connect(kind);
    assert.deepEqual(await page.next(), ["hello", "early"]);
    await page.say("ping");
    assert.deepEqual(await page.next(), ["echo", "ping"]);
  });

  shimTest(`a ${kind} worker that cannot start says why`, "broken", async ({ connect }) => {
    const [word, text] = await (await connect(kind)).next();
    assert.equal(word, "panic");
    assert.match(text, /no SIMD here/);
  });

  shimTest(`a ${kind} worker that rejects a promise nobody awaits says so`, "good", async ({ connect }) => {
    const page = await connect(kind);
    await page.next();
    await page.say("reject");
    const [word, text] = await page.next();
    assert.equal(word, "panic");
    assert.match(text, /nobody waits/);
  });
}

shimTest("a second page reaches the same worker", "good", async ({ connect }) => {
  assert.deepEqual(await (await connect("shared")).next(), ["hello", "early"]);
  assert.deepEqual(await (await connect("shared")).next(), ["hello", "late"]);
});

shimTest("a crash is told to every page, and the next page gets a fresh worker", "good", async ({ connect }) => {
  const [first, second] = [await connect("shared"), await connect("shared")];
  await Promise.all([first.next(), second.next()]);
  await first.say("die");
  for (const page of [first, second]) {
    const [word, text] = await page.next();
    assert.equal(word, "panic");
    assert.match(text, /unreachable/);
  }
  const third = await connect("shared");
  assert.deepEqual(await third.next(), ["hello", "early"]);
});
