// Azure's own SDKs, unmodified and with their default endpoints, do whole journeys in the SDK playground while a tab of
// the portal shows the same world.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before } from "node:test";
import { build } from "esbuild";
import { browserTest, project, useBrowser } from "./harness.mjs";
import { openPlayground, runCode } from "./playground.mjs";
import { main } from "./portal.mjs";

useBrowser();

const folder = join(project, "tests/e2e/sdk");
const codeOf = (name) => readFile(join(folder, `${name}.mjs`), "utf8");
let library;

before(async () => {
  const entryPoints = [join(folder, "library.mjs")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", platform: "browser", write: false });
  library = { name: "azure.js", mimeType: "text/javascript", buffer: Buffer.from(outputFiles[0].contents) };
});

// What the journeys ask for and are meant to be refused.
const refusals = { lake: [], blob: [404], disk: [409] };

for (const [workload, statuses] of Object.entries(refusals)) {
  browserTest(
    `Azure's SDKs protect and restore: ${workload}`,
    async ({ page, newPage, open, expectProblem }) => {
      for (const status of statuses) {
        expectProblem(new RegExp(`status ${status}: https://[a-z.]+\\.(azure\\.com|windows\\.net)/`));
        expectProblem(new RegExp(`console: .* status of ${status} `));
      }
      const portal = await open(`#browse/${encodeURIComponent("Microsoft.DataProtection/backupVaults")}`, await newPage());
      await main(portal).getByRole("table").waitFor();
      await portal.getByRole("combobox", { name: "Speed" }).selectOption("3600");
      await page.bringToFront();
      await openPlayground(page);
      await page.getByLabel("Libraries (ES modules)").setInputFiles(library);
      await page.getByRole("list", { name: "Loaded libraries" }).getByText("azure").waitFor();
      const code = `${await codeOf("steps")}\n${await codeOf(workload)}`;
      const said = await runCode(page, code, { timeout: 150_000 });
      if (!/restored\n[\s\S]*Done\.$/.test(said)) throw new Error(said);
      // Nobody reloaded the portal.
      await main(portal).getByRole("link", { name: `vault-sdk-${workload}`, exact: true }).waitFor();
    },
    { timeout: 240_000 },
  );
}
