// Draws the figures of the documentation from the packages as built: node docs/figures/make.mjs

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cornersFigure } from "./corners.mjs";
import { gridFigure } from "./grid.mjs";
import { patchesFigure } from "./patches.mjs";

/** File names and contents of all figures. */
export async function figures() {
  return { "polder-grid.svg": gridFigure(), "corners.svg": cornersFigure(), "patches.svg": await patchesFigure() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of Object.entries(await figures())) {
    writeFileSync(new URL(name, import.meta.url), content);
  }
}
