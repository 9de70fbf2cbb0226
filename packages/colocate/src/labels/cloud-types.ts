import { deepFreeze } from "../_deep-freeze.ts";

/** A cloud type of CloudSat's 2B-CLDCLASS. */
export interface CloudType {
  /** As in `cloudScenario`: 0 to 8, 255 unknown. */
  readonly id: number;
  readonly name: string;
  readonly abbreviation: string;
  /** Red, green and blue, 0 to 255. */
  readonly rgb: readonly [red: number, green: number, blue: number];
}

/**
 * The nine classes, each at the index of its id. The colours of the clouds are Paul Tol's qualitative scheme "muted"
 * (SRON/EPS/TN/09-002), made to be told apart with any colour vision.
 */
export const cloudTypes: readonly CloudType[] = /* @__PURE__ */ deepFreeze<readonly CloudType[]>([
  { id: 0, name: "no cloud", abbreviation: "none", rgb: [255, 255, 255] },
  { id: 1, name: "cirrus", abbreviation: "Ci", rgb: [136, 204, 238] },
  { id: 2, name: "altostratus", abbreviation: "As", rgb: [68, 170, 153] },
  { id: 3, name: "altocumulus", abbreviation: "Ac", rgb: [17, 119, 51] },
  { id: 4, name: "stratus", abbreviation: "St", rgb: [221, 204, 119] },
  { id: 5, name: "stratocumulus", abbreviation: "Sc", rgb: [153, 153, 51] },
  { id: 6, name: "cumulus", abbreviation: "Cu", rgb: [204, 102, 119] },
  { id: 7, name: "nimbostratus", abbreviation: "Ns", rgb: [51, 34, 136] },
  { id: 8, name: "deep convection", abbreviation: "Dc", rgb: [136, 34, 85] },
]);

/** What stands for bins without a label. */
export const unknownCloudType: CloudType = /* @__PURE__ */ deepFreeze<CloudType>({
  id: 255,
  name: "unknown",
  abbreviation: "?",
  rgb: [210, 210, 210],
});

/**
 * Names of the values of the other arrays of a `CloudScenario`, each at the index of its value; "undefined" for those
 * that the bits can hold but the format gives no meaning. Bins that are unknown, 255, have none.
 */
export const cloudScenarioFlagNames: {
  readonly [Flag in
    | "cloudScenarioFlag"
    | "landSeaFlag"
    | "latitudeFlag"
    | "algorithmFlag"
    | "qualityFlag"
    | "precipitationFlag"]: readonly string[];
} = /* @__PURE__ */ deepFreeze({
  cloudScenarioFlag: ["not determined", "determined"],
  landSeaFlag: ["unspecified", "land", "sea", "undefined"],
  latitudeFlag: ["unspecified", "tropical", "middle latitudes", "polar"],
  algorithmFlag: ["radar", "radar and MODIS", "undefined", "undefined"],
  qualityFlag: ["low", "confident", "undefined", "undefined"],
  precipitationFlag: ["none", "liquid", "solid", "possible drizzle"],
});
