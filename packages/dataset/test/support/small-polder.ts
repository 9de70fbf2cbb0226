import type { NumericDtype } from "@atcs/hdf";
import { createHdf5, type Hdf5AttributeInput, MemorySink } from "@atcs/hdf/write";
import { countArrays } from "../../src/granules/_count-arrays.ts";

/** Rows of the small grid: 5 degrees each. */
export const smallRows = 36;
export const smallCols: number = 2 * smallRows;

/** A field of a small granule. */
export interface SmallField {
  readonly group?: string;
  readonly dtype: NumericDtype;
  /** @default [36, 72], or [36, 72, 16] when it is directional */
  readonly shape?: readonly number[];
  readonly directional?: boolean;
  /** The count at an element of the field. @default 0 */
  readonly count?: (row: number, col: number, view: number) => number;
  /** @default what is documented of such a field */
  readonly attributes?: Readonly<Record<string, Hdf5AttributeInput>>;
  readonly chunks?: readonly number[];
  readonly fillValue?: number;
}

/** Attributes as in the real product: scale and offset as float64, the codes as int64 whatever the type. */
export function packed(scale: number, fill: number, missing: number): Readonly<Record<string, Hdf5AttributeInput>> {
  return { scale_factor: scale, add_offset: 0, _FillValue: BigInt(fill), missing_value: BigInt(missing), units: "1" };
}

const directional = { group: "Data_Directional_Fields", directional: true } as const;
const radiance: SmallField = { ...directional, dtype: "int16", attributes: packed(1e-4, 32767, -32767) };
const zenith: SmallField = { ...directional, dtype: "uint16", attributes: packed(1.5e-3, 65535, 65534) };
const byteField: SmallField = { group: "Data_Fields", dtype: "uint8", attributes: packed(1, 255, 254) };
const degrees: SmallField = {
  group: "Geolocation_Fields",
  dtype: "int32",
  attributes: packed(1e-7, -(2 ** 31) + 1, -(2 ** 31) + 2),
};

/** Everything that a complete granule has; the values are 0 but for 14 views and a radiance of 0.1 in each of them. */
const documented: Readonly<Record<string, SmallField>> = {
  ...Object.fromEntries(
    ["I443NP", "I490P", "I565NP", "I670P", "I763NP", "I765NP", "I865P", "I910NP", "I1020NP"].map((name) => [
      name,
      { ...radiance, count: (_row: number, _col: number, view: number) => (view < 14 ? 1000 : -32767) },
    ]),
  ),
  ...Object.fromEntries(["Q490P", "U490P", "Q670P", "U670P", "Q865P", "U865P"].map((name) => [name, radiance])),
  thetas: zenith,
  thetav: zenith,
  phi: { ...zenith, attributes: packed(6e-3, 65535, 65534) },
  Nviews: { ...byteField, count: () => 14 },
  cloud_indicator: byteField,
  phis: { ...byteField, dtype: "int16", attributes: packed(0.02, 32767, -32767) },
  Latitude: degrees,
  Longitude: degrees,
  land_sea_flag: { ...byteField, group: "Geolocation_Fields" },
  surface_altitude: { ...byteField, group: "Geolocation_Fields", dtype: "int16", attributes: packed(1, 32767, -32767) },
};

/**
 * A granule of POLDER level 1B on a grid of 36 rows.
 * @param changes by path ("Data_Fields/Nviews") or name of a documented field: what differs; null leaves it out
 */
export async function smallPolder(
  changes: Readonly<Record<string, Partial<SmallField> | null>> = {},
  attributes: Readonly<Record<string, Hdf5AttributeInput>> = { Beginning_Acquisition_Date: "2008-06-03T01-27-40Z" },
): Promise<Uint8Array> {
  const sink = new MemorySink();
  const file = await createHdf5(sink, { attributes });
  const names = new Set([...Object.keys(documented), ...Object.keys(changes)]);
  for (const name of names) {
    const change = changes[name];
    if (change === null) continue;
    const field: SmallField = { dtype: "int16", ...documented[name], ...change };
    const path = field.group === undefined || field.group === "" ? name : `${field.group}/${name}`;
    const { dtype, chunks, fillValue } = field;
    const shape = field.shape ?? [smallRows, smallCols, ...(field.directional ? [16] : [])];
    const options = { dtype, shape, attributes: field.attributes ?? {} };
    const dataset = file.createDataset(path, {
      ...options,
      ...(chunks && { chunks, deflate: 1 }),
      ...(fillValue !== undefined && { fillValue }),
    });
    if (field.count !== undefined) await dataset.write(counts(shape, dtype, field.count) as never);
  }
  await file.close();
  return sink.bytes;
}

function counts(
  shape: readonly number[],
  dtype: NumericDtype,
  count: NonNullable<SmallField["count"]>,
): ArrayLike<number> | bigint[] {
  const [rows = 1, cols = 1, ...rest] = shape;
  const views = rest.reduce((product, length) => product * length, 1);
  const values = new countArrays[dtype](rows * cols * views);
  for (let i = 0; i < values.length; i++) {
    const pixel = Math.floor(i / views);
    values[i] = count(Math.floor(pixel / cols), pixel % cols, i % views);
  }
  return dtype.endsWith("64") && dtype !== "float64" ? Array.from(values, (value) => BigInt(value)) : values;
}
