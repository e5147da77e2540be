// A plain static file server for dist/, with nothing a simpler one would not do: no rewrites, no special headers.
//
//   node scripts/static-server.mjs FOLDER [PORT]

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const contentTypes = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Serves `folder` on 127.0.0.1 below `prefix`; port 0 takes a free one. Resolves to { url, close }. */
export function serveFolder(folder, { port = 0, prefix = "/" } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    answer(root, prefix, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  return new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      ready({
        url: `http://127.0.0.1:${server.address().port}${prefix}`,
        close: () => new Promise((closed) => (server.closeAllConnections(), server.close(closed))),
      });
    });
  });
}

async function answer(root, prefix, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405).end();
  const path = fileFor(root, prefix, request.url);
  const found = path && (await stat(path).catch(() => null));
  if (!found?.isFile()) return response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
  const tag = `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"`;
  const headers = { etag: tag, "cache-control": "no-cache" };
  if (request.headers["if-none-match"] === tag) return response.writeHead(304, headers).end();
  headers["content-type"] = contentTypes[extname(path)] ?? "application/octet-stream";
  headers["content-length"] = found.size;
  response.writeHead(200, headers);
  if (request.method === "HEAD") return response.end();
  createReadStream(path).on("error", () => response.destroy()).pipe(response);
}

/** The file that an address names, or null when it is malformed or outside the folder. */
function fileFor(root, prefix, address) {
  let path;
  try {
    path = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(prefix) || path.includes("\0")) return null;
  const name = normalize(join("/", path.slice(prefix.length)));
  return join(root, name.endsWith("/") ? `${name}index.html` : name);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, port = "8080"] = process.argv.slice(2);
  try {
    const { url } = await serveFolder(folder, { port: Number(port) });
    console.log(`Vault Lab (simulator) is at ${url}   (Ctrl+C stops it)`);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    console.error(`Port ${port} is in use. Choose another: scripts/serve --port ${Number(port) + 1}`);
    process.exitCode = 1;
  }
}
