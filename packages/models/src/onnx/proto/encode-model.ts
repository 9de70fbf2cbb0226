import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { MessageName, Messages, ModelProto } from "./messages.ts";
import { type Field, type ScalarType, schema } from "./schema.ts";

/** The bytes of an `.onnx` file. */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  const parts = partsOf("Model", model);
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Parts of an encoded message, one after another: a writer would copy all weights once for each level of nesting. */
type Parts = readonly Uint8Array[];

function partsOf<Name extends MessageName>(name: Name, message: Messages[Name]): Parts {
  const values = message as Readonly<Record<string, unknown>>;
  const parts: Uint8Array[] = [];
  for (const [field, [number, type]] of Object.entries<Field>(schema[name])) {
    const value = values[field];
    // Repeated numbers are not packed: the ONNX schema is one of proto2.
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) for (const part of partsOfField(number, type, each)) parts.push(part);
    }
  }
  return parts;
}

function partsOfField(number: number, type: Field[1], value: unknown): Parts {
  if (type === "bytes") return delimited(number, [value as Uint8Array]);
  if (!isScalar(type)) return delimited(number, partsOf(type, value as Messages[MessageName]));
  const [wireType, write] = scalars[type];
  return [write(new BinaryWriter().tag(number, wireType), value as never).finish()];
}

/** With its length in front. */
function delimited(number: number, parts: Parts): Parts {
  const begin = new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(lengthOf(parts)).finish();
  return [begin, ...parts];
}

function lengthOf(parts: Parts): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function isScalar(type: Exclude<Field[1], "bytes">): type is Exclude<ScalarType, "bytes"> {
  return Object.hasOwn(scalars, type);
}

const scalars = {
  int32: [WireType.Varint, (writer: BinaryWriter, value: number) => writer.int32(value)],
  int64: [WireType.Varint, (writer: BinaryWriter, value: number) => writer.int64(value)],
  float: [WireType.Bit32, (writer: BinaryWriter, value: number) => writer.float(value)],
  string: [WireType.LengthDelimited, (writer: BinaryWriter, value: string) => writer.string(value)],
} as const satisfies Record<
  Exclude<ScalarType, "bytes">,
  readonly [WireType, (writer: BinaryWriter, value: never) => BinaryWriter]
>;
