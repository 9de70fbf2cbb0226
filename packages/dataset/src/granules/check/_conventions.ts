import type { ParasolGranule } from "../parasol.ts";
import { compare } from "./_finding.ts";
import { quoted } from "./_text.ts";
import type { Finding } from "./types.ts";

/** What no check of the layout can tell; the names that the file gives may. */
export function conventionFindings(granule: ParasolGranule): Finding[] {
  const named = (name: string): string | undefined => {
    if (!granule.hasField(name)) return undefined;
    const { longName, attributes } = granule.field(name);
    const equation = attributes.scaling_equation;
    const texts = [longName, typeof equation === "string" ? equation : undefined].filter((text) => text !== undefined);
    return `${name} ${texts.length === 0 ? "without a long name" : texts.map(quoted).join(", ")}`;
  };
  const texts = (names: readonly string[]): string =>
    names
      .map(named)
      .filter((text) => text !== undefined)
      .join("; ") || "no such field";
  const untold = (subject: string, names: readonly string[], remark: string): Finding =>
    compare(subject, `not told by the layout: ${texts(names)}`, undefined, { remark });
  return [
    untold("sign and zero of phi", ["phi", "phis"], "view azimuth minus sun azimuth is assumed"),
    untold("axis of Stokes Q and U", ["Q670P", "U670P"], "probably the meridian plane of the direction of view"),
    untold("unit of radiances", ["I670P"], "likely is pi L / E_s, not divided by the cosine of thetas"),
  ];
}
