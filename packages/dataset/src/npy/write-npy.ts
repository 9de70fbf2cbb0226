import { countElements } from "./_array-layout.ts";
import { hostIsLittleEndian, swappedBytes } from "./_byte-order.ts";
import { npyHeader, numpyDescription, rangeError } from "./header.ts";
import type { NumpyTypedArray, WritableNumpyArray, WritableNumpyDtype } from "./types.ts";

const dtypeOfTag: ReadonlyMap<string, WritableNumpyDtype> = new Map([
  ["Int8Array", "int8"],
  ["Uint8Array", "uint8"],
  ["Int16Array", "int16"],
  ["Uint16Array", "uint16"],
  ["Int32Array", "int32"],
  ["Uint32Array", "uint32"],
  ["BigInt64Array", "int64"],
  ["BigUint64Array", "uint64"],
  ["Float32Array", "float32"],
  ["Float64Array", "float64"],
]);

/** What holds the elements of a type where that is not the typed array of the same name. */
const storedAs: Readonly<Partial<Record<WritableNumpyDtype, WritableNumpyDtype>>> = {
  bool: "uint8",
  complex64: "float32",
  complex128: "float64",
};

/**
 * An npy file, byte for byte as `numpy.save` of numpy 1.23 and later makes it: version 1.0, little endian, C order.
 *
 * @param array a typed array, for one dimension, or elements with their dtype and shape
 * @throws TypeError for a dtype that is not written or `data` of another type, RangeError when `data` does not fit shape
 */
export function npyBytes(array: NumpyTypedArray | WritableNumpyArray): Uint8Array<ArrayBuffer> {
  const whole = ArrayBuffer.isView(array) ? ofTypedArray(array) : array;
  const elements = elementBytes(whole);
  const header = npyHeader(whole.dtype, whole.shape);
  const bytes = new Uint8Array(header.length + elements.length);
  bytes.set(header);
  bytes.set(elements, header.length);
  return bytes;
}

function ofTypedArray(data: NumpyTypedArray): WritableNumpyArray {
  const dtype = dtypeOf(data);
  if (dtype === undefined) throw new TypeError(`${Object.prototype.toString.call(data)}: numpy has no such array`);
  return { dtype, shape: [data.length], data } as WritableNumpyArray;
}

/** By its tag, so that arrays of another realm count. */
function dtypeOf(data: object): WritableNumpyDtype | undefined {
  return dtypeOfTag.get((data as Record<symbol, string>)[Symbol.toStringTag] ?? "");
}

/** The elements as they lie in a file: little endian. A view of the data where the machine has that order as well. */
export function elementBytes({ dtype, shape, data }: WritableNumpyArray): Uint8Array {
  const description = numpyDescription(dtype);
  const expected = storedAs[dtype] ?? dtype;
  const found = dtypeOf(data);
  if (found !== expected) throw new TypeError(`${dtype} data: expected a typed array of ${expected}, got ${found}`);
  const count = countElements(shape, data.BYTES_PER_ELEMENT, rangeError) * (dtype.startsWith("complex") ? 2 : 1);
  if (data.length !== count) {
    throw new RangeError(`${data.length} values of ${dtype}: expected ${count} for shape (${shape.join(", ")})`);
  }
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (dtype === "bool") {
    const wrong = bytes.findIndex((value) => value > 1);
    if (wrong >= 0) throw new RangeError(`bool element ${wrong} is ${bytes[wrong]}: expected 0 or 1`);
  }
  const isSwapped = !hostIsLittleEndian && description.startsWith("<");
  return isSwapped ? swappedBytes(bytes, data.BYTES_PER_ELEMENT) : bytes;
}
