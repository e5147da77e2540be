// How much memory the engine's worker holds, asked of the worker itself over the browser's own protocol: its script
// heap, its array buffers, and the memory of its wasm, which the browser does not count among them.

const intervalMs = 50;

/** Watches the worker's memory while `body()` runs; resolves to the largest sum seen, in bytes. */
export async function peakWorkerBytes(context, body) {
  const browser = await context.browser().newBrowserCDPSession();
  const worker = await attachToWorker(browser);
  let peak = 0;
  const look = async () => {
    const { usedSize, backingStorageSize } = await worker.ask("Runtime.getHeapUsage");
    const expression = "globalThis.vaultLabMemory.buffer.byteLength";
    const { result: wasm } = await worker.ask("Runtime.evaluate", { expression, returnByValue: true });
    if (typeof wasm.value !== "number") throw new Error("the worker does not tell the size of its wasm memory");
    peak = Math.max(peak, usedSize + backingStorageSize + wasm.value);
  };
  await look();
  const timer = setInterval(() => look().catch(() => {}), intervalMs);
  try {
    await body();
    await look();
  } finally {
    clearInterval(timer);
    await browser.detach();
  }
  return peak;
}

async function attachToWorker(browser) {
  const { targetInfos } = await browser.send("Target.getTargets", { filter: [{ type: "shared_worker" }] });
  const target = targetInfos.find(({ url }) => url.endsWith("/engine-worker.js"));
  if (!target) throw new Error("the engine does not run in a shared worker");
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId: target.targetId, flatten: false });
  const waiting = new Map();
  let lastId = 0;
  browser.on("Target.receivedMessageFromTarget", ({ sessionId: from, message }) => {
    if (from !== sessionId) return;
    const { id, result, error } = JSON.parse(message);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  return {
    ask: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        const message = JSON.stringify({ id, method, params });
        browser.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
      }),
  };
}
