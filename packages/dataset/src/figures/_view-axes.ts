import type { RgbaImage } from "./_png.ts";
import { curtainEnds, type PagePlace, type StandingCurtain } from "./_standing-curtain.ts";
import { element, fontSize, ink, line, path, text, uprightText } from "./_svg.ts";
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

/** An arrow to the north on the ground, beside the middle of the eastern edge. */
export function compass({ width, height }: RgbaImage, place: PagePlace): string {
  const col = width - 0.5 + 0.04 * width;
  const [tail, tip] = [place(0.56 * height, col, 0), place(0.42 * height, col, 0)];
  const [left, right] = [place(0.45 * height, col - 0.012 * width, 0), place(0.45 * height, col + 0.012 * width, 0)];
  const [x, y] = place(0.38 * height, col, 0);
  return [
    element("path", { d: path([tail, tip]), stroke: ink.text, "stroke-width": 0.7 }),
    element("path", { d: path([left, tip, right], true), fill: ink.text }),
    text(x, y + 2.4, "N", { "text-anchor": "middle", "font-weight": 700 }),
  ].join("");
}

/** At the end of the curtain that is farther away: nothing of the image is behind it. */
export function heightAxis(curtain: StandingCurtain, place: PagePlace): string {
  const ends = curtainEnds(curtain);
  const { topM } = curtain;
  const feet = ends.map((end) => place(...end, 0));
  const far = feet[0]![1] <= feet[1]![1] ? 0 : 1;
  const [x, bottom] = feet[far]!;
  const [, top] = place(...ends[far]!, topM);
  const side = x >= feet[1 - far]![0] ? 1 : -1;
  const look = { "text-anchor": side > 0 ? "start" : "end", "font-size": fontSize.small };
  const halo = { ...look, stroke: ink.page, "stroke-width": 1.6, "paint-order": "stroke" };
  const kms = ticks(0, topM / 1000, Math.max(2, (bottom - top) / 11));
  const labels = kms.map((km) => {
    const [, y] = place(...ends[far]!, km * 1000);
    return line(x + 3 * side, y, x, y) + text(x + 4.5 * side, y + 2.2, numberText(km, 1), halo);
  });
  const axis = line(x, bottom, x, top, { "stroke-width": 0.7 });
  return [axis, ...labels, uprightText(x + side * (side > 0 ? 21 : 16), (bottom + top) / 2, "height / km")].join("");
}
