import { createHdf4, type Hdf4FileWriter, type WriteTarget } from "@atcs/hdf/write";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { writeColocation, writeProfiles, writeTrack } from "./_caltrack-datasets.ts";
import { checkArray, checkLength, checkTrack } from "./_check-content.ts";
import { cloudsatProfiles, polderPixels } from "./_colocation.ts";
import { acquisitionDate, checkAcquisition, completeFile } from "./_granule-file.ts";
import { heightBinCount } from "./height-bins.ts";

/** Which half of the orbit: the letter behind the Z of times. */
export type DayNight = "day" | "night";

/** What a CLDCLASS granule holds. */
export interface CldclassContent {
  /** When the half orbit begins and ends, of which the track may be a part: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  readonly track: TrackProfiles;
  /** Shape (P, 125), metres, bin 0 the highest. */
  readonly heights: Int16Array;
  /** Shape (P, 125): words of cloud_scenario, -32768 where there is no data; without it the granule has none at all. */
  readonly scenarioWords?: Int16Array;
  readonly dayNight: DayNight;
}

/** What a PAR-RB2 granule holds. */
export interface ParRb2Content {
  /** When the half orbit begins and ends, of which the track may be a part: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  readonly track: TrackProfiles;
  /** Seconds, CALIOP minus PARASOL, shape (P). */
  readonly timeDifferenceSec: Float32Array;
  readonly dayNight: DayNight;
}

/**
 * Write a granule of CALTRACK CS-2B-CLDCLASS (HDF4): the same content gives the same bytes.
 *
 * `Input_Index` is the number of CloudSat's profile, one every 0.16 s and 0 at `beginTai93`, and 0 for the one original
 * granule; `Colocation_Distance` is how far it is from the profile of the track, up to 0.55 km.
 *
 * @throws RangeError for arrays of other lengths and a track without profiles, SourceError of `@atcs/hdf` when the
 * target cannot be written; nothing is left of the file then
 */
export async function writeCldclass(target: WriteTarget, content: CldclassContent): Promise<void> {
  const { track, heights, scenarioWords } = content;
  checkTrack("writeCldclass", track);
  for (const [name, values] of Object.entries({ heights, ...(scenarioWords && { scenarioWords }) })) {
    checkArray(`writeCldclass: ${name}`, values, Int16Array);
    checkLength(`writeCldclass: ${name}`, values, track.tai93.length * heightBinCount);
  }
  const file = await openCaltrack("writeCldclass", target, "CLDCLASS on the CALIPSO track, 5 km", content);
  await completeFile(file, async () => {
    await writeTrack(file, track);
    const indexName = "Number of the CloudSat profile in the half orbit, and of its granule, from 0";
    await writeColocation(file, cloudsatProfiles(track, content.beginTai93), indexName, "the CloudSat profile");
    const heightAttributes = {
      long_name: "Height of the range bin above mean sea level",
      units: "m",
      valid_range: Int16Array.of(-5000, 30_000),
    };
    await writeProfiles(file, "Height", heights, heightAttributes, heightBinCount);
    if (scenarioWords === undefined) return;
    const scenarioAttributes = {
      long_name: "Cloud scenario",
      units: "bit field",
      valid_range: Int16Array.of(0, 32_767),
    };
    await writeProfiles(file, "cloud_scenario", scenarioWords, scenarioAttributes, heightBinCount);
  });
}

/**
 * Write a granule of CALTRACK PAR-RB2 (HDF4): the same content gives the same bytes.
 *
 * `Input_Index` is the row and column of the POLDER grid, from 0, of the pixel that holds the profile;
 * `Colocation_Distance` is how far its centre is.
 *
 * @throws as `writeCldclass`, and CoordinateError of `@atcs/colocate`
 */
export async function writeParRb2(target: WriteTarget, content: ParRb2Content): Promise<void> {
  const { track, timeDifferenceSec } = content;
  checkTrack("writeParRb2", track);
  checkArray("writeParRb2: timeDifferenceSec", timeDifferenceSec, Float32Array);
  checkLength("writeParRb2: timeDifferenceSec", timeDifferenceSec, track.tai93.length);
  const file = await openCaltrack("writeParRb2", target, "PARASOL on the CALIPSO track, 5 km", content);
  await completeFile(file, async () => {
    await writeTrack(file, track);
    const indexName = "Row and column of the PARASOL pixel, from 0 in the northwest";
    await writeColocation(file, polderPixels(track), indexName, "the centre of the PARASOL pixel");
    await writeProfiles(file, "Acquisition_Time_Difference", timeDifferenceSec, {
      long_name: "CALIOP minus PARASOL time",
      units: "s",
      valid_range: Float32Array.of(-600, 600),
    });
  });
}

type Described = Pick<CldclassContent, "beginTai93" | "endTai93" | "dayNight">;

/** Times of the beginning and the end as at ICARE: Z for UTC, D or N, and NUL characters up to 32 bytes. */
async function openCaltrack(
  caller: string,
  target: WriteTarget,
  title: string,
  { beginTai93, endTai93, dayNight }: Described,
): Promise<Hdf4FileWriter> {
  checkAcquisition(caller, beginTai93, endTai93);
  if (dayNight !== "day" && dayNight !== "night") {
    throw new TypeError(`${caller}: expected dayNight to be "day" or "night", got ${String(dayNight)}`);
  }
  const text = (time: number): string => `${acquisitionDate(time)}${dayNight === "day" ? "D" : "N"}`.padEnd(32, "\0");
  return createHdf4(target, {
    attributes: {
      Title: `Simulated ${title}`,
      Beginning_Acquisition_Date: text(beginTai93),
      Ending_Acquisition_Date: text(endTai93),
      Product_Version: "V1-00",
    },
  });
}
