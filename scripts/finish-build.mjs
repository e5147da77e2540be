// Turns what trunk laid out into what is served: wasm optimised, style sheets joined, addresses stamped with the build.
//
//   node scripts/finish-build.mjs FOLDER release|dev

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder, mode] = process.argv.slice(2);
const release = mode === "release";

// The page is small before it is fast; the engine hashes and cuts gigabytes.
const wasmFiles = { "portal_bg.wasm": "-Oz", "engine_bg.wasm": "-O3" };
const wasmFeatures = [
  "simd",
  "bulk-memory",
  "bulk-memory-opt",
  "sign-ext",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "multivalue",
].map((feature) => `--enable-${feature}`);

// Minutes of wasm-opt are saved by remembering its answers, named after everything that they depend on.
async function optimise(name, level) {
  const path = join(folder, name);
  const options = [level, "--strip-debug", "--strip-producers", ...wasmFeatures];
  const version = JSON.parse(await readFile(join(project, "node_modules/binaryen/package.json"), "utf8")).version;
  const key = digest(await readFile(path), options.join(" "), version);
  const kept = join(project, ".tools/wasm-opt", `${key}.wasm`);
  if (!existsSync(kept)) {
    await mkdir(dirname(kept), { recursive: true });
    const wasmOpt = join(project, "node_modules/.bin/wasm-opt");
    await run(wasmOpt, [path, "-o", `${kept}.new`, ...options], { maxBuffer: 1 << 26 });
    await rename(`${kept}.new`, kept);
  }
  await copyFile(kept, path);
}

const esbuildOptions = {
  allowOverwrite: true,
  minify: release,
  target: ["chrome111", "firefox114", "safari16.4"],
  logLevel: "warning",
};

async function minifyScript(path) {
  await build({ ...esbuildOptions, entryPoints: [path], outfile: path, format: "esm" });
}

// One sheet of all of style/: tokens, then base, then the rest by path, so that adding a file needs no list.
async function joinStyleSheets(output) {
  const first = ["tokens.css", "base.css"];
  const rank = (name) => (first.includes(name) ? first.indexOf(name) : first.length);
  const names = (await readdir(join(project, "style"), { recursive: true }))
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".css"))
    .sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
  const contents = names.map((name) => `@import "./${name}";`).join("\n");
  const stdin = { contents, loader: "css", resolveDir: join(project, "style") };
  await build({ ...esbuildOptions, stdin, outfile: output, bundle: true, external: ["*.svg", "*.woff2"] });
}

function digest(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}

async function filesOf(directory) {
  return (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

async function stampOf(directory) {
  return digest(...(await Promise.all((await filesOf(directory)).map((name) => readFile(join(directory, name))))));
}

async function edit(name, ...replacements) {
  const path = join(folder, name);
  let text = await readFile(path, "utf8");
  for (const [pattern, replacement] of replacements) {
    if (text.search(pattern) < 0) throw new Error(`${name}: found nothing like ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  await writeFile(path, text);
}

await joinStyleSheets(join(folder, "style.css"));
if (release) {
  await Promise.all(Object.entries(wasmFiles).map(([name, level]) => optimise(name, level)));
  await Promise.all(["portal.js", "engine.js"].map((name) => minifyScript(join(folder, name))));
}

const stamp = `?v=${await stampOf(folder)}`;
const kept = (await filesOf(folder)).filter((name) => !["service-worker.js", "screenshot.png"].includes(name));
await edit(
  "service-worker.js",
  [/^const stamp = "";$/m, `const stamp = "${stamp}";`],
  [/^const files = \[\];$/m, `const files = ${JSON.stringify(["./", ...kept.filter((name) => name !== "index.html")])};`],
);
await edit("api.html", [/(api\.js|style\.css)"/g, `$1${stamp}"`]);
await edit("engine-worker.js", [/^const stamp = "";$/m, `const stamp = "${stamp}";`]);
await edit(
  "index.html",
  [/<link data-trunk[^>]*>/g, ""],
  [/(start\.js|portal\.js|portal_bg\.wasm|style\.css)"/g, `$1${stamp}"`],
);
const inlineScript = /<script(?![^>]*\ssrc=)/.test(await readFile(join(folder, "index.html"), "utf8"));
if (inlineScript) throw new Error("index.html has an inline script, which its content security policy forbids");
