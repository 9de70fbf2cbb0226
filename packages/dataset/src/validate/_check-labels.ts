import { wrapLongitude } from "@atcs/colocate";
import { channelsOf } from "../fields/channels.ts";
import type { StoredImage } from "../sources/types.ts";
import type { StoredField, StoredLabels } from "../types.ts";
import { type ChannelReader, channelReader } from "./_image-channels.ts";

/** Heights of CLDCLASS, in metres; its codes for no height are all -9999 or less. */
const [lowest, highest, noHeight] = [-5000, 30_000, -9999];

/** A point lies among its pixels; by this share of a pixel it may miss them. */
const placeTolerance = 0.5;

/** What cannot be right in labels that were read. */
export function labelProblems({ count, bins, height, time }: StoredLabels): string[] {
  const problems = count === 0 ? ["it has no label points"] : [];
  const wrongHeight = height.findIndex((value) => value > noHeight && (value < lowest || value > highest));
  if (wrongHeight >= 0) {
    const place = `bin ${wrongHeight % bins} of point ${Math.floor(wrongHeight / bins)}`;
    problems.push(`height is ${height[wrongHeight]} at ${place}: expected ${lowest} to ${highest} m, or ${noHeight}`);
  }
  // NaN is the time of granules that do not tell theirs.
  const wrongTime = time.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  if (wrongTime >= 0) problems.push(`time is ${time[wrongTime]} at point ${wrongTime}: expected a finite number`);
  return problems;
}

/**
 * Do labels and image belong together? Each label point must lie among its pixels, by the coordinates that are stored with
 * the image; an image of another place, or labels that are shifted, fail. Nothing is known without Latitude and Longitude.
 */
export function placeProblems(labels: StoredLabels, image: StoredImage, fields: readonly StoredField[]): string[] {
  const reader = (name: string): ChannelReader | undefined => {
    const channel = channelsOf(fields).find(({ field, angle }) => field.name === name && angle === undefined);
    return channel && channelReader(image, channel.stored);
  };
  const [latAt, lonAt] = [reader("Latitude"), reader("Longitude")];
  const step = latAt && rowStep(image, latAt);
  if (latAt === undefined || lonAt === undefined || step === undefined) return [];
  const outside: number[] = [];
  for (let p = 0; p < labels.count; p++) {
    if (isOutside(labels, p, image.width, { latAt, lonAt, slack: placeTolerance * step })) outside.push(p);
  }
  const [first] = outside;
  if (first === undefined) return [];
  const place = `${labels.lat[first]!.toFixed(3)}, ${labels.lon[first]!.toFixed(3)} degrees`;
  const pixel = labels.corners[8 * first]! * image.width + labels.corners[8 * first + 1]!;
  const found = `${latAt(pixel)?.toFixed(3)}, ${lonAt(pixel)?.toFixed(3)}`;
  return [
    `${outside.length} of ${labels.count} label points do not lie among their pixels, such as point ${first} at ${place}: its north-western pixel is at ${found}`,
  ];
}

/** Degrees of latitude from row to row; undefined when the image does not tell. */
function rowStep({ height, width }: StoredImage, latAt: ChannelReader): number | undefined {
  const [top, bottom] = [latAt(0), latAt((height - 1) * width)];
  if (top === undefined || bottom === undefined || height < 2) return undefined;
  const step = Math.abs(top - bottom) / (height - 1);
  return step > 0 ? step : undefined;
}

interface Coordinates {
  readonly latAt: ChannelReader;
  readonly lonAt: ChannelReader;
  /** Degrees of latitude. */
  readonly slack: number;
}

/** North, south, east or west of all its pixels. Pixels without coordinates tell nothing. */
function isOutside(labels: StoredLabels, p: number, width: number, { latAt, lonAt, slack }: Coordinates): boolean {
  const [lat, lon] = [labels.lat[p]!, labels.lon[p]!];
  const slackLon = slack / Math.max(Math.cos((lat * Math.PI) / 180), 1e-6);
  let [isNorth, isSouth, isEast, isWest] = [true, true, true, true];
  for (let k = 0; k < 4; k++) {
    const at = 8 * p + 2 * k;
    const pixel = labels.corners[at]! * width + labels.corners[at + 1]!;
    const [pixelLat, pixelLon] = [latAt(pixel), lonAt(pixel)];
    if (!Number.isFinite(pixelLat) || !Number.isFinite(pixelLon)) return false;
    const toNorth = lat - pixelLat!;
    const toEast = wrapLongitude(lon - pixelLon!);
    isNorth &&= toNorth > slack;
    isSouth &&= toNorth < -slack;
    isEast &&= toEast > slackLon;
    isWest &&= toEast < -slackLon;
  }
  return isNorth || isSouth || isEast || isWest;
}
