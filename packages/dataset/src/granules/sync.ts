import type { UtcTime } from "@atcs/colocate";
import type { OperationOptions, Source } from "@atcs/hdf";
import { ProfileFile } from "./_profile-file.ts";
import { endingAttribute, readBeginning, readTimeAttribute } from "./_times.ts";
import { Granule, type OpenedGranule, type OpenGranuleOptions, openAs } from "./granule.ts";
import { type ProfileTrack, readProfileTrack } from "./profile-track.ts";

const differenceName = "Acquisition_Time_Difference";

/** The profiles of a granule that tells when PARASOL saw them. */
export interface SyncProfiles extends ProfileTrack {
  /**
   * Seconds from PARASOL's acquisition to CALIOP's, shape [count], NaN where it is fill; undefined when the granule does
   * not have it.
   */
  readonly timeDifference: Float32Array | undefined;
}

/** CALTRACK PAR-RB2, PARASOL along the track of CALIPSO: it tells which half orbits and times belong together. */
export class SyncGranule extends Granule {
  /** Beginning of the acquisition: by the attribute, else by the file's name, else undefined. */
  readonly begin: UtcTime | undefined;
  /** End of the acquisition, or undefined when there is no such attribute. */
  readonly end: UtcTime | undefined;
  readonly #profiles: ProfileFile;

  /** @internal */
  constructor(opened: OpenedGranule) {
    super(opened);
    this.#profiles = new ProfileFile(opened.file, opened.log);
    this.#profiles.require("Latitude");
    this.#profiles.require("Longitude");
    this.begin = readBeginning(opened.file, opened.name, true, opened.log);
    this.end = readTimeAttribute(opened.file, endingAttribute, opened.log);
    if (this.end === undefined) {
      const found = "no such attribute, or no time";
      opened.log.add("TIME_MISSING", endingAttribute, { found, assumed: "the end is not known", matters: true });
    }
  }

  /**
   * Coordinates, times and time differences of all profiles.
   * @throws GranuleLayoutError when data sets do not have a form of the product; the errors of `@atcs/hdf`
   */
  async readProfiles(options: OperationOptions = {}): Promise<SyncProfiles> {
    const track = await readProfileTrack(this.#profiles, this.log, options);
    return { ...track, timeDifference: await this.#readDifference(track.count, options) };
  }

  async #readDifference(count: number, options: OperationOptions): Promise<Float32Array | undefined> {
    if (this.#profiles.find(differenceName) === undefined) {
      const found = "no such data set";
      this.log.add("FIELD_MISSING", differenceName, { found, assumed: "differences are not known", matters: true });
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
 * const { count, timeDifference } = await granule.readProfiles();
 * console.log(granule.begin, granule.end, count, timeDifference?.[0]);
 * ```
 */
export async function openSyncGranule(source: Source, options: OpenGranuleOptions = {}): Promise<SyncGranule> {
  return openAs(
    source,
    options,
    (name) => name.product === "CALTRACK" && name.subProduct === "PAR-RB2",
    (opened) => new SyncGranule(opened),
  );
}
