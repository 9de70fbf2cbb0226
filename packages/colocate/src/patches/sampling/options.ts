import { checkOptions } from "../../_check-options.ts";
import { checkedRandom } from "../../_checked-random.ts";
import { describeValue } from "../../_describe.ts";
import { checkMaxDistance, defaultMaxDistanceM } from "../../corners/max-distance.ts";
import { defaultGrid } from "../../grid/_default-grid.ts";
import type { PolderGrid } from "../../grid/polder-grid.ts";
import type { Random } from "../../random.ts";
import type { PixelMask } from "../../types.ts";
import { defaultPatchSize, defaultProjection, type Projection } from "../patch.ts";

/** What the patches along a track must have. */
export interface CandidateOptions {
  /** @default "equirectangular" */
  readonly projection?: Projection;
  /** Rows and columns of a patch. @default 100 */
  readonly size?: number;
  /** @default the full-resolution grid */
  readonly grid?: PolderGrid;
  /** Pixels with enough views, all around the track: see `patchMarginM`. @default all */
  readonly valid?: PixelMask;
  /** Share of a patch's pixels that must be valid, 0 to 1. @default 1 */
  readonly minValidFraction?: number;
  /** Profiles that a patch must hold. @default 50 */
  readonly minLabels?: number;
  /** Pixels that all profiles of a patch stay away from its easternmost and westernmost pixels. @default 10 */
  readonly nadirPadding?: number;
  /** Degrees north that the drawn points lie between, south first. @default [-60, 60] */
  readonly latRange?: readonly [number, number];
}

/** How patches are drawn along a track, and what they must have. */
export interface SamplingOptions extends CandidateOptions {
  /** The generator that every draw comes from. */
  readonly random: Random;
  /** Most patches that are drawn. @default 16 */
  readonly samplesPerGranule?: number;
  /**
   * `area`: every area of the Earth is as likely, the sine of the latitude being uniform; `track`: every length of the
   * track is.
   * @default "area"
   */
  readonly sampling?: "area" | "track";
  /** Draws for each patch before it is given up. @default 50 */
  readonly attemptsPerSample?: number;
  /**
   * In sinusoidal patches no corner of a label is farther from its profile: metres, above 0 and at most 500 km. Coarse
   * grids need more than the default.
   * @default 20000
   */
  readonly maxDistanceM?: number;
}

type Resolved<T extends CandidateOptions> = Required<Omit<T, "valid">> & { readonly valid: PixelMask | undefined };

/** All options, checked. */
export type ResolvedCandidates = Resolved<CandidateOptions>;
export type ResolvedSampling = Resolved<SamplingOptions>;

/** @throws TypeError or RangeError for an option that cannot be */
export function resolveSampling(options: SamplingOptions): ResolvedSampling {
  checkOptions("samplePatches", options);
  // Not by spreading: an option that is there but undefined has its default, too.
  const {
    samplesPerGranule = 16,
    sampling = "area",
    attemptsPerSample = 50,
    maxDistanceM = defaultMaxDistanceM,
  } = options;
  const random = checkedRandom("samplePatches", options.random);
  checkChoice("sampling", sampling, ["area", "track"]);
  checkInteger("samplesPerGranule", samplesPerGranule, 0);
  checkInteger("attemptsPerSample", attemptsPerSample, 1);
  checkMaxDistance("samplePatches", maxDistanceM);
  return { ...resolveCandidates(options), random, samplesPerGranule, sampling, attemptsPerSample, maxDistanceM };
}

/** @throws TypeError or RangeError for an option that cannot be */
export function resolveCandidates(options: CandidateOptions): ResolvedCandidates {
  checkOptions("the track's candidates", options);
  const {
    projection = defaultProjection,
    size = defaultPatchSize,
    grid = defaultGrid,
    valid,
    minValidFraction = 1,
    minLabels = 50,
    nadirPadding = 10,
    latRange = [-60, 60],
  } = options;
  checkChoice("projection", projection, ["equirectangular", "sinusoidal"]);
  checkInteger("size", size, 2, grid.rows);
  checkInteger("minLabels", minLabels, 0);
  if (!(minValidFraction >= 0 && minValidFraction <= 1)) {
    throw new RangeError(`minValidFraction must be a number from 0 to 1, got ${minValidFraction}`);
  }
  // Half a column more is needed where columns are rounded.
  const room = (size - 1) / 2 - (projection === "sinusoidal" ? 0.5 : 0);
  if (!(nadirPadding >= 0 && nadirPadding <= room)) {
    throw new RangeError(`nadirPadding must be a number from 0 to ${room} for a size of ${size}, got ${nadirPadding}`);
  }
  if (!Array.isArray(latRange)) throw new TypeError(`latRange must be two latitudes, got ${describeValue(latRange)}`);
  const [south, north] = latRange;
  if (!(south >= -90 && south <= north && north <= 90)) {
    throw new RangeError(`latRange must be two latitudes from -90 to 90, south first, got ${south} and ${north}`);
  }
  return { projection, size, grid, valid, minValidFraction, minLabels, nadirPadding, latRange };
}

function checkChoice(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new TypeError(`${name} must be ${known.join(" or ")}, got ${describeValue(value)}`);
}

function checkInteger(name: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${name} must be an integer ${range}, got ${value}`);
  }
}
