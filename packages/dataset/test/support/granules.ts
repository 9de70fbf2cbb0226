import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";

/** The granules of the miniature scene. */
export const granulePaths: Readonly<Record<"parasol" | "cldclass" | "sync", string>> = {
  parasol: fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5"),
  cldclass: fixturePath("granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf"),
  sync: fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf"),
};

export type Quadrant = "NW" | "NE" | "SW" | "SE";

/** What numpy and geographiclib say of them. */
export interface ExpectedGranules {
  readonly polder_pixels: readonly {
    readonly row: number;
    readonly col: number;
    readonly values: Readonly<Record<string, number | null | readonly (number | null)[]>>;
  }[];
  readonly polder_counts: { readonly swath_pixels: number; readonly pixels_with_views: number };
  readonly cloud_scenario: readonly {
    readonly profile: number;
    readonly raw: readonly number[];
    readonly height_m: readonly number[];
  }[];
  readonly tai93: readonly { readonly tai93: number; readonly profile?: number }[];
  readonly profiles: readonly {
    readonly profile: number;
    readonly lat: number;
    readonly lon: number;
    /** The corners among pixels with views; `weights` only where there are four. */
    readonly valid: {
      readonly pixels: Readonly<Record<Quadrant, { readonly row: number; readonly col: number } | null>>;
      readonly weights?: Readonly<Record<Quadrant, number>>;
    };
  }[];
}

export function expectedGranules(): ExpectedGranules {
  return fixtureJson<ExpectedGranules>("granules/expected.json");
}
