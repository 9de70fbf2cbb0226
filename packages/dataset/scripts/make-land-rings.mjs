// Makes src/figures/_land-rings.ts: the land of world-atlas, so that the package does not need what reads TopoJSON.
//
//   node packages/dataset/scripts/make-land-rings.mjs && npx biome check --write packages/dataset/src/figures/_land-rings.ts

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = createRequire(import.meta.url).resolve("world-atlas/land-110m.json");
const { arcs, objects, transform } = JSON.parse(readFileSync(source, "utf8"));

/** Hundredths of a degree: a hundredth of a millimetre on the widest map. */
const unitsPerDegree = 100;

// As the TopoJSON format has it: arcs are quantized and hold differences; ~n is arc n backwards, and the last point of an
// arc is the first one of the next.
const lines = arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x, y].map((value, axis) =>
      Math.round((value * transform.scale[axis] + transform.translate[axis]) * unitsPerDegree),
    );
  });
});
const lineOf = (number) => (number < 0 ? lines[~number].toReversed() : lines[number]);
const polygons = objects.land.geometries.flatMap(({ arcs: polygon }) => polygon);
const texts = polygons.map((rings) => rings.map((ring) => ringText(ring.flatMap((n, i) => lineOf(n).slice(i && 1)))));

function ringText(points) {
  const differences = points.map(([x, y], i) => [x - (points[i - 1]?.[0] ?? 0), y - (points[i - 1]?.[1] ?? 0)]);
  return differences.filter(([dx, dy], i) => i === 0 || dx !== 0 || dy !== 0).join(" ");
}

const license = readFileSync(createRequire(import.meta.url).resolve("world-atlas/LICENSE"), "utf8").trim();
const comment = [
  "Natural Earth's land at 1:110 million (public domain), as packed by world-atlas:",
  "",
  ...license.split("\n"),
];
const target = new URL("../src/figures/_land-rings.ts", import.meta.url);
writeFileSync(
  target,
  `${[
    "// Made by scripts/make-land-rings.mjs. The bundle keeps the comment below, as its licence asks.",
    ...comment.map((line, i) => `${i === 0 ? "/*!" : " *"} ${line}`.trimEnd()),
    " */",
    "",
    "/**",
    " * Rings of polygons, the outer one of each first: longitude and latitude in hundredths of a degree, of the first",
    " * point, then the differences of each from the one before.",
    " */",
    "export const landRings: readonly (readonly string[])[] = [",
    ...texts.map((rings) => `  [${rings.map((ring) => JSON.stringify(ring)).join(", ")}],`),
    "];",
  ].join("\n")}\n`,
);
