// Runs every benchmark (or those whose path contains an argument) and prints one table.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printTable } from "./harness.mjs";

const wanted = process.argv.slice(2).filter((argument) => argument !== "--");
const here = new URL(".", import.meta.url);
const files = readdirSync(here, { recursive: true })
  .filter((name) => name.endsWith(".bench.mjs"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

const rows = [];
for (const file of files) {
  process.stderr.write(`${file}\n`);
  const folder = mkdtempSync(join(tmpdir(), "atcs-bench-"));
  try {
    const { default: run } = await import(new URL(file, here));
    rows.push(...(await run(folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
printTable(rows);
