import type { HdfFile, OperationOptions, Source } from "@atcs/hdf";
import { isColumn, ProfileFile } from "./_profile-file.ts";
import {
  describeGranule,
  Granule,
  type OpenedGranule,
  type OpenGranuleOptions,
  openAs,
  type Product,
} from "./granule.ts";
import { type ProfileTrack, readProfileTrack } from "./profile-track.ts";

const differenceName = "Acquisition_Time_Difference";

/** The profiles of a granule that tells when PARASOL saw them. */
export interface SyncProfiles extends ProfileTrack {
  /**
   * Seconds from PARASOL's acquisition to CALIOP's, shape [count], NaN where it is fill; undefined when the granule does
   * not have one for each profile.
   */
  readonly timeDifferenceSec: Float32Array | undefined;
}

/** CALTRACK PAR-RB2, PARASOL along the track of CALIPSO: it tells which half orbits and times belong together. */
export class SyncGranule extends Granule {
  readonly #profiles: ProfileFile;

  /** @internal */
  constructor(opened: OpenedGranule) {
    super(opened);
    this.#profiles = new ProfileFile(opened.file, opened.log);
    this.#profiles.require("Latitude");
    this.#profiles.require("Longitude");
  }

  /**
   * Coordinates, times and time differences of all profiles.
   * @throws GranuleLayoutError when data sets do not have a form of the product; the errors of `@atcs/hdf`
   */
  async readProfiles(options: OperationOptions = {}): Promise<SyncProfiles> {
    const track = await readProfileTrack(this.#profiles, this.log, options);
    return { ...track, timeDifferenceSec: await this.#readDifference(track.count, options) };
  }

  async #readDifference(count: number, options: OperationOptions): Promise<Float32Array | undefined> {
    const stored = this.#profiles.find(differenceName);
    if (stored === undefined) {
      const found = "no such data set";
      this.log.add("FIELD_MISSING", differenceName, { found, assumed: "differences are not known", matters: true });
      return undefined;
    }
    const shape = stored.kind === "dataset" ? stored.shape : [stored.count];
    if (!isColumn(shape, count)) {
      const found = `shape (${shape.join(", ")}), documented is one value for each of ${count} profiles`;
      this.log.add("FIELD_SHAPE", stored.path, { found, assumed: "differences are not known", matters: true });
      return undefined;
    }
    const { path, dtype, values } = await this.#profiles.readColumn(differenceName, options, count);
    if (dtype !== "float32") {
      const found = `elements of type ${dtype}, documented is float32`;
      this.log.add("FIELD_TYPE", path, { found, assumed: "seconds", matters: false });
    }
    return Float32Array.from(values);
  }
}

/**
 * Open a granule of CALTRACK PAR-RB2 (HDF4).
 *
 * @param source a path, bytes, a Blob or a reader, as for `open` of `@atcs/hdf`
 * @throws GranuleLayoutError when it has no Latitude and Longitude; the errors of `open`
 * @example
 * ```ts
 * import { openSyncGranule } from "@atcs/dataset/granules";
 *
 * await using granule = await openSyncGranule("CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");
 * const { count, timeDifferenceSec } = await granule.readProfiles();
 * console.log(granule.start, granule.end, count, timeDifferenceSec?.[0]);
 * ```
 */
export async function openSyncGranule(source: Source, options: OpenGranuleOptions = {}): Promise<SyncGranule> {
  return openAs(source, options, syncProduct, (opened) => new SyncGranule(opened));
}

/** A granule of a file that is open already. @throws GranuleLayoutError */
export function createSync(file: HdfFile): SyncGranule {
  return new SyncGranule(describeGranule(file, syncProduct));
}

const syncProduct: Product = {
  label: "PAR-RB2",
  hasName: (parts) => parts.product === "CALTRACK" && parts.subProduct === "PAR-RB2",
  documentsTimes: true,
};
