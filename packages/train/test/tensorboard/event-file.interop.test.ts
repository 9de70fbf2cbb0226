import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { writeRun } from "./_write-run.ts";

const { python, reason } = findPython("zlib");
const directory = join(temporaryFolder(), "tensorboard");

// From the descriptions alone: TFRecord (tensorflow/core/lib/io/record_writer.h), CRC-32C bit by bit, the wire format of
// protocol buffers, and PNG.
const script = `
import json, struct, sys, zlib

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF

def unmask(masked):
    rotated = (masked - 0xA282EAD8) & 0xFFFFFFFF
    return ((rotated >> 17) | (rotated << 15)) & 0xFFFFFFFF

def records(data):
    at = 0
    while at < len(data):
        length, length_crc = struct.unpack_from("<QI", data, at)
        assert unmask(length_crc) == crc32c(data[at : at + 8])
        body = data[at + 12 : at + 12 + length]
        (body_crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert unmask(body_crc) == crc32c(body)
        yield body
        at += 16 + length

def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at

def message(data):
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = {1: (8, at), 5: (4, at)}[kind] if kind != 2 else varint(data, at)
            value, at = data[at : at + length], at + length
        assert number not in fields
        fields[number] = value
    return fields

def pixels(png):
    assert png[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
    at, compressed = 8, b""
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        assert zlib.crc32(png[at + 4 : at + 8 + length]) == struct.unpack_from(">I", png, at + 8 + length)[0]
        if kind == b"IHDR":
            header = struct.unpack_from(">IIBB", png, at + 8)
        if kind == b"IDAT":
            compressed += png[at + 8 : at + 8 + length]
        at += 12 + length
    return [*header, len(zlib.decompress(compressed))]

for body in records(open(sys.argv[1], "rb").read()):
    event = message(body)
    line = [struct.unpack("<d", event[1])[0], event[2]]
    if 3 in event:
        line += ["version", event[3].decode()]
    elif 7 in event:
        line += ["session", message(event[7])[1]]
    else:
        value = message(message(event[5])[1])
        line += [value[1].decode()]
        if 2 in value:
            line += struct.unpack("<f", value[2])
        elif 4 in value:
            image = message(value[4])
            line += [[image[1], image[2], image[3]], pixels(image[4])]
        else:
            tensor, metadata = message(value[8]), message(value[9])
            line += [tensor[1], message(message(tensor[2])[2])[1], message(metadata[1])[1].decode(), metadata[4]]
    print(json.dumps(line))
`;

test.skipIf(python === undefined)(`a reader from the descriptions alone finds what was written ${reason}`, async () => {
  await writeRun(directory);
  const [first, second] = readdirSync(directory).map((name) =>
    runPython(python!, script, [join(directory, name)])
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown[]),
  );
  const [begun, resumed] = [1_700_000_000, 1_700_000_100];
  const text = [7, 1, "text", 2];
  expect(second).toEqual([
    [resumed, 0, "version", "brain.Event:2"],
    [resumed, 13, "session", 1],
    [resumed, 12, "run", ...text],
    [resumed, 13, "batch/loss", Math.fround(1 / 23)],
    [resumed, 13, "batch/dice", 0.5],
  ]);
  // Red, green and blue of 8 bits: 3 bytes for each pixel, and one more for each row.
  const image = [
    [246, 320, 3],
    [320, 246, 8, 2, 246 * (3 * 320 + 1)],
  ];
  expect(first!.slice(0, 3)).toEqual([
    [begun, 0, "version", "brain.Event:2"],
    [begun, 0, "session", 1],
    [begun, 0, "run", ...text],
  ]);
  expect(first!.find(([, , tag]) => tag === "curtains/5")).toEqual([begun, 10, "curtains/5", ...image]);
  expect(first!.filter(([, , tag]) => tag === "batch/loss")).toHaveLength(14);
});
