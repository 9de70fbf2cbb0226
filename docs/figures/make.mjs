// Draws the figures of the documentation from the packages as built: node docs/figures/make.mjs

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudStatisticsFigure } from "./cloud-statistics.mjs";
import { cornersFigure } from "./corners.mjs";
import { gridFigure } from "./grid.mjs";
import { patchesFigure } from "./patches.mjs";
import { sceneImageFigure } from "./scene-image.mjs";
import { sceneOxygenFigure } from "./scene-oxygen.mjs";
import { sceneParallaxFigure } from "./scene-parallax.mjs";

/** File names and contents of all figures. */
export async function figures() {
  return {
    "polder-grid.svg": gridFigure(),
    "corners.svg": cornersFigure(),
    "patches.svg": await patchesFigure(),
    "cloud-statistics.svg": cloudStatisticsFigure(),
    "scene-image.svg": sceneImageFigure(),
    "scene-parallax.svg": sceneParallaxFigure(),
    "scene-oxygen.svg": sceneOxygenFigure(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of Object.entries(await figures())) {
    writeFileSync(new URL(name, import.meta.url), content);
  }
}
