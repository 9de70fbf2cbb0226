import { DatasetError, isDatasetError } from "../errors.ts";
import {
  asArray,
  asNumber,
  asObject,
  asText,
  type JsonObject,
  type Place,
  readJson,
  unexpected,
} from "../layout/_json.ts";
import { generationInfoFile, parseGenerationInfo } from "../layout/generation-info.ts";
import type { DatasetStore } from "../store/types.ts";
import { maxBins } from "../tasks.ts";
import type { GenerationInfo, OperationOptions, StoredField } from "../types.ts";
import { type ArrayInfo, gridText, parseArrayInfo } from "./array-info.ts";
import type { FieldPacking } from "./field-packing.ts";
import { labelArrays } from "./label-arrays.ts";
import { elementTypes } from "./metadata.ts";

/** Version of the layout of a pack. */
export const packFormat = 1;

/** Name of the file that holds the metadata of the whole pack. */
export const packMetadataFile = "zarr.json";

/** What the metadata of a pack says. */
export interface PackMetadata {
  readonly generation: GenerationInfo;
  /** int16, and how each of its fields is packed; undefined without directional fields. */
  readonly directional: ArrayInfo | undefined;
  readonly packings: readonly FieldPacking[];
  /** Stored where there is no value. */
  readonly missing: number;
  /** float32; undefined without other fields. */
  readonly fields: ArrayInfo | undefined;
  /** By name. */
  readonly labels: ReadonlyMap<string, ArrayInfo>;
  /** int64: the first label point of each instance and the end of the last one, and the ids. */
  readonly offset: ArrayInfo;
  readonly instanceId: ArrayInfo;
  /** Rows and columns of an image. */
  readonly height: number;
  readonly width: number;
  /** Height bins of a label point. */
  readonly bins: number;
}

/** @throws DatasetError DATASET_NOT_FOUND, or DATASET_LAYOUT for what is no pack of this version */
export async function readPackMetadata(store: DatasetStore, { signal }: OperationOptions = {}): Promise<PackMetadata> {
  const file = store.locate(packMetadataFile);
  const place: Place = { file };
  const root = asObject(await readJson(store, packMetadataFile, { signal }), "the file", place);
  const attributes = asObject(root.attributes ?? {}, "the attributes", place);
  if (attributes.atcs_format !== packFormat) {
    throw unexpected(
      "the attribute atcs_format",
      attributes.atcs_format,
      `${packFormat}, as in packs of this package`,
      place,
    );
  }
  const generation = parseGenerationInfo(attributes.dataset_generation_info, `${file}, ${generationInfoFile}`);
  const find = nodeFinder(store, root, place);
  const directional = generation.fields.filter(({ angles }) => angles > 1);
  const others = generation.fields.filter(({ angles }) => angles === 1);
  const [image, fields, labels, offset, instanceId] = await Promise.all([
    directional.length === 0 ? undefined : find("directional"),
    others.length === 0 ? undefined : find("fields"),
    findLabels(find, place),
    find("labels/offset"),
    find("labels/instance_id"),
  ]);
  checkImage(image, "int16", directional, place);
  checkImage(fields, "float32", others, place);
  const [count, , height = 0, width = 0] = (image ?? fields)!.shape;
  if (fields?.shape.some((n, axis) => axis !== 1 && n !== [count, 0, height, width][axis])) {
    throw unexpected("the shape of fields", fields.shape.join(", "), `${count}, any, ${height}, ${width}`, place);
  }
  checkList(offset, count! + 1, place);
  checkList(instanceId, count!, place);
  return {
    generation,
    directional: image,
    packings: image === undefined ? [] : parsePackings(image, directional, place),
    missing: image === undefined ? 0 : asNumber(image.attributes.missing, "missing of directional", place),
    fields,
    labels,
    offset,
    instanceId,
    height,
    width,
    bins: labels.get("cloud_scenario")!.shape[1]!,
  };
}

type FindArray = (path: string) => Promise<ArrayInfo>;

/** Metadata of the nodes: from the root, which holds them all, else from their own files. */
function nodeFinder(store: DatasetStore, root: JsonObject, place: Place): FindArray {
  const consolidated = root.consolidated_metadata;
  const inline =
    typeof consolidated === "object" && consolidated !== null ? (consolidated as JsonObject).metadata : undefined;
  const nodes = inline === undefined ? {} : asObject(inline, "the consolidated metadata", place);
  return async (path) => {
    const isHere = Object.hasOwn(nodes, path);
    const file = `${path}/${packMetadataFile}`;
    return parseArrayInfo(
      isHere ? nodes[path] : await readJson(store, file),
      path,
      isHere ? place.file : store.locate(file),
    );
  };
}

async function findLabels(find: FindArray, place: Place): Promise<ReadonlyMap<string, ArrayInfo>> {
  const scenario = await find("labels/cloud_scenario");
  const bins = scenario.shape[1] ?? 0;
  if (bins > maxBins) throw unexpected("the height bins of labels/cloud_scenario", bins, `at most ${maxBins}`, place);
  const isFractional = await find("labels/patch_idx").then(
    () => true,
    (error: unknown) => {
      if (isDatasetError(error, "DATASET_NOT_FOUND")) return false;
      throw error;
    },
  );
  const arrays = labelArrays(bins, isFractional).map(async ({ name, dtype, row }): Promise<[string, ArrayInfo]> => {
    const info = await find(`labels/${name}`);
    const expected = [scenario.shape[0], ...row];
    if (info.dtype === dtype && expected.join() === info.shape.join()) return [name, info];
    const found = `${info.dtype} (${info.shape.join(", ")})`;
    throw new DatasetError(
      "DATASET_LAYOUT",
      `labels/${name} is ${found}: expected ${dtype} (${expected.join(", ")})`,
      place,
    );
  });
  return new Map(await Promise.all(arrays));
}

function checkList(info: ArrayInfo, count: number, place: Place): void {
  if (info.dtype === "int64" && info.shape.join() === String(count)) return;
  const found = `${info.path} is ${info.dtype} (${info.shape.join(", ")})`;
  throw new DatasetError("DATASET_LAYOUT", `${found}: expected int64 (${count})`, place);
}

/** No image has more bytes: a pack that claims more is damaged. */
const maxImageBytes = 2 ** 30;

/** The channels of the fields, of each instance. */
function checkImage(
  info: ArrayInfo | undefined,
  dtype: "int16" | "float32",
  fields: readonly StoredField[],
  place: Place,
): void {
  if (info === undefined) return;
  const [, channels, height, width] = info.shape;
  const expected = fields.length * fields[0]!.angles;
  const isImage = info.shape.length === 4 && channels === expected && height! > 0 && width! > 0;
  const bytes = info.shape.slice(1).reduce((product, n) => product * n, elementTypes[dtype].BYTES_PER_ELEMENT);
  if (info.dtype === dtype && isImage && bytes <= maxImageBytes) return;
  const problem = `${info.path} is ${info.dtype} ${gridText(info)}: expected ${dtype} (instances, ${expected}, rows, columns)`;
  throw new DatasetError("DATASET_LAYOUT", problem, place);
}

function parsePackings(image: ArrayInfo, directional: readonly StoredField[], place: Place): FieldPacking[] {
  const entries = asArray(image.attributes.fields, "the fields of directional", place);
  return directional.map(({ name }, i) => {
    const entry = asObject(entries[i], `field ${i} of directional`, place);
    if (asText(entry.name, `the name of field ${i} of directional`, place) !== name) {
      throw unexpected(`field ${i} of directional`, entry.name, JSON.stringify(name), place);
    }
    return {
      scale: asNumber(entry.scale, `the scale of ${name}`, place),
      offset: asNumber(entry.offset, `the offset of ${name}`, place),
    };
  });
}
