import { type Random, seededRandom } from "@atcs/colocate";

/** What is wrong in real archives; each number is a probability from 0 to 1. */
export interface ArchiveImperfections {
  /** Of a day: none of its half orbits is there. */
  readonly missingDay: number;
  /** Of a half orbit: its PARASOL granule is not there. */
  readonly missingParasol: number;
  /** Of a half orbit: its CLDCLASS granule is not there. */
  readonly missingCldclass: number;
  /** Of a half orbit: its PAR-RB2 granule is not there. */
  readonly missingSync: number;
  /** Of a half orbit: one of its three files ends too early, as after a transfer that broke. */
  readonly truncated: number;
  /** Of a half orbit: its CLDCLASS granule has no cloud_scenario. */
  readonly noCloudData: number;
  /** Of a half orbit: the night half that follows it has a CLDCLASS granule, which has no companions. */
  readonly night: number;
}

/** The name of a kind of imperfection. */
export type Imperfection = keyof ArchiveImperfections;

/** An archive in which everything is there: the default. */
export const noImperfections: ArchiveImperfections = {
  missingDay: 0,
  missingParasol: 0,
  missingCldclass: 0,
  missingSync: 0,
  truncated: 0,
  noCloudData: 0,
  night: 0,
};

/** About what users of the real archive meet; no statistics were at hand, so the numbers are chosen. */
export const realisticImperfections: ArchiveImperfections = {
  missingDay: 0.02,
  missingParasol: 0.05,
  missingCldclass: 0.05,
  missingSync: 0.02,
  truncated: 0.01,
  noCloudData: 0.02,
  night: 1,
};

/** @throws TypeError or RangeError for what is no imperfection or no probability */
export function resolveImperfections(imperfections: Partial<ArchiveImperfections> = {}): ArchiveImperfections {
  if (typeof imperfections !== "object" || imperfections === null || Array.isArray(imperfections)) {
    throw new TypeError(`imperfections must be an object of probabilities, got ${String(imperfections)}`);
  }
  for (const [kind, rate] of Object.entries(imperfections)) {
    if (!Object.hasOwn(noImperfections, kind)) {
      const kinds = Object.keys(noImperfections).join(", ");
      throw new TypeError(`there is no imperfection ${JSON.stringify(kind)}, expected one of ${kinds}`);
    }
    if (typeof rate !== "number" || !(rate >= 0 && rate <= 1)) {
      throw new RangeError(`imperfections.${kind} must be a probability from 0 to 1, got ${String(rate)}`);
    }
  }
  return { ...noImperfections, ...imperfections };
}

/** Is there nothing for this day? */
export function isDayMissing(seed: number, day: string, { missingDay }: ArchiveImperfections): boolean {
  return seededRandom(seed, "imperfections", day)() < missingDay;
}

/** What is wrong with one half orbit. */
export interface DrawnImperfections {
  readonly missingParasol: boolean;
  readonly missingCldclass: boolean;
  readonly missingSync: boolean;
  readonly truncated: boolean;
  readonly noCloudData: boolean;
  readonly night: boolean;
  /** Which of the files that are there is cut, from 0 to below 1. */
  readonly truncatedFile: number;
  /** The share of its bytes that a cut file keeps. */
  readonly keptShare: number;
}

/**
 * @param granule date-time token of the half orbit. All numbers are drawn in any case and in this order, so one rate
 * changes nothing of what the others do.
 */
export function drawImperfections(
  seed: number,
  granule: string,
  { missingParasol, missingCldclass, missingSync, truncated, noCloudData, night }: ArchiveImperfections,
): DrawnImperfections {
  const random: Random = seededRandom(seed, "imperfections", granule);
  return {
    missingParasol: random() < missingParasol,
    missingCldclass: random() < missingCldclass,
    missingSync: random() < missingSync,
    truncated: random() < truncated,
    noCloudData: random() < noCloudData,
    night: random() < night,
    truncatedFile: random(),
    // A file of no bytes, or one that lacks only a few, would be another failure than a transfer that broke.
    keptShare: 0.05 + 0.9 * random(),
  };
}
