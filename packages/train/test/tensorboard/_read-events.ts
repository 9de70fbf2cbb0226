import { readFileSync } from "node:fs";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "../../src/tensorboard/_crc32c.ts";

/** What a test looks at of an event. */
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly sessionStatus?: number;
  readonly tag?: string;
  readonly scalar?: number;
  readonly image?: { readonly width: number; readonly height: number; readonly png: Uint8Array };
  readonly text?: string;
}

type Fields = ReadonlyMap<number, number | Uint8Array>;

/** Events of a file whose CRCs are right and that ends with a whole record. */
export function readEvents(file: string): ReadEvent[] {
  const bytes = readFileSync(file);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + 12 + length;
    if (end + 4 > bytes.length) throw new Error(`${file}: the record at ${at} is cut off`);
    const crcs = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(end)];
    const expected = [maskedCrc32c(bytes.subarray(at, at + 8)), maskedCrc32c(bytes.subarray(at + 12, end))];
    if (crcs.join() !== expected.join()) throw new Error(`${file}: the record at ${at} has wrong CRCs`);
    events.push(eventOf(fields(bytes.subarray(at + 12, end))));
    at = end + 4;
  }
  return events;
}

function eventOf(event: Fields): ReadEvent {
  const head = { wallTime: double(event.get(1)), step: event.get(2) as number };
  if (event.has(3)) return { ...head, fileVersion: string(event.get(3)) };
  if (event.has(7)) return { ...head, sessionStatus: fields(event.get(7)).get(1) as number };
  const value = fields(fields(event.get(5)).get(1));
  const tagged = { ...head, tag: string(value.get(1)) };
  if (value.has(2)) return { ...tagged, scalar: float(value.get(2)) };
  if (value.has(8)) return { ...tagged, text: string(fields(value.get(8)).get(8)) };
  const image = fields(value.get(4));
  const [height, width] = [image.get(1) as number, image.get(2) as number];
  return { ...tagged, image: { width, height, png: image.get(4) as Uint8Array } };
}

/** No message that is looked at has a field twice. */
function fields(message: number | Uint8Array | undefined): Fields {
  const reader = new BinaryReader(message as Uint8Array);
  const found = new Map<number, number | Uint8Array>();
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    found.set(number, type === 0 ? Number(reader.int64()) : type === 2 ? reader.bytes() : reader.skip(type));
  }
  return found;
}

function double(bytes: number | Uint8Array | undefined): number {
  return Buffer.from(bytes as Uint8Array).readDoubleLE();
}

function float(bytes: number | Uint8Array | undefined): number {
  return Buffer.from(bytes as Uint8Array).readFloatLE();
}

function string(bytes: number | Uint8Array | undefined): string {
  return Buffer.from(bytes as Uint8Array).toString("utf8");
}
