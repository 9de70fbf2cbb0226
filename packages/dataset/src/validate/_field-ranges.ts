import { isRadianceName } from "@atcs/colocate";

/** Of the range: values are float32, and angles are interpolated. */
const tolerance = 1e-5;

/**
 * What values of a field can be, in physical units: what counts of the granules can hold at their documented scale, or
 * less where nature sets a limit. Any finite value of a field that is not known.
 */
export function fieldRange(name: string): readonly [least: number, most: number] {
  const [least, most] = documentedRange(name);
  const slack = tolerance * (most - least);
  return Number.isFinite(slack) ? [least - slack, most + slack] : [least, most];
}

function documentedRange(name: string): readonly [least: number, most: number] {
  // int16 at 1e-4, or uint16 at 1.5e-3.
  if (isRadianceName(name)) return [-3.2768, 3.2767];
  if (name === "thetas" || name === "thetav") return [0, 98.3025];
  if (/^Quality_Flags_\d+$/.test(name)) return [0, 255];
  return ranges[name] ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
}

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  phi: [0, 360],
  phis: [-360, 360],
  Nviews: [0, 16],
  cloud_indicator: [0, 255],
  land_sea_flag: [0, 255],
  Latitude: [-90, 90],
  Longitude: [-180, 360],
  surface_altitude: [-1000, 9000],
};
