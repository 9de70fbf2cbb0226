import { describeValue } from "../_describe.ts";
import type { Numbers } from "../model/label-points.ts";

/**
 * @param count of the channels of the image
 * @throws TypeError for channels that are no array; RangeError for none, or one that there is not or is named twice
 */
export function checkRadianceChannels(channels: Numbers, count: number): void {
  if (!Array.isArray(channels) && !ArrayBuffer.isView(channels)) {
    throw new TypeError(`radianceChannels is ${describeValue(channels)}: expected an array of channels`);
  }
  const list = Array.from(channels as Numbers);
  if (list.length === 0) throw new RangeError("radianceChannels is empty: expected at least one channel");
  list.forEach((channel, i) => {
    if (Number.isInteger(channel) && channel >= 0 && channel < count && list.indexOf(channel) === i) return;
    const expected = `a channel from 0 to ${count - 1}, each once`;
    throw new RangeError(`radianceChannels[${i}] is ${describeValue(channel)}: expected ${expected}`);
  });
}
