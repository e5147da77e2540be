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
// without one; an engine that ended answers no more.
let engine = null;
let onItsWay = null;
let lastId = 0;

const pageWaitMs = 10_000;
const pongWaitMs = 3_000;
const freshMs = 5_000;

async function askEngine(event) {
  const { request } = event;
  try {
    const body = await bodyOf(request);
    const { waiting, port } = await reachEngine(event.clientId);
    const id = ++lastId;
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    request.signal.addEventListener("abort", () => port.postMessage(["cancel", id]));
    const transfer = body instanceof ArrayBuffer ? [body] : [];
    port.postMessage(["http", id, request.method, request.url, [...request.headers].flat(), body], transfer);
    const [status, headers, answer] = await answered;
    return new Response(isEmpty(request, status) ? null : answer, { status, headers: pairs(headers) });
  } catch (error) {
    return unreachable(error);
  }
}

/** Bytes in memory where they are few by nature, a blob that the browser may keep on disk where they are a file's. */
async function bodyOf(request) {
  if (request.method === "GET" || request.method === "HEAD") return null;
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
  const waiting = new Map();
  const adopted = { port, waiting, heardAt: 0 };
  port.onmessage = ({ data }) => {
    const [kind, id, ...answer] = data;
    adopted.heardAt = Date.now();
    if (kind === "panic") {
      if (engine === adopted) engine = null;
      for (const { reject } of waiting.values()) reject(new Error(String(id)));
      waiting.clear();
    } else {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
    }
  };
  return adopted;
}

async function answers({ port, waiting, heardAt }) {
  if (Date.now() - heardAt < freshMs) return true;
  const id = ++lastId;
  const pong = new Promise((resolve) => waiting.set(id, { resolve, reject: resolve }));
  const silence = new Promise((resolve) => setTimeout(resolve, pongWaitMs, null));
  port.postMessage(["ping", id]);
  return (await Promise.race([pong, silence])) !== null;
}

/** What a client makes of an engine that is gone: the service is not there for now. */
function unreachable(error) {
  const message = `The simulation does not answer: ${error.message} Reload the page and try again.`;
  const body = JSON.stringify({ error: { code: "ServiceUnavailable", message } });
  return new Response(body, { status: 503, headers: { "content-type": "application/json; charset=utf-8" } });
}
