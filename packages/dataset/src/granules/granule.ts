import { type GranuleName, tryParseGranuleName, type UtcTime } from "@atcs/colocate";
import { type HdfFile, type OpenOptions, open, type Source } from "@atcs/hdf";
import { type AcquisitionTimes, readTimes } from "./_times.ts";
import { type Deviation, DeviationLog } from "./deviations.ts";

/**
 * Options of opening a granule: those of `open` in `@atcs/hdf`. `name` is also what the granule's name is read from
 * when the source has none, or another one.
 */
export type OpenGranuleOptions = OpenOptions;

/** What the granules of all products have in common. Close it after use. */
export abstract class Granule {
  /** Name of the file or source, as in error messages. */
  readonly fileName: string;
  /** The parts of the file's name, or undefined when it is not one of a granule. */
  readonly nameParts: GranuleName | undefined;
  /** When the acquisition began: by the attribute of the file, else by its name; undefined when neither tells. */
  readonly start: UtcTime | undefined;
  /** When the acquisition ended; undefined when no attribute tells. */
  readonly end: UtcTime | undefined;
  /** @internal */
  protected readonly file: HdfFile;
  /** @internal */
  protected readonly log: DeviationLog;

  /** @internal */
  constructor({ file, nameParts, start, end, log }: OpenedGranule) {
    this.fileName = file.fileName;
    this.nameParts = nameParts;
    this.start = start;
    this.end = end;
    this.file = file;
    this.log = log;
  }

  /**
   * In what the granule differs from the documented form of its product, and what was assumed; those of data only after
   * it was read.
   */
  get deviations(): readonly Deviation[] {
    return this.log.list();
  }

  /** Release the file. Safe to call twice. */
  close(): Promise<void> {
    return this.file.close();
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A file opened as a granule. */
export interface OpenedGranule extends AcquisitionTimes {
  readonly file: HdfFile;
  readonly nameParts: GranuleName | undefined;
  readonly log: DeviationLog;
}

/** A product, as far as opening it must know it. */
export interface Product {
  /** In messages. */
  readonly label: string;
  /** Is this the name of such a granule? */
  readonly hasName: (nameParts: GranuleName) => boolean;
  /** Are attributes with the times of acquisition documented? */
  readonly documentsTimes: boolean;
}

/** Open a file and make a granule of it; the file is closed again when that fails. */
export async function openAs<G extends Granule>(
  source: Source,
  options: OpenGranuleOptions,
  product: Product,
  make: (opened: OpenedGranule) => G,
): Promise<G> {
  const file = await open(source, options);
  try {
    return make(describeGranule(file, product));
  } catch (error) {
    // A file that fails to close must not hide why the granule could not be opened.
    await file.close().catch(() => {});
    throw error;
  }
}

/** What an open file says of itself as a granule. */
export function describeGranule(file: HdfFile, product: Product): OpenedGranule {
  const log = new DeviationLog();
  const nameParts = tryParseGranuleName(file.fileName);
  if (nameParts !== undefined && !product.hasName(nameParts)) {
    const found = `the file's name says ${describeProduct(nameParts)}`;
    log.add("PRODUCT_NAME", "file name", {
      found,
      assumed: `it is read as ${product.label} all the same`,
      matters: true,
    });
  }
  return { file, nameParts, log, ...readTimes(file, nameParts, product.documentsTimes, log) };
}

function describeProduct(nameParts: GranuleName): string {
  if (nameParts.product === "CALTRACK") return `CALTRACK ${nameParts.subProduct}`;
  return nameParts.product === "PARASOL_L1B" ? "PARASOL level 1B" : "CloudSat 2B-CLDCLASS";
}
