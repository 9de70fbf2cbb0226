/** A single value as read from a file. */
export type Scalar = number | bigint | string;

/** The shortest decimal number that gives the same float32: 0.1, not 0.10000000149011612. */
export function float32Text(value: number): string {
  // The usual case of whole numbers: below 2^24 every one of them is a float32.
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 2 ** 24)) return numberText(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** A number in decimal, exact for float64; keeps the sign of zero. */
export function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** How values of an array are printed for people and in CSV. */
export function numberFormatter(data: unknown): (value: number | bigint) => string {
  return data instanceof Float32Array ? (value) => float32Text(value as number) : numberText;
}

/** A size in bytes, with three significant digits. */
export function byteSizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let size = bytes;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return unit === 0 ? `${bytes} ${bytes === 1 ? "byte" : "bytes"}` : `${Number(size.toPrecision(3))} ${units[unit]}`;
}

/** "1 group", "2 groups". */
export function countText(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
