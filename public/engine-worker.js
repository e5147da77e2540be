// Holds the engine's wasm, in a SharedWorker or, where there is none, in a dedicated worker.
//
// Contract with the engine binary (src/bin/engine.rs):
// - `vaultLabPorts` holds the ports of pages which connected before the wasm had initialised: a `connect` event that
//   nobody hears is lost. The engine drains it when it starts, then sets `vaultLabConnect(port)` for later ones.
// - A dedicated worker has no `connect` event: the page posts it "connect" with one port instead.
// - When the worker fails, every page is told `["panic", text]` on its port. The first one is the cause. The worker then
//   closes itself, so that the next page to connect starts a fresh one.

// scripts/build writes the build's stamp here. The address of this file itself must not change between builds: pages
// of two builds have to meet in one worker, which tells them apart, and not open the same database twice.
const stamp = "";

const pages = new Set();
let failed = false;

globalThis.vaultLabPorts = [];

function connect(port) {
  pages.add(port);
  port.addEventListener("close", () => pages.delete(port));
  if (globalThis.vaultLabConnect) {
    globalThis.vaultLabConnect(port);
  } else {
    globalThis.vaultLabPorts.push(port);
  }
}

function fail(reason) {
  if (failed) return;
  failed = true;
  const text = String(reason?.stack ?? reason?.message ?? reason ?? "The engine stopped for an unknown reason.");
  for (const port of pages) port.postMessage(["panic", text]);
  globalThis.close();
}

if ("onconnect" in globalThis) {
  globalThis.addEventListener("connect", (event) => connect(event.ports[0]));
} else {
  globalThis.addEventListener("message", (event) => {
    if (event.data === "connect" && event.ports.length === 1) connect(event.ports[0]);
  });
}
globalThis.addEventListener("error", (event) => fail(event.error ?? event.message));
globalThis.addEventListener("unhandledrejection", (event) => fail(event.reason));

try {
  const engine = await import(`./engine.js${stamp}`);
  const { memory } = await engine.default({ module_or_path: new URL(`engine_bg.wasm${stamp}`, import.meta.url) });
  globalThis.vaultLabMemory = memory; // for whoever measures: the browser does not count it as the worker's
} catch (error) {
  fail(error);
}
