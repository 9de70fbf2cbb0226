import { escapeControls } from "../format/escape.ts";
import type { Colocation } from "./pair.ts";
import type { ColocationSummary } from "./summary.ts";

/** What `atcs colocate` prints for people: the summary, then a line per profile. */
export function* colocationText(colocation: Colocation, withProfiles: boolean): Generator<string> {
  for (const [name, value] of summaryLines(colocation.summary)) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
  if (!withProfiles) return;
  yield "\nrow, column, distance in km and weight of the pixels of each profile\n";
  yield `${header(colocation)}\n`;
  for (let i = 0; i < colocation.corners.count; i++) yield `${profileLine(colocation, i)}\n`;
}

function summaryLines(summary: ColocationSummary): (readonly [name: string, value: string])[] {
  const { profiles, enclosed, min_views, mean_distance_m, max_distance_m, start_offset_s } = summary;
  const share = profiles === 0 ? 0 : (100 * enclosed) / profiles;
  const lines: [string, string][] = [
    ["image", `${summary.parasol}, begins ${summary.parasol_start ?? "at an unknown time"}`],
    ["profiles", `${summary.cldclass}, begin ${summary.profiles_start ?? "at an unknown time"}`],
  ];
  if (summary.sync !== undefined) lines.push(["sync", summary.sync]);
  if (start_offset_s !== null) lines.push(["offset", `${start_offset_s} s, image minus profiles`]);
  const valid = summary.valid_profiles === profiles ? "" : `, ${profiles - summary.valid_profiles} without coordinates`;
  lines.push([
    "enclosed",
    `${enclosed} of ${profiles} profiles (${share.toFixed(1)} %)${valid}, pixels with ${min_views} ${min_views === 1 ? "view" : "views"} or more`,
  ]);
  if (mean_distance_m !== null && max_distance_m !== null) {
    lines.push(["distance", `${kilometres(mean_distance_m)} km on average, at most ${kilometres(max_distance_m)} km`]);
  }
  if (summary.within_time_offset !== undefined) {
    const { within_time_offset, max_time_offset_s } = summary;
    lines.push([
      "in time",
      `${within_time_offset} of ${profiles} profiles at most ${max_time_offset_s} s from the image`,
    ]);
  }
  return lines;
}

const cornerNames = ["north-west", "north-east", "south-west", "south-east"];

function header({ timeDifferenceSec }: Colocation): string {
  const columns = ["profile", "latitude".padStart(9), "longitude".padStart(10)];
  if (timeDifferenceSec !== undefined) columns.push("time s".padStart(7));
  return [...columns, ...cornerNames.map((name) => name.padEnd(cornerWidth))].join("  ").trimEnd();
}

function profileLine({ track, corners, timeDifferenceSec }: Colocation, profile: number): string {
  const columns = [
    String(profile).padStart(7),
    degrees(track.lat[profile]!).padStart(9),
    degrees(track.lon[profile]!).padStart(10),
  ];
  if (timeDifferenceSec !== undefined) columns.push(orDash(timeDifferenceSec[profile]!, 0).padStart(7));
  const enclosed = corners.enclosed[profile] === 1;
  for (let i = 4 * profile; i < 4 * profile + 4; i++) {
    const row = corners.corners[2 * i]!;
    if (row < 0) {
      columns.push("-".padEnd(cornerWidth));
      continue;
    }
    const pixel = `${row},${corners.corners[2 * i + 1]!}`.padEnd(9);
    const weight = enclosed ? corners.weights[i]!.toFixed(3) : "";
    columns.push(`${pixel} ${kilometres(corners.distancesM[i]!).padStart(6)} ${weight.padEnd(5)}`);
  }
  return columns.join("  ").trimEnd();
}

/** "1440,3629", blank, "19.99", blank, "0.123" */
const cornerWidth = 22;

function degrees(value: number): string {
  return orDash(value, 4);
}

function kilometres(metres: number): string {
  return (metres / 1000).toFixed(2);
}

function orDash(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "-";
}
