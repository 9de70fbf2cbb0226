import type { GranuleName } from "@atcs/colocate";
import { type HdfFile, isHdfError } from "@atcs/hdf";
import { textOf } from "../_attributes.ts";
import { listForMessage } from "../_message-text.ts";
import type { Granule } from "../granule.ts";
import { certain, compare, deviationAt } from "./_finding.ts";
import { quoted } from "./_text.ts";
import { text } from "./_track-findings.ts";
import type { Finding, GranuleProduct } from "./types.ts";

const beginning = "Beginning_Acquisition_Date";
const ending = "Ending_Acquisition_Date";

/** What the name of the file and its global attributes say. */
export function fileFindings(
  file: HdfFile,
  nameParts: GranuleName | undefined,
  granule: Granule,
  product: GranuleProduct,
  bytes: number | undefined,
): Finding[] {
  const { deviations, start, end } = granule;
  const deviation = deviations.find(({ code }) => code === "PRODUCT_NAME");
  const name =
    nameParts === undefined
      ? "not one of a granule"
      : deviation === undefined
        ? "that of the product"
        : deviation.found;
  const findings = [
    compare("name", name, certain("that of the product"), { note: "it is read by its content", deviation }),
    ...versionFindings(file, nameParts, product),
    compare("acquisition", `${start ? text(start) : "not known"} to ${end ? text(end) : "not known"}`, undefined),
  ];
  if (bytes !== undefined) findings.push(compare("size of the file", `${bytes} bytes`, undefined));
  const isDated = product === "sync";
  for (const attribute of [beginning, ending]) {
    const found = attributeText(file, attribute);
    if (found === undefined && !isDated) continue;
    const documented = isDated ? certain("UTC with a Z, padded with NUL", (each) => /Z[DN]?"/.test(each)) : undefined;
    const said = deviationAt(deviations, attribute, "TIME_MISSING", "TIME_TEXT", "TIME_DIFFERS");
    findings.push(compare(attribute, found ?? "not given", documented, { deviation: said, note: "read as UTC" }));
  }
  findings.push(compare("global attributes", listForMessage(attributeNames(file)) || "none", undefined));
  return findings;
}

/** The version by the name; the attribute that simulated granules have is told where there is one. */
function versionFindings(file: HdfFile, nameParts: GranuleName | undefined, product: GranuleProduct): Finding[] {
  const findings: Finding[] = [];
  if (nameParts !== undefined) {
    const found =
      "version" in nameParts ? versionText(nameParts.version) : `${nameParts.release} ${nameParts.epoch}`.trim();
    const documented = product === "parasol" ? certain("V1-00 or V1-01", (each) => /^V1-0[01]$/.test(each)) : undefined;
    findings.push(compare("version by the name", found, documented, { note: "any version is read by its content" }));
  }
  const stored = attributeText(file, "Product_Version");
  if (stored !== undefined) findings.push(compare("Product_Version", stored, undefined));
  return findings;
}

function versionText({ major, minor }: { readonly major: number; readonly minor: number }): string {
  return `V${major}-${String(minor).padStart(2, "0")}`;
}

/** Text of a global attribute, with the NUL characters that pad it counted; undefined when there is none. */
function attributeText(file: HdfFile, name: string): string | undefined {
  try {
    const value = file.attributes[name];
    if (value === undefined) return undefined;
    const shown = textOf(value);
    if (shown === undefined) return "not text";
    const padding = typeof value === "string" ? /\0*$/.exec(value.slice(-1024))![0].length : 0;
    return `${quoted(shown)}${padding === 0 ? "" : `, then ${padding} NUL`}`;
  } catch (error) {
    if (!isHdfError(error)) throw error;
    return "damaged";
  }
}

/** Only names: values may tell of people and places. */
function attributeNames(file: HdfFile): string[] {
  try {
    return Object.keys(file.attributes);
  } catch (error) {
    if (!isHdfError(error)) throw error;
    return [];
  }
}
