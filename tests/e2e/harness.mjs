// What every browser test shares: the served build, a browser, a page that fails on what a person would not see.

import { access, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { serveFolder } from "../../scripts/static-server.mjs";

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const resultFolder = join(project, "test-results");

// The same start for every machine: no GPU, nothing that calls home. Root, in a container, has no sandbox.
const browserArguments = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** How long a page may take to show what a test waits for, unless the test knows better. */
const longestWaitMs = 20_000;

let server;
let browser;

/** Starts the server and the browser of one test file, and stops them after its last test. */
export function useBrowser({ prefix = "/" } = {}) {
  before(async () => {
    const folder = join(project, "dist");
    await access(join(folder, "index.html")).catch(() => {
      throw new Error("There is no build to test: run scripts/build first.");
    });
    server = await serveFolder(folder, { prefix });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
}

/** A browser as the tests start it; each context of it is a fresh profile, in memory. */
export function launchBrowser() {
  return chromium.launch({ executablePath: browserProgram(), args: browserArguments });
}

/** The one context of a browser whose profile is a folder: what a person's own browser is like. */
export function launchPersistentBrowser(folder, options = {}) {
  return chromium.launchPersistentContext(folder, {
    executablePath: browserProgram(),
    args: browserArguments,
    ...options,
  });
}

function browserProgram() {
  if (!process.env.CHROME) throw new Error("CHROME is not set: run scripts/test, or source .tools/env first.");
  return process.env.CHROME;
}

/** The address of the served build, with an optional route such as "#/home". */
export function address(route = "") {
  return server.url + route;
}

/**
 * A test with a fresh profile: `body({ context, page, open, newPage, expectProblem })`.
 *
 * It fails on any console error, uncaught exception, policy violation or failed request of any of its pages, unless
 * `expectProblem(pattern)` said that it would come, or, where it is not certain, might. A failed test leaves pictures in test-results/.
 */
export function browserTest(name, body, { timeout = 60_000, ...contextOptions } = {}) {
  test(name, { timeout }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
    context.setDefaultTimeout(longestWaitMs);
    const problems = [];
    const expected = [];
    context.on("page", (page) => watch(page, problems));
    const newPage = () => context.newPage();
    const page = await newPage();
    const open = async (route = "", target = page) => {
      await target.goto(address(route));
      return target;
    };
    const expectProblem = (pattern, { isCertain = true } = {}) => expected.push({ pattern, met: !isCertain });
    try {
      await body({ context, page, open, newPage, expectProblem });
      assertProblems(problems, expected);
    } catch (error) {
      await photograph(context, name);
      if (problems.length > 0) error.message += `\n\nThe browser also said:\n  ${problems.join("\n  ")}`;
      throw error;
    } finally {
      await context.close();
    }
  });
}

function watch(page, problems) {
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that leaves or reloads aborts what is under way.
    const reason = request.failure()?.errorText ?? "no reason";
    if (!reason.includes("ERR_ABORTED")) problems.push(`failed ${request.url()}: ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
}

function assertProblems(problems, expected) {
  const unexpected = problems.filter((problem) => {
    const match = expected.find(({ pattern }) => pattern.test(problem));
    if (match) match.met = true;
    return !match;
  });
  if (unexpected.length > 0) throw new Error(`The browser reported ${unexpected.length} problem(s).`);
  const missing = expected.filter(({ met }) => !met).map(({ pattern }) => pattern);
  if (missing.length > 0) throw new Error(`The browser should have reported ${missing.join(", ")}.`);
}

async function photograph(context, name) {
  await mkdir(resultFolder, { recursive: true });
  const stem = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  for (const [index, page] of context.pages().entries()) {
    const path = join(resultFolder, `${stem}-${index + 1}.png`);
    await page.screenshot({ path, fullPage: true, timeout: 5_000 }).catch(() => {});
  }
}

/** Leaves the page's origin this many bytes of storage in all, until the returned function is called. */
export async function limitStorage(page, bytes) {
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(server.url).origin, quotaSize: bytes });
  // The limit lasts as long as the session that set it.
  return () => session.detach();
}

/** Fails with a readable list if axe finds anything on the page. */
export async function expectAccessible(page, where) {
  // What moves in, such as a notification, is measured where it comes to rest.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) =>
      playState !== "running" || effect.getComputedTiming().iterations === Infinity,
    ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  if (violations.length === 0) return;
  const lines = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.slice(0, 5).map((node) => `    ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]?.trim()}`),
  ]);
  throw new Error(`axe found ${violations.length} kind(s) of problem on ${where}:\n  ${lines.join("\n  ")}`);
}
