import { type PolderField, polderFields, polderViews, radianceNames } from "@atcs/colocate";
import { type Dataset, type Group, type HdfFile, isHdfError, type Node, type NumericDtype } from "@atcs/hdf";
import { countArrays } from "./_count-arrays.ts";
import { listForMessage } from "./_message-text.ts";
import type { DeviationLog } from "./deviations.ts";
import { GranuleLayoutError } from "./errors.ts";
import { makeField, type StoredField } from "./parasol-field.ts";

/** The fields of a granule with what they have in common. */
export interface FieldTable {
  readonly rows: number;
  /** Slots of the directional fields; 0 when there is none. */
  readonly views: number;
  /** In the order of the file. */
  readonly fields: readonly StoredField[];
}

/** Every count of views fits one byte. */
const maxViews = 255;

/**
 * Find the data sets that lie on a sinusoidal grid, in whatever groups they are.
 * @throws GranuleLayoutError when there is none
 */
export function findFields(file: HdfFile, log: DeviationLog): FieldTable {
  const candidates = chooseByName(listDatasets(file, log), log);
  const rows = gridRowsOf(file, candidates);
  const onGrid = candidates.filter(({ shape }) => gridRows(shape) === rows);
  const views = viewsOf(onGrid);
  const fields: StoredField[] = [];
  for (const dataset of candidates) {
    const documented = polderFields.get(dataset.name);
    if (gridRows(dataset.shape) === rows && [1, views].includes(dataset.shape[2] ?? 1)) {
      const field = describe(dataset, documented, file.fileName, log);
      if (field !== undefined) fields.push(field);
    } else if (documented !== undefined) {
      const found = `shape (${dataset.shape.join(", ")}): expected (${rows}, ${2 * rows}) or (${rows}, ${2 * rows}, ${views})`;
      log.add("FIELD_SHAPE", dataset.path, { found, assumed: "it is left out", matters: true });
    }
  }
  compareWithDocumented(rows, views, fields, log);
  return { rows, views, fields };
}

type NumericDataset = Dataset<NumericDtype>;

/** Levels of groups that are looked at; the product has one. */
const maxDepth = 8;

/** Objects that are looked at; the product has about 50. */
const maxObjects = 10_000;

/**
 * Every data set of numbers once, but for damaged ones. Groups may contain each other.
 * @throws GranuleLayoutError when there are too many objects
 */
function listDatasets(file: HdfFile, log: DeviationLog): NumericDataset[] {
  const datasets: NumericDataset[] = [];
  const seen = new Set<string>();
  const groups: Nested[] = [{ group: file, depth: 0 }];
  let objects = 0;
  for (let next = groups.pop(); next !== undefined; next = groups.pop()) {
    const { group, depth } = next;
    const inner: Nested[] = [];
    const entries = group.entries();
    objects += entries.length;
    if (objects > maxObjects) {
      const problem = `it holds more than ${maxObjects} objects, a POLDER level 1B granule about 50`;
      throw new GranuleLayoutError(problem, { file: file.fileName });
    }
    for (const { key, load } of entries) {
      const node = loadUndamaged(load, `${group.path === "" ? "" : `${group.path}/`}${key}`, log);
      const id = identity(node);
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      if (node.kind === "group" && depth === maxDepth) recordDepth(node.path, log);
      else if (node.kind === "group") inner.push({ group: node, depth: depth + 1 });
      else if (node.kind === "dataset" && node.dtype in countArrays) datasets.push(node as NumericDataset);
    }
    for (const each of inner.reverse()) groups.push(each);
  }
  return datasets;
}

/** A group, and how many levels it is below the root. */
interface Nested {
  readonly group: Group;
  readonly depth: number;
}

function recordDepth(path: string, log: DeviationLog): void {
  const found = `groups nested more than ${maxDepth} levels deep, documented is 1`;
  log.add("GROUP_DEPTH", path, { found, assumed: "what is in this one is left out", matters: true });
}

function identity(node: Node | undefined): string {
  return node?.hdf5?.id ?? `${node?.hdf4?.tag}/${node?.hdf4?.ref}`;
}

function loadUndamaged(load: () => Node, path: string, log: DeviationLog): Node | undefined {
  try {
    return load();
  } catch (error) {
    recordDamage(error, path, log);
    return undefined;
  }
}

function describe(
  dataset: NumericDataset,
  documented: PolderField | undefined,
  fileName: string,
  log: DeviationLog,
): StoredField | undefined {
  try {
    return makeField(dataset, documented, fileName, log);
  } catch (error) {
    recordDamage(error, dataset.path, log);
    return undefined;
  }
}

/** One damaged object does not keep the others from being read. */
function recordDamage(error: unknown, path: string, log: DeviationLog): void {
  if (!isHdfError(error, "HDF_DAMAGED", "HDF_UNSUPPORTED")) throw error;
  log.add("FIELD_DAMAGED", path, { found: error.message, assumed: "it is left out", matters: true });
}

/** Of several data sets of one name, the one in the documented group, else the first. */
function chooseByName(datasets: readonly NumericDataset[], log: DeviationLog): NumericDataset[] {
  const byName = new Map<string, NumericDataset[]>();
  for (const dataset of datasets) {
    const same = byName.get(dataset.name);
    if (same === undefined) byName.set(dataset.name, [dataset]);
    else same.push(dataset);
  }
  return [...byName].map(([name, same]) => {
    const path = `${polderFields.get(name)?.group}/${name}`;
    const chosen = same.find((dataset) => dataset.path === path) ?? same[0]!;
    if (same.length > 1) {
      const found = listForMessage(same.map((dataset) => dataset.path));
      log.add("FIELD_DUPLICATE", name, { found, assumed: `${chosen.path} is meant`, matters: true });
    }
    return chosen;
  });
}

/** Rows of the grid that a shape is of: (R, 2 R) or (R, 2 R, views), R even as poles and equator are borders. */
function gridRows([rows = 0, cols, views = 1, ...rest]: readonly number[]): number | undefined {
  const isGrid = rows % 2 === 0 && rows >= 2 && rows <= 65536 && cols === 2 * rows;
  return isGrid && views >= 1 && views <= maxViews && rest.length === 0 ? rows : undefined;
}

/** The number of views decides what is valid, so its grid is the grid; else that of any documented field. */
function gridRowsOf(file: HdfFile, candidates: readonly NumericDataset[]): number {
  const expected = "expected (R, 2 R) or (R, 2 R, views), as (3240, 6480, 16): is this a POLDER level 1B granule?";
  const counts = candidates.find(({ name }) => name === "Nviews");
  const reference =
    counts ?? candidates.find(({ name, shape }) => polderFields.has(name) && gridRows(shape) !== undefined);
  const rows = reference && gridRows(reference.shape);
  if (rows !== undefined) return rows;
  if (counts !== undefined) {
    const problem = `it has the shape (${counts.shape.join(", ")}): ${expected}`;
    throw new GranuleLayoutError(problem, { file: file.fileName, object: counts.path });
  }
  const problem = `none of its ${candidates.length} data sets of numbers is a POLDER field on a sinusoidal grid: ${expected}`;
  throw new GranuleLayoutError(problem, { file: file.fileName });
}

/** Slots of a radiance, else of any directional field. */
function viewsOf(onGrid: readonly NumericDataset[]): number {
  const isDirectional = ({ shape }: NumericDataset): boolean => (shape[2] ?? 1) > 1;
  const radiance = radianceNames
    .map((name) => onGrid.find((dataset) => dataset.name === name && isDirectional(dataset)))
    .find((dataset) => dataset !== undefined);
  return (radiance ?? onGrid.find(isDirectional))?.shape[2] ?? 0;
}

function compareWithDocumented(rows: number, views: number, fields: readonly StoredField[], log: DeviationLog): void {
  if (rows !== 3240) {
    const found = `${rows} rows and ${2 * rows} columns, documented are 3240 and 6480`;
    log.add("GRID_SIZE", "grid", { found, assumed: `the same grid with ${rows / 180} rows per degree`, matters: true });
  }
  if (views !== polderViews) {
    const found = `${views} slots for views, documented are ${polderViews}`;
    log.add("VIEW_COUNT", "views", { found, assumed: `pixels have up to ${views} views`, matters: true });
  }
  const names = new Set(fields.map(({ field }) => field.name));
  for (const [name, documented] of polderFields) {
    if (!documented.usual || names.has(name)) continue;
    const where = `${documented.group}/${name}`;
    const isByFormula = name === "Latitude" || name === "Longitude";
    const assumed = isByFormula ? "positions follow from the grid; reading it fails" : "reading it fails";
    log.add("FIELD_MISSING", where, { found: "no such field", assumed, matters: !isByFormula });
  }
  for (const { field } of fields) {
    const { name, group, path, directional } = field;
    const documented = polderFields.get(name);
    if (documented === undefined) continue;
    if (documented.group !== group) {
      const found = `in the group "${group}", documented is "${documented.group}"`;
      log.add("FIELD_GROUP", path, { found, assumed: "it is meant, whatever its group", matters: false });
    }
    if (documented.directional !== directional) {
      const found = directional ? "values for every view" : "one value for all views";
      log.add("FIELD_DIRECTIONAL", path, { found, assumed: "what the shape says", matters: true });
    }
  }
}
