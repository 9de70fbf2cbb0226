import { type PixelMask, PolderGrid, type UtcTime } from "@atcs/colocate";
import type { OperationOptions, Source } from "@atcs/hdf";
import { boundingBox, checkBoxes } from "./_boxes.ts";
import { type FieldTable, findFields } from "./_find-fields.ts";
import { documentedViews, radianceNames } from "./_polder-layout.ts";
import { readBeginning } from "./_times.ts";
import { FieldNotFoundError, GranuleLayoutError } from "./errors.ts";
import { type FieldWindow, type GridBoxes, type PhysicalWindow, readFieldWindow } from "./field-window.ts";
import { Granule, type OpenedGranule, type OpenGranuleOptions, openAs } from "./granule.ts";
import { invalidTest, toPhysical } from "./packing.ts";
import type { ParasolField, StoredField } from "./parasol-field.ts";
import { maskViews } from "./view-mask.ts";

/** Options of {@link ParasolGranule.readViewMask}. */
export interface ViewMaskOptions extends OperationOptions {
  /** Radiances (or Stokes parameters) that tell where views are. @default the first that the granule has of I865P, I670P, I490P, ... */
  readonly radiances?: readonly string[];
}

/** Options of {@link ParasolGranule.readValidMask}. */
export interface ValidMaskOptions extends OperationOptions {
  /** Views that a valid pixel has at least. @default 1 */
  readonly minViews?: number;
}

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
  /** When the acquisition began, or undefined when neither attributes nor name of the file tell. */
  readonly start: UtcTime | undefined;
  readonly #fields: ReadonlyMap<string, StoredField>;
  readonly #byPath: ReadonlyMap<string, StoredField>;
  readonly #maxBytes: number;

  /** @internal */
  constructor(opened: OpenedGranule, { rows, views, fields }: FieldTable, maxBytes: number) {
    super(opened);
    this.grid = new PolderGrid(rows);
    this.views = views;
    this.start = readBeginning(opened.file, opened.name, false, opened.log);
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.#byPath = new Map(fields.map((field) => [field.path, field]));
    this.#maxBytes = maxBytes;
  }

  /** All fields on the grid, in the order of the file. */
  fields(): readonly ParasolField[] {
    return [...this.#fields.values()];
  }

  /**
   * A field by its name, in whatever group it is. A path is taken too; when nothing is there, its last name counts.
   * @throws FieldNotFoundError, which lists what there is
   */
  field(name: string): ParasolField {
    return this.#find(name);
  }

  /** Is there a field of this name? */
  hasField(name: string): boolean {
    return this.#lookUp(name) !== undefined;
  }

  /** Read the counts of a field, as stored. */
  async readWindow(name: string, boxes: GridBoxes, { signal }: OperationOptions = {}): Promise<FieldWindow> {
    const list = checkBoxes(boxes, this.grid);
    return readFieldWindow(this.#find(name), list, { fileName: this.fileName, maxBytes: this.#maxBytes, signal });
  }

  /**
   * Read a field in physical units. Unused slots of angles hold 0, which is not flagged: {@link readViewMask} tells
   * which they are.
   */
  async readPhysical(name: string, boxes: GridBoxes, options: OperationOptions = {}): Promise<PhysicalWindow> {
    const { data, packing, ...window } = await this.readWindow(name, boxes, options);
    return { ...window, data: toPhysical(data, packing) };
  }

  /** Number of views of every pixel of the boxes: shape [pixels], 0 where it is fill or missing. */
  async readViewCounts(boxes: GridBoxes, options: OperationOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { dataset, directional, path } = this.#find("Nviews");
    if (directional) {
      const problem = `its shape is (${dataset.shape.join(", ")}): expected one number of views for each pixel`;
      throw new GranuleLayoutError(problem, { file: this.fileName, object: path });
    }
    const { data, packing } = await this.readWindow("Nviews", boxes, options);
    const { scale, offset, invalid } = packing;
    const isInvalid = invalidTest(invalid);
    const most = Math.max(this.views, documentedViews);
    const counts = new Uint8Array(data.length);
    let outside = 0;
    for (let i = 0; i < data.length; i++) {
      if (isInvalid(data[i]!)) continue;
      const count = scale * data[i]! + offset;
      if (count >= 0 && count <= most) counts[i] = Math.round(count);
      else outside++;
    }
    if (outside > 0) {
      const found = `${outside} pixels with numbers of views that are not 0 to ${most}`;
      this.log.add("VIEW_COUNT_RANGE", path, { found, assumed: "they have no view", matters: true });
    }
    return counts;
  }

  /**
   * Which slots of the directional fields hold a view: shape [pixels, views], 1 where one does, else 0. From Nviews and
   * radiances, as `viewMask` says.
   */
  async readViewMask(boxes: GridBoxes, options: ViewMaskOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { signal, radiances: names = radianceNames.filter((name) => this.#isDirectional(name)).slice(0, 1) } =
      options;
    if (this.views === 0) return this.#failDirectional("the granule has no directional field");
    const counts = await this.readViewCounts(boxes, { signal });
    const radiances: FieldWindow[] = [];
    for (const name of names) {
      if (!this.field(name).directional) return this.#failDirectional("it is not directional", name);
      radiances.push(await this.readWindow(name, boxes, { signal }));
    }
    const { mask, unpacked } = maskViews({ counts, views: this.views, radiances });
    if (unpacked > 0) {
      const found = `${unpacked} pixels with a radiance beyond their number of views`;
      const assumed = "in these pixels, slots with a radiance hold a view";
      this.log.add("VIEWS_NOT_PACKED", names.join(", "), { found, assumed, matters: true });
    }
    return mask;
  }

  /**
   * Which pixels have at least `minViews` views, as `findCorners` of `@atcs/colocate` takes it: a mask over the smallest
   * box that holds the given ones. Only these are read; between them no pixel is valid.
   */
  async readValidMask(boxes: GridBoxes, { minViews = 1, signal }: ValidMaskOptions = {}): Promise<PixelMask> {
    if (!Number.isInteger(minViews) || minViews < 1) {
      throw new RangeError(`readValidMask: minViews must be a positive integer, got ${minViews}`);
    }
    const list = checkBoxes(boxes, this.grid);
    const box = boundingBox(list);
    const data = new Uint8Array(box.rows * box.cols);
    const counts = await this.readViewCounts(list, { signal });
    let at = 0;
    for (const { row, col, rows, cols } of list) {
      for (let r = 0; r < rows; r++) {
        const start = (row - box.row + r) * box.cols + col - box.col;
        for (let c = 0; c < cols; c++, at++) if (counts[at]! >= minViews) data[start + c] = 1;
      }
    }
    return { box, data };
  }

  #lookUp(name: string): StoredField | undefined {
    return this.#byPath.get(name) ?? this.#fields.get(name) ?? this.#fields.get(name.slice(name.lastIndexOf("/") + 1));
  }

  #find(name: string): StoredField {
    const field = this.#lookUp(name);
    if (field !== undefined) return field;
    const known = [...this.#fields.keys()].join(", ");
    throw new FieldNotFoundError(`there is no such field on the grid; the fields are ${known}`, {
      file: this.fileName,
      object: name,
    });
  }

  #isDirectional(name: string): boolean {
    return this.#lookUp(name)?.directional === true;
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
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  return openAs(
    source,
    options,
    ({ product }) => product === "PARASOL_L1B",
    (opened) => new ParasolGranule(opened, findFields(opened.file, opened.log), maxBytes),
  );
}
