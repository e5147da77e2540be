// How much memory the engine's worker holds, asked of the worker itself over the browser's own protocol: its script
// heap, its array buffers, and the memory of its wasm, which the browser does not count among them.

import { attachToWorker } from "../../tests/e2e/worker.mjs";

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
