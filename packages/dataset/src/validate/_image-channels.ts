import type { StoredChannels, StoredImage } from "../sources/types.ts";

/** Pixels that are looked at channel by channel before the next ones: their elements stay in the cache. */
const tilePixels = 128;

/** What is in each stored channel of an image. */
export class ChannelScan {
  /** Pixels with a value. */
  readonly valid: Float64Array;
  /** Pixels with a value that is not finite. */
  readonly broken: Float64Array;
  /** Range of the finite values, physical; infinite, the wrong way round, where there is none. */
  readonly least: Float64Array;
  readonly most: Float64Array;

  constructor(channels: number) {
    this.valid = new Float64Array(channels);
    this.broken = new Float64Array(channels);
    this.least = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
    this.most = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
  }
}

/** Look at every value of an image. */
export function scanChannels({ height, width, parts }: StoredImage, channels: number): ChannelScan {
  const scan = new ChannelScan(channels);
  for (const part of parts) {
    for (let from = 0; from < height * width; from += tilePixels) {
      const to = Math.min(from + tilePixels, height * width);
      for (let c = 0; c < part.channelCount; c++) scanTile(part, c, from, to, scan);
    }
    toPhysical(part, scan);
  }
  return scan;
}

/** Ranges are of the elements first, which are cheaper. */
function scanTile(part: StoredChannels, index: number, from: number, to: number, scan: ChannelScan): void {
  const { data, start, pixelStep, channelStep, firstChannel, missing } = part;
  const channel = firstChannel + index;
  let [valid, broken] = [0, 0];
  let [least, most] = [scan.least[channel]!, scan.most[channel]!];
  let at = start + index * channelStep + from * pixelStep;
  for (let pixel = from; pixel < to; pixel++, at += pixelStep) {
    const element = data[at]!;
    if (element === missing) continue;
    // Neither NaN nor the infinities.
    if (element - element === 0) {
      valid++;
      if (element < least) least = element;
      if (element > most) most = element;
    } else {
      broken++;
    }
  }
  scan.valid[channel]! += valid;
  scan.broken[channel]! += broken;
  scan.least[channel] = least;
  scan.most[channel] = most;
}

function toPhysical({ firstChannel, channelCount, scale, offset }: StoredChannels, scan: ChannelScan): void {
  if (scale === 1 && offset === 0) return;
  for (let c = firstChannel; c < firstChannel + channelCount; c++) {
    if (scan.valid[c] === 0) continue;
    const [a, b] = [scale * scan.least[c]! + offset, scale * scan.most[c]! + offset];
    scan.least[c] = Math.min(a, b);
    scan.most[c] = Math.max(a, b);
  }
}

/** The physical value of a channel at a pixel, as it is stored; undefined where there is none. */
export type ChannelReader = (pixel: number) => number | undefined;

/** Undefined for a channel that the image was read without. */
export function channelReader({ parts }: StoredImage, channel: number): ChannelReader | undefined {
  const part = parts.find(
    ({ firstChannel, channelCount }) => channel >= firstChannel && channel < firstChannel + channelCount,
  );
  if (part === undefined) return undefined;
  const { data, pixelStep, scale, offset, missing } = part;
  const start = part.start + (channel - part.firstChannel) * part.channelStep;
  return (pixel) => {
    const element = data[start + pixel * pixelStep]!;
    return element === missing ? undefined : scale * element + offset;
  };
}
