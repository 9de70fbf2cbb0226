import { type GridBox, radianceNames } from "@atcs/colocate";
import type { OperationOptions } from "@atcs/hdf";
import type { FieldWindow } from "../field-window.ts";
import type { ParasolGranule } from "../parasol.ts";
import { rolesOf } from "./_codes.ts";
import { compare, deviationAt, likely } from "./_finding.ts";
import { shareText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** What the slots of pixels hold beyond their number of views. */
interface UnusedSlots {
  readonly slots: number;
  readonly fill: number;
  readonly missing: number;
  readonly zero: number;
  readonly other: number;
}

/** How views lie in their slots, in boxes with views. */
export async function viewSlotFindings(
  granule: ParasolGranule,
  boxes: readonly GridBox[],
  options: OperationOptions,
): Promise<Finding[]> {
  const counts = await granule.readViewCounts(boxes, options);
  const pixels = counts.filter((count) => count > 0).length;
  const directional = granule.fields().filter(({ directional }) => directional);
  const [radiance] = radianceNames.filter((name) => directional.some((field) => field.name === name));
  if (pixels === 0 || radiance === undefined) return [];
  await granule.readViewMask(boxes, { ...options, radiances: [radiance] });
  const deviation = deviationAt(granule.deviations, radiance, "VIEWS_NOT_PACKED", "RADIANCE_BEYOND_VIEWS");
  const packed = deviation?.code === "VIEWS_NOT_PACKED" ? deviation.found : `yes, in all ${pixels} sampled pixels`;
  const findings = [
    compare(
      "views packed from slot 0",
      packed,
      likely("yes", (found) => found.startsWith("yes")),
      { deviation: deviation?.code === "VIEWS_NOT_PACKED" ? deviation : undefined },
    ),
  ];
  const ofRadiance = countUnused(await granule.readWindow(radiance, boxes, options), counts);
  if (ofRadiance.slots > 0) {
    findings.push(
      compare(
        "unused slots of radiances",
        `${unusedText(ofRadiance)} (${radiance})`,
        likely("the missing code", () => ofRadiance.missing === ofRadiance.slots),
        {
          note: "slots beyond the number of views hold none",
          deviation: deviation?.code === "RADIANCE_BEYOND_VIEWS" ? deviation : undefined,
        },
      ),
    );
  }
  for (const { name } of directional.filter(({ name }) => ["thetav", "thetas", "phi"].includes(name))) {
    const unused = countUnused(await granule.readWindow(name, boxes, options), counts);
    if (unused.slots === 0) continue;
    const documented = likely("0, not flagged", () => unused.zero === unused.slots);
    const note = "angles never tell which slots hold a view";
    findings.push(compare(`unused slots of ${name}`, unusedText(unused), documented, { note }));
  }
  return findings;
}

function countUnused({ data, views, field }: FieldWindow, counts: Uint8Array): UnusedSlots {
  const roles = rolesOf(field);
  let [slots, fill, missing, zero] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < counts.length; pixel++) {
    if (counts[pixel] === 0) continue;
    for (let i = pixel * views + counts[pixel]!; i < (pixel + 1) * views; i++) {
      slots++;
      const count = data[i]!;
      if (roles.missing.includes(count)) missing++;
      else if (roles.fill.includes(count)) fill++;
      else if (count === 0) zero++;
    }
  }
  return { slots, fill, missing, zero, other: slots - fill - missing - zero };
}

function unusedText({ slots, ...kinds }: UnusedSlots): string {
  const words = { missing: "the missing code", fill: "the fill code", zero: "0", other: "other values" };
  return Object.entries(words)
    .filter(([kind]) => kinds[kind as keyof typeof kinds] > 0)
    .map(([kind, word]) => `${word} in ${shareText(kinds[kind as keyof typeof kinds], slots)}`)
    .join(", ");
}
