// A million blobs, in the worker's own wasm: benches/browser/blobs.rs.

import { runExample } from "./example.mjs";

export const blobFigures = [
  "pitr_plan_1m_ms",
  "blob_page_ms",
  "bytes_per_blob",
  "vaulted_delta_ms",
  "vaulted_delta_scaling_ratio",
];

export async function measureBlobs({ report }) {
  const { number } = await runExample("blobs_browser");
  report("pitr_plan_1m_ms", number("pitr_plan_1m_ms"), "ms");
  report("blob_page_ms", number("blob_page_ms"), "ms");
  report("bytes_per_blob", number("bytes_per_blob"), "bytes");
  report("vaulted_delta_ms", number("vaulted_delta_ms"), "ms");
  report("vaulted_delta_scaling_ratio", number("vaulted_delta_scaling_ratio"), "ratio");
}
