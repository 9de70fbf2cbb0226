import type { ParasolGranule } from "../parasol.ts";
import { certain, compare, likely } from "./_finding.ts";
import type { SwathScan } from "./_swath-scan.ts";
import { shareText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** What the numbers of views say of the swath. */
export function swathFindings(scan: SwathScan | undefined, granule: ParasolGranule): Finding[] {
  if (scan === undefined) return [];
  const { pixels, swath, byCount, missing, fill } = scan;
  const seen = byCount.slice(1).reduce((sum, count) => sum + count, 0);
  const views = byCount.reduce((sum, count, number) => sum + count * number, 0);
  const atLeast = (number: number): number => byCount.slice(number).reduce((sum, count) => sum + count, 0);
  const mean = seen === 0 ? 0 : views / seen;
  const all = `of ${pixels} pixels: ${shareText(fill, pixels)} fill, ${missing} missing, ${byCount[0]} without views`;
  const note = "it depends on the half orbit";
  const share = swath / pixels;
  return [
    compare("Nviews", all, undefined),
    ...fillFindings(scan, granule),
    compare(
      "swath",
      `${shareText(swath, pixels)} of the grid`,
      likely("3.7 %", () => share > 0.03 && share < 0.045),
      { note },
    ),
    compare(
      "views of a pixel",
      `${mean.toFixed(1)} on average`,
      likely("12 to 14", () => mean >= 12 && mean <= 14),
      { note },
    ),
    compare(
      "pixels with 15 views",
      shareText(atLeast(15), seen),
      likely("20 to 33 %", () => isBetween(atLeast(15), seen, 0.2, 0.33)),
      { note },
    ),
    compare(
      "pixels with 16 views",
      shareText(atLeast(16), seen),
      likely("almost none", () => isBetween(atLeast(16), seen, 0, 0.02)),
      { note },
    ),
  ];
}

function isBetween(part: number, whole: number, least: number, most: number): boolean {
  return whole > 0 && part >= least * whole && part <= most * whole;
}

/** Is what is taken for fill as much as the file says? */
function fillFindings({ fill }: SwathScan, granule: ParasolGranule): Finding[] {
  const { Num_Fill: stored } = granule.field("Nviews").attributes;
  if (typeof stored !== "number") return [];
  const found = `Num_Fill is ${stored}, counted are ${fill}`;
  const documented = certain("the number of pixels with the fill code", () => stored === fill);
  return [compare("fill of Nviews", found, documented, { note: "what is counted is used" })];
}
