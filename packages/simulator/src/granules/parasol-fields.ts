import { type PolderCountType, polderCodes, polderFields, polderViews } from "@atcs/colocate";
import { type FieldCounts, filledCounts } from "./_count-arrays.ts";

/** A data set of POLDER level 1B as it is simulated. */
export interface ParasolField {
  readonly name: string;
  /** The group of the file that it is in. */
  readonly group: string;
  /** Does every pixel have a count in each of 16 slots for views? */
  readonly directional: boolean;
  /** Type of the counts. */
  readonly dtype: PolderCountType;
  /** physical = scale * count + offset, in `units`. */
  readonly scale: number;
  readonly offset: 0;
  readonly units: string;
  readonly longName: string;
  /** Count outside of the swath. */
  readonly fill: number;
  /** Count inside of the swath where there is no value. */
  readonly missing: number;
}

export type { FieldCounts };

/** Rows and columns of a chunk in the file; a chunk of a directional field has all views. */
export const chunkRows = 54;
export const chunkCols = 108;

/** Type and scale where neither is documented. Chosen so that they hold every value, as precisely as anyone may need. */
const undocumented: Readonly<Record<string, { readonly dtype: PolderCountType; readonly scale: number }>> = {
  Nviews: { dtype: "uint8", scale: 1 },
  cloud_indicator: { dtype: "uint8", scale: 1 },
  phis: { dtype: "int16", scale: 0.02 },
  Latitude: { dtype: "int32", scale: 1e-7 },
  Longitude: { dtype: "int32", scale: 1e-7 },
  land_sea_flag: { dtype: "uint8", scale: 1 },
  surface_altitude: { dtype: "int16", scale: 1 },
};

/** Quality flags are classes and bits. */
const flag = { dtype: "uint8", scale: 1 } as const;

/** No codes are documented for 32 bits: those of 16 bits, as far as a symmetric range goes. */
const codes = { ...polderCodes, int32: { fill: -2147483647, missing: -2147483646 } };

const titles: Readonly<Record<string, readonly [longName: string, units: string]>> = {
  phi: ["Relative azimuth, view minus sun", "degrees"],
  thetas: ["Solar zenith angle", "degrees"],
  thetav: ["View zenith angle", "degrees"],
  CCD_row: ["Row of the detector that sees the pixel", "1"],
  CCD_column: ["Column of the detector that sees the pixel", "1"],
  "delta_thetav.sinphi": ["Change of thetav sin(phi) from one filter to the next", "degrees"],
  Nviews: ["Number of valid views", "1"],
  cloud_indicator: ["Cloud indicator: 0 clear, 50 undetermined, 100 cloudy", "1"],
  phis: ["Solar azimuth, clockwise from north", "degrees"],
  Latitude: ["Latitude of the pixel centre", "degrees_north"],
  Longitude: ["Longitude of the pixel centre", "degrees_east"],
  land_sea_flag: ["Surface: 0 sea, 50 mixed, 100 land", "1"],
  surface_altitude: ["Altitude of the surface above mean sea level", "m"],
};

/** What the flags are, from 01 to 14. */
const flagTitles: readonly string[] = [
  "Class of the attitude error, 0 to 7",
  "Anomaly of the polarisation correction",
  ...Array.from({ length: 4 }, (_, i) => `Saturated or lacking detector in the interpolation window, ${i + 1} of 4`),
  ...Array.from({ length: 4 }, (_, i) => `Border of the detector matrix, ${i + 1} of 4`),
  ...Array.from({ length: 4 }, (_, i) => `Stray light, ${i + 1} of 4`),
];

function titleOf(name: string): readonly [longName: string, units: string] {
  const title = titles[name];
  if (title !== undefined) return title;
  if (name.startsWith("Quality_Flags_")) return [flagTitles[Number(name.slice(-2)) - 1]!, "1"];
  const [, quantity, wavelength, polarisers] = /^([IQU])(\d+)(N?P)$/.exec(name)!;
  const what = quantity === "I" ? "Normalised radiance" : `Stokes ${quantity}`;
  return [`${what} at ${wavelength} nm, ${polarisers === "P" ? "through polarisers" : "without polariser"}`, "1"];
}

/** Every data set of the simulated level 1B, in the order of the file. */
export const parasolFields: ReadonlyMap<string, ParasolField> = new Map(
  Array.from(polderFields, ([name, documented]): [string, ParasolField] => {
    const { group, directional } = documented;
    const { dtype, scale } = { ...(undocumented[name] ?? flag), ...documented };
    const [longName, units] = titleOf(name);
    return [
      name,
      Object.freeze<ParasolField>({
        name,
        group,
        directional,
        dtype,
        scale,
        offset: 0,
        units,
        longName,
        ...codes[dtype],
      }),
    ];
  }),
);

/** Counts for a number of pixels, all of them missing: shape (pixels), of a directional field (pixels, 16). */
export function createCounts(field: ParasolField, pixels: number): FieldCounts {
  const { dtype, directional, missing } = field;
  return filledCounts(dtype, directional ? pixels * polderViews : pixels, missing);
}
