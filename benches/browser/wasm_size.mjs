// What the two programs weigh on the wire, compressed as a good server would.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

export async function measureWasmSize({ folder, report }) {
  const sizes = ["portal_bg.wasm", "engine_bg.wasm"].map(async (name) => {
    const bytes = await readFile(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return (await compress(bytes, { params })).length;
  });
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  report("wasm_brotli_kb", total / 1000, "kB");
}
