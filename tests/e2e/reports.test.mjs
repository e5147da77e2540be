// Backup reports of a month: charts read with the keyboard, as tables that agree with the list of jobs, taken away as CSV,
// and costs that follow the prices. By visible names, in both themes.

import assert from "node:assert/strict";
import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { command, downloaded, filterBy, main, openBySearch, openMenuItem, pauseClock, startScenario } from "./portal.mjs";

useBrowser();

const vault = "vault-weu-prod";
const chart = (page, name) => main(page).getByRole("figure", { name, exact: true });
const plot = (page, name) => chart(page, name).getByRole("group", { name: `${name}; arrow keys read it` });
const said = (page, name) => chart(page, name).getByRole("status");
const summary = (page, name) => chart(page, name).locator("figcaption");
const rows = (page, name) => chart(page, name).getByRole("table", { name, exact: true }).locator("tbody tr");

/** A downloaded table as rows of cells. */
async function downloadedTable(page, press) {
  const { name, text } = await downloaded(page, press);
  const cells = (line) => line.slice(1, -1).split('","');
  return { name, rows: text.replace(/^\ufeff/, "").trim().split("\r\n").map(cells) };
}

const showAs = (page, name, kind) =>
  chart(page, name).getByRole("group", { name: `${name} as` }).getByRole("button", { name: kind }).click();

const cellsOf = (page, name) =>
  rows(page, name).evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.innerText.trim())),
  );

async function openReports(page, open) {
  await open();
  await startScenario(page, "Running estate");
  await pauseClock(page);
  await openBySearch(page, vault, new RegExp(vault));
  await page.getByRole("heading", { level: 1, name: vault }).waitFor();
  await openMenuItem(page, "Backup reports");
  await plot(page, "Backups").waitFor();
}

browserTest("charts are read with the keyboard and as tables", readCharts, { timeout: 180_000 });

async function readCharts({ page, open }) {
  await openReports(page, open);
  await plot(page, "Backups").focus();
  await page.keyboard.press("Home");
  const first = await said(page, "Backups").innerText();
  assert.match(first, /\d{4}: Completed \d+, Failed \d+, Success rate .*, Backups \d+$/);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await said(page, "Backups").innerText(), first, "the next day is read");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await said(page, "Backups").innerText(), first);
  await page.keyboard.press("End");
  assert.notEqual(await said(page, "Backups").innerText(), first);
  await page.keyboard.press("Escape");
  await said(page, "Backups").filter({ hasText: "use the arrow keys" }).waitFor();
  const frame = await plot(page, "Backups").boundingBox();
  await page.mouse.move(frame.x + frame.width / 2, frame.y + 60);
  await said(page, "Backups").filter({ hasText: "Completed" }).waitFor();

  const choice = chart(page, "Backups").getByRole("button", { name: "Table", exact: true });
  await choice.focus();
  await page.keyboard.press("Enter");
  await rows(page, "Backups").first().waitFor();
  assert.ok(await choice.evaluate((element) => element === document.activeElement), "the switch keeps the keyboard");
  const table = await cellsOf(page, "Backups");
  const read = table.at(-1);
  assert.equal(first.split(": ")[0], read[0], "the oldest day is the last row");
  assert.ok(first.includes(`Completed ${read[1]}, Failed ${read[2]}`), `${first} is ${read}`);
  await agreesWithFile(page, table);
  await agreesWithJobs(page, table);
}

/** The file has the figures of the table, oldest first. */
async function agreesWithFile(page, table) {
  const press = () => chart(page, "Backups").getByRole("button", { name: "Download CSV of Backups" }).click();
  const file = await downloadedTable(page, press);
  assert.equal(file.name, "backups.csv");
  assert.deepEqual(file.rows[0], ["Day", "Completed", "Failed", "Success rate (%)", "Backups"]);
  assert.equal(file.rows.length - 1, table.length);
  const figures = (row) => [row[1], row[2], row[4]];
  assert.deepEqual(file.rows.slice(1).reverse().map(figures), table.map(figures));
}

/** On whole days of the last week the report counts the jobs that the list has. */
async function agreesWithJobs(page, table) {
  await openMenuItem(page, "Backup jobs");
  await main(page).getByRole("table", { name: "Backup jobs" }).locator("tbody tr").first().waitFor();
  const jobs = await downloadedTable(page, () => command(page, "Export to CSV").click());
  const column = (title) => jobs.rows[0].indexOf(title);
  const ended = (day, status) =>
    jobs.rows.slice(1).filter(
      (row) =>
        row[column("Operation")].endsWith("backup") &&
        row[column("Status")] === status &&
        new Date(row[column("End time")]).toDateString() === new Date(day).toDateString(),
    ).length;
  const days = table.slice(1, 6).map(([day, completed, failed]) => ({ day, completed, failed }));
  assert.equal(days.length, 5);
  for (const { day, completed, failed } of days) {
    assert.deepEqual([Number(completed), Number(failed)], [ended(day, "Completed"), ended(day, "Failed")], day);
  }
  assert.ok(days.some(({ completed }) => Number(completed) > 0), "there were backups");
  await main(page).getByRole("link", { name: "View backup reports" }).click();
  await plot(page, "Backups").waitFor();
}

browserTest("costs follow the prices, which are kept", followPrices, { timeout: 180_000 });

async function followPrices({ page, open }) {
  await openReports(page, open);
  const before = await summary(page, "Cost").innerText();
  assert.match(before, /^\$[\d.,]+ in \w+ \d{4} so far/);
  const pane = page.getByRole("dialog", { name: "Prices" });
  const field = pane.getByRole("textbox", { name: /^Snapshot storage/ });
  await command(page, "Prices").click();
  assert.equal(await field.inputValue(), "0.05");
  await field.fill("dear");
  await pane.getByText("Enter an amount in US dollars", { exact: false }).first().waitFor();
  await field.fill("5");
  await expectAccessible(page, "the pane with the prices");
  await pane.getByRole("button", { name: "Save", exact: true }).click();
  await pane.waitFor({ state: "detached" });
  const dearer = summary(page, "Cost").filter({ hasNotText: before });
  await dearer.waitFor();
  const dollars = (text) => Number(text.match(/\$([\d.,]+)/)[1].replaceAll(",", ""));
  assert.ok(dollars(await dearer.innerText()) > 10 * dollars(before), "snapshots are most of it");
  const kept = await dearer.innerText();
  await page.reload();
  await summary(page, "Cost").filter({ hasText: kept }).waitFor();
  await command(page, "Prices").click();
  await pane.getByRole("button", { name: "Restore defaults" }).click();
  await pane.getByRole("button", { name: "Save", exact: true }).click();
  await summary(page, "Cost").filter({ hasText: before }).waitFor();
}

for (const colorScheme of ["light", "dark"]) {
  browserTest(
    `reports of all vaults, in steps of any length, are accessible, ${colorScheme}`,
    async ({ page, open }) => {
      await openReports(page, open);
      await openBySearch(page, "backup reports", /Backup reports/);
      await page.getByRole("heading", { level: 1, name: /Resiliency \| Backup reports/ }).waitFor();
      await plot(page, "Storage").waitFor();
      await plot(page, "Storage").focus();
      await page.keyboard.press("End");
      await expectAccessible(page, `charts (${colorScheme})`);
      for (const name of ["Storage", "Recovery points", "Backups", "Cost"]) await showAs(page, name, "Table");
      await rows(page, "Cost").first().waitFor();
      await expectAccessible(page, `tables (${colorScheme})`);
      await filterBy(page, "Time range", "Last year");
      await chart(page, "Backups").getByRole("columnheader", { name: "Month" }).waitFor();
      await filterBy(page, "Per", "Week");
      await chart(page, "Backups").getByRole("columnheader", { name: "Week" }).waitFor();
      await filterBy(page, "Datasource type", "Azure Disks");
      await page.setViewportSize({ width: 320, height: 640 });
      await showAs(page, "Storage", "Chart");
      await plot(page, "Storage").waitFor();
      await expectAccessible(page, `narrow charts (${colorScheme})`);
    },
    { timeout: 180_000, colorScheme },
  );
}
