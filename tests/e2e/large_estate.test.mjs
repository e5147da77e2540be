// The large estate: chosen by keyboard, prepared while one goes on working, listed, filtered, stepped and left again; and
// given up while it is being prepared.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, main, openBySearch, pauseClock, scenarioCard, scenarioPane } from "./portal.mjs";

useBrowser();

// A development build takes ten times as long as a release.
const preparingMs = 420_000;

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

  // All resources are more than a list can have: names are looked for among all of them.
  await open("#browse/all");
  await main(page).getByText(/^The first 1,000 of \d\d,\d{3} by name are listed/).waitFor();
  await main(page).getByLabel("Find among all of them by name").fill("vault-sea");
  await main(page).getByRole("link", { name: "vault-sea-prod", exact: true }).waitFor();

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
