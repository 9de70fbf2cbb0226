import {
  defaultMinViews,
  isRadianceName,
  type PixelMask,
  PolderGrid,
  polderViews,
  radianceNames,
  viewCounts,
  viewMask,
} from "@atcs/colocate";
import type { HdfFile, NumericDtype, OperationOptions, Source } from "@atcs/hdf";
import { checkBoxes, countPixels } from "./_boxes.ts";
import { countArrays } from "./_count-arrays.ts";
import { type FieldTable, findFields } from "./_find-fields.ts";
import { listForMessage, shorten } from "./_message-text.ts";
import { FieldNotFoundError, GranuleLayoutError } from "./errors.ts";
import { checkBytes, type FieldWindow, type GridBoxes, type PhysicalWindow, readFieldWindow } from "./field-window.ts";
import {
  describeGranule,
  Granule,
  type OpenedGranule,
  type OpenGranuleOptions,
  openAs,
  type Product,
} from "./granule.ts";
import { toPhysical } from "./packing.ts";
import type { ParasolField, StoredField } from "./parasol-field.ts";

/** Options of {@link ParasolGranule.readViewMask}. */
export interface ViewMaskOptions extends OperationOptions {
  /** Radiances (or Stokes parameters) that tell where views are. @default the first that the granule has of I865P, I670P, I490P, ... */
  readonly radiances?: readonly string[];
}

/** Options of {@link ParasolGranule.readValidMask}. */
export interface ValidMaskOptions extends OperationOptions {
  /** Views that a valid pixel has at least: 1 to the views of the granule. @default 13 */
  readonly minViews?: number;
}

/** Bytes of a value in physical units, as `toPhysical` has it. */
const physicalBytes: Readonly<Record<NumericDtype, number>> = {
  int8: 4,
  uint8: 4,
  int16: 4,
  uint16: 4,
  int32: 8,
  uint32: 8,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** What `maxBytes` is in `@atcs/hdf` unless given. */
const defaultMaxBytes = 2 ** 30;

/**
 * A granule of PARASOL/POLDER-3 level 1B. All reads take boxes of the grid and read only the chunks that those touch.
 * They reject with ShapeError (of `@atcs/colocate`) for boxes outside of the grid, FieldNotFoundError,
 * GranuleAttributeError, and the errors of `@atcs/hdf`, LimitError among them for more than `maxBytes`.
 */
export class ParasolGranule extends Granule {
  readonly grid: PolderGrid;
  /** Slots for views of directional fields: 16; 0 when the granule has no directional field. */
  readonly views: number;
  readonly #fields: ReadonlyMap<string, StoredField>;
  readonly #byPath: ReadonlyMap<string, StoredField>;
  readonly #maxBytes: number;

  /** @internal */
  constructor(opened: OpenedGranule, { rows, views, fields }: FieldTable, maxBytes: number) {
    super(opened);
    this.grid = new PolderGrid(rows);
    this.views = views;
    this.#fields = new Map(fields.map((stored) => [stored.field.name, stored]));
    this.#byPath = new Map(fields.map((stored) => [stored.field.path, stored]));
    this.#maxBytes = maxBytes;
  }

  /** All fields on the grid, in the order of the file. */
  fields(): readonly ParasolField[] {
    return Array.from(this.#fields.values(), ({ field }) => field);
  }

  /**
   * A field by its name, in whatever group it is. A path is taken too; when nothing is there, its last name counts.
   * @throws FieldNotFoundError, which lists what there is
   */
  field(name: string): ParasolField {
    return this.#find(name).field;
  }

  /** Is there a field of this name? */
  hasField(name: string): boolean {
    return this.#lookUp(name) !== undefined;
  }

  /** Read the counts of a field, as stored. */
  async readWindow(name: string, boxes: GridBoxes, { signal }: OperationOptions = {}): Promise<FieldWindow> {
    const stored = this.#find(name);
    const list = checkBoxes(boxes, this.grid);
    return readFieldWindow(stored, list, { fileName: this.fileName, maxBytes: this.#maxBytes, signal });
  }

  /**
   * Read a field in physical units. Unused slots of angles hold 0, which is not flagged: {@link readViewMask} tells
   * which they are.
   */
  async readPhysical(name: string, boxes: GridBoxes, options: OperationOptions = {}): Promise<PhysicalWindow> {
    const { dtype, views } = this.field(name);
    const list = checkBoxes(boxes, this.grid);
    this.#checkBytes(countPixels(list) * views * physicalBytes[dtype], name);
    const { scale, offset, invalid, data, ...window } = await this.readWindow(name, list, options);
    return { ...window, data: toPhysical({ data, scale, offset, invalid }) };
  }

  /**
   * Number of views of every pixel of the boxes: shape [pixels], 0 where it is fill or missing. As `viewCounts` of
   * `@atcs/colocate` has it.
   */
  async readViewCounts(boxes: GridBoxes, options: OperationOptions = {}): Promise<Uint8Array> {
    const { dataset, field } = this.#find("Nviews");
    const { path } = field;
    if (field.directional) {
      const problem = `its shape is (${dataset.shape.join(", ")}): expected one number of views for each pixel`;
      throw new GranuleLayoutError(problem, { file: this.fileName, object: path });
    }
    const most = Math.max(this.views, polderViews);
    const { counts, outside } = viewCounts(await this.readWindow("Nviews", boxes, options), most);
    if (outside > 0) {
      const found = `${outside} pixels with numbers of views that are not 0 to ${most}`;
      this.log.add("VIEW_COUNT_RANGE", path, { found, assumed: "they have no view", matters: true });
    }
    return counts;
  }

  /**
   * Which slots of the directional fields hold a view: shape [pixels, views], 1 where one does, else 0. From Nviews and
   * radiances, as `viewMask` of `@atcs/colocate` has it. Rejects with RangeError for `radiances` of another name.
   */
  async readViewMask(boxes: GridBoxes, options: ViewMaskOptions = {}): Promise<Uint8Array> {
    const { signal, radiances: names = radianceNames.filter((name) => this.#isDirectional(name)).slice(0, 1) } =
      options;
    if (this.views === 0) return this.#failDirectional("the granule has no directional field");
    const list = checkBoxes(boxes, this.grid);
    let bytesPerView = Uint8Array.BYTES_PER_ELEMENT;
    for (const name of names) {
      const { directional, dtype, name: found } = this.field(name);
      if (!directional) return this.#failDirectional("it is not directional", name);
      if (!isRadianceName(found)) {
        throw new RangeError(`readViewMask: expected radiances such as I670P, got "${shorten(found)}"`);
      }
      bytesPerView += countArrays[dtype].BYTES_PER_ELEMENT;
    }
    this.#checkBytes(countPixels(list) * this.views * bytesPerView, undefined);
    const counts = await this.readViewCounts(list, { signal });
    const radiances: FieldWindow[] = [];
    for (const name of names) radiances.push(await this.readWindow(name, list, { signal }));
    const { mask, unpacked, excess } = viewMask({ counts, views: this.views, radiances });
    if (unpacked > 0) {
      const found = `${unpacked} pixels with a radiance beyond their number of views`;
      const assumed = "in these pixels, slots with a radiance hold a view";
      this.log.add("VIEWS_NOT_PACKED", names.join(", "), { found, assumed, matters: true });
    }
    if (excess > 0) {
      const found = `${excess} pixels with radiances in more slots than they have views`;
      const assumed = "in these pixels, slots beyond the number of views hold none";
      this.log.add("RADIANCE_BEYOND_VIEWS", names.join(", "), { found, assumed, matters: true });
    }
    return mask;
  }

  /**
   * Which pixels have at least `minViews` views: the mask that `findCorners`, `samplePatches` and `cutPatch` of
   * `@atcs/colocate` take. Only the boxes are read; beyond them no pixel is valid.
   */
  async readValidMask(boxes: GridBoxes, options: ValidMaskOptions = {}): Promise<PixelMask> {
    const { minViews = defaultMinViews, signal } = options;
    const most = this.views || polderViews;
    if (!Number.isInteger(minViews) || minViews < 1 || minViews > most) {
      throw new RangeError(`readValidMask: minViews must be an integer from 1 to ${most}, got ${minViews}`);
    }
    const list = checkBoxes(boxes, this.grid);
    const counts = await this.readViewCounts(list, { signal });
    return { boxes: list, data: counts.map((count) => (count >= minViews ? 1 : 0)) };
  }

  #lookUp(name: string): StoredField | undefined {
    if (typeof name !== "string") throw new TypeError(`the name of a field must be text, got ${String(name)}`);
    return this.#byPath.get(name) ?? this.#fields.get(name) ?? this.#fields.get(name.slice(name.lastIndexOf("/") + 1));
  }

  #find(name: string): StoredField {
    const field = this.#lookUp(name);
    if (field !== undefined) return field;
    const known = listForMessage(this.#fields.keys());
    throw new FieldNotFoundError(`there is no such field on the grid; the fields are ${known}`, {
      file: this.fileName,
      object: name,
    });
  }

  #checkBytes(bytes: number, object: string | undefined): void {
    checkBytes(bytes, { file: this.fileName, object }, this.#maxBytes);
  }

  #isDirectional(name: string): boolean {
    return this.#lookUp(name)?.field.directional === true;
  }

  #failDirectional(problem: string, object?: string): never {
    throw new FieldNotFoundError(`${problem}: views are told by fields that have one value for each`, {
      file: this.fileName,
      object,
    });
  }
}

/**
 * Open a granule of PARASOL/POLDER-3 level 1B (HDF5). Fields are found by their names in whatever groups they are; the
 * grid's size is that of the data sets.
 *
 * @param source a path, bytes, a Blob or a reader, as for `open` of `@atcs/hdf`
 * @throws GranuleLayoutError when no data set lies on a sinusoidal grid; the errors of `open`
 * @example
 * ```ts
 * import { openParasolGranule } from "@atcs/dataset/granules";
 *
 * await using granule = await openParasolGranule("POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
 * const { row, col } = granule.grid.toPixel(18.5, 20.1);
 * const box = { row: row - 50, col: col - 50, rows: 100, cols: 100 };
 * const { data, views } = await granule.readPhysical("I670P", box);
 * console.log(data.length, views, granule.deviations);
 * ```
 */
export async function openParasolGranule(source: Source, options: OpenGranuleOptions = {}): Promise<ParasolGranule> {
  return openAs(source, options, parasolProduct, (opened) => makeParasol(opened, options.maxBytes));
}

/** A granule of a file that is open already. @throws GranuleLayoutError */
export function createParasol(file: HdfFile, maxBytes?: number): ParasolGranule {
  return makeParasol(describeGranule(file, parasolProduct), maxBytes);
}

function makeParasol(opened: OpenedGranule, maxBytes: number = defaultMaxBytes): ParasolGranule {
  return new ParasolGranule(opened, findFields(opened.file, opened.log), maxBytes);
}

const parasolProduct: Product = {
  label: "PARASOL level 1B",
  hasName: ({ product }) => product === "PARASOL_L1B",
  documentsTimes: false,
};
