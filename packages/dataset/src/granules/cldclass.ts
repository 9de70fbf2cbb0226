import type { HdfFile, OperationOptions, Source } from "@atcs/hdf";
import { putHighestFirst, readHeight, readScenario, scenarioFill } from "./_height-bins.ts";
import { ProfileFile } from "./_profile-file.ts";
import { NoCloudDataError } from "./errors.ts";
import {
  describeGranule,
  Granule,
  type OpenedGranule,
  type OpenGranuleOptions,
  openAs,
  type Product,
} from "./granule.ts";
import { type ProfileTrack, readProfileTrack } from "./profile-track.ts";

/** The labels of all profiles. Arrays of [count, bins] are by profile; bin 0 is the highest. */
export interface CloudLabels extends ProfileTrack {
  /** Height bins of a profile: 125. */
  readonly bins: number;
  /** Metres above mean sea level, shape [count, bins]; -9999 where it is missing. */
  readonly height: Int16Array;
  /**
   * The words of cloud_scenario, shape [count, bins], for `decodeCloudScenario` of `@atcs/colocate`; `fill` where the
   * bin has no data, whatever the granule says that with.
   */
  readonly scenarioWords: Int16Array;
  /** -32768 */
  readonly fill: number;
  /** 1 where no bin of the profile has data, shape [count]. */
  readonly allFill: Uint8Array;
  /** Terrain in metres above mean sea level, shape [count], NaN where missing; only CloudSat's own granules have it. */
  readonly elevation: Float32Array | undefined;
}

/**
 * Cloud classes along the track: CALTRACK CS-2B-CLDCLASS, or an original granule of CloudSat's 2B-CLDCLASS. Reads reject
 * with GranuleLayoutError when data sets do not have a form of the product, and with the errors of `@atcs/hdf`.
 */
export class CldclassGranule extends Granule {
  /** `caltrack`: profiles every 5 km on the track of CALIPSO; `cloudsat`: every profile of CloudSat. */
  readonly layout: "caltrack" | "cloudsat";
  /** Does it have cloud classes? Some granules in the archive do not. */
  readonly hasCloudData: boolean;
  readonly #profiles: ProfileFile;

  /** @internal */
  constructor(opened: OpenedGranule) {
    super(opened);
    this.#profiles = new ProfileFile(opened.file, opened.log);
    this.#profiles.require("Latitude");
    this.#profiles.require("Longitude");
    this.layout = this.#profiles.isSwath ? "cloudsat" : "caltrack";
    const scenario = this.#profiles.find("cloud_scenario");
    this.hasCloudData = scenario !== undefined && !("shape" in scenario && scenario.shape.includes(0));
  }

  /** Coordinates and times of all profiles. */
  readTrack(options: OperationOptions = {}): Promise<ProfileTrack> {
    return readProfileTrack(this.#profiles, this.log, options);
  }

  /**
   * Everything about all profiles. None is dropped: `valid` and `allFill` say which are of no use.
   * @throws NoCloudDataError when the granule has no cloud_scenario
   */
  async readLabels(options: OperationOptions = {}): Promise<CloudLabels> {
    if (!this.hasCloudData) {
      const problem = "there is no cloud_scenario, or it is empty: the granule has no cloud class data; leave it out";
      throw new NoCloudDataError(problem, { file: this.fileName });
    }
    const track = await this.readTrack(options);
    const scenario = await readScenario(this.#profiles, this.log, track.count, options);
    const { bins, data: scenarioWords } = scenario;
    const height = await readHeight(this.#profiles, this.log, track.count, bins, options);
    putHighestFirst(height, scenario, this.log);
    const allFill = findAllFill(scenarioWords, bins);
    const elevation = await this.#readElevation(track.count, options);
    return { ...track, bins, height, scenarioWords, fill: scenarioFill, allFill, elevation };
  }

  async #readElevation(count: number, options: OperationOptions): Promise<Float32Array | undefined> {
    if (this.#profiles.find("DEM_elevation") === undefined) return undefined;
    return Float32Array.from((await this.#profiles.readColumn("DEM_elevation", options, count)).values);
  }
}

function findAllFill(words: Int16Array, bins: number): Uint8Array {
  const allFill = new Uint8Array(words.length / bins);
  for (let i = 0; i < allFill.length; i++) {
    let bin = i * bins;
    while (bin < (i + 1) * bins && words[bin] === scenarioFill) bin++;
    if (bin === (i + 1) * bins) allFill[i] = 1;
  }
  return allFill;
}

/**
 * Open a granule of cloud classes (HDF4): CALTRACK CS-2B-CLDCLASS or CloudSat's 2B-CLDCLASS, which is told by its layout.
 *
 * @param source a path, bytes, a Blob or a reader, as for `open` of `@atcs/hdf`
 * @throws GranuleLayoutError when it has no Latitude and Longitude; the errors of `open`
 * @example
 * ```ts
 * import { openCldclassGranule } from "@atcs/dataset/granules";
 *
 * await using granule = await openCldclassGranule("CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");
 * const { count, bins, lat, lon, height, scenarioWords, allFill } = await granule.readLabels();
 * console.log(count, bins, lat[0], lon[0], height[0], scenarioWords[0], allFill[33], granule.deviations);
 * ```
 */
export async function openCldclassGranule(source: Source, options: OpenGranuleOptions = {}): Promise<CldclassGranule> {
  return openAs(source, options, cldclassProduct, (opened) => new CldclassGranule(opened));
}

/** A granule of a file that is open already. @throws GranuleLayoutError */
export function createCldclass(file: HdfFile): CldclassGranule {
  return new CldclassGranule(describeGranule(file, cldclassProduct));
}

const cldclassProduct: Product = {
  label: "CLDCLASS",
  hasName: (parts) =>
    parts.product === "CLOUDSAT_CLDCLASS" || (parts.product === "CALTRACK" && parts.subProduct === "CS-2B-CLDCLASS"),
  documentsTimes: false,
};
