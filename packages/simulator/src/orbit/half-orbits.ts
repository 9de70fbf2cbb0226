import { tai93ToUtc, type UtcTime, utcToTai93, wrapLongitude } from "@atcs/colocate";
import { cycleSec, nodeLocalTimeHours, orbitsPerCycle, parasolLagSec, periodSec } from "./reference-orbit.ts";

/** The sunlit half of an orbit: from the southernmost point of the track to the northernmost, a quarter of a period on
 * either side of the ascending node. */
export interface HalfOrbit {
  /** 16-day cycle, from 1, as in the names of POLDER granules. */
  readonly cycle: number;
  /** Orbit of the cycle, 1 to 233. */
  readonly orbit: number;
  /** Where CALIPSO and CloudSat cross the equator to the north: degrees east in [-180, 180). */
  readonly ascendingNodeLon: number;
  /** When they do: SI seconds, TAI93. */
  readonly nodeTai93: number;
}

const lastCycle = 999;

/**
 * What anchors the orbits to the calendar: the granule POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54 is a real one. Here
 * PARASOL begins the sunlit half of orbit 176 of cycle 80 at that second.
 */
const anchorIndex = orbitIndex(80, 176);
const anchorNodeTai93 = 486_610_500 - parasolLagSec + periodSec / 4;
const anchorNodeLon = 15 * (nodeLocalTimeHours - hoursOfDay(anchorNodeTai93));

/**
 * A half orbit by its numbers. The track repeats exactly after a cycle, counted in SI seconds: across a leap second the
 * local time of the nodes steps by one second.
 * @throws RangeError unless cycle is an integer from 1 to 999 and orbit one from 1 to 233
 */
export function halfOrbit(cycle: number, orbit: number): HalfOrbit {
  if (!Number.isInteger(cycle) || cycle < 1 || cycle > lastCycle) {
    throw new RangeError(`halfOrbit: cycle must be an integer from 1 to ${lastCycle}, got ${cycle}`);
  }
  if (!Number.isInteger(orbit) || orbit < 1 || orbit > orbitsPerCycle) {
    throw new RangeError(`halfOrbit: orbit must be an integer from 1 to ${orbitsPerCycle}, got ${orbit}`);
  }
  return fromIndex(orbitIndex(cycle, orbit));
}

/**
 * The half orbits, 14 or 15, whose sunlit half CALIPSO begins on a day of UTC, in order of time. PARASOL follows 150 s
 * later, so its granule may carry the next day's date. Every half orbit belongs to exactly one day.
 * @param day any instant of the day
 * @throws TimeError for a time that does not exist; RangeError for days outside of cycles 1 (from 2004-12-05) to 999
 * @example
 * ```ts
 * import { sunlitHalfOrbits } from "@atcs/simulator";
 *
 * const orbits = sunlitHalfOrbits({ year: 2008, month: 6, day: 3, hour: 0, minute: 0, second: 0 });
 * console.log(orbits.length, orbits[0]);
 * ```
 */
export function sunlitHalfOrbits(day: UtcTime): HalfOrbit[] {
  const begin = midnight(day);
  // A day lasts up to 86,401 s.
  const end = midnight(tai93ToUtc(begin + 86_402));
  const first = anchorIndex + Math.floor((begin - anchorNodeTai93) / periodSec);
  const orbits: HalfOrbit[] = [];
  for (let index = first; ; index++) {
    const halfBegin = nodeTime(index) - periodSec / 4;
    if (halfBegin >= end) return orbits;
    if (halfBegin < begin) continue;
    if (index < orbitIndex(1, 1) || index > orbitIndex(lastCycle, orbitsPerCycle)) {
      throw new RangeError(`sunlitHalfOrbits: ${day.year}-${day.month}-${day.day} is outside of cycles 1 to 999`);
    }
    orbits.push(fromIndex(index));
  }
}

function orbitIndex(cycle: number, orbit: number): number {
  return cycle * orbitsPerCycle + orbit - 1;
}

function nodeTime(index: number): number {
  return anchorNodeTai93 + ((index - anchorIndex) * cycleSec) / orbitsPerCycle;
}

function fromIndex(index: number): HalfOrbit {
  // In whole steps of a cycle's 233 nodes, which makes the repeat exact.
  const steps = ((index - anchorIndex) * 16) % orbitsPerCycle;
  const positive = (steps + orbitsPerCycle) % orbitsPerCycle;
  return {
    cycle: Math.floor(index / orbitsPerCycle),
    orbit: (index % orbitsPerCycle) + 1,
    ascendingNodeLon: wrapLongitude(anchorNodeLon - (360 * positive) / orbitsPerCycle),
    nodeTai93: nodeTime(index),
  };
}

function hoursOfDay(tai93: number): number {
  const { hour, minute, second } = tai93ToUtc(tai93);
  return hour + minute / 60 + second / 3600;
}

function midnight(time: UtcTime): number {
  return utcToTai93(time) - (time.hour * 3600 + time.minute * 60 + time.second);
}
