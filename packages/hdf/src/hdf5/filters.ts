import type { Compression } from "../types.ts";
import type { H5wasmFilter } from "./h5wasm-module.ts";

/** A filter that comes with libhdf5: its name, and the names of its parameters by place. */
interface KnownFilter {
  readonly name: string;
  readonly parameters: readonly string[];
}

const knownFilters: ReadonlyMap<number, KnownFilter> = new Map([
  [1, { name: "deflate", parameters: ["level"] }],
  [2, { name: "shuffle", parameters: ["elementSize"] }],
  [3, { name: "fletcher32", parameters: [] }],
  [4, { name: "szip", parameters: ["optionMask", "pixelsPerBlock", "bitsPerPixel", "pixelsPerScanline"] }],
  // The parameters of N-bit are a description of the datatype; those of scale-offset from the third on are, too.
  [5, { name: "nbit", parameters: [] }],
  [6, { name: "scaleoffset", parameters: ["scaleType", "scaleFactor"] }],
]);

/** A filter pipeline as the model shows it. */
export function describeFilters(filters: readonly H5wasmFilter[]): Compression[] {
  return filters.map(({ id, cd_values }) => {
    const known = knownFilters.get(id);
    const parameters: Record<string, number> = {};
    for (const [i, value] of cd_values.entries()) {
      const name = known === undefined ? `parameter${i}` : known.parameters[i];
      if (name !== undefined) parameters[name] = value;
    }
    return { name: known?.name ?? `filter ${id}`, parameters };
  });
}

/** Why the data cannot be read, naming the filter, or null when all filters are known. */
export function findUnknownFilter(filters: readonly H5wasmFilter[]): string | null {
  const unknown = filters.find(({ id }) => !knownFilters.has(id));
  if (unknown === undefined) return null;
  const name = unknown.name === "" ? "" : ` (${JSON.stringify(unknown.name)})`;
  return `its data went through filter ${unknown.id}${name}, which this package cannot undo`;
}
