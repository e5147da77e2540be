// Starts the page: loads the portal's wasm and lets it draw itself. Without a module of its own this would be an inline
// script, which the content security policy forbids.

// The build's stamp came with this file's own address; asking for the rest under the same one never mixes two builds.
const stamp = new URL(import.meta.url).search;
const notice = document.getElementById("start-up");

try {
  const portal = await import(`./portal.js${stamp}`);
  await portal.default({ module_or_path: new URL(`portal_bg.wasm${stamp}`, import.meta.url) });
  notice?.remove();
} catch (error) {
  // Nothing else can speak yet: a browser without WebAssembly SIMD, or a file that did not arrive.
  if (notice) {
    notice.setAttribute("role", "alert");
    notice.textContent =
      "Vault Lab could not start. It needs a browser of 2023 or later with WebAssembly; " +
      `if yours is one, reload the page. (${error})`;
  }
  throw error;
}
