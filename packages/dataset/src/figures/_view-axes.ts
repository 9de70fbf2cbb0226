import type { Axonometry } from "./_axonometry.ts";
import type { RgbaImage } from "./_png.ts";
import { curtainEnds, type PagePlace, type StandingCurtain } from "./_standing-curtain.ts";
import {
  type Attributes,
  element,
  fontSize,
  halo,
  hatched,
  hatchLines,
  ink,
  line,
  path,
  text,
  uprightText,
} from "./_svg.ts";
import { numberText, ticks } from "./_ticks.ts";

/** The edge of an image on the ground. */
export function groundFrame({ width, height }: RgbaImage, place: PagePlace): string {
  const d = path(
    [
      place(-0.5, -0.5, 0),
      place(-0.5, width - 0.5, 0),
      place(height - 0.5, width - 0.5, 0),
      place(height - 0.5, -0.5, 0),
    ],
    true,
  );
  return element("path", { d, fill: "none", stroke: ink.line, "stroke-width": 0.6 });
}

/** Lines over an image on the ground, seen where it has no data. */
export function groundHatching({ width, height }: RgbaImage, place: PagePlace): string {
  const lines = hatchLines(width, height, Math.max(width, height) / 50);
  const d = lines.map((ends) => path(ends.map(([x, y]) => place(y - 0.5, x - 0.5, 0))));
  return hatched(d.join(""));
}

/** Room for the compass, in points. */
export const compassWidth = 40;
const arrowLength = 20;

/** An arrow to the north as it lies on the ground, around a point. */
export function compass(centerX: number, centerY: number, { project }: Axonometry): string {
  const at = (east: number, north: number): [number, number] => {
    const [x, y] = project(east * arrowLength, north * arrowLength, 0);
    return [centerX + x, centerY + y];
  };
  const [x, y] = at(0, 0.85);
  return [
    element("path", { d: path([at(0, -0.5), at(0, 0.5)]), stroke: ink.text, "stroke-width": 0.7 }),
    element("path", { d: path([at(-0.13, 0.15), at(0, 0.5), at(0.13, 0.15)], true), fill: ink.text }),
    text(x, y + 2.7, "N", { "text-anchor": "middle", "font-weight": 700 }),
  ].join("");
}

/** Below lines that may lie over an image. */
const casing = { stroke: ink.page, "stroke-width": 1.8 };

/** At the end of the curtain that is farther away: nothing of the image is behind it. */
export function heightAxis(curtain: StandingCurtain, place: PagePlace): string {
  const ends = curtainEnds(curtain);
  const { topM } = curtain;
  const feet = ends.map((end) => place(...end, 0));
  const far = feet[0]![1] <= feet[1]![1] ? 0 : 1;
  const [x, bottom] = feet[far]!;
  const [, top] = place(...ends[far]!, topM);
  const side = x >= feet[1 - far]![0] ? 1 : -1;
  const look = { ...halo, "text-anchor": side > 0 ? "start" : "end", "font-size": fontSize.small };
  const kms = ticks(0, topM / 1000, Math.max(2, (bottom - top) / 11));
  const tickYs = kms.map((km) => place(...ends[far]!, km * 1000)[1]);
  const lines = (look: Attributes): string =>
    line(x, bottom, x, top, look) + tickYs.map((y) => line(x + 3 * side, y, x, y, look)).join("");
  const labels = kms.map((km, i) => text(x + 4.5 * side, tickYs[i]! + 2.2, numberText(km, 1), look));
  const name = uprightText(x + side * (side > 0 ? 21 : 16), (bottom + top) / 2, "height / km", halo);
  return [lines(casing), lines({ "stroke-width": 0.6 }), ...labels, name].join("");
}
