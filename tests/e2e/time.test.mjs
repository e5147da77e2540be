// The simulated clock: it runs ahead and says how far it is, stops where a person or a full disk stops it, never goes back,
// and shows the same in every tab.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, pauseClock } from "./portal.mjs";
import { attachToWorker } from "./worker.mjs";

useBrowser();

const bar = (page) => page.getByRole("complementary", { name: "Simulation controls" });
const clockButton = (page) => bar(page).getByRole("button", { name: /run until/ });
const pane = (page) => page.getByRole("dialog", { name: "Run until" });
const said = (page, text) => bar(page).getByRole("status").filter({ hasText: text });
const progress = (page) => bar(page).getByRole("progressbar", { name: "Running ahead" });
const cancel = (page) => bar(page).getByRole("button", { name: "Cancel" });

/** What the clock reads: "2026-09-14T10:40". */
async function reading(page) {
  const text = await clockButton(page).innerText();
  const [, moment] = text.match(/(\d\d \w{3} \d{4} \d\d:\d\d:\d\d UTC)/) ?? assert.fail(`no clock in ${text}`);
  return new Date(moment).toISOString().slice(0, 16);
}

async function openPane(page, { date, time = "00:00", stops = [] }) {
  await clockButton(page).click();
  await pane(page).getByLabel("Date").fill(date);
  await pane(page).getByLabel("Time (UTC)").fill(time);
  for (const box of await pane(page).getByRole("checkbox").all()) await box.uncheck();
  for (const stop of stops) await pane(page).getByRole("checkbox", { name: stop }).check();
}

const runUntil = async (page, moment) => {
  await openPane(page, moment);
  await pane(page).getByRole("button", { name: "Run", exact: true }).click();
};

browserTest("a long jump shows its progress in every tab, and any tab can cancel it", async ({ page, open, newPage }) => {
  await open("#home");
  await pauseClock(page);
  const second = await open("#browse/all", await newPage());
  await clockButton(second).waitFor();
  await runUntil(page, { date: "2090-01-01" });
  await progress(page).and(page.locator("[aria-valuenow]")).waitFor();
  await progress(second).waitFor();
  // Another tab cannot begin a second jump meanwhile, and says why.
  const step = bar(second).getByRole("button", { name: /^\+1 day/ });
  assert.equal(await step.getAttribute("aria-disabled"), "true");
  assert.match(await step.getAttribute("title"), /running ahead/);
  await expectAccessible(second, "the bar during a jump");
  await cancel(second).click();
  for (const tab of [page, second]) {
    await said(tab, /^Stopped at .*later, .*What happened until then stays/).waitFor();
    await progress(tab).waitFor({ state: "hidden" });
  }
  const reached = await reading(page);
  assert.ok(reached > "2026-09-15" && reached < "2090", reached);
  assert.equal(await reading(second), reached);
  // It stands at a moment that is stored.
  await page.reload();
  await bar(page).getByRole("button", { name: /^Play/ }).waitFor();
  assert.equal(await reading(page), reached);
});

browserTest("the clock runs until a moment or an event, and never back", async ({ page, open }) => {
  await open("#home");
  await pauseClock(page);
  const before = await reading(page);
  await openPane(page, { date: before.slice(0, 10) });
  const run = pane(page).getByRole("button", { name: "Run", exact: true });
  await run.click();
  await pane(page).getByText(/The clock is at .*; it runs forward only\./).waitFor();
  await pane(page).getByLabel("Date").fill("9999-12-31");
  await pane(page).getByText("The simulated clock ends at 31 Dec 2099 00:00 UTC.").waitFor();
  await expectAccessible(page, "the pane Run until");
  assert.equal(await reading(page), before);
  await pane(page).getByLabel("Date").fill("2026-12-24");
  await pane(page).getByLabel("Time (UTC)").fill("18:30");
  await run.click();
  await said(page, /later, .*jobs ended/).waitFor();
  assert.equal(await reading(page), "2026-12-24T18:30");
  await bar(page).getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("heading", { level: 1, name: /Backup jobs/ }).waitFor();

  // The keyboard alone, to an event of the list.
  await clockButton(page).focus();
  await page.keyboard.press("Enter");
  const events = pane(page).getByRole("button", { name: /^Run to here: / });
  await events.nth(2).waitFor();
  const name = await events.nth(2).getAttribute("aria-label");
  await events.nth(2).focus();
  await page.keyboard.press("Enter");
  await said(page, "later").waitFor();
  const [, moment] = name.match(/(\d\d \w{3} \d{4} \d\d:\d\d UTC)$/);
  assert.equal(await reading(page), new Date(moment).toISOString().slice(0, 16));
  await clockButton(page).click();
  await page.keyboard.press("Escape");
  await pane(page).waitFor({ state: "hidden" });
  assert.equal(await clockButton(page).evaluate((button) => button === document.activeElement), true);
});

browserTest("a run stops for what a person waits for", async ({ page, open }) => {
  await open("#home");
  await pauseClock(page);
  await runUntil(page, { date: "2027-09-01", stops: [/^Any job ends/] });
  await said(page, /^Stopped: backup completed for .*later, 1 job ended/).waitFor();
  assert.ok((await reading(page)) < "2026-09-16");
  await bar(page).getByRole("link", { name: "View job" }).click();
  await page.getByRole("heading", { level: 1, name: /^Scheduled backup/ }).waitFor();
  await bar(page).getByRole("button", { name: "Dismiss" }).click();
  await said(page, "Stopped").waitFor({ state: "hidden" });
});

/** Takes back whatever the engine writes, as a browser does that has no room left, until the returned function is called. */
async function fillDisk(page) {
  const browser = await page.context().browser().newBrowserCDPSession();
  const worker = await attachToWorker(browser);
  const run = (expression) => worker.ask("Runtime.evaluate", { expression });
  const transaction = "IDBTransaction.prototype";
  await run(`
    self.kept = Object.getOwnPropertyDescriptors(${transaction});
    const full = new DOMException("The disk is full.", "QuotaExceededError");
    Object.defineProperty(${transaction}, "error", { ...self.kept.error, get: () => full });
    ${transaction}.commit = function () { this.abort(); };
  `);
  return async () => {
    await run(`Object.defineProperties(${transaction}, { error: self.kept.error, commit: self.kept.commit });`);
    await browser.detach();
  };
}

browserTest("a full disk stops the clock, says so, and lets it go on later", async ({ page, open }) => {
  await open("#home");
  await advance(page, "+1 min");
  const release = await fillDisk(page);
  await bar(page).getByRole("button", { name: /^\+1 day/ }).click();
  await said(page, /^The clock stopped at .*: the browser's storage is full\. What happened until then stays\..*press Play/).waitFor();
  const stands = await reading(page);
  const play = bar(page).getByRole("button", { name: /^Play/ });
  await play.waitFor();
  // It is tried again when somebody asks for it, and not before.
  await play.click();
  await said(page, "The clock stopped at").waitFor();
  assert.equal(await reading(page), stands);
  await release();
  await play.click();
  await bar(page).getByRole("button", { name: /^Pause/ }).waitFor();
  await said(page, "The clock stopped at").waitFor({ state: "hidden" });
  await advance(page, "+1 day");
  assert.ok((await reading(page)) > stands);
});

browserTest("a jump whose tab was closed half-way says where the clock stands", async ({ page, open, newPage }) => {
  await open("#home");
  await pauseClock(page);
  const before = await reading(page);
  const [day] = (await clockButton(page).innerText()).match(/\d\d \w{3} \d{4}/);
  await runUntil(page, { date: "2090-01-01" });
  // The bar says how far it has come before that is stored; the clock does not.
  await clockButton(page).filter({ hasNotText: day }).waitFor();
  await progress(page).and(page.locator("[aria-valuenow]")).waitFor();
  const again = await newPage();
  await page.close();
  await open("#home", again);
  await said(again, /^The clock stands at .*; the run to 01 Jan 2090 00:00 UTC was not finished\./).waitFor();
  assert.ok((await reading(again)) > before);
  await bar(again).getByRole("button", { name: "Go on" }).click();
  await progress(again).waitFor();
  await cancel(again).click();
  await said(again, /^Stopped at/).waitFor();
});
