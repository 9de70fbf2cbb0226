import { polderViews } from "@atcs/colocate";
import { channelsOf } from "../fields/channels.ts";
import type { StoredChannels, StoredImage } from "../sources/types.ts";
import type { StoredField } from "../types.ts";
import type { RgbaImage } from "./_png.ts";
import { type BandViews, canBeTrueColour, trueColour, trueColourFields } from "./true-colour.ts";

/**
 * Numbers of the stored channels that {@link storedTrueColour} needs, ascending; none when the dataset lacks the bands.
 * @param stored all fields of the dataset, in the order of their channels
 */
export function trueColourChannels(stored: readonly StoredField[]): number[] {
  const found = visibleBands(stored);
  if (!canBeTrueColour(found.map(({ wavelength }) => wavelength))) return [];
  return found.flatMap(({ channels }) => channels).sort((a, b) => a - b);
}

/**
 * {@link trueColour} of an image as a source reads it, with {@link trueColourChannels}.
 * @throws RangeError when the dataset lacks the bands, or one of the channels was not read
 */
export function storedTrueColour(image: StoredImage, stored: readonly StoredField[]): RgbaImage {
  const pixels = image.height * image.width;
  const bands = visibleBands(stored).map(({ wavelength, channels }): BandViews => {
    const values = new Float32Array(polderViews * pixels);
    for (const [view, channel] of channels.entries()) copyChannel(image, channel, values, view * pixels);
    return { wavelength, values };
  });
  return trueColour(bands, image.height, image.width);
}

interface VisibleBand {
  readonly wavelength: number;
  /** One for each view. */
  readonly channels: readonly number[];
}

function visibleBands(stored: readonly StoredField[]): VisibleBand[] {
  return trueColourFields.flatMap(([name, wavelength]) => {
    const field = stored.find((one) => one.name === name && one.angles === polderViews);
    if (field === undefined) return [];
    return [{ wavelength, channels: channelsOf([field], { stored }).map((channel) => channel.stored) }];
  });
}

/** Physical values, NaN where there is none. */
function copyChannel(image: StoredImage, channel: number, target: Float32Array, first: number): void {
  const part = image.parts.find(
    ({ firstChannel, channelCount }) => channel >= firstChannel && channel < firstChannel + channelCount,
  );
  if (part === undefined) throw new RangeError(`channel ${channel} of the image was not read`);
  const { data, start, pixelStep, channelStep, firstChannel, scale, offset, missing }: StoredChannels = part;
  const pixels = image.height * image.width;
  let at = start + (channel - firstChannel) * channelStep;
  for (let pixel = 0; pixel < pixels; pixel++, at += pixelStep) {
    const element = data[at]!;
    target[first + pixel] = element === missing ? Number.NaN : scale * element + offset;
  }
}
