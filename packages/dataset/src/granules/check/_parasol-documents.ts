import { polderCodes, polderFields } from "@atcs/colocate";
import type { NumericDtype } from "@atcs/hdf";
import { certain, type Documented, likely } from "./_finding.ts";
import { numberText } from "./_text.ts";

/** What is documented of a data set; what is absent is not. */
export interface FieldDocument {
  readonly group?: Documented | undefined;
  readonly type?: Documented | undefined;
  readonly shape?: Documented | undefined;
  readonly scale?: Documented | undefined;
  readonly offset?: Documented | undefined;
  readonly fill?: Documented | undefined;
  readonly missing?: Documented | undefined;
  readonly chunks?: Documented | undefined;
  readonly compression?: Documented | undefined;
  readonly units?: Documented | undefined;
  /** Values in physical units. */
  readonly range?: ValueRange | undefined;
}

/** Values that a field can have. */
export interface ValueRange {
  readonly text: string;
  readonly certainty: Documented["certainty"];
  readonly min: number;
  readonly max: number;
  /** Beyond these, scale or meaning are other ones than assumed. @default never */
  readonly least?: number;
  readonly most?: number;
  /** Only these. */
  readonly choices?: readonly number[];
}

/** Attributes that every data set of POLDER level 1B has, but for the four that the readers need. */
export const furtherAttributes: readonly string[] = [
  "scale_factor_err",
  "add_offset_err",
  "long_name",
  "units",
  "scaling_equation",
  "Num_Fill",
  "Num_missing_value",
  "Num_Valid",
  "actual_range",
  "DIMENSION_LABELS",
];

/** Fields whose type and scale, or shape, are known from one unofficial source only. */
const likelyFields = new Set(["thetas", "phi"]);

/** What is documented of a data set of POLDER level 1B, as it would be on a grid of these dimensions. */
export function parasolDocument(
  name: string,
  dtype: NumericDtype,
  dimensions: { readonly rows: number; readonly views: number },
): FieldDocument {
  const field = polderFields.get(name);
  if (field === undefined) return {};
  const say = likelyFields.has(name) ? likely : certain;
  const { rows, views } = dimensions;
  const shape = `${rows} x ${2 * rows}${field.directional ? ` x ${views}` : ""}`;
  return {
    group: name === "cloud_indicator" ? likely(field.group) : certain(field.group),
    type: field.dtype && say(field.dtype),
    shape: name === "thetas" ? likely(shape) : certain(shape),
    scale: field.scale === undefined ? undefined : say(numberText(field.scale)),
    offset: field.scale === undefined ? undefined : say("0"),
    ...codesOf(name, dtype),
    units: name === "surface_altitude" ? likely("metres", (text) => /^"m(et(re|er)s?)?"$/i.test(text)) : undefined,
    range: ranges.get(name) ?? rangeOf(name),
  };
}

/** The codes of a type; those of uint8 are likely for one field, and not documented for others. */
function codesOf(name: string, dtype: NumericDtype): Pick<FieldDocument, "fill" | "missing"> {
  if (dtype === "uint8") return name === "cloud_indicator" ? { fill: likely(String(polderCodes.uint8.fill)) } : {};
  if (!(dtype in polderCodes) || polderFields.get(name)?.dtype === undefined) return {};
  const { fill, missing } = polderCodes[dtype as "int16"];
  return { fill: certain(String(fill)), missing: certain(String(missing)) };
}

const classes = { min: 0, max: 100, choices: [0, 50, 100], certainty: "certain" } as const;

const ranges: ReadonlyMap<string, ValueRange> = new Map([
  ["thetav", { text: "0 to 70 degrees", certainty: "certain", min: 0, max: 70, least: -0.1, most: 90 }],
  ["thetas", { text: "0 to 180 degrees", certainty: "likely", min: 0, max: 180, least: -0.1, most: 180.1 }],
  ["phi", { text: "0 to 360 degrees", certainty: "likely", min: 0, max: 360, least: -180.1, most: 360.1 }],
  ["Nviews", { text: "1 to 16, 0 where there is none", certainty: "certain", min: 0, max: 16 }],
  ["cloud_indicator", { text: "0 clear, 50 undetermined, 100 cloudy", ...classes }],
  ["land_sea_flag", { text: "0 sea, 50 mixed, 100 land", ...classes }],
  ["Latitude", { text: "-90 to 90 degrees", certainty: "certain", min: -90, max: 90, least: -90.01, most: 90.01 }],
  ["Longitude", { text: "-180 to 180 degrees", certainty: "certain", min: -180, max: 180, least: -180.1, most: 360.1 }],
  ["surface_altitude", { text: "-500 to 9000 m", certainty: "likely", min: -500, max: 9000 }],
  ["Quality_Flags_01", { text: "classes 0 to 7", certainty: "certain", min: 0, max: 7 }],
]);

/** Normalised radiances are about 1 at most: far more, or much below 0, is another scale or a code without a mark. */
function rangeOf(name: string): ValueRange | undefined {
  if (/^I\d+N?P$/.test(name)) {
    return { text: "0 to about 1, pi L / E_s", certainty: "likely", min: -0.05, max: 2, least: -0.2, most: 5 };
  }
  if (/^[QU]\d+P$/.test(name)) {
    return { text: "within about 0.5 of 0", certainty: "likely", min: -0.7, max: 0.7, least: -5, most: 5 };
  }
  return undefined;
}
