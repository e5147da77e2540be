// Files for uploads: a folder that goes away again, and bytes that nothing compresses.

import { randomFillSync } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const mebibyte = 1 << 20;

/** Runs `body(folder)` on an empty folder, and removes it with all that is in it. */
export async function withFolder(body) {
  const folder = await mkdtemp(join(tmpdir(), "vault-lab-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Writes a file of noise: a whole number of mebibytes. */
export async function writeNoise(path, bytes) {
  const file = await open(path, "w");
  const block = Buffer.alloc(mebibyte);
  for (let written = 0; written < bytes; written += block.length) {
    randomFillSync(block);
    await file.write(block);
  }
  await file.close();
}
