import { quote } from "../_check-options.ts";

/** The 18 directional fields in the order of the channels. */
const directional =
  "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav".split(
    " ",
  );
const radiances = directional.filter((name) => name.startsWith("I"));
const stokes = directional.filter((name) => /^[IQU]\d/.test(name));
const zenithAngles = ["thetas", "thetav"];
const flat = ["Nviews", "cloud_indicator", "Latitude", "Longitude", "land_sea_flag", "surface_altitude"];
const qualityFlags = Array.from({ length: 14 }, (_, i) => `Quality_Flags_${String(i + 1).padStart(2, "0")}`);

/** The bands that `tri1` to `tri5` are made of, in nm. */
const triples = [
  [490, 670, 865],
  [443, 763, 1020],
  [443, 490, 565],
  [670, 763, 765],
  [865, 910, 1020],
];

const schemes: ReadonlyMap<string, readonly string[]> = /* @__PURE__ */ new Map<string, readonly string[]>([
  ["default", [...directional, ...flat]],
  ["directional", directional],
  ["all", [...directional, ...flat, "phis", ...qualityFlags]],
  ["minimal", ["I865P", "Nviews", "cloud_indicator", "Latitude", "Longitude"]],
  ["all_bands", [...stokes, ...zenithAngles]],
  ["all_bands_no_p", [...radiances, ...zenithAngles]],
  ...triples.map((bands, i): [string, string[]] => [
    `tri${i + 1}`,
    [...bands.map((band) => radiances.find((name) => bandOf(name) === String(band))!), ...zenithAngles],
  ]),
  ...radiances.flatMap((name) => singleBand(bandOf(name)!)),
]);

/** Names of all schemes of fields. */
export const fieldSchemes: readonly string[] = /* @__PURE__ */ Object.freeze([...schemes.keys()]);

/**
 * Names of the fields of a scheme, in the order of their channels.
 * @throws RangeError for a scheme that does not exist
 */
export function fieldsOfScheme(scheme: string): readonly string[] {
  const found = schemes.get(scheme);
  if (found !== undefined) return found;
  throw new RangeError(
    `there is no scheme of fields ${quote(scheme)}: expected one of ${fieldSchemes.join(", ")}, or a list of fields`,
  );
}

/** The wavelength in the name of a radiance or Stokes parameter, in nm. */
function bandOf(name: string): string | undefined {
  return /^[IQU](\d+)N?P$/.exec(name)?.[1];
}

/** With and without polarisation and geometry; both endings may come in either order. */
function singleBand(band: string): [string, string[]][] {
  const all = stokes.filter((name) => bandOf(name) === band);
  const radiance = all.slice(0, 1);
  const name = `single_band_${band}`;
  return [
    [name, [...all, ...zenithAngles]],
    [`${name}_no_p`, [...radiance, ...zenithAngles]],
    [`${name}_no_geom`, all],
    [`${name}_no_p_no_geom`, radiance],
    [`${name}_no_geom_no_p`, radiance],
  ];
}
