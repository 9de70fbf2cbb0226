const encoder = new TextEncoder();

/**
 * Longest names that libhdf4 reads back whole, in bytes of UTF-8 (hlimits.h: H4_MAX_NC_NAME less the final NUL,
 * VSNAMELENMAX, VGNAMELENMAX, FIELDNAMELENMAX). An attribute's name is that of its Vdata.
 */
export const nameLimits = {
  dataset: 255,
  dimension: 255,
  attribute: 64,
  table: 64,
  group: 64,
  className: 64,
  field: 128,
} as const;

/** @throws TypeError for something that is no name, RangeError for one that is too long */
export function checkName(name: unknown, limit: number, what: string): string {
  if (typeof name !== "string" || name === "")
    throw new TypeError(`${what}: expected a name, got ${JSON.stringify(name)}`);
  return checkLength(name, limit, `${what} ${JSON.stringify(name)}`);
}

/**
 * A class name of a Vgroup or Vdata, "" when it has none.
 * @param reserved what class names of the library's own objects begin with: as users' objects they would be invisible
 * @throws TypeError, RangeError
 */
export function checkClassName(name: unknown, reserved: readonly string[], what: string): string {
  if (name === undefined) return "";
  if (typeof name !== "string") throw new TypeError(`${what}: expected a string as className, got ${typeof name}`);
  const owner = `${what}: className ${JSON.stringify(name)}`;
  const prefix = reserved.find((each) => name.startsWith(each));
  if (prefix !== undefined) {
    throw new RangeError(`${owner}: HDF4 keeps class names that begin with ${JSON.stringify(prefix)} for itself`);
  }
  return checkLength(name, nameLimits.className, owner);
}

function checkLength(name: string, limit: number, what: string): string {
  if (name.includes("\0")) throw new TypeError(`${what}: a name cannot contain NUL`);
  const { length } = encoder.encode(name);
  if (length > limit) throw new RangeError(`${what}: the name has ${length} bytes, HDF4 allows ${limit}`);
  return name;
}

/** As much of a text as fits into `limit` bytes of UTF-8. */
export function cutName(name: string, limit: number): string {
  let cut = name;
  while (encoder.encode(cut).length > limit) cut = Array.from(cut).slice(0, -1).join("");
  return cut;
}
