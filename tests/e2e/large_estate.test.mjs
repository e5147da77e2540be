// The large estate: chosen by keyboard, prepared while one goes on working, listed page by page, sorted, searched, filtered,
// taken away, stepped and left again; and given up while it is being prepared.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, command, filterBy, main, openBySearch, pauseClock, scenarioCard, scenarioPane } from "./portal.mjs";

useBrowser();

// A development build takes ten times as long as a release.
const preparingMs = 420_000;
const jobs =
  "#resource/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod/backupjobs";

const bar = (page) => page.getByRole("complementary", { name: "Simulation controls" });
const focusedName = (page) =>
  page.evaluate(() => document.activeElement.closest("li")?.querySelector(".pt-scenarios__name")?.textContent);
const progress = (page) => scenarioPane(page).getByRole("progressbar", { name: "Preparing the scenario" });

/** Opens the picker and walks to a card, all by keyboard. */
async function walkTo(page, name) {
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).press("Enter");
  await scenarioCard(page, "First backup").waitFor();
  assert.equal(await focusedName(page), "First backup", "the focus is on the running one");
  assert.equal(await scenarioPane(page).locator("li button[tabindex='0']").count(), 1, "one stop of Tab");
  const cards = await scenarioPane(page).locator("li button").count();
  for (let step = 0; step < cards && (await focusedName(page)) !== name; step += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await focusedName(page), name);
}

async function startByKeyboard(page) {
  await walkTo(page, "Large estate");
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: "Start Large estate" });
  await question.getByText(/A savepoint keeps what is there now/).waitFor();
  await question.getByRole("button", { name: "Start" }).press("Enter");
}

browserTest("the large estate is prepared, used and left by keyboard and list", journey, {
  timeout: preparingMs + 240_000,
});

async function journey({ page, open }) {
  await open("#home");
  await pauseClock(page);
  await startByKeyboard(page);
  await progress(page).waitFor();
  await expectAccessible(page, "the picker while a scenario is prepared");
  // It goes on without the pane, and others are listened to.
  await page.keyboard.press("Escape");
  await bar(page).getByRole("button", { name: /^Preparing Large estate/ }).waitFor();
  await openBySearch(page, "resource groups", /Resource groups/);
  await main(page).getByRole("link", { name: "rg-data-weu", exact: true }).waitFor();
  await bar(page)
    .getByRole("button", { name: "Scenario: Large estate", exact: true })
    .waitFor({ timeout: preparingMs });
  await main(page).getByRole("link", { name: "rg-finance-sea", exact: true }).waitFor();

  await open("#view/resiliency/overview");
  await main(page).getByText("Showing 1 to 100 of 2000 results.").waitFor();
  await main(page).getByRole("searchbox").fill("disk-finance-sea");
  await main(page).getByRole("link", { name: "disk-finance-sea-005", exact: true }).waitFor();
  await main(page).getByRole("link", { name: /^disk-web-/ }).first().waitFor({ state: "detached" });

  // Tens of thousands of them are looked through.
  await open("#browse/all");
  await main(page).getByText(/^Showing 1 to 100 of \d{5} results\.$/).waitFor();
  await main(page).getByRole("searchbox").fill("vault-sea-prod");
  await main(page).getByText("Showing 1 to 1 of 1 results.").waitFor();
  await main(page).getByRole("link", { name: "vault-sea-prod", exact: true }).waitFor();
  await pagesOfJobs(page, open);

  const before = await bar(page).getByRole("timer").innerText();
  await advance(page, "+1 day");
  assert.notEqual(await bar(page).getByRole("timer").innerText(), before);

  await bar(page).getByRole("button", { name: "Savepoints", exact: true }).click();
  const moments = page.getByRole("dialog", { name: "Savepoints" }).getByRole("list", { name: "Moments, the newest first" });
  const start = moments.getByRole("listitem").filter({ hasText: "start of the scenario Large estate" });
  await start.getByRole("button", { name: /^Go to/ }).click();
  await page.getByRole("dialog", { name: /^Go to/ }).getByRole("button", { name: "Go there" }).click();
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).waitFor({ timeout: 60_000 });
}

const instanceCells = "main tbody tr:not(.pt-grid__details) td:first-child";
const instancesShown = (page) => page.locator(instanceCells).allInnerTexts();
const showing = (page, text) => main(page).getByText(text, { exact: true }).waitFor();

/** A page at a time: the next, in another order, of what is searched for, and all of them as a table. */
async function pagesOfJobs(page, open) {
  await open(jobs);
  const count = main(page).getByText(/^Showing 1 to 100 of \d+ results\.$/);
  await count.waitFor();
  const total = Number((await count.innerText()).match(/of (\d+)/)[1]);
  assert.ok(total > 1_000, `${total} jobs`);
  const newest = await instancesShown(page);
  assert.equal(newest.length, 100);
  await main(page).getByRole("button", { name: "Next >" }).press("Enter");
  await showing(page, `Showing 101 to 200 of ${total} results.`);
  assert.notDeepEqual(await instancesShown(page), newest);
  const last = String(Math.ceil(total / 100));
  await main(page).getByRole("combobox", { name: "Page" }).selectOption(last);
  await showing(page, `Showing ${(Number(last) - 1) * 100 + 1} to ${total} of ${total} results.`);
  await main(page).getByRole("combobox", { name: "Page" }).selectOption("1");
  await showing(page, `Showing 1 to 100 of ${total} results.`);

  // By another column, and back again.
  const head = main(page).getByRole("columnheader", { name: "Backup instance" });
  await head.getByRole("button").click();
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  await page.waitForFunction((cells) => {
    const names = [...document.querySelectorAll(cells)].map((cell) => cell.textContent);
    return names.length === 100 && names.every((name, index) => index === 0 || names[index - 1] >= name);
  }, instanceCells);

  // What is searched for is searched for among all of them, and said to whoever does not see it.
  await main(page).getByRole("searchbox", { name: "Filter for any field" }).fill("no such job");
  await main(page).getByRole("heading", { name: "No results match your filters" }).waitFor();
  await page.getByRole("status").filter({ hasText: /^0 results/ }).waitFor({ state: "attached" });
  await main(page).getByRole("button", { name: "Reset filters" }).click();
  await showing(page, `Showing 1 to 100 of ${total} results.`);
  await filterBy(page, "Time range", "Last 24 hours");
  await main(page).getByText(` of ${total} results.`).waitFor({ state: "detached" });
  const ofToday = await main(page).getByText(/^Showing 1 to \d+ of \d+ results\.$/).innerText();
  const today = Number(ofToday.match(/of (\d+)/)[1]);
  assert.ok(today > 100 && today < total, `${today} of ${total} in a day`);
  const [download] = await Promise.all([page.waitForEvent("download"), command(page, "Export to CSV").click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length - 1, today, "a line for each, also of those on other pages");
  assert.equal(new Set(lines).size, lines.length, "each once");
}

browserTest("a scenario that is being prepared is given up", async ({ page, open }) => {
  await open("#home");
  await pauseClock(page);
  await startByKeyboard(page);
  await progress(page).waitFor();
  await scenarioPane(page).getByRole("button", { name: "Cancel" }).click();
  await progress(page).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).waitFor();
  assert.equal(await bar(page).getByRole("button", { name: /^Undo/ }).getAttribute("title"), "Nothing to undo");
});

browserTest("the picker fits a narrow screen, in the dark too", async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open("#home");
  await page.setViewportSize({ width: 320, height: 640 });
  await bar(page).getByRole("button", { name: "Controls" }).click();
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).click();
  const card = scenarioCard(page, "First backup");
  await card.waitFor();
  await expectAccessible(page, "the picker on a narrow screen");
  const { x, width } = await card.boundingBox();
  assert.ok(x >= 0 && x + width <= 320, `from ${x}, ${width} wide`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  // The one that runs is reset, and says so.
  await card.click();
  const question = page.getByRole("alertdialog", { name: "Reset First backup to its start" });
  await question.getByRole("button", { name: "Reset" }).click();
  await scenarioPane(page).waitFor({ state: "detached" });
}, { colorScheme: "dark" });
