import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A message of protocol buffers, or a part of one. */
type Fields = (writer: BinaryWriter) => BinaryWriter;

/** What an event holds beside its time and step: fields of the message Event, tensorflow/core/util/event.proto. */
export type EventContent = Fields;

/** An event as bytes. */
export interface EventHead {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
}

/** The message Event. */
export function encodeEvent({ wallTime, step }: EventHead, content: EventContent): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime);
  writer.tag(2, WireType.Varint).int64(step);
  return content(writer).finish();
}

/** What every file begins with. */
export const fileVersion: EventContent = text(3, "brain.Event:2");

/**
 * A training is started or gone on with. Of what earlier files say, the steps from this one on are discarded; but the first such
 * event that TensorBoard finds counts as the beginning and discards nothing, so that every file has to have one.
 */
export const sessionStart: EventContent = message(7, integer(1, 1));

/** A number. */
export function scalarContent(tag: string, value: number): EventContent {
  // Beyond float32 a number is infinite.
  return summary(tag, (writer) => writer.tag(2, WireType.Bit32).float(Math.fround(value)));
}

/** An encoded image. */
export interface EncodedImage {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const rgb = 3;

/** A PNG of red, green and blue. */
export function imageContent(tag: string, { png, width, height }: EncodedImage): EventContent {
  const image = message(4, integer(1, height), integer(2, width), integer(3, rgb), (writer) =>
    writer.tag(4, WireType.LengthDelimited).bytes(png),
  );
  return summary(tag, image);
}

const dtString = 7;
const tensorData = 2;

/** A text, as the plugin "text" has it: a tensor of one string. */
export function textContent(tag: string, markdown: string): EventContent {
  const shape = message(2, message(2, integer(1, 1)));
  const tensor = message(8, integer(1, dtString), shape, text(8, markdown));
  const metadata = message(9, message(1, text(1, "text")), integer(4, tensorData));
  return summary(tag, tensor, metadata);
}

/** A Summary of one value: tensorflow/core/framework/summary.proto. */
function summary(tag: string, ...value: readonly Fields[]): EventContent {
  return message(5, message(1, text(1, tag), ...value));
}

function message(number: number, ...fields: readonly Fields[]): Fields {
  return (writer) => {
    writer.tag(number, WireType.LengthDelimited).fork();
    for (const field of fields) field(writer);
    return writer.join();
  };
}

function integer(number: number, value: number): Fields {
  return (writer) => writer.tag(number, WireType.Varint).int64(value);
}

function text(number: number, value: string): Fields {
  return (writer) => writer.tag(number, WireType.LengthDelimited).string(value);
}
