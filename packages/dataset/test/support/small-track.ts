import { type AttributeInputs, createHdf4, type Hdf4Dtype, type Hdf4FileWriter, MemorySink } from "@atcs/hdf/write";

/** A data set of a small file along the track. */
export interface SmallData {
  readonly dtype: Hdf4Dtype;
  readonly shape: readonly number[];
  readonly values?: readonly number[];
  readonly attributes?: AttributeInputs;
  readonly chunks?: readonly number[];
  readonly deflate?: 1 | 6;
}

/** Profiles of a small file. */
export const smallCount = 4;
export const smallBins = 3;

const perProfile = { dtype: "float32", shape: [smallCount] } as const;

/** The data sets of a CALTRACK CS-2B-CLDCLASS with 4 profiles and 3 bins. */
export const smallCldclass: Readonly<Record<string, SmallData>> = {
  Latitude: { ...perProfile, values: [10, 11, 12, 13], attributes: { _FillValue: Float32Array.of(-Infinity) } },
  Longitude: { ...perProfile, values: [20, 20.5, 21, 21.5], attributes: { _FillValue: Float32Array.of(-Infinity) } },
  Time: { dtype: "float64", shape: [smallCount], values: [100, 101, 102, 103] },
  Height: {
    dtype: "int16",
    shape: [smallCount, smallBins],
    values: [900, 600, 300, 901, 601, 301, 902, 602, 302, 903, 603, 303],
    attributes: { _FillValue: Int16Array.of(-32768), units: "m" },
  },
  cloud_scenario: {
    dtype: "int16",
    shape: [smallCount, smallBins],
    values: [1, 2, 3, 4, 5, 6, 7, 8, 9, -32768, -32768, -32768],
    attributes: { _FillValue: Int16Array.of(-32768) },
  },
};

/** Those of a CALTRACK PAR-RB2. */
export const smallSync: Readonly<Record<string, SmallData>> = {
  Latitude: smallCldclass.Latitude!,
  Longitude: smallCldclass.Longitude!,
  Time: smallCldclass.Time!,
  Acquisition_Time_Difference: { ...perProfile, values: [-120, -180, Number.NEGATIVE_INFINITY, -60] },
};

export const syncDates: AttributeInputs = {
  Beginning_Acquisition_Date: "2008-06-03T01-28-10Z\0\0\0\0",
  Ending_Acquisition_Date: "2008-06-03T01-33-01Z\0\0\0\0",
};

/** Write a small HDF4 file of data sets. @param changes what differs by name; null leaves it out */
export async function smallTrack(
  data: Readonly<Record<string, SmallData>>,
  changes: Readonly<Record<string, Partial<SmallData> | null>> = {},
  attributes: AttributeInputs = syncDates,
): Promise<Uint8Array> {
  const sink = new MemorySink();
  const file = await createHdf4(sink, { attributes });
  for (const name of new Set([...Object.keys(data), ...Object.keys(changes)])) {
    const change = changes[name];
    if (change !== null) await writeData(file, name, { ...data[name], ...change } as SmallData);
  }
  await file.close();
  return sink.bytes;
}

async function writeData(file: Hdf4FileWriter, name: string, data: SmallData): Promise<unknown> {
  const { dtype, shape, attributes = {}, chunks, deflate, values } = data;
  const dataset = file.createDataset(name, { dtype, shape, attributes, chunks, ...(deflate && { deflate }) });
  if (values !== undefined) await dataset.write(values as never);
  return dataset;
}

type CloudSatAttribute = readonly [field: string, attribute: string, value: number];

/** What differs in {@link smallCloudSat}. */
export interface CloudSatChanges {
  readonly attributes?: readonly CloudSatAttribute[];
  /** What counts of heights are: metres times factor, plus offset. */
  readonly heightFactor?: number;
  readonly heightOffset?: number;
}

/** What CloudSat's own granules look like: Vdatas and data sets in a swath, attributes beside them. */
export async function smallCloudSat(changes: CloudSatChanges = {}): Promise<Uint8Array> {
  const { heightFactor = 1, heightOffset = heightFactor === 1 ? 10 : 0 } = changes;
  const sink = new MemorySink();
  const file = await createHdf4(sink);
  const geolocation = file.createGroup("Geolocation Fields", { className: "SWATH Vgroup" });
  const fields = file.createGroup("Data Fields", { className: "SWATH Vgroup" });
  const attributes = file.createGroup("Swath Attributes", { className: "SWATH Vgroup" });
  file.createGroup("2B-CLDCLASS", { className: "SWATH" }).add(geolocation, fields, attributes);
  const columns: readonly [name: string, dtype: Hdf4Dtype, values: readonly number[]][] = [
    ["Latitude", "float32", [10, 11, -9999, 13]],
    ["Longitude", "float32", [20, 20.5, -9999, 21.5]],
    ["Profile_time", "float32", [0, 0.16, 0.32, 0.48]],
    ["TAI_start", "float64", [486610096]],
    ["DEM_elevation", "int16", [120, 340, -9999, 12]],
  ];
  for (const [name, dtype, values] of columns) {
    const table = file.createTable(name, { fields: [{ name, dtype }] });
    await table.write({ [name]: values as number[] });
    geolocation.add(table);
  }
  const height = file.createDataset("Height", { dtype: "int16", shape: [4, 3] });
  const metres = [900, 600, 300, 901, 601, 301, -9999, -9999, -9999, 903, 603, 303];
  await height.write(metres.map((one) => (one === -9999 ? one : Math.round(one * heightFactor + heightOffset))));
  geolocation.add(height);
  const scenario = file.createDataset("cloud_scenario", { dtype: "int16", shape: [4, 3] });
  await scenario.write([1, 3, 5, 7, 9, 11, -99, -99, -99, 13, 15, 17]);
  fields.add(scenario);
  const usual: readonly CloudSatAttribute[] = [
    ["Height", "factor", 1],
    ["Height", "offset", 10],
    ["Height", "missing", -9999],
    ["cloud_scenario", "missing", -99],
    ["DEM_elevation", "missing", -9999],
    ["Latitude", "missing", -9999],
    ["Longitude", "missing", -9999],
  ];
  for (const [field, attribute, value] of changes.attributes ?? usual) {
    const table = file.createTable(`${field}.${attribute}`, {
      className: "Attr0.0",
      fields: [{ name: "AttrValues", dtype: "float32" }],
    });
    await table.write({ AttrValues: [value] });
    attributes.add(table);
  }
  await file.close();
  return sink.bytes;
}
