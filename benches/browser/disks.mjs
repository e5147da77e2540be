// Large disks and long chains of snapshots, in the worker's own wasm: benches/browser/disks.rs.

import { runExample } from "./example.mjs";

/** What the program prints as it is to be reported. */
const plain = [
  "snapshot_1m_extents_ms",
  "snapshot_1m_commit_ms",
  "disk_450_open_ms",
  "disk_450_question_ms",
  "restore_ms",
  "restored_question_ms",
  "image_command_ms",
  "image_commit_ms",
  "work_on_image_commit_ms",
];

export const diskFigures = [...plain, "verify_mb_s", "disk_450_snapshots_mb", "delta_scaling_ratio"];

export async function measureDisks({ report }) {
  const { number } = await runExample("disks_browser");
  for (const name of plain) report(name, number(name), "ms");
  report("verify_mb_s", number("verify_mb_s"), "MB/s");
  report("disk_450_snapshots_mb", number("disk_450_snapshots_mb"), "MiB");
  report("delta_scaling_ratio", number("delta_large_ms"), "ms", number("delta_small_ms"));
}
