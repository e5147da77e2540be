// The engine's worker, seen from outside of the page.

/** Attaches to the engine's worker through the browser's own protocol: `ask(method, parameters)` answers its result. */
export async function attachToWorker(browser) {
  const { targetInfos } = await browser.send("Target.getTargets", { filter: [{ type: "shared_worker" }] });
  const target = targetInfos.find(({ url }) => new URL(url).pathname.endsWith("/engine-worker.js"));
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
