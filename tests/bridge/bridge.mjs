// A way for native clients to the page under test: a small HTTPS server on this machine that hands each request to the
// SDK playground of a browser and returns what the simulation answers. For tests only.
//
// Clients are told that Azure's hosts are here: `curl --connect-to ::127.0.0.1:PORT --cacert CA`, or an HTTPS agent.

import { createServer } from "node:https";
import { generate } from "selfsigned";

const hosts = ["management.azure.com", "*.blob.core.windows.net", "*.dfs.core.windows.net", "localhost"];

// Of one connection to the next machine, and of none here.
const hopHeaders = new Set(["connection", "host", "keep-alive", "transfer-encoding", "expect", "upgrade", "te", "accept-encoding"]);

/** Starts a bridge to `page`, an open SDK playground: `{ port, certificate, token, close }`. */
export async function startBridge(page) {
  const altNames = hosts.map((value) => ({ type: 2, value }));
  const pem = await generate([{ name: "commonName", value: "vault-lab-bridge" }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames },
    ],
  });
  const token = await page.evaluate(async () => (await globalThis.vaultLab.credential.getToken()).token);
  const server = createServer({ key: pem.private, cert: pem.cert }, (request, response) => {
    forward(page, request, response).catch((error) => response.writeHead(502).end(String(error)));
  });
  await new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", ready);
  });
  const close = () => new Promise((closed) => (server.closeAllConnections(), server.close(closed)));
  return { port: server.address().port, certificate: pem.cert, token, close };
}

async function forward(page, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const host = request.headers.host.replace(/:\d+$/, "");
  const answer = await page.evaluate(fetchInPage, {
    url: `https://${host}${request.url}`,
    method: request.method,
    headers: Object.entries(request.headers).filter(([name]) => !hopHeaders.has(name) && !name.startsWith(":")),
    body: chunks.length > 0 ? Buffer.concat(chunks).toString("base64") : null,
  });
  // A header may come twice: a list of values keeps both.
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.writeHead(answer.status).end(Buffer.from(answer.body, "base64"));
}

/** Runs in the page: the service worker answers. */
async function fetchInPage({ url, method, headers, body }) {
  const bytes = body && Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  const answer = await fetch(url, { method, headers, body: bytes ?? undefined });
  let text = "";
  for (const byte of new Uint8Array(await answer.arrayBuffer())) text += String.fromCharCode(byte);
  const kept = [...answer.headers].filter(([name]) => name !== "content-length" || method === "HEAD");
  return { status: answer.status, headers: kept, body: btoa(text) };
}
