// Every blade of the prepared world opens without a complaint of the browser, and axe finds nothing in it, in both themes.

import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const data = `#resource${subscription}/resourceGroups/rg-data-weu`;
const lake = `${data}/providers/Microsoft.Storage/storageAccounts/lakeweu01`;
const vaultId = `${subscription}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
const vault = `#resource${vaultId}`;

/** Address and heading of each blade. */
const blades = [
  ["#home", "Home"],
  ["#allservices", "All services"],
  ["#create/hub", "Create a resource"],
  ["#create/resourcegroup", "Create a resource group"],
  ["#create/storageaccount", "Create a storage account"],
  ["#create/backupvault", /Create .*vault/i],
  ["#browse/all", "All resources"],
  ["#browse/resourcegroups", "Resource groups"],
  ["#browse/subscriptions", "Subscriptions"],
  [`${data}/overview`, "rg-data-weu"],
  [`${data}/deployments`, /Deployments/],
  [`${lake}/overview`, "lakeweu01"],
  [`${lake}/containers`, /Containers/],
  [`${lake}/containers/raw`, "raw"],
  [`${lake}/iam`, /Access control/],
  [`${lake}/iam/add`, /Add role assignment/],
  [`${lake}/tags`, /Tags/],
  [`${vault}/overview`, "vault-weu-prod"],
  [`${vault}/identity`, /Identity/],
  [`${vault}/properties`, /Properties/],
  [`${vault}/backupinstances`, /Backup instances/],
  [`${vault}/backuppolicies`, /Backup policies/],
  [`${vault}/backupjobs`, /Backup jobs/],
  [`${vault}/backupPolicies/daily-30-days`, "daily-30-days"],
  [`${vault}/backupInstances/lakehistory`, "lakehistory"],
  [`#view/backup/createpolicy/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`, /Create .*policy/i],
  [`#view/backup/configure/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`, "Configure Backup"],
  [
    `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/lakehistory`)}`,
    /Restore/,
  ],
  ["#settings/appearance", "Portal settings"],
  ["#no/such/place", "Blade not found"],
];

/** Blades whose findings were mended last: the next change runs axe on them again and empties this list. */
const mended = [];

for (const colorScheme of ["light", "dark"]) {
  browserTest(
    `every blade opens and is accessible, ${colorScheme}`,
    async ({ page, open }) => {
      const complaints = [];
      for (const [route, heading] of blades) {
        try {
          await open(route);
          await page.getByRole("heading", { level: 1, name: heading }).waitFor({ timeout: 15_000 });
          await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
          if (!mended.includes(route)) await expectAccessible(page, `${route} (${colorScheme})`);
        } catch (error) {
          complaints.push(`${route}: ${error.message}`);
        }
      }
      if (complaints.length > 0) throw new Error(complaints.join("\n\n"));
    },
    { timeout: 300_000, colorScheme },
  );
}
