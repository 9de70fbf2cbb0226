import {
  altocumulus,
  altostratus,
  cirrus,
  cumulus,
  deepConvection,
  nimbostratus,
  stratocumulus,
  stratus,
} from "./types.ts";

/** Statistics of the layers of a type. Heights in metres. */
export interface LayerShape {
  /** Where the `height` range counts from: the ground, sea level, or the tropopause as a unit of length. */
  readonly reference: "ground" | "sea" | "tropopause";
  /** Which end the height gives; the other follows by the thickness. */
  readonly end: "base" | "top";
  /** Lowest and highest; uniform between. Metres, or for the tropopause a fraction of its height. */
  readonly height: readonly [number, number];
  /** No base lies lower above the ground than this. */
  readonly clearanceM: number;
  /** Geometric thickness, log-normal: median, standard deviation of the logarithm, smallest and largest. */
  readonly thickness: readonly [median: number, sigma: number, min: number, max: number];
  /** A layer that has not this much room is not there, or is lifted. */
  readonly leastM: number;
  /** Optical thickness, log-normal. */
  readonly opticalThickness: readonly [median: number, sigma: number, min: number, max: number];
  /** Ice where the top is colder than this, in degrees Celsius. */
  readonly iceBelowC: number;
}

/** Precipitating clouds: thicker than the troposphere, so that the base lies at the clearance. */
const toTheGround = [20_000, 0, 20_000, 20_000] as const;

/**
 * Heights and thicknesses are rounded after Sassen and Wang (2008), Wang and Sassen (J. Appl. Meteorol. 40, 1665, 2001)
 * and, for low clouds, Wood (Mon. Weather Rev. 140, 2373, 2012); optical thicknesses after the ISCCP classes (Rossow and
 * Schiffer, Bull. Am. Meteorol. Soc. 80, 2261, 1999) with the thin cirrus that lidar adds (Sassen and Cho, J. Appl.
 * Meteorol. 31, 1275, 1992). Supercooled drops last to about -20 degrees. All from memory.
 */
export const layerShapes: Readonly<Record<number, LayerShape>> = {
  [cirrus]: {
    reference: "tropopause",
    end: "top",
    height: [0.7, 1.0],
    clearanceM: 3000,
    thickness: [1700, 0.5, 300, 5000],
    leastM: 300,
    opticalThickness: [0.8, 1.0, 0.03, 6],
    iceBelowC: 100,
  },
  [altostratus]: {
    reference: "tropopause",
    end: "top",
    height: [0.45, 0.78],
    clearanceM: 1500,
    thickness: [2300, 0.4, 600, 5000],
    leastM: 600,
    opticalThickness: [7, 0.8, 0.5, 50],
    iceBelowC: -10,
  },
  [altocumulus]: {
    reference: "sea",
    end: "top",
    height: [3000, 6500],
    clearanceM: 1500,
    thickness: [700, 0.4, 240, 1800],
    leastM: 240,
    opticalThickness: [4, 0.7, 0.3, 30],
    iceBelowC: -20,
  },
  [stratus]: {
    reference: "ground",
    end: "base",
    height: [60, 400],
    clearanceM: 50,
    thickness: [350, 0.4, 120, 1000],
    leastM: 120,
    opticalThickness: [7, 0.6, 0.5, 40],
    iceBelowC: -20,
  },
  [stratocumulus]: {
    reference: "ground",
    end: "base",
    height: [450, 1400],
    clearanceM: 300,
    thickness: [400, 0.4, 120, 1200],
    leastM: 120,
    opticalThickness: [8, 0.7, 0.5, 60],
    iceBelowC: -20,
  },
  [cumulus]: {
    reference: "ground",
    end: "base",
    height: [450, 1100],
    clearanceM: 300,
    thickness: [900, 0.7, 200, 4500],
    leastM: 200,
    opticalThickness: [6, 0.9, 0.3, 60],
    iceBelowC: -20,
  },
  [nimbostratus]: {
    reference: "tropopause",
    end: "top",
    height: [0.5, 0.9],
    clearanceM: 400,
    thickness: toTheGround,
    leastM: 2500,
    opticalThickness: [30, 0.6, 5, 150],
    iceBelowC: -10,
  },
  [deepConvection]: {
    reference: "tropopause",
    end: "top",
    height: [0.78, 1.04],
    clearanceM: 500,
    thickness: toTheGround,
    leastM: 2500,
    opticalThickness: [70, 0.5, 15, 200],
    iceBelowC: -10,
  },
};

/** Anvils spread around deep convection at the height of its tops; they are classified as high cloud (type 1). */
export const anvilShape: LayerShape = {
  reference: "tropopause",
  end: "top",
  height: [0.78, 1.0],
  clearanceM: 3000,
  thickness: [2600, 0.4, 800, 5000],
  leastM: 800,
  opticalThickness: [4, 0.8, 0.3, 30],
  iceBelowC: 100,
};

/**
 * Height of the tropopause in metres: 16.5 km within 20 degrees, 9 km poleward of 60, smooth between (the annual mean
 * of Hoinka, Mon. Weather Rev. 126, 3303, 1998, rounded, from memory).
 */
export function tropopauseM(lat: number): number {
  const step = Math.min(1, Math.max(0, (Math.abs(lat) - 20) / 40));
  return 16_500 - 7500 * step * step * (3 - 2 * step);
}

/**
 * Quantile of the standard normal distribution, by formula 26.2.23 of Abramowitz and Stegun (1964), to 5e-4.
 *
 * @param share in (0, 1); clipped to 1e-4 from the ends
 */
export function normalQuantile(share: number): number {
  const tail = Math.max(1e-4, share < 0.5 ? share : 1 - share);
  const t = Math.sqrt(-2 * Math.log(tail));
  const size = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share < 0.5 ? -size : size;
}
