import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { MessageName, Messages, ModelProto } from "./messages.ts";
import { type Field, type ScalarType, schema } from "./schema.ts";

/** The bytes of an `.onnx` file. */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeMessage(writer, "Model", model);
  return writer.finish();
}

function writeMessage<Name extends MessageName>(writer: BinaryWriter, name: Name, message: Messages[Name]): void {
  const values = message as Readonly<Record<string, unknown>>;
  for (const [field, [number, type]] of Object.entries<Field>(schema[name])) {
    const value = values[field];
    // Repeated numbers are not packed: the ONNX schema is one of proto2.
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) writeField(writer, number, type, each);
    }
  }
}

function writeField(writer: BinaryWriter, number: number, type: Field[1], value: unknown): void {
  if (isScalar(type)) {
    const [wireType, write] = scalars[type];
    write(writer.tag(number, wireType), value as never);
    return;
  }
  writer.tag(number, WireType.LengthDelimited).fork();
  writeMessage(writer, type, value as Messages[MessageName]);
  writer.join();
}

function isScalar(type: Field[1]): type is ScalarType {
  return Object.hasOwn(scalars, type);
}

const scalars = {
  int32: [WireType.Varint, (writer: BinaryWriter, value: number) => writer.int32(value)],
  int64: [WireType.Varint, (writer: BinaryWriter, value: number) => writer.int64(value)],
  float: [WireType.Bit32, (writer: BinaryWriter, value: number) => writer.float(value)],
  string: [WireType.LengthDelimited, (writer: BinaryWriter, value: string) => writer.string(value)],
  bytes: [WireType.LengthDelimited, (writer: BinaryWriter, value: Uint8Array) => writer.bytes(value)],
} as const satisfies Record<ScalarType, readonly [WireType, (writer: BinaryWriter, value: never) => BinaryWriter]>;
