import { type GranuleName, tryParseGranuleName } from "@atcs/colocate";
import { type HdfFile, type OpenOptions, open, type Source } from "@atcs/hdf";
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
  readonly name: GranuleName | undefined;
  /** @internal */
  protected readonly file: HdfFile;
  /** @internal */
  protected readonly log: DeviationLog;

  /** @internal */
  constructor({ file, name, log }: OpenedGranule) {
    this.fileName = file.fileName;
    this.name = name;
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
export interface OpenedGranule {
  readonly file: HdfFile;
  readonly name: GranuleName | undefined;
  readonly log: DeviationLog;
}

/** Open a file and make a granule of it; the file is closed again when that fails. */
export async function openAs<G extends Granule>(
  source: Source,
  options: OpenGranuleOptions,
  isProduct: (name: GranuleName) => boolean,
  make: (opened: OpenedGranule) => G,
): Promise<G> {
  const file = await open(source, options);
  try {
    const log = new DeviationLog();
    const name = tryParseGranuleName(file.fileName);
    if (name !== undefined && !isProduct(name)) {
      const found = name.product === "CALTRACK" ? `${name.product} ${name.subProduct}` : name.product;
      log.add("PRODUCT_NAME", "file name", { found, assumed: "what it was opened as", matters: true });
    }
    return make({ file, name, log });
  } catch (error) {
    // A file that fails to close must not hide why the granule could not be opened.
    await file.close().catch(() => {});
    throw error;
  }
}
