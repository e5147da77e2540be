// Savepoints: what was done is undone and done again, in every tab and over reloads; a scenario that was started is left.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, createResourceGroup, main, openBySearch, pauseClock, startScenario } from "./portal.mjs";

useBrowser();

const bar = (page) => page.getByRole("complementary", { name: "Simulation controls" });
const undoButton = (page) => bar(page).getByRole("button", { name: /^Undo/ });
const pane = (page) => page.getByRole("dialog", { name: "Savepoints" });
const moments = (page) => pane(page).getByRole("list", { name: "Moments, the newest first" });
const moment = (page, title) => moments(page).getByRole("listitem").filter({ hasText: title });
const question = (page, title) => page.getByRole("dialog", { name: title });
const clock = (page) => bar(page).getByRole("timer").innerText();

async function openPane(page) {
  await bar(page).getByRole("button", { name: "Savepoints", exact: true }).click();
  await pane(page).waitFor();
}

async function saveMoment(page, name) {
  await pane(page).getByLabel("Name of this moment").fill(name);
  await pane(page).getByRole("button", { name: "Save this moment" }).click();
}

/** Goes to a moment of the pane, and says yes when asked. */
async function goTo(page, title) {
  await moment(page, title).getByRole("button", { name: /^Go to/ }).click();
  await question(page, /^Go to/).getByText(/so that you can come back to it/).waitFor();
  await question(page, /^Go to/).getByRole("button", { name: "Go there" }).click();
}

async function listGroups(page) {
  await openBySearch(page, "resource groups", /Resource groups/);
  await page.getByRole("heading", { level: 1, name: "Resource groups" }).waitFor();
}

const group = (page, name) => main(page).getByRole("link", { name, exact: true });

browserTest("what was done is undone and done again, in every tab", async ({ page, open, newPage }) => {
  await open("#home");
  await pauseClock(page);
  const none = undoButton(page);
  assert.equal(await none.getAttribute("aria-disabled"), "true");
  assert.equal(await none.getAttribute("title"), "Nothing to undo");
  const before = await clock(page);
  await createResourceGroup(page, "rg-mistake");
  await listGroups(page);
  await group(page, "rg-mistake").waitFor();
  const second = await open("#home", await newPage());
  await listGroups(second);
  await group(second, "rg-mistake").waitFor();

  await bar(second).getByRole("button", { name: "Undo: create resource group rg-mistake" }).click();
  for (const tab of [page, second]) {
    await group(tab, "rg-mistake").waitFor({ state: "detached" });
    await bar(tab).getByRole("button", { name: /^Play/ }).waitFor();
  }
  assert.equal(await clock(page), before);

  // Both see that there is a way forward, also after a reload.
  await openPane(second);
  await moment(second, /^Before: going to/).waitFor();
  await page.reload();
  await listGroups(page);
  await openPane(page);
  await moment(page, "Before: create resource group rg-mistake").getByText("You are here").waitFor();
  await goTo(page, /^Before: going to/);
  await moment(page, /^Before: going to/).getByText("You are here").waitFor();
  await page.keyboard.press("Escape");
  for (const tab of [page, second]) await group(tab, "rg-mistake").waitFor();
  await moment(second, /^Before: going to/).getByText("You are here").waitFor();
});

browserTest("a moment has a name, which is kept until it is deleted", async ({ page, open }) => {
  await open("#home");
  await pauseClock(page);
  await openPane(page);
  await pane(page).getByText("There are none yet").waitFor();
  await pane(page).getByRole("button", { name: "Save this moment" }).click();
  await pane(page).getByText("Enter a name.").waitFor();
  await saveMoment(page, "Before the drill");
  await moment(page, "Before the drill").getByText("You are here").waitFor();
  await saveMoment(page, "before the DRILL");
  await pane(page).getByText("There is a savepoint named Before the drill already.").waitFor();
  await expectAccessible(page, "the pane Savepoints");
  await moment(page, "Before the drill").getByRole("button", { name: /^Rename/ }).click();
  const naming = question(page, "Name this savepoint");
  await naming.getByLabel("Name").fill("Monday morning");
  await naming.getByRole("button", { name: "Save" }).click();
  await moment(page, "Monday morning").waitFor();
  await page.keyboard.press("Escape");
  const before = await clock(page);

  // The clock runs ahead and comes back, by the keyboard alone.
  await advance(page, "+1 day");
  assert.notEqual(await clock(page), before);
  await bar(page).getByRole("button", { name: "Savepoints", exact: true }).focus();
  await page.keyboard.press("Enter");
  await moment(page, "Before: running until").waitFor();
  await moment(page, "Monday morning").getByRole("button", { name: /^Go to/ }).focus();
  await page.keyboard.press("Enter");
  await question(page, "Go to “Monday morning”").waitFor();
  await expectAccessible(page, "the question before going back");
  await question(page, "Go to “Monday morning”").getByRole("button", { name: "Go there" }).focus();
  await page.keyboard.press("Enter");
  await moment(page, "Monday morning").getByText("You are here").waitFor();
  assert.equal(await clock(page), before);
  // What was ahead is another way now.
  await moment(page, /^Before: going to.*another way|^Before: going to.*on another way/s).waitFor();

  await moment(page, "Monday morning").getByRole("button", { name: /^Delete/ }).click();
  const deleting = page.getByRole("alertdialog", { name: "Delete “Monday morning”" });
  await deleting.getByRole("button", { name: "Delete" }).click();
  // Until it is gone, another moment says that it is another way from this one.
  await moment(page, /^Monday morning/).waitFor({ state: "detached" });
  await pane(page).getByRole("button", { name: "Forget all savepoints" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Forget" }).click();
  await pane(page).getByText("There are none yet").waitFor();
  assert.equal(await clock(page), before);
});

browserTest("a scenario that was started is left again", async ({ page, open }) => {
  await open("#home");
  await pauseClock(page);
  await createResourceGroup(page, "rg-mine");
  await startScenario(page, "Empty subscription");
  await listGroups(page);
  await group(page, "rg-mine").waitFor({ state: "detached" });
  await bar(page).getByRole("button", { name: "Undo: start of the scenario Empty subscription" }).click();
  await bar(page).getByRole("button", { name: "Scenario: First backup" }).waitFor();
  await group(page, "rg-mine").waitFor();
  await page.reload();
  await listGroups(page);
  await group(page, "rg-mine").waitFor();
});
