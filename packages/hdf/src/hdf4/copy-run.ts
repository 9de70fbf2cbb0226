/** Shorter runs are copied byte by byte: making a view of them would take longer. */
const shortRun = 48;

/**
 * Copy `count` elements of `size` bytes that lie `step` bytes apart in the source, and one after the other in the
 * target.
 */
export function copyRun(
  source: Uint8Array,
  from: number,
  step: number,
  target: Uint8Array,
  to: number,
  count: number,
  size: number,
): void {
  const length = count * size;
  if (step === size && length > shortRun) {
    target.set(source.subarray(from, from + length), to);
  } else if (step === size) {
    for (let i = 0; i < length; i++) target[to + i] = source[from + i] as number;
  } else {
    for (let at = from, end = to + length; to < end; at += step) {
      for (let i = 0; i < size; i++) target[to++] = source[at + i] as number;
    }
  }
}

/** Fill with copies of one element. */
export function fillRun(element: Uint8Array, target: Uint8Array, to: number, count: number): void {
  const end = to + count * element.length;
  if (count === 0) return;
  target.set(element, to);
  for (let filled = element.length; to + filled < end; filled *= 2) {
    target.copyWithin(to + filled, to, Math.min(to + filled, end - filled));
  }
}
