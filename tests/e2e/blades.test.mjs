// Every blade of the prepared world opens without a complaint of the browser, and axe finds nothing in it, in both themes.

import { browserTest, expectAccessible, useBrowser } from "./harness.mjs";
import { command, main, next, pauseClock } from "./portal.mjs";

useBrowser();

const subscription = "/subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01";
const data = `#resource${subscription}/resourceGroups/rg-data-weu`;
const lake = `${data}/providers/Microsoft.Storage/storageAccounts/lakeweu01`;
const flat = `${data}/providers/Microsoft.Storage/storageAccounts/stmediaweu`;
const documents = `${data}/providers/Microsoft.Storage/storageAccounts/stdocsweu`;
const diskId = `${subscription}/resourceGroups/rg-data-weu/providers/Microsoft.Compute/disks/disk-erp-data`;
const snapshotId = `${subscription}/resourceGroups/rg-data-weu/providers/Microsoft.Compute/snapshots/disk-erp-data-before-update`;
const vaultId = `${subscription}/resourceGroups/rg-backup-weu/providers/Microsoft.DataProtection/backupVaults/vault-weu-prod`;
const vault = `#resource${vaultId}`;

const configureDisks = `#view/backup/configure/type/AzureDisk/vault/${encodeURIComponent(vaultId)}`;
const restoreBlobs = `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/stdocsweu-backup`)}`;
const restoreDisk = `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/disk-files-backup`)}`;

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
  [`${lake}/locks`, /Locks/],
  [`${lake}/dataprotection`, /Data protection/],
  [`${lake}/datalosses`, /Recoverability/],
  [`${flat}/dataprotection`, /Data protection/],
  [`${flat}/objectreplication`, /Object replication/],
  [`${flat}/datalosses`, /Recoverability/],
  [`${flat}/lifecycle`, /Lifecycle management/],
  [`${lake}/lifecycle`, /Lifecycle management/],
  [`${flat}/containers/images`, "images"],
  [`${data}/locks`, /Locks/],
  [`${data}/activitylog`, /Activity log/],
  [`#resource${subscription}/activitylog`, /Activity log/],
  ["#view/monitor/activitylog", "Activity log"],
  [`#resource${subscription}/locks`, /Locks/],
  ["#browse/Microsoft.Compute%2Fdisks", "Disks"],
  ["#browse/Microsoft.Compute%2Fsnapshots", "Snapshots"],
  ["#create/disk", "Create a managed disk"],
  [`#create/disk/from/${encodeURIComponent(snapshotId)}`, "Create a managed disk"],
  [`#create/snapshot/from/${encodeURIComponent(diskId)}`, "Create snapshot"],
  [`#resource${diskId}/overview`, "disk-erp-data"],
  [`#resource${diskId}/snapshots`, /Snapshots/],
  [`#resource${diskId}/contents`, /Contents/],
  [`#resource${diskId}/tags`, /Tags/],
  [`#resource${snapshotId}/overview`, "disk-erp-data-before-update"],
  [`#resource${snapshotId}/contents`, /Contents/],
  [`#resource${snapshotId}/iam`, /Access control/],
  [`#resource${snapshotId}/locks`, /Locks/],
  [`${vault}/overview`, "vault-weu-prod"],
  [`${vault}/identity`, /Identity/],
  [`${vault}/properties`, /Properties/],
  [`${vault}/locks`, /Locks/],
  [`${vault}/backupinstances`, /Backup instances/],
  [`${vault}/backuppolicies`, /Backup policies/],
  [`${vault}/backupjobs`, /Backup jobs/],
  [`${vault}/alerts`, /Alerts/],
  [`${vault}/backupreports`, /Backup reports/],
  [`${vault}/activitylog`, /Activity log/],
  ["#view/resiliency/alerts", /Alerts/],
  ["#view/resiliency/reports", /Backup reports/],
  [`${vault}/backupPolicies/daily-30-days`, "daily-30-days"],
  [`${vault}/backupInstances/lakehistory`, "lakehistory"],
  [`#view/backup/createpolicy/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`, /Create .*policy/i],
  [`#view/backup/configure/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`, "Configure Backup"],
  [
    `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/lakehistory`)}`,
    /Restore/,
  ],
  [`#resource${diskId}/backup`, /Backup/],
  ["#view/resiliency/overview", "Resiliency"],
  ["#view/backup/configure/type/AzureDisk", "Configure Backup"],
  [configureDisks, "Configure Backup"],
  [`#view/backup/createpolicy/type/AzureDisk/vault/${encodeURIComponent(vaultId)}`, /Create .*policy/i],
  [`#view/backup/createpolicy/type/AzureBlob/vault/${encodeURIComponent(vaultId)}`, /Create .*policy/i],
  [`#view/backup/configure/type/AzureBlob/vault/${encodeURIComponent(vaultId)}`, "Configure Backup"],
  [`${vault}/backupPolicies/disks-4-hourly`, "disks-4-hourly"],
  [`${vault}/backupInstances/disk-files-backup`, "disk-files-backup"],
  [restoreDisk, /Restore/],
  [`${documents}/dataprotection`, /Data protection/],
  [`${documents}/objectreplication`, /Object replication/],
  [`${documents}/datalosses`, /Recoverability/],
  [`${vault}/backupPolicies/blobs-30-days`, "blobs-30-days"],
  [`${vault}/backupInstances/stdocsweu-backup`, "stdocsweu-backup"],
  [restoreBlobs, /Restore/],
  ["#settings/appearance", "Portal settings"],
  ["#sim/api", "API playground"],
  ["#sim/requests", "Request log"],
  ["#no/such/place", "Blade not found"],
];

const openPane = (name) => (page) => command(page, name).click();
const configure = `#view/backup/configure/type/AzureDataLakeStorage/vault/${encodeURIComponent(vaultId)}`;
const restore = `#view/backup/restore/instance/${encodeURIComponent(`${vaultId}/backupInstances/lakehistory`)}`;

/** From the row of a container, as the command of the bar may have moved into its overflow. */
const accessPolicy = (name) => async (page) => {
  await main(page).getByRole("row", { name: new RegExp(name) }).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Access policy" }).click();
};

/** Of the menu of the newest restore point. */
const pointCommand = (name) => async (page) => {
  const points = main(page).getByRole("table", { name: "Restore points", exact: true });
  await points.getByRole("row").nth(1).getByRole("button").last().click();
  await page.getByRole("menuitem", { name }).click();
};

/** What lies over a blade: its address, how to bring it up, and its name. */
const overlays = [
  [`${lake}/containers`, openPane("Container"), "New container"],
  [`${flat}/containers`, openPane("Show deleted containers"), "Deleted containers"],
  [`${flat}/containers`, openPane("Restore containers"), "Restore containers"],
  [`${flat}/containers`, accessPolicy("images"), "Access policy"],
  [`${lake}/containers`, accessPolicy("raw"), "Access policy"],
  [`${flat}/lifecycle`, openPane("Add rule"), "Add rule"],
  [`${flat}/objectreplication`, openPane("Create replication rules"), "Create replication rules"],
  [`${documents}/objectreplication`, openPane("Advanced settings"), "Advanced settings"],
  [`${lake}/containers/raw`, openPane("Upload"), "Upload blob"],
  [`${lake}/locks`, openPane("Add"), "Add lock"],
  [`${lake}/containers/raw`, openPane("Add Directory"), /directory/i],
  [`${vault}/backupInstances/lakehistory`, openPane("Backup now"), "Backup now"],
  [`${vault}/backupInstances/lakehistory`, openPane("Edit backup instance"), /Edit/],
  [`${vault}/backupInstances/lakehistory`, openPane("Stop Backup"), /Stop/],
  [`${vault}/backupInstances/lakehistory`, pointCommand("Why is this kept?"), "Why is this kept?"],
  [`${vault}/backupInstances/disk-files-backup`, pointCommand("Why is this kept?"), "Why is this kept?"],
  [`${vault}/overview`, openPane("Restore"), /./],
  [
    `${vault}/backupInstances/disk-files-backup`,
    async (page) => {
      await openPane("Stop Backup")(page);
      await page.getByRole("dialog").getByRole("button", { name: "View request" }).click();
    },
    "View request",
  ],
  [
    `${vault}/properties`,
    (page) => main(page).getByRole("button", { name: "Update Soft delete" }).click(),
    "Soft delete",
  ],
  [restore, (page) => main(page).getByRole("button", { name: "Select restore point" }).click(), "Select restore point"],
  [
    restore,
    async (page) => {
      await next(page);
      await main(page).getByRole("button", { name: "Select restore destination" }).click();
    },
    "Restore destination",
  ],
  [
    configure,
    async (page) => {
      await next(page);
      await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ index: 1 });
      await next(page);
      await command(page, "Add").click();
    },
    "Select storage account container",
  ],
  [`${vault}/backupreports`, openPane("Prices"), "Prices"],
  [`#resource${diskId}/overview`, openPane("Simulate work"), "Simulate work"],
  [`#resource${diskId}/overview`, openPane("Resize"), "Size + performance"],
  [
    `#resource${diskId}/overview`,
    async (page) => {
      await main(page).getByRole("toolbar").getByRole("button", { name: "More commands" }).click();
      await page.getByRole("menuitem", { name: "Attach to virtual machine" }).click();
    },
    "Attach to virtual machine",
  ],
  [`#resource${diskId}/overview`, openPane("Verify"), "Verify"],
  [
    `#resource${diskId}/overview`,
    async (page) => {
      await openPane("Simulate work")(page);
      await page.getByRole("dialog").getByRole("button", { name: "Encrypt everything" }).click();
    },
    "Encrypt everything",
  ],
  [`#resource${snapshotId}/overview`, openPane("Verify"), "Verify"],
  [`#resource${snapshotId}/overview`, openPane("Delete"), "Delete confirmation"],
  ["#view/resiliency/overview", openPane("Configure protection"), "Configure protection"],
  ["#view/resiliency/overview", openPane("Recover"), "Recover"],
  [
    "#view/backup/configure/type/AzureDisk",
    (page) => main(page).getByRole("button", { name: "Select vault" }).click(),
    "Select a Vault",
  ],
  [
    configureDisks,
    async (page) => {
      await next(page);
      await main(page).getByRole("combobox", { name: "Backup policy" }).selectOption({ index: 1 });
      await next(page);
      await command(page, "Add/Edit").click();
    },
    "Select disks",
  ],
  [`${vault}/backupInstances/disk-files-backup`, openPane("Backup now"), "Backup now"],
  [`${vault}/backupInstances/disk-files-backup`, openPane("Stop Backup"), "Stop Backup"],
  [`${vault}/backupInstances/disk-files-backup`, openPane("Delete"), "Delete Backup Data"],
  [`${vault}/backupInstances/stdocsweu-backup`, openPane("Backup now"), "Backup now"],
  [`${vault}/backupInstances/stdocsweu-backup`, openPane("Delete"), "Delete Backup Data"],
  [restoreDisk, (page) => main(page).getByRole("button", { name: "Select restore point" }).click(), "Select restore point"],
  [
    `#view/backup/createpolicy/type/AzureDisk/vault/${encodeURIComponent(vaultId)}`,
    async (page) => {
      await main(page).getByRole("button", { name: "Next : Schedule + retention >" }).click();
      await main(page).getByRole("button", { name: "Add retention rule" }).click();
    },
    "Add retention rule",
  ],
  ["#home", (page) => page.getByRole("button", { name: /^Notifications/ }).click(), /Notifications/],
  ["#home", (page) => page.getByRole("button", { name: "SIMULATION", exact: true }).click(), "This is a simulator"],
];

for (const colorScheme of ["light", "dark"]) {
  browserTest(
    `every pane and dialog opens and is accessible, ${colorScheme}`,
    async ({ page, open }) => {
      // Nothing that the clock brings, such as a notification, moves in while a blade is looked at.
      await open();
      await pauseClock(page);
      const complaints = [];
      for (const [route, bringUp, name] of overlays) {
        try {
          await open(route);
          await page.reload();
          await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
          await bringUp(page);
          const overlay = page.getByRole("dialog", { name }).or(page.getByRole("alertdialog", { name }));
          await overlay.first().waitFor();
          await expectAccessible(page, `${name} of ${route} (${colorScheme})`);
        } catch (error) {
          complaints.push(`${route} ${name}: ${error.message}`);
        }
      }
      if (complaints.length > 0) throw new Error(complaints.join("\n\n"));
    },
    { timeout: 300_000, colorScheme },
  );
}

for (const colorScheme of ["light", "dark"]) {
  browserTest(
    `every blade opens and is accessible, ${colorScheme}`,
    async ({ page, open }) => {
      // Nothing that the clock brings, such as a notification, moves in while a blade is looked at.
      await open();
      await pauseClock(page);
      const complaints = [];
      for (const [route, heading] of blades) {
        try {
          await open(route);
          await page.getByRole("heading", { level: 1, name: heading }).waitFor({ timeout: 15_000 });
          await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
          await expectAccessible(page, `${route} (${colorScheme})`);
        } catch (error) {
          complaints.push(`${route}: ${error.message}`);
        }
      }
      if (complaints.length > 0) throw new Error(complaints.join("\n\n"));
    },
    { timeout: 300_000, colorScheme },
  );
}
