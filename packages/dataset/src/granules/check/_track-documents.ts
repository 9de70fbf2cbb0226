import { cloudSatBinCount } from "@atcs/colocate";
import { certain, type Documented, likely } from "./_finding.ts";
import type { FieldDocument, ValueRange } from "./_parasol-documents.ts";
import type { GranuleProduct } from "./types.ts";

const chunked = certain("chunked", (found) => !found.startsWith("none"));
const deflated = likely("deflate", (found) => found.startsWith("deflate"));

const latitude: ValueRange = { text: "-90 to 90 degrees", certainty: "certain", min: -90, max: 90 };
const longitude: ValueRange = {
  text: "-180 to 180 degrees",
  certainty: "certain",
  min: -180,
  max: 180,
  least: -360,
  most: 360,
};
const height: ValueRange = { text: "-5000 to 30000 m", certainty: "certain", min: -5000, max: 30_000 };

const shapes = { n: "", bins: ` x ${cloudSatBinCount}`, pair: " x 2" } as const;

function stored(type: string, fill: string, count: number, shape: keyof typeof shapes): FieldDocument {
  return {
    type: certain(type),
    fill: certain(fill),
    shape: certain(`${count}${shapes[shape]}`),
    chunks: chunked,
    compression: deflated,
  };
}

/** What is documented of the data sets of a product along the track, by name, for a number of profiles. */
export function trackDocuments(product: GranuleProduct, count: number): ReadonlyMap<string, FieldDocument> {
  if (product === "cloudsat") return cloudSatDocuments(count);
  const float = (range?: ValueRange): FieldDocument => ({ ...stored("float32", "-Infinity", count, "n"), range });
  const common: [string, FieldDocument][] = [
    ["Latitude", float(latitude)],
    ["Longitude", float(longitude)],
    ["Time", stored("float64", "-Infinity", count, "n")],
    ["Input_Index", stored("int16", "-32768", count, "pair")],
    ["Colocation_Distance", { ...float(), units: unit("km") }],
  ];
  const own: [string, FieldDocument][] =
    product === "sync"
      ? [["Acquisition_Time_Difference", { ...float(), shape: likely(String(count)), units: unit("s") }]]
      : [
          ["Height", { ...stored("int16", "-32768", count, "bins"), units: unit("m"), range: height }],
          ["cloud_scenario", stored("int16", "-32768", count, "bins")],
        ];
  return new Map([...common, ...own]);
}

/** Of CloudSat's own granules: types are not documented, the shapes are. */
function cloudSatDocuments(count: number): ReadonlyMap<string, FieldDocument> {
  const column = { shape: certain(String(count)) };
  const bins = { shape: certain(`${count}${shapes.bins}`) };
  return new Map<string, FieldDocument>([
    ["Latitude", { ...column, range: latitude }],
    ["Longitude", { ...column, range: longitude }],
    ["Profile_time", column],
    ["TAI_start", { shape: certain("1") }],
    ["DEM_elevation", column],
    ["Height", { ...bins, range: height }],
    ["cloud_scenario", bins],
  ]);
}

function unit(name: string): Documented {
  return certain(JSON.stringify(name));
}
