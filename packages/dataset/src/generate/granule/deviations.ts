import type { Deviation } from "../../granules/deviations.ts";
import type { GranuleDeviation } from "./types.ts";

/** Those that values rest on; what is only a matter of form is left out. */
export function deviationsOf(file: string, deviations: readonly Deviation[]): GranuleDeviation[] {
  return deviations
    .filter(({ matters }) => matters)
    .map(({ code, where, found, assumed }) => ({ file, code, where, found, assumed }));
}
