import { formatTime, type GranuleName, tai93ToUtc, type UtcTime, utcToTai93 } from "@atcs/colocate";
import type { ProfileTrack } from "../profile-track.ts";
import { certain, compare, likely } from "./_finding.ts";
import { shareText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** A whole orbit of CloudSat and CALIPSO, and what clocks and rounding may add: seconds. */
const orbitSec = 5933;
const slackSec = 120;

const earthRadiusKm = 6371;

/** What coordinates and times of all profiles say. */
export function trackFindings(track: ProfileTrack, nameParts: GranuleName | undefined): Finding[] {
  return [profileFinding(track, nameParts), ...spacingFindings(track, nameParts), ...timeFindings(track, nameParts)];
}

function profileFinding({ count, valid }: ProfileTrack, nameParts: GranuleName | undefined): Finding {
  const onEarth = valid.reduce((sum, one) => sum + one, 0);
  const found = `${count}, ${onEarth} with coordinates`;
  const documented =
    nameParts?.product === "CLOUDSAT_CLDCLASS"
      ? certain("36950 in an orbit, or about as many", () => Math.abs(count - 36_950) < 1000)
      : likely("3728 in a half orbit", () => count === 3728);
  return compare("profiles", found, documented, {
    note: onEarth === 0 ? "no profile has a place" : "any number is read",
    matters: onEarth === 0,
  });
}

function spacingFindings({ count, lat, lon }: ProfileTrack, nameParts: GranuleName | undefined): Finding[] {
  const steps: number[] = [];
  for (let i = 0; i + 1 < count; i++) {
    const step = distanceKm(lat[i]!, lon[i]!, lat[i + 1]!, lon[i + 1]!);
    if (!Number.isNaN(step)) steps.push(step);
  }
  if (steps.length === 0) return [];
  steps.sort((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)]!;
  const named =
    nameParts?.product === "CALTRACK" ? Number(/^(\d+(?:\.\d+)?)km$/.exec(nameParts.resolution)?.[1]) : Number.NaN;
  const documented = Number.isNaN(named)
    ? undefined
    : certain(`${named} km, as the name says`, () => Math.abs(median / named - 1) < 0.1);
  const found = `${median.toFixed(2)} km (median), ${steps.at(-1)!.toFixed(1)} km at most`;
  return [compare("spacing of profiles", found, documented, { note: "coordinates are taken from the file" })];
}

/** Along the great circle of a sphere; good to 0.5 percent. */
function distanceKm(latA: number, lonA: number, latB: number, lonB: number): number {
  const radians = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * radians) / 2) ** 2;
  const a = half(latB - latA) + Math.cos(latA * radians) * Math.cos(latB * radians) * half(lonB - lonA);
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(a)));
}

function timeFindings({ count, time }: ProfileTrack, nameParts: GranuleName | undefined): Finding[] {
  const known = time.filter((second) => !Number.isNaN(second));
  if (known.length === 0) return [];
  let [first, last, backward] = [known[0]!, known[0]!, 0];
  for (let i = 1; i < known.length; i++) {
    if (known[i]! < known[i - 1]!) backward++;
    first = Math.min(first, known[i]!);
    last = Math.max(last, known[i]!);
  }
  const range = `${text(tai93ToUtc(first))} to ${text(tai93ToUtc(last))}, known of ${shareText(known.length, count)}`;
  const findings: Finding[] = [
    compare("order of times", backward === 0 ? "ascending" : `${backward} steps back`, certain("ascending"), {
      note: "profiles are taken in the order of the file",
    }),
  ];
  const begin = startOf(nameParts);
  if (begin === undefined) return [compare("times of profiles", range, undefined), ...findings];
  const isWithin = first >= begin - slackSec && last <= begin + orbitSec + slackSec;
  findings.unshift(
    compare(
      "times of profiles",
      range,
      certain("within an orbit from the time in the name", () => isWithin),
      {
        note: `the name says ${text(tai93ToUtc(begin))}: are these seconds TAI93?`,
        matters: !isWithin,
      },
    ),
  );
  return findings;
}

/** Seconds TAI93; undefined for names before 1993, of which the readers tell. */
function startOf(nameParts: GranuleName | undefined): number | undefined {
  if (nameParts === undefined || nameParts.start.year < 1993) return undefined;
  return utcToTai93(nameParts.start);
}

/** UTC to the second. */
export function text(time: UtcTime): string {
  return formatTime(time, { digits: 0 });
}
