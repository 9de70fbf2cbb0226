import type { NumericDtype } from "@atcs/hdf";

/** What is documented of a data set of POLDER level 1B; absent where it is not known. */
export interface DocumentedField {
  readonly group: string;
  readonly directional: boolean;
  readonly dtype?: NumericDtype;
  readonly scale?: number;
  /** Do complete granules have it, as far as learning needs it? Its absence is then worth a word. */
  readonly usual: boolean;
}

/** The radiances, unpolarised and through polarisers; those that best tell whether a slot holds a view come first. */
export const radianceNames = [
  "I865P",
  "I670P",
  "I490P",
  "I565NP",
  "I763NP",
  "I765NP",
  "I443NP",
  "I910NP",
  "I1020NP",
] as const;

/** Is this the name of a radiance or Stokes parameter, of whatever band? */
export function isRadianceName(name: string): boolean {
  return /^[IQU]\d+N?P$/.test(name);
}

const stokesNames = ["Q490P", "U490P", "Q670P", "U670P", "Q865P", "U865P"];

const directionalFields = "Data_Directional_Fields";
const directional = { group: directionalFields, directional: true } as const;
const flat = { group: "Data_Fields", directional: false, usual: true } as const;
const geolocation = { group: "Geolocation_Fields", directional: false, usual: true } as const;
const radiance: DocumentedField = { ...directional, dtype: "int16", scale: 1e-4, usual: true };
const zenith: DocumentedField = { ...directional, dtype: "uint16", scale: 1.5e-3, usual: true };

/** The data sets of POLDER3_L1B-BG1 by name, with the groups, types and scales that its documentation gives. */
export const documentedFields: ReadonlyMap<string, DocumentedField> = new Map<string, DocumentedField>([
  ...[...radianceNames, ...stokesNames].map((name): [string, DocumentedField] => [name, radiance]),
  ["thetas", zenith],
  ["thetav", zenith],
  ["phi", { ...directional, dtype: "uint16", scale: 6e-3, usual: true }],
  ["CCD_row", { ...directional, dtype: "int16", scale: 1e-2, usual: false }],
  ["CCD_column", { ...directional, dtype: "int16", scale: 1e-2, usual: false }],
  ["delta_thetav.sinphi", { ...directional, dtype: "int8", scale: 1.6e-3, usual: false }],
  ["Nviews", flat],
  ["cloud_indicator", flat],
  ["phis", flat],
  ["Latitude", geolocation],
  ["Longitude", geolocation],
  ["land_sea_flag", geolocation],
  ["surface_altitude", geolocation],
  ...Array.from({ length: 14 }, (_, i): [string, DocumentedField] => [
    `Quality_Flags_${String(i + 1).padStart(2, "0")}`,
    { group: "Quality_Flags_Directional_Fields", directional: true, usual: false },
  ]),
]);

/**
 * Fill (outside of the swath) and missing (inside it) by type. Those of 16 bits and of int8 are documented; those of
 * uint8 are the fill of cloud_indicator and its neighbour, by the rule of uint16.
 */
export const documentedCodes: Partial<Record<NumericDtype, { readonly fill: number; readonly missing: number }>> = {
  int16: { fill: 32767, missing: -32767 },
  uint16: { fill: 65535, missing: 65534 },
  int8: { fill: 127, missing: -127 },
  uint8: { fill: 255, missing: 254 },
};

/** Views of a pixel at most. */
export const documentedViews = 16;
