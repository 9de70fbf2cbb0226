/**
 * In what a granule differs from the documented form of its product:
 *
 * | code | meaning |
 * |---|---|
 * | `FIELD_MISSING` | a data set of the product is not there |
 * | `FIELD_GROUP` | it is in another group than documented; it was found by its name |
 * | `FIELD_DUPLICATE` | several data sets have its name |
 * | `FIELD_SHAPE` | its shape is another one |
 * | `FIELD_DIRECTIONAL` | it has views and should have none, or the reverse |
 * | `FIELD_TYPE` | its elements are of another type |
 * | `FIELD_DAMAGED` | it cannot be read, and is left out |
 * | `GRID_SIZE`, `VIEW_COUNT`, `BIN_COUNT` | the grid, the views or the height bins are not as many as documented |
 * | `ATTRIBUTE_MISSING` | scale, offset or codes of missing values are not given |
 * | `ATTRIBUTE_VALUE` | they are not the documented ones (those of the file are used), no numbers, or none of the data's type |
 * | `VIEWS_NOT_PACKED` | pixels have radiances in slots beyond their number of views, but in no more slots than that |
 * | `RADIANCE_BEYOND_VIEWS` | pixels have radiances in more slots than they have views: unused slots are not flagged |
 * | `VIEW_COUNT_RANGE` | pixels have a number of views that cannot be, and count as missing |
 * | `BIN_ORDER` | height bins were stored from the lowest up, and turned round; or not all profiles have one order |
 * | `HEIGHT_RANGE` | heights are not in -5000 to 30000 m, and count as missing |
 * | `SCENARIO_RANGE` | cloud scenarios are negative without being the fill value, and count as fill |
 * | `COORDINATE_RANGE` | profiles are not on Earth, and are not valid |
 * | `LONGITUDE_RANGE` | longitudes were not in -180..180, and were brought there |
 * | `TIME_MISSING`, `TIME_TEXT`, `TIME_DIFFERS` | a time is not given, is not a time, or contradicts the file's name |
 * | `TIME_RANGE` | times of profiles are not in 1993 to 2100, and are not known |
 * | `GROUP_DEPTH` | groups are nested deeper than is looked at |
 * | `PRODUCT_NAME` | the name of the file is that of another product |
 */
export type DeviationCode =
  | "FIELD_MISSING"
  | "FIELD_GROUP"
  | "FIELD_DUPLICATE"
  | "FIELD_SHAPE"
  | "FIELD_DIRECTIONAL"
  | "FIELD_TYPE"
  | "FIELD_DAMAGED"
  | "GRID_SIZE"
  | "VIEW_COUNT"
  | "BIN_COUNT"
  | "ATTRIBUTE_MISSING"
  | "ATTRIBUTE_VALUE"
  | "VIEWS_NOT_PACKED"
  | "RADIANCE_BEYOND_VIEWS"
  | "VIEW_COUNT_RANGE"
  | "BIN_ORDER"
  | "HEIGHT_RANGE"
  | "SCENARIO_RANGE"
  | "COORDINATE_RANGE"
  | "LONGITUDE_RANGE"
  | "TIME_MISSING"
  | "TIME_TEXT"
  | "TIME_DIFFERS"
  | "TIME_RANGE"
  | "GROUP_DEPTH"
  | "PRODUCT_NAME";

/** One difference from the documented form of a product, and what the reader made of it. */
export interface Deviation {
  readonly code: DeviationCode;
  /** The data set or attribute. */
  readonly where: string;
  /** What is in the file. */
  readonly found: string;
  /** What the reader did or assumed. */
  readonly assumed: string;
  /** Do values rest on what was assumed, or is something lost? If not, it is only a matter of form. */
  readonly matters: boolean;
}

/** Collects deviations, each once. */
export class DeviationLog {
  readonly #deviations = new Map<string, Deviation>();

  /** A second one with the same code and place replaces the first: readings may be repeated. */
  add(code: DeviationCode, where: string, { found, assumed, matters }: Omit<Deviation, "code" | "where">): void {
    this.#deviations.set(`${code} ${where}`, Object.freeze({ code, where, found, assumed, matters }));
  }

  list(): readonly Deviation[] {
    return [...this.#deviations.values()];
  }
}
