import { storePath } from "../store/store-path.ts";
import type { InstanceInfo } from "../types.ts";
import { asId, asObject, type JsonObject, type Place, unexpected } from "./_json.ts";
import { parseProjection } from "./generation-info.ts";

/** Name of the file that lists the instances. */
export const instanceInfoFile = "instance_info.json";

/** The instances of a dataset. */
export interface InstanceIndex {
  /** Ascending. */
  readonly ids: readonly number[];
  /** @throws RangeError for an id that there is not; DatasetError DATASET_LAYOUT for an entry that is damaged */
  info(id: number): InstanceInfo;
  has(id: number): boolean;
}

/**
 * Read `instance_info.json`. Ids may be texts, the key of the id `instance_id` or `instance id`, and paths may have either
 * slash. The entries are only looked at when they are asked for, so that a large dataset opens at once.
 * @param value the parsed JSON
 * @param file its name, for messages
 * @throws DatasetError DATASET_LAYOUT for what is no such file, or has an id twice
 */
export function parseInstanceIndex(value: unknown, file: string): InstanceIndex {
  const place: Place = { file };
  const json = asObject(value, "the file", place);
  const keys = new Map<number, string>();
  for (const key of Object.keys(json)) {
    const id = asId(key, "an id", place);
    if (keys.has(id)) throw unexpected("an id", key, `each id once, but ${id} is there twice`, place);
    keys.set(id, key);
  }
  const ids = [...keys.keys()].sort((a, b) => a - b);
  return {
    ids,
    has: (id) => keys.has(id),
    info: (id) => {
      const key = keys.get(id);
      if (key === undefined) throw new RangeError(`there is no instance ${id} in ${file}`);
      return parseInstanceInfo(json[key], id, file);
    },
  };
}

/** One entry. @throws DatasetError DATASET_LAYOUT */
export function parseInstanceInfo(value: unknown, id: number, file: string): InstanceInfo {
  const place: Place = { file };
  const entry = asObject(value, `the entry of instance ${id}`, place);
  const own = entry.instance_id ?? entry["instance id"] ?? id;
  if (asId(own, `the instance_id of instance ${id}`, place) !== id) {
    throw unexpected(`the instance_id of instance ${id}`, own, String(id), place);
  }
  return {
    id,
    inputPath: storePath(entry.input_path, file),
    outputPath: storePath(entry.output_path, file),
    dateTime: textOf(entry, "cal_par_datetime"),
    syncFile: textOf(entry, "cal_par_file"),
    parasolFile: textOf(entry, "par_file"),
    cldclassFile: textOf(entry, "cldclass_file"),
    centerLat: numberOf(entry, "center_lat"),
    centerLon: numberOf(entry, "center_lon"),
    projection: parseProjection(entry.projection),
  };
}

/** Text of `instance_info.json`, an instance in each line, in the order given. */
export function formatInstanceIndex(infos: Iterable<InstanceInfo>): string {
  const lines = Array.from(infos, (info) => `"${info.id}": ${JSON.stringify(instanceEntry(info))}`);
  return lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
}

/** An entry of `instance_info.json`, without what is not known. */
export function instanceEntry(info: InstanceInfo): JsonObject {
  return {
    instance_id: info.id,
    input_path: info.inputPath,
    output_path: info.outputPath,
    ...(info.dateTime !== undefined && { cal_par_datetime: info.dateTime }),
    ...(info.syncFile !== undefined && { cal_par_file: info.syncFile }),
    ...(info.parasolFile !== undefined && { par_file: info.parasolFile }),
    ...(info.cldclassFile !== undefined && { cldclass_file: info.cldclassFile }),
    ...(info.centerLat !== undefined && { center_lat: info.centerLat }),
    ...(info.centerLon !== undefined && { center_lon: info.centerLon }),
    ...(info.projection !== "unknown" && { projection: info.projection }),
  };
}

function textOf(entry: JsonObject, key: string): string | undefined {
  const value = entry[key];
  return typeof value === "string" ? value : undefined;
}

function numberOf(entry: JsonObject, key: string): number | undefined {
  const value = entry[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
