// Why restore points are kept: the calendar of an instance, read with the keyboard and as a table, and the reasons of one point.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { advance, main, pauseClock } from "./portal.mjs";

useBrowser();

const vault =
  "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod";
const instance = `#resource${vault}/backupInstances/disk-files-backup`;

browserTest("a restore point says why it is kept, and the calendar when it goes", journey, { timeout: 120_000 });

async function journey({ page, open }) {
  await open();
  await pauseClock(page);
  await open(instance);
  await page.getByRole("heading", { level: 1, name: "disk-files-backup" }).waitFor();
  await readCalendar(page);
  await readTable(page);
  await readReasons(page);
  await narrow(page);
}

const calendar = (page) => main(page).getByRole("grid", { name: "Restore points by day and rule" });

/** Tab comes to today; the arrows walk, and what a cell says shows below. */
async function readCalendar(page) {
  const today = calendar(page).locator("[tabindex='0']");
  await today.waitFor();
  assert.equal(await calendar(page).locator("[tabindex='0']").count(), 1, "one stop for Tab");
  const before = await today.getAttribute("aria-label");
  await today.focus();
  await page.keyboard.press("ArrowRight");
  const focused = page.locator("td:focus");
  const tomorrow = await focused.getAttribute("aria-label");
  assert.notEqual(tomorrow, before);
  assert.match(tomorrow, /planned restore point|no restore point/);
  await main(page).getByText(tomorrow, { exact: true }).waitFor();
  await page.keyboard.press("Control+End");
  assert.match(await focused.getAttribute("aria-label"), /deleted\.$/);
  // A day later what was planned is made.
  await advance(page, "+1 day");
  await calendar(page).locator("[aria-label*=': 1 restore point,'], [aria-label*=' restore points,']").first().waitFor();
}

async function readTable(page) {
  await main(page).getByRole("button", { name: "Show as table" }).click();
  const table = main(page).getByRole("table", { name: "Restore points of these days" });
  await table.getByRole("cell", { name: "Planned" }).first().waitFor();
  await main(page).getByRole("button", { name: "Show as calendar" }).click();
  const heads = calendar(page).locator("thead");
  const before = await heads.textContent();
  await main(page).getByRole("button", { name: "Later", exact: true }).click();
  await page.waitForFunction(
    (before) => document.querySelector("[role=grid] thead").textContent !== before,
    before,
  );
  await main(page).getByRole("button", { name: "Today", exact: true }).click();
}

async function readReasons(page) {
  const points = main(page).getByRole("table", { name: "Restore points", exact: true });
  await points.getByRole("row").nth(1).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Why is this kept?" }).click();
  const pane = page.getByRole("dialog", { name: "Why is this kept?" });
  await pane.getByText("It is the newest restore point of the disk, which is never deleted.").waitFor();
  await pane.getByText(/rule keeps it until/).waitFor();
  await pane.getByText(/the expiry was fixed when the restore point was made/).waitFor();
  await expectAccessible(page, "Why is this kept?");
  await pane.getByRole("button", { name: "Close", exact: true }).last().click();
}

/** At 320 px the calendar scrolls and the page does not; in forced colours made and planned still differ. */
async function narrow(page) {
  await page.emulateMedia({ forcedColors: "active" });
  const borders = await calendar(page).evaluate((grid) =>
    ["made", "planned"].map((look) => {
      const cell = grid.querySelector(`.pt-calendar__cell--${look}`);
      return cell && getComputedStyle(cell).borderTopStyle;
    }),
  );
  assert.deepEqual(borders, ["solid", "dashed"]);
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 320, height: 640 });
  await calendar(page).waitFor();
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(spill <= 0, `the page is ${spill} px too wide`);
  await expectAccessible(page, "the calendar at 320 px");
}
