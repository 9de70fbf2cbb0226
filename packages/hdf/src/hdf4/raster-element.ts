import { DamagedFileError, LimitError, UnsupportedError } from "../errors.ts";
import type { AxisRange } from "../selection.ts";
import { readChunked } from "./chunk-selection.ts";
import { checkPlausible, decodeRasterRle, longestCoded } from "./codecs/index.ts";
import type { ChunkedElement, DataElement, Hdf4Container, LinearElement } from "./container.ts";
import { checkRange } from "./extents.ts";
import type { RasterDescription } from "./raster-description.ts";

/** What the codings that cannot be read are called. */
const codecNames = { imcomp: "IMCOMP", jpeg: "JPEG", greyjpeg: "greyscale JPEG" } as const;

/**
 * The pixels of an image as one run of bytes in the order in which they are stored.
 * @throws UnsupportedError for a coding that cannot be read, DamagedFileError when the element contradicts the image
 */
export function openPixels(container: Hdf4Container, element: DataElement, image: RasterDescription): LinearElement {
  if (image.coding === "rle") return decodeWhole(container, element, image);
  if (image.coding !== "none") {
    const codec = codecNames[image.coding];
    throw new UnsupportedError(`the image is compressed with ${codec}, which cannot be read`, element.where);
  }
  return element.layout === "linear" ? element : unrollChunks(element, image);
}

function decodeWhole(container: Hdf4Container, element: DataElement, image: RasterDescription): LinearElement {
  const { where } = element;
  if (element.layout === "chunked") throw new DamagedFileError("a run-length coded image in chunks", where);
  const { width, height, components, type } = image;
  const length = width * height * components * type.size;
  const { maxBytes } = container.context;
  const check = (): void => {
    element.check();
    checkPlausible("rle", element.length, length, where);
    if (length > maxBytes) {
      throw new LimitError(`all ${length} bytes must be decoded at once, more than maxBytes (${maxBytes})`, where);
    }
  };
  return {
    layout: "linear",
    where,
    length,
    compression: [{ name: "rle", parameters: {} }],
    indivisible: true,
    check,
    read: async (offset, count, signal) => {
      checkRange(offset, count, length, where);
      check();
      const coded = Math.min(element.length, longestCoded("rle", length));
      let pixels = container.decoded.get(element);
      if (pixels?.length !== length) {
        pixels = decodeRasterRle(await element.read(0, coded, signal), length, where);
        container.decoded.set(element, pixels, pixels.buffer.byteLength);
      }
      return pixels.subarray(offset, offset + count);
    },
  };
}

/**
 * The library takes the lengths of a chunked image in the order width, height, but stores the pixels line by line as
 * ever. So pixel n of the image is element n, in C order, of an array of width x height.
 */
function unrollChunks(element: ChunkedElement, image: RasterDescription): LinearElement {
  const { shape, elementSize, where } = element;
  const { width, height, components, type } = image;
  const pixelSize = components * type.size;
  if (elementSize !== pixelSize || shape.reduce((size, axis) => size * axis, 1) !== width * height) {
    throw new DamagedFileError(
      `chunks of ${shape.join(" x ")} elements of ${elementSize} bytes, expected ${width} x ${height} of ${pixelSize}`,
      where,
    );
  }
  return {
    layout: "linear",
    where,
    length: element.length,
    compression: element.compression,
    check: () => {},
    read: async (offset, count, signal) => {
      checkRange(offset, count, element.length, where);
      if (count === 0) return new Uint8Array(0);
      const start = Math.floor(offset / elementSize);
      const end = Math.ceil((offset + count) / elementSize);
      // Callers ask for pieces of a few MiB, or for less.
      const bytes = new Uint8Array((end - start) * elementSize);
      let to = 0;
      for (const ranges of boxesOf(shape, start, end)) {
        const length = ranges.reduce((size, range) => size * range.count, elementSize);
        await readChunked(element, ranges, bytes.subarray(to, to + length), signal);
        to += length;
      }
      const first = offset - start * elementSize;
      return bytes.subarray(first, first + count);
    },
  };
}

/** The boxes that elements [start, end), in C order, make up in an array: one after the other, the largest ones. */
function* boxesOf(shape: readonly number[], start: number, end: number): Generator<AxisRange[]> {
  for (let at = start; at < end; ) {
    let axis = shape.length - 1;
    let inner = 1;
    for (; axis > 0; axis--) {
      const larger = inner * shape[axis]!;
      if (at % larger !== 0 || at + larger > end) break;
      inner = larger;
    }
    const length = shape[axis]!;
    const position = Math.floor(at / inner) % length;
    const count = Math.min(length - position, Math.floor((end - at) / inner));
    let rest = Math.floor(at / inner / length);
    const ranges = shape.map((size) => ({ start: 0, count: size, step: 1, dropped: false }));
    ranges[axis] = { start: position, count, step: 1, dropped: false };
    for (let outer = axis - 1; outer >= 0; outer--) {
      ranges[outer] = { start: rest % shape[outer]!, count: 1, step: 1, dropped: false };
      rest = Math.floor(rest / shape[outer]!);
    }
    yield ranges;
    at += count * inner;
  }
}
