import { channelsOf } from "../fields/channels.ts";
import type { StoredImage } from "../sources/types.ts";
import type { StoredField } from "../types.ts";
import { fieldRange } from "./_field-ranges.ts";
import { type ChannelScan, channelReader, scanChannels } from "./_image-channels.ts";

/** What cannot be right in an image that was read: one problem for a field. */
export function imageProblems(image: StoredImage, fields: readonly StoredField[]): string[] {
  const channels = channelsOf(fields);
  const scan = scanChannels(image, channels.length);
  const problems: string[] = [];
  for (const field of fields) {
    const own = channels.filter((channel) => channel.field === field);
    const wrong = own.filter(({ stored }) => isWrong(scan, stored, fieldRange(field.name)));
    const [first] = wrong;
    if (first === undefined) continue;
    const where = first.angle === undefined ? "" : `, view ${first.angle}`;
    const more = wrong.length === 1 ? "" : ` (and in ${wrong.length - 1} more of its views)`;
    problems.push(`${field.name}${describeWrong(image, first.stored, field.name, where)}${more}`);
  }
  const directional = channels.filter(({ angle }) => angle !== undefined);
  const told = directional.length > 0 ? directional : channels;
  if (told.every(({ stored }) => scan.valid[stored] === 0 && scan.broken[stored] === 0)) {
    problems.push(`the image has no value in any ${directional.length > 0 ? "view" : "field"}`);
  }
  return problems;
}

function isWrong(scan: ChannelScan, channel: number, [least, most]: readonly [number, number]): boolean {
  if (scan.broken[channel]! > 0) return true;
  return scan.valid[channel]! > 0 && (scan.least[channel]! < least || scan.most[channel]! > most);
}

/** " is 1994 at row 3, column 5, view 2: expected ..." */
function describeWrong(image: StoredImage, channel: number, field: string, where: string): string {
  const [least, most] = fieldRange(field);
  const valueAt = channelReader(image, channel)!;
  const isRight = (value: number | undefined): boolean => value === undefined || (value >= least && value <= most);
  let pixel = 0;
  while (isRight(valueAt(pixel))) pixel++;
  const place = `row ${Math.floor(pixel / image.width)}, column ${pixel % image.width}${where}`;
  const isAny = most === Number.MAX_VALUE;
  const expected = isAny ? "a finite number" : `${shortest(least)} to ${shortest(most)}`;
  return ` is ${valueAt(pixel)} at ${place}: expected ${expected}, or -32767 where there is no value`;
}

/** Without the tolerance. */
function shortest(limit: number): string {
  return String(Number(limit.toPrecision(4)));
}
