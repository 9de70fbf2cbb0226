import { missingValue } from "@atcs/colocate";
import type { StoredImage } from "../../src/sources/types.ts";

/** Shape [pixels, channels] in the order of `channels`. */
export function valuesOf(image: StoredImage, channels: readonly number[]): Float32Array {
  const values = new Float32Array(image.height * image.width * channels.length);
  for (const [c, channel] of channels.entries()) {
    const part = image.parts.find((p) => channel >= p.firstChannel && channel < p.firstChannel + p.channelCount)!;
    for (let pixel = 0; pixel < image.height * image.width; pixel++) {
      const element =
        part.data[part.start + pixel * part.pixelStep + (channel - part.firstChannel) * part.channelStep]!;
      values[pixel * channels.length + c] =
        element === part.missing ? missingValue : part.scale * element + part.offset;
    }
  }
  return values;
}
