// Bytes of blobs on their way out, on the SDK playground: piece by piece, as fast as they are taken.

import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./harness.mjs";
import { openPlayground, runCode } from "./playground.mjs";

useBrowser();

// Code for the playground, in front of each test's own.
const steps = `
const { token } = await vaultLab.credential.getToken();
const container = "https://stmediaweu.blob.core.windows.net/downloads";
const ask = (path, method = "GET", headers = {}, more = {}) =>
  fetch(container + path, { method, headers: { authorization: "Bearer " + token, "x-ms-version": "2025-01-05", ...headers }, ...more });
const sure = async (answer) => {
  const told = await answer;
  if (!told.ok) throw new Error(told.status + " " + (await told.text()));
  return told;
};
const noise = (length) => {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += 65_536) crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
};
const put = (name, body) => sure(ask("/" + name, "PUT", { "x-ms-blob-type": "BlockBlob" }, { body }));
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join();
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const withPacks = async (mode, use) => {
  const database = await done(indexedDB.open("vault-lab"));
  try {
    return await done(use(database.transaction("packs", mode).objectStore("packs")));
  } finally {
    database.close();
  }
};
const packs = () => withPacks("readonly", (store) => store.count());
const until = async (what, holds) => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(what + ": there are " + (await packs()) + " packs");
};
await sure(ask("?restype=container", "PUT"));
`;

browserTest("a large range of a blob arrives whole", async ({ page }) => {
  await openPlayground(page);
  const said = await runCode(
    page,
    `${steps}
    const bytes = noise(24 << 20);
    await put("large", bytes);
    const range = await sure(ask("/large", "GET", { "x-ms-range": "bytes=1000003-21000002" }));
    console.log(range.status, range.headers.get("content-length"), range.headers.get("content-range"));
    const read = await range.arrayBuffer();
    console.log(await digest(read) === await digest(bytes.subarray(1000003, 21000003)) ? "the same" : "other bytes", read.byteLength);
    const both = await Promise.all([0, 1].map(async () => (await sure(ask("/large"))).arrayBuffer()));
    const whole = await digest(bytes);
    for (const one of both) console.log(await digest(one) === whole ? "the same" : "other bytes");
    const head = await sure(ask("/large", "HEAD"));
    console.log("head", head.headers.get("content-length"), (await head.arrayBuffer()).byteLength);
    await put("empty", new Uint8Array(0));
    const empty = await sure(ask("/empty"));
    console.log("empty", empty.headers.get("content-length"), (await empty.arrayBuffer()).byteLength);`,
    { timeout: 60_000 },
  );
  assert.equal(
    said,
    [
      "206 20000000 bytes 1000003-21000002/25165824",
      "the same 20000000",
      "the same",
      "the same",
      "head 25165824 0",
      "empty 0 0",
      "Done.",
    ].join("\n"),
  );
}, { timeout: 120_000 });

/** Forgets savepoints as soon as there are any, until it is stopped: they keep what was deleted. */
function forgetSavepoints(portal) {
  let isOver = false;
  const work = async () => {
    await portal.getByRole("button", { name: "Savepoints", exact: true }).click();
    const forget = portal.getByRole("button", { name: "Forget all savepoints" });
    while (!isOver) {
      // There may be none for a while.
      await forget.waitFor({ timeout: 500 }).catch(() => undefined);
      if (!(await forget.isVisible())) continue;
      await forget.click();
      const question = portal.getByRole("alertdialog");
      await question.getByRole("button", { name: "Forget" }).click();
      await question.waitFor({ state: "hidden" });
    }
  };
  const done = work();
  return {
    stop: () => {
      isOver = true;
      return done;
    },
  };
}

for (const [how, giveUp] of [["its reader", "reader.cancel()"], ["a signal", "controller.abort()"]]) {
  browserTest(`a download that is given up by ${how} ends in the engine too`, async ({ page, open, newPage, expectProblem }) => {
    expectProblem(/status 404: https:\/\/stmediaweu/);
    expectProblem(/console: .* status of 404/);
    await openPlayground(page);
    const forgetting = forgetSavepoints(await open("#home", await newPage()));
    const said = await runCode(
      page,
      `${steps}
      const before = await packs();
      // Longer than what a browser takes in before anybody reads it, 60 MB; the same again and again is stored once.
      const size = 96 << 20;
      await put("large", new Blob(Array(24).fill(noise(4 << 20))));
      const large = await packs() - before;
      const controller = new AbortController();
      const reader = (await sure(ask("/large", "GET", {}, { signal: controller.signal }))).body.getReader();
      let taken = (await reader.read()).value.length;
      // Whoever takes its time is kept from nothing, and keeps others from nothing: what is read stays, other litter goes.
      await sure(ask("/large", "DELETE"));
      await put("other", noise(4 << 20));
      await until("the other blob", async () => await packs() > before + large);
      await sure(ask("/other", "DELETE"));
      await until("litter besides a download", async () => await packs() === before + large);
      for (let more = 0; more < 8; more += 1) taken += (await reader.read()).value.length;
      console.log(large > 1 && taken < size ? "in the middle" : "too fast: " + large + " packs, " + taken + " bytes");
      ${giveUp};
      await until("what nobody reads any more", async () => await packs() === before);
      console.log("gone", (await ask("/large")).status, (await sure(ask("?restype=container&comp=list"))).status);`,
      { timeout: 60_000 },
    );
    await forgetting.stop();
    assert.equal(said, "in the middle\ngone 404 200\nDone.");
  }, { timeout: 120_000 });
}

browserTest("an answer that breaks off is not taken for a short one", async ({ page, expectProblem }) => {
  expectProblem(/downloads\/large/, { isCertain: false });
  expectProblem(/status 503: https:\/\/stmediaweu/);
  expectProblem(/console: .* status of 503/);
  await openPlayground(page);
  const said = await runCode(
    page,
    `${steps}
    await put("large", noise(32 << 20));
    await put("short", noise(100_000));
    const keys = await withPacks("readonly", (store) => store.getAllKeys());
    // Of the short one; and the end of the large one.
    for (const key of [keys.at(-1), keys.at(-3)]) await withPacks("readwrite", (store) => store.delete(key));
    const answer = await sure(ask("/large"));
    console.log(answer.status, await answer.arrayBuffer().then((read) => "whole? " + read.byteLength, () => "broken off"));
    const short = await ask("/short");
    console.log(short.status, short.headers.get("content-type"), (await short.text()).includes("<Code>ServerBusy</Code>"));
    console.log((await sure(ask("?restype=container&comp=list"))).status);`,
    { timeout: 60_000 },
  );
  assert.equal(said, "200 broken off\n503 application/xml true\n200\nDone.");
}, { timeout: 120_000 });
