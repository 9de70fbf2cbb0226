import { UsageError } from "../errors.ts";

/** One entry of a slice, as written. */
export type SlicePart =
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "range"; readonly start?: number; readonly stop?: number; readonly step: number }
  | { readonly kind: "ellipsis" };

/** A slice along one axis: `count` elements from `start`, `step` apart. A single index drops the axis. */
export interface AxisRange {
  readonly start: number;
  readonly count: number;
  readonly step: number;
  readonly dropped: boolean;
}

const everything: SlicePart = { kind: "range", step: 1 };

/**
 * Parse a slice in numpy's notation: entries separated by commas, each an index, `start:stop:step` with any part left
 * out, nothing (everything), or once `...` (everything, for as many axes as are left).
 * @throws UsageError naming the entry
 */
export function parseSlice(text: string): SlicePart[] {
  if (text.trim() === "") return [];
  const parts = text.split(",").map((entry, i) => parseEntry(entry.trim(), i));
  if (parts.filter(({ kind }) => kind === "ellipsis").length > 1) {
    throw new UsageError(`--slice "${text}": "..." may stand only once`);
  }
  return parts;
}

function parseEntry(entry: string, position: number): SlicePart {
  if (entry === "") return everything;
  if (entry === "...") return { kind: "ellipsis" };
  const numbers = entry.split(":").map((number) => number.trim());
  if (numbers.length > 3 || !numbers.every((number) => /^([+-]?\d+)?$/.test(number))) {
    throw new UsageError(
      `--slice, axis ${position}: expected an index, start:stop, start:stop:step, nothing or "...", got "${entry}"`,
    );
  }
  const [start, stop, step = 1] = numbers.map((number) => (number === "" ? undefined : Number(number)));
  if (numbers.length === 1) return { kind: "index", index: start! };
  if (step < 1) {
    throw new UsageError(`--slice, axis ${position}: expected a step of at least 1, got ${step} in "${entry}"`);
  }
  return { kind: "range", step, ...(start !== undefined && { start }), ...(stop !== undefined && { stop }) };
}

/**
 * Apply a slice to a shape as numpy does: negative numbers count from the end, a range is cut to the axis, an index
 * has to be on it.
 * @throws UsageError naming the axis
 */
export function resolveSlice(parts: readonly SlicePart[], shape: readonly number[]): AxisRange[] {
  const given = parts.filter(({ kind }) => kind !== "ellipsis").length;
  if (given > shape.length) {
    const axes = `${shape.length} ${shape.length === 1 ? "axis" : "axes"}`;
    throw new UsageError(
      `--slice has ${given} entries, but there are ${axes} to select from (shape ${shapeText(shape)})`,
    );
  }
  const ellipsis = parts.findIndex(({ kind }) => kind === "ellipsis");
  const at = ellipsis < 0 ? parts.length : ellipsis;
  const fill = Array<SlicePart>(shape.length - given).fill(everything);
  const complete = [...parts.slice(0, at), ...fill, ...parts.slice(at + 1)];
  return shape.map((size, axis) => resolvePart(complete[axis]!, size, axis));
}

function resolvePart(part: SlicePart, size: number, axis: number): AxisRange {
  if (part.kind === "index") {
    const { index } = part;
    const start = index < 0 ? index + size : index;
    if (start >= 0 && start < size) return { start, count: 1, step: 1, dropped: true };
    const expected = size === 0 ? "the axis has length 0" : `expected an index in ${-size}..${size - 1}`;
    throw new UsageError(`--slice, axis ${axis}: ${expected}, got ${index}`);
  }
  const { start = 0, stop = size, step } = part.kind === "range" ? part : { step: 1 };
  const first = clip(start, size);
  const count = Math.max(0, Math.ceil((clip(stop, size) - first) / step));
  // A longer step selects the same, but may be a number that is not exact.
  return { start: first, count, step: Math.min(step, Math.max(1, size)), dropped: false };
}

function clip(position: number, size: number): number {
  return Math.min(Math.max(position < 0 ? position + size : position, 0), size);
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "()" : shape.join(" x ");
}
