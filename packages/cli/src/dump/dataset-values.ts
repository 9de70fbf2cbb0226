import { type ArrayNode, isHdfError, unpack } from "@atcs/hdf";
import { CommandError, UsageError } from "../errors.ts";
import { remainingShape, splitIntoSlabs, toSelection } from "./slabs.ts";
import { type AxisRange, resolveSlice, type SlicePart } from "./slice.ts";
import type { Axis, Slab, Values } from "./values.ts";

/** How to take the values of a data set. */
export interface DatasetOptions {
  readonly slice: readonly SlicePart[];
  /** Apply scale, offset and fill. */
  readonly unpack: boolean;
  /** Text as the bytes that are stored. */
  readonly bytes: boolean;
  readonly signal: AbortSignal;
}

/** Values of a data set with the selection behind them. */
export interface SelectedValues extends Values {
  readonly ranges: readonly AxisRange[];
  /** Size of the selected values in memory; for text of variable length what is known of it. */
  readonly byteLength: number;
}

/** Memory for one slab; formatting it takes a small multiple. */
const slabBytes = 2 ** 24;
/** Length of one text that is assumed where the file does not tell. */
const textBytes = 256;

/** The selected values of a data set or image, as numbers or as text. @throws UsageError for options that do not fit */
export function datasetValues(dataset: ArrayNode, options: DatasetOptions): SelectedValues {
  const { dtype, shape } = dataset;
  if (options.bytes && dtype !== "char8" && dtype !== "uchar8") {
    throw new UsageError(`--bytes is for data sets of char8 and uchar8: "${dataset.path}" holds ${dataset.typeName}`);
  }
  const asText = isTextual(dataset, options.bytes);
  if (options.unpack && (asText || dtype === "other")) {
    throw new UsageError(`--unpack is for numbers: "${dataset.path}" holds ${dataset.typeName}`);
  }
  // HDF4 keeps text as characters along the last axis, which `readText` joins.
  const joinsLastAxis = asText && dtype === "char8";
  const ranges = resolveSlice(options.slice, joinsLastAxis ? shape.slice(0, -1) : shape);
  const elementBytes = asText ? (joinsLastAxis ? (shape.at(-1) ?? 1) : textBytes) : elementSize(dataset);
  const maxElements = Math.max(1, Math.floor(slabBytes / Math.max(1, elementBytes)));
  return {
    axes: axesOf(dataset, ranges),
    ranges,
    byteLength: remainingShape(ranges).reduce((product, count) => product * count, 1) * elementBytes,
    async *slabs(): AsyncGenerator<Slab> {
      for (const part of splitIntoSlabs(ranges, dataset.chunks, maxElements)) {
        yield await readSlab(dataset, part, asText, options);
      }
    },
  };
}

function isTextual({ dtype, shape }: ArrayNode, bytes: boolean): boolean {
  return dtype === "string" || (dtype === "char8" && !bytes && shape.length > 0);
}

async function readSlab(
  dataset: ArrayNode,
  ranges: AxisRange[],
  asText: boolean,
  options: DatasetOptions,
): Promise<Slab> {
  const { signal } = options;
  signal.throwIfAborted();
  if (asText) return { data: (await dataset.readText(toSelection(ranges), { signal })).data, valid: null };
  const raw = await dataset.read(toSelection(ranges), { signal });
  if (!options.unpack) return { data: raw.data, valid: null };
  try {
    const { values, valid } = unpack(dataset, raw);
    return { data: values.data as Slab["data"], valid: valid.data };
  } catch (error) {
    // A packing attribute in the file that makes no sense.
    if (!isHdfError(error, "HDF_UNSUPPORTED")) throw error;
    throw new CommandError(error.message, {
      code: "UNPACK",
      hint: "Dump the stored counts without --unpack.",
      cause: error,
    });
  }
}

function axesOf(dataset: ArrayNode, ranges: readonly AxisRange[]): Axis[] {
  return ranges.flatMap(({ start, step, count, dropped }, axis) => {
    return dropped ? [] : [{ name: dataset.dimensions[axis]?.name ?? "", start, step, count }];
  });
}

/** Bytes of one element; every type that is not listed has one. */
function elementSize({ dtype }: Pick<ArrayNode, "dtype">): number {
  return Number(/(8|16|32|64)$/.exec(dtype)?.[1] ?? 8) / 8;
}
