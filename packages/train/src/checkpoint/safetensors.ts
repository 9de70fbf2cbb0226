import type { FileHandle } from "node:fs/promises";
import { TrainError } from "../errors.ts";
import { ioError, withFile } from "../run/write-file.ts";
import { parseHeader, type SafetensorsHeader } from "./_safetensors-header.ts";

/** A tensor of single precision with its name. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** In the order of rows, the last axis fastest. */
  readonly values: Float32Array;
}

/** What a file holds. */
export interface SafetensorsFile {
  /** In the order of the file. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the format allows. */
const mostHeaderBytes = 100_000_000;

/**
 * The bytes of a file in the format safetensors (https://github.com/huggingface/safetensors): eight bytes with the length of
 * the header (little-endian), the header in JSON, and the values of all tensors one after another.
 * @throws RangeError for values that do not fit the shape, or a name that is there twice
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array[] {
  const header = new TextEncoder().encode(headerText(tensors, metadata));
  // The values begin at a multiple of 8.
  const padding = (8 - (header.length % 8)) % 8;
  const start = new Uint8Array(8 + header.length + padding).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(header.length + padding), true);
  start.set(header, 8);
  return [start, ...tensors.map(({ values }) => bytesOf(values))];
}

/** The header, without the blanks that may follow it. */
export function headerText(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): string {
  const entries = new Map<string, object>([["__metadata__", metadata]]);
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    if (entries.has(name)) throw new RangeError(`there are two tensors ${name}`);
    if (shape.reduce((product, length) => product * length, 1) !== values.length) {
      throw new RangeError(`${name} has ${values.length} values: expected those of [${shape.join(", ")}]`);
    }
    const end = offset + values.byteLength;
    entries.set(name, { dtype: "F32", shape, data_offsets: [offset, end] });
    offset = end;
  }
  return JSON.stringify(Object.fromEntries(entries));
}

/** The bytes of numbers, without a copy; safetensors are little-endian, as all systems are that Node runs on but one. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Read a file of safetensors whose tensors are all F32.
 * @param check is given the header before any values are read, and throws if it is not what is wanted: so no more is ever read
 * than the file has, and the caller wants
 * @throws TrainError TRAIN_CHECKPOINT for what is no such file, is cut off or damaged; TRAIN_IO when it cannot be read
 */
export async function readSafetensors(
  file: string,
  check: (header: SafetensorsHeader) => void = () => {},
): Promise<SafetensorsFile> {
  try {
    return await withFile(file, "r", async (handle) => {
      const { size } = await handle.stat();
      const header = await readHeader(handle, size, file);
      check(header);
      const data = await readExactly(handle, size - header.dataBytes, header.dataBytes, file);
      const tensors = header.tensors.map(({ name, shape, begin, end }): [string, NamedTensor] => [
        name,
        { name, shape, values: new Float32Array(data, begin, (end - begin) / 4) },
      ]);
      return { tensors: new Map(tensors), metadata: header.metadata };
    });
  } catch (error) {
    throw ioError(error, file, "read");
  }
}

async function readHeader(handle: FileHandle, size: number, file: string): Promise<SafetensorsHeader> {
  const none = "it is cut off, or no checkpoint";
  if (size < 8) throw damaged(`${none}: it has ${size} bytes, expected at least 8`, file);
  const length = new DataView(await readExactly(handle, 0, 8, file)).getBigUint64(0, true);
  const most = Math.min(size - 8, mostHeaderBytes);
  if (length > BigInt(most))
    throw damaged(`${none}: its header is to have ${length} bytes, expected at most ${most}`, file);
  const text = decode(await readExactly(handle, 8, Number(length), file), file);
  return parseHeader(text, size - 8 - Number(length), (problem) => damaged(problem, file));
}

function decode(bytes: ArrayBuffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TrainError("TRAIN_CHECKPOINT", "its header is no text in UTF-8", { file, cause });
  }
}

async function readExactly(handle: FileHandle, position: number, length: number, file: string): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw damaged(`it ends after ${position + done} of ${position + length} bytes`, file);
    done += bytesRead;
  }
  return bytes.buffer;
}

function damaged(problem: string, file: string): TrainError {
  return new TrainError("TRAIN_CHECKPOINT", problem, { file });
}
