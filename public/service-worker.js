// Two things of a page's network pass through here:
// - what it asks of this origin comes from the files that were kept at the first visit, so that it works offline;
// - what it asks of Azure is answered by the engine, in the worker where the portal's clicks go too. Nothing leaves.
//
// A page may name Azure's hosts only where its content security policy lists them, and that policy is written in here,
// into `api.html` on its way to the page: a page that did not come through here, after a hard reload for instance,
// keeps the policy of the file and cannot reach any other origin.

// scripts/build writes the build's stamp and the names of its files here; without names nothing is kept.
const stamp = "";
const files = [];

const cachePrefix = "vault-lab-files";
const cacheName = cachePrefix + stamp;
const scope = new URL("./", self.location.href);
const apiPage = new URL("api.html", scope).pathname;
const azureHosts = /^(management\.azure\.com|[a-z0-9]+\.(blob|dfs)\.core\.windows\.net)$/;
const azurePolicy = "https://management.azure.com https://*.blob.core.windows.net https://*.dfs.core.windows.net";

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (azureHosts.test(url.hostname)) {
    event.respondWith(askEngine(event));
  } else if (url.origin === scope.origin && url.pathname.startsWith(scope.pathname) && event.request.method === "GET") {
    event.respondWith(url.pathname === apiPage ? openApiPage(event.request) : keptOrFetched(event.request));
  }
});
// A page asks for it when its person wants the new version: never in the middle of work.
self.addEventListener("message", ({ data }) => data === "activate" && self.skipWaiting());

// ---- Files -----------------------------------------------------------------------------------------------------

async function keepFiles() {
  if (files.length === 0) return self.skipWaiting();
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map((name) => new Request(new URL(name, scope), { cache: "no-cache" })));
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keptOrFetched(request) {
  const { search } = new URL(request.url);
  // An address with another build's stamp is not what was kept.
  if (files.length === 0 || (search !== "" && search !== stamp)) return fetch(request);
  const kept = await caches.match(request, { cacheName, ignoreSearch: true });
  return kept ?? fetch(request);
}

async function openApiPage(request) {
  const page = await keptOrFetched(request);
  if (!page.ok) return page;
  const text = await page.text();
  const headers = { "content-type": "text/html; charset=utf-8" };
  return new Response(text.replace("connect-src 'self'", `connect-src 'self' ${azurePolicy}`), { headers });
}

// ---- Azure -----------------------------------------------------------------------------------------------------

// The engine, once a page has brought a port to it: { port, waiting, heardAt }. A worker that was put to sleep begins
// without one; an engine that ended answers no more. Who waits for what of it is `waiting`: by the id of what was asked,
// what to do with each frame that comes back (src/browser/gateway.rs lists them).
let engine = null;
let onItsWay = null;
let lastId = 0;

const pageWaitMs = 10_000;
const pongWaitMs = 3_000;
const freshMs = 5_000;
// So many pieces of an answer the engine sends unasked; as many may wait here.
const aheadPieces = 4;

async function askEngine(event) {
  const { request } = event;
  try {
    const body = await bodyOf(request);
    return await exchange(await reachEngine(event.clientId), request, body);
  } catch (error) {
    return unreachable(error);
  }
}

/** Sends a request and takes in its answer: resolves with its head, and what follows flows into its body. */
function exchange(adopted, request, body) {
  const { port, waiting } = adopted;
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    let pieces = null;
    // One that never spoke is being loaded. One that did answers at once, however long it works on something.
    const watch = setInterval(async () => {
      if (adopted.heardAt > 0 && !(await answers(adopted))) lose(adopted, new Error("The engine has ended."));
    }, freshMs);
    const settle = () => {
      waiting.delete(id);
      clearInterval(watch);
    };
    const fail = (error) => {
      settle();
      reject(error);
      pieces?.fail(error);
    };
    const stop = (error) => {
      if (waiting.has(id)) port.postMessage(["cancel", id]);
      fail(error);
    };
    const giveUp = () => stop(new Error("Nobody waits for the answer any more."));
    const takeHead = (status, headers, stream) => {
      try {
        resolve(new Response(isEmpty(request, status) ? null : stream, { status, headers: pairs(headers) }));
      } catch (error) {
        // The browser does not take every header.
        stop(error);
      }
    };
    waiting.set(id, {
      answer: (status, headers, bytes) => {
        settle();
        takeHead(status, headers, bytes.byteLength > 0 ? streamOf(bytes) : null);
      },
      head: (status, headers) => {
        pieces = piecesOf((count) => port.postMessage(["more", id, count]), giveUp);
        takeHead(status, headers, pieces.stream);
      },
      piece: (bytes) => pieces.add(bytes),
      end: () => {
        settle();
        pieces.end();
      },
      broken: (why) => fail(new Error(why)),
      fail,
    });
    request.signal.addEventListener("abort", giveUp);
    port.postMessage(
      ["http", id, request.method, request.url, [...request.headers].flat(), body],
      body instanceof ArrayBuffer ? [body] : [],
    );
  });
}

/** A body that is here. As a buffer it would become a blob of the browser's first: as slow as all the rest together. */
function streamOf(bytes) {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new Uint8Array(bytes));
      controller.close();
    },
  });
}

/** A body that comes in pieces: more of them are asked for as those that are here are taken. */
function piecesOf(askForMore, cancel) {
  let onTheirWay = aheadPieces;
  let controller;
  const pull = () => {
    const wanted = controller.desiredSize - onTheirWay;
    if (wanted <= 0) return;
    onTheirWay += wanted;
    askForMore(wanted);
  };
  const start = (own) => {
    controller = own;
  };
  const stream = new ReadableStream({ start, pull, cancel }, { highWaterMark: aheadPieces });
  return {
    stream,
    add: (bytes) => {
      onTheirWay -= 1;
      controller.enqueue(new Uint8Array(bytes));
    },
    end: () => controller.close(),
    fail: (error) => controller.error(error),
  };
}

/** Bytes in memory where they are few by nature, a blob that the browser may keep on disk where they are a file's. */
async function bodyOf(request) {
  if (request.method === "GET" || request.method === "HEAD") return null;
  if (request.body === null) return null;
  const isManagement = new URL(request.url).hostname === "management.azure.com";
  return isManagement ? request.arrayBuffer() : request.blob();
}

const isEmpty = ({ method }, status) => method === "HEAD" || status === 204 || status === 304;

const pairs = (flat) => flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : []));

async function reachEngine(clientId) {
  if (engine && (await answers(engine))) return engine;
  onItsWay ??= fetchEngine(clientId).finally(() => (onItsWay = null));
  return onItsWay;
}

async function fetchEngine(clientId) {
  const page = (await self.clients.get(clientId)) ?? (await self.clients.matchAll({ type: "window" }))[0];
  if (!page) throw new Error("No page of the simulator is open.");
  engine = adopt(await portFrom(page));
  return engine;
}

/** Pages answer with a port to the engine's worker: only they can start one. */
function portFrom(page) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("The page brought no way to the engine.")), pageWaitMs);
    port1.onmessage = ({ ports }) => resolve(ports[0]);
    page.postMessage("engine?", [port2]);
  });
}

function adopt(port) {
  const adopted = { port, waiting: new Map(), heardAt: 0 };
  port.onmessage = ({ data: [kind, id, ...told] }) => {
    adopted.heardAt = Date.now();
    if (kind === "panic") lose(adopted, new Error(String(id)));
    // Of what was given up, something may still be on its way.
    else adopted.waiting.get(id)?.[kind]?.(...told);
  };
  return adopted;
}

/** Nothing more comes of an engine: whoever waits for it learns so. */
function lose(lost, error) {
  if (engine === lost) engine = null;
  for (const { fail } of [...lost.waiting.values()]) fail(error);
  lost.waiting.clear();
}

async function answers({ port, waiting, heardAt }) {
  if (Date.now() - heardAt < freshMs) return true;
  const id = ++lastId;
  const isHeard = new Promise((resolve) => {
    const tell = (heard) => {
      waiting.delete(id);
      resolve(heard);
    };
    waiting.set(id, { pong: () => tell(true), fail: () => tell(false) });
    setTimeout(tell, pongWaitMs, false);
  });
  port.postMessage(["ping", id]);
  return isHeard;
}

/** What a client makes of an engine that is gone: the service is not there for now. */
function unreachable(error) {
  const message = `The simulation does not answer: ${error.message} Reload the page and try again.`;
  const body = JSON.stringify({ error: { code: "ServiceUnavailable", message } });
  return new Response(body, { status: 503, headers: { "content-type": "application/json; charset=utf-8" } });
}
