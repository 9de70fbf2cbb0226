import type { UtcTime } from "../time/utc-time.ts";

/** Version of a product, `V1-01` in file names. */
export interface GranuleVersion {
  readonly major: number;
  readonly minor: number;
}

/** `POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5`: one sunlit half orbit of PARASOL. */
export interface ParasolName {
  readonly product: "PARASOL_L1B";
  /** Number of the cycle of 16 days; absent where the name does not say. */
  readonly cycle?: number;
  /** Number of the orbit in the cycle, from 1; absent where the name does not say. */
  readonly orbit?: number;
  /** What stands in the name where cycle and orbit are expected, if it is anything but six digits and an M. */
  readonly orbitLabel?: string;
  readonly version: GranuleVersion;
  readonly start: UtcTime;
}

/** `CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf`: a product extracted along the track of CALIPSO. */
export interface CaltrackName {
  readonly product: "CALTRACK";
  /** The product that was extracted: `CS-2B-CLDCLASS`, `PAR-RB2` or any other. */
  readonly subProduct: string;
  /** Spacing of the profiles as the name has it: `5km`. */
  readonly resolution: string;
  readonly version: GranuleVersion;
  readonly start: UtcTime;
  /** Which half of the orbit. */
  readonly dayNight: "day" | "night";
  /** The date-time token, `2008-06-03T01-28-10ZD`: files of one half orbit share it. */
  readonly token: string;
}

/** `2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf`: an original granule of CloudSat. */
export interface CloudSatName {
  readonly product: "CLOUDSAT_CLDCLASS";
  /** Number of the granule, that is of the orbit since launch. */
  readonly granuleNumber: number;
  /** Processing and release: `P1_R05`. */
  readonly release: string;
  /** What follows the release, `E02_F00`: epoch and file version; empty where nothing does. */
  readonly epoch: string;
  readonly start: UtcTime;
}

/** The parts of a granule's file name; `product` says which they are. */
export type GranuleName = ParasolName | CaltrackName | CloudSatName;

/** What a name is made of: as {@link GranuleName}, without the token, which follows from the start and day or night. */
export type GranuleNameParts = ParasolName | Omit<CaltrackName, "token"> | CloudSatName;
