// What a person does on the page for SDK code.

import { address } from "./harness.mjs";

/** Opens the page and waits until code can be run. */
export async function openPlayground(page) {
  await page.goto(address("api.html"));
  await page.getByText("Ready: requests to Azure's addresses").waitFor();
}

/** Runs code and answers what it said. */
export async function runCode(page, code, { timeout = 20_000 } = {}) {
  await page.getByRole("button", { name: "Clear output" }).click();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const output = page.getByRole("log", { name: "Output" });
  const end = output.getByText("Done.", { exact: true }).or(output.locator(".pt-sdk__said--error"));
  await end.first().waitFor({ timeout });
  return output.innerText();
}
