import { deepFreeze } from "../_deep-freeze.ts";
import { describeValue } from "../_describe.ts";

/** Types of the counts in the data sets of POLDER level 1B. */
export type PolderCountType = "int8" | "uint8" | "int16" | "uint16" | "int32";

/** What is documented of a data set of POLDER level 1B; absent where it is not known. */
export interface PolderField {
  /** The group that it is in. */
  readonly group: string;
  /** Does every pixel have a value in each of {@link polderViews} slots? */
  readonly directional: boolean;
  readonly dtype?: PolderCountType;
  /** physical = scale * count; the offset is 0. */
  readonly scale?: number;
  /** Do complete granules have it, as far as learning needs it? Its absence is then worth a word. */
  readonly usual: boolean;
}

/** Slots for views: a pixel has this many at most. */
export const polderViews = 16;

/** The radiances, unpolarised and through polarisers; those that best tell whether a slot holds a view come first. */
export const radianceNames: readonly string[] = /* @__PURE__ */ deepFreeze([
  "I865P",
  "I670P",
  "I490P",
  "I565NP",
  "I763NP",
  "I765NP",
  "I443NP",
  "I910NP",
  "I1020NP",
]);

/** Is this the name of a radiance or Stokes parameter, of whatever band? */
export function isRadianceName(name: string): boolean {
  if (typeof name !== "string") {
    throw new TypeError(`isRadianceName: expected the name of a field, got ${describeValue(name)}`);
  }
  return /^[IQU]\d+N?P$/.test(name);
}

/** The data sets of POLDER3_L1B-BG1 by name, with the groups, types and scales that its documentation gives. */
export const polderFields: ReadonlyMap<string, PolderField> = /* @__PURE__ */ listFields();

function listFields(): ReadonlyMap<string, PolderField> {
  const directional = { group: "Data_Directional_Fields", directional: true } as const;
  const radiance: PolderField = { ...directional, dtype: "int16", scale: 1e-4, usual: true };
  const zenith: PolderField = { ...directional, dtype: "uint16", scale: 1.5e-3, usual: true };
  const ccd: PolderField = { ...directional, dtype: "int16", scale: 1e-2, usual: false };
  const flat: PolderField = { group: "Data_Fields", directional: false, usual: true };
  const geolocation: PolderField = { group: "Geolocation_Fields", directional: false, usual: true };
  const flags: PolderField = { group: "Quality_Flags_Directional_Fields", directional: true, usual: false };
  const fields: [name: string, field: PolderField][] = [
    ["I443NP", radiance],
    ["I490P", radiance],
    ["I565NP", radiance],
    ["I670P", radiance],
    ["I763NP", radiance],
    ["I765NP", radiance],
    ["I865P", radiance],
    ["I910NP", radiance],
    ["I1020NP", radiance],
    ["Q490P", radiance],
    ["U490P", radiance],
    ["Q670P", radiance],
    ["U670P", radiance],
    ["Q865P", radiance],
    ["U865P", radiance],
    ["phi", { ...directional, dtype: "uint16", scale: 6e-3, usual: true }],
    ["thetas", zenith],
    ["thetav", zenith],
    ["CCD_row", ccd],
    ["CCD_column", ccd],
    ["delta_thetav.sinphi", { ...directional, dtype: "int8", scale: 1.6e-3, usual: false }],
    ["Nviews", flat],
    ["cloud_indicator", flat],
    ["phis", flat],
    ["Latitude", geolocation],
    ["Longitude", geolocation],
    ["land_sea_flag", geolocation],
    ["surface_altitude", geolocation],
  ];
  for (let i = 1; i <= 14; i++) fields.push([`Quality_Flags_${String(i).padStart(2, "0")}`, flags]);
  return new Map(deepFreeze(fields));
}

/** The two counts that are no values. */
export interface PolderCodes {
  /** Outside of the swath. */
  readonly fill: number;
  /** Inside of it. */
  readonly missing: number;
}

/**
 * Fill and missing by the type of the counts; none are documented for int32. Those of 16 bits and of int8 are documented;
 * those of uint8 are the fill of cloud_indicator and its neighbour, by the rule of uint16.
 */
export const polderCodes: { readonly [Type in Exclude<PolderCountType, "int32">]: PolderCodes } =
  /* @__PURE__ */ deepFreeze({
    int8: { fill: 127, missing: -127 },
    uint8: { fill: 255, missing: 254 },
    int16: { fill: 32767, missing: -32767 },
    uint16: { fill: 65535, missing: 65534 },
  });
