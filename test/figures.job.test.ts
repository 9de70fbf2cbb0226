import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = new URL("../docs/figures/", import.meta.url);

// The figures show what the packages do: when that changes, `npm run figures` draws them anew. A scene is simulated for them.
test("the figures of the documentation are those that the packages draw", async () => {
  const { figures } = (await import(fileURLToPath(new URL("make.mjs", folder)))) as {
    figures: () => Promise<Record<string, string>>;
  };
  const drawn = await figures();
  expect(Object.keys(drawn).length).toBeGreaterThan(2);
  for (const [name, content] of Object.entries(drawn)) {
    expect(readFileSync(new URL(name, folder), "utf8") === content, `docs/figures/${name} is out of date`).toBe(true);
  }
}, 120_000);
