import { eachDay, formatTime, seededRandom, type UtcTime } from "@atcs/colocate";
import { type HalfOrbit, sunlitHalfOrbits } from "../orbit/half-orbits.ts";
import { checkFlag } from "./_check-flag.ts";
import { caltrackPath, parasolPath, tokenOf, truthPath } from "./_file-names.ts";
import {
  type ArchiveImperfections,
  type DrawnImperfections,
  drawImperfections,
  isDayMissing,
  resolveImperfections,
} from "./imperfections.ts";
import type { ArchiveFileKind, ArchivePlan, ArchivePlanOptions, PlannedFile, PlannedGranule } from "./types.ts";

/** PARASOL's data, and no half orbit of a day of UTC beyond them. */
const firstDay = "2005-03-04";
const lastDay = "2013-10-11";

/** Seeds are words of 32 bits. */
const greatestSeed = 2 ** 32 - 1;

/** On no day does CALIPSO begin more sunlit halves. */
const mostGranulesPerDay = 15;

/**
 * What an archive will hold, without making it: the draws depend on nothing but the seed and the day or half orbit.
 *
 * @throws TypeError or RangeError for options that cannot be, TimeError for times that do not exist
 */
export function planArchive(options: ArchivePlanOptions): ArchivePlan {
  const { from, to, granulesPerDay = mostGranulesPerDay, seed = 0, truth = false } = options;
  if (!Number.isInteger(granulesPerDay) || granulesPerDay < 1 || granulesPerDay > mostGranulesPerDay) {
    throw new RangeError(
      `granulesPerDay must be an integer from 1 to ${mostGranulesPerDay}, got ${String(granulesPerDay)}`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > greatestSeed) {
    throw new RangeError(`seed must be an integer from 0 to ${greatestSeed}, got ${String(seed)}`);
  }
  checkFlag("truth", truth);
  const imperfections = resolveImperfections(options.imperfections);
  const days = eachDay(from, to);
  for (const day of [days[0]!, days.at(-1)!]) checkMission(dayText(day));

  const missingDays: string[] = [];
  const granules: PlannedGranule[] = [];
  for (const day of days) {
    const text = dayText(day);
    if (isDayMissing(seed, text, imperfections)) {
      missingDays.push(text);
      continue;
    }
    const random = seededRandom(seed, "archive", text);
    for (const orbit of drawOrbits(sunlitHalfOrbits(day), granulesPerDay, random)) {
      granules.push(...planOrbit(seed, orbit, imperfections, truth));
    }
  }
  return { missingDays, granules };
}

function checkMission(day: string): void {
  if (day >= firstDay && day <= lastDay) return;
  throw new RangeError(`${day} is outside of PARASOL's mission, ${firstDay} to ${lastDay}`);
}

/** Such as 2008-06-03. */
function dayText(day: UtcTime): string {
  return formatTime(day).split("T")[0]!;
}

/** Some of the orbits without replacement, in their order: the beginning of one shuffle, whatever their number. */
function drawOrbits(orbits: readonly HalfOrbit[], count: number, random: () => number): HalfOrbit[] {
  const shuffled = [...orbits];
  const drawn = Math.min(count, orbits.length);
  for (let i = 0; i < drawn; i++) {
    const other = i + Math.floor(random() * (shuffled.length - i));
    [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
  }
  return shuffled.slice(0, drawn).sort((first, second) => first.nodeTai93 - second.nodeTai93);
}

function planOrbit(
  seed: number,
  orbit: HalfOrbit,
  imperfections: ArchiveImperfections,
  truth: boolean,
): PlannedGranule[] {
  const granule = tokenOf(orbit, "day");
  const drawn = drawImperfections(seed, granule, imperfections);
  const day = planDay(granule, orbit, drawn, truth);
  return drawn.night ? [day, planNight(orbit)] : [day];
}

function planDay(granule: string, orbit: HalfOrbit, drawn: DrawnImperfections, truth: boolean): PlannedGranule {
  const missing: Readonly<Record<string, boolean>> = {
    cldclass: drawn.missingCldclass,
    sync: drawn.missingSync,
    parasol: drawn.missingParasol,
  };
  const paths: [ArchiveFileKind, string][] = [
    ["cldclass", caltrackPath(orbit, "day", "CS-2B-CLDCLASS")],
    ["sync", caltrackPath(orbit, "day", "PAR-RB2")],
    ["parasol", parasolPath(orbit)],
  ];
  const present = paths.filter(([kind]) => missing[kind] === false);
  const cut = drawn.truncated ? present[Math.floor(drawn.truncatedFile * present.length)]?.[0] : undefined;
  // The truth belongs to the image.
  if (truth && !drawn.missingParasol) present.push(["truth", truthPath(orbit)]);
  const hasCloudData = !drawn.noCloudData;
  return {
    granule,
    dayNight: "day",
    orbit,
    files: present.map(([kind, path]) => ({ kind, path, keptShare: kind === cut ? drawn.keptShare : 1 })),
    hasCloudData,
    imperfections: [
      ...(["missingParasol", "missingCldclass", "missingSync"] as const).filter((kind) => drawn[kind]),
      ...(cut === undefined ? [] : (["truncated"] as const)),
      ...(hasCloudData || drawn.missingCldclass ? [] : (["noCloudData"] as const)),
    ],
  };
}

function planNight(orbit: HalfOrbit): PlannedGranule {
  const file: PlannedFile = {
    kind: "cldclass",
    path: caltrackPath(orbit, "night", "CS-2B-CLDCLASS"),
    keptShare: 1,
  };
  const granule = tokenOf(orbit, "night");
  return { granule, dayNight: "night", orbit, files: [file], hasCloudData: true, imperfections: [] };
}
