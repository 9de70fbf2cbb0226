import { type GranuleName, polderFields, tryParseGranuleName } from "@atcs/colocate";
import { type HdfFile, isHdfError, open, type Source } from "@atcs/hdf";
import { createCldclass } from "../cldclass.ts";
import { isGranuleError } from "../errors.ts";
import type { Granule, OpenGranuleOptions } from "../granule.ts";
import { createParasol } from "../parasol.ts";
import { createSync } from "../sync.ts";
import { collectAnswers } from "./_answers.ts";
import { causeOf } from "./_cause.ts";
import { conclude, concludeUnreadable } from "./_conclusion.ts";
import { fileFindings } from "./_file-findings.ts";
import { scrubbed } from "./_scrub-report.ts";
import { trackDocuments } from "./_track-documents.ts";
import { checkParasol } from "./check-parasol.ts";
import { checkTrack } from "./check-track.ts";
import type { CheckContext, Checked, CheckProgress } from "./context.ts";
import { productByContent, productByName } from "./recognize.ts";
import type { GranuleProduct, GranuleReport } from "./types.ts";

/** Options of {@link checkGranule}. */
export interface CheckGranuleOptions extends OpenGranuleOptions {
  /** Size of the file in bytes, for sources that are paths; others tell it. */
  readonly bytes?: number;
  /** Called before each step. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

/**
 * Is a granule laid out as the readers expect? Everything that is documented of its product, or is not, against what is
 * in the file; for users who have an account, and for reports of bugs. A file that cannot be read is no error: the report
 * says why. Of images only the numbers of views are read as a whole, and a few boxes of every field; granules along the
 * track are read as a whole. The report holds the name of the file, but no directory.
 *
 * @param source a path, bytes, a Blob or a reader, as for `open` of `@atcs/hdf`
 * @throws TypeError, RangeError for wrong arguments; the reason of `signal`
 * @example
 * ```ts
 * import { checkGranule } from "@atcs/dataset/granules";
 *
 * const { conclusion, answers } = await checkGranule("POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
 * console.log(conclusion.ok, conclusion.text);
 * for (const { subject, found, paths } of answers) console.log(subject, found, paths.length);
 * ```
 */
export async function checkGranule(source: Source, options: CheckGranuleOptions = {}): Promise<GranuleReport> {
  const { bytes, onProgress = () => {}, ...openOptions } = options;
  const name = lastPart(openOptions.name ?? nameOf(source));
  const size = bytes ?? sizeOf(source);
  const byName = productByName(tryParseGranuleName(name));
  try {
    await using file = await open(source, { ...openOptions, name });
    return scrubbed(
      await checkFile(file, name, size, { signal: openOptions.signal, onProgress }, openOptions.maxBytes),
    );
  } catch (error) {
    if (!isHdfError(error) && !isGranuleError(error)) throw error;
    const problem = withName(error.message, error.file, name);
    const cause = size === 0 ? "empty" : causeOf(error);
    return scrubbed({ ...emptyReport(name, size, byName), conclusion: concludeUnreadable(problem, cause) });
  }
}

async function checkFile(
  file: HdfFile,
  name: string,
  bytes: number | undefined,
  context: Omit<CheckContext, "file">,
  maxBytes: number | undefined,
): Promise<GranuleReport> {
  const nameParts = tryParseGranuleName(name);
  const byName = productByName(nameParts);
  const byContent = productByContent(file);
  const product = byContent ?? (byName === "other" ? undefined : byName);
  const report = { ...emptyReport(name, bytes, byName), format: file.format, productByContent: byContent, product };
  if (product === undefined) {
    const reason = `${name}: ${strangerText(nameParts)}`;
    return { ...report, conclusion: concludeUnreadable(reason, "not-a-product") };
  }
  try {
    const { granule, check } = openProduct(file, product, maxBytes);
    const { problem, isDamaged, ...checked } = await check({ ...context, file });
    const layout = [...fileFindings(file, nameParts, granule, product, bytes), ...checked.layout];
    const findings = [...layout, ...checked.content];
    const { deviations } = granule;
    const answers = collectAnswers(checked.fields, findings, (path) => isDocumented(product, path));
    const conclusion =
      problem === undefined
        ? conclude(findings, checked.fields, deviations, isDamaged)
        : concludeUnreadable(problem, isDamaged ? "damaged" : "layout");
    return { ...report, ...checked, layout, deviations, answers, conclusion };
  } catch (error) {
    if (!isGranuleError(error) && !isHdfError(error)) throw error;
    return { ...report, conclusion: concludeUnreadable(error.message, causeOf(error)) };
  }
}

/** A message with the name of the file in place of its path; "" cannot be searched for, but begins the message. */
function withName(message: string, path: string | undefined, name: string): string {
  if (path === undefined) return message;
  return path === "" ? name + message : message.replaceAll(path, name);
}

/** Why a file is none of the products. */
function strangerText(nameParts: GranuleName | undefined): string {
  if (nameParts === undefined) return "neither its name nor its content is that of a product that is read here";
  const { product } = nameParts;
  const said = product === "CALTRACK" ? `CALTRACK ${nameParts.subProduct}` : product;
  return `its name says ${said}, which is not read here, and its content is that of no product that is`;
}

/** The granule, and how it is checked. */
interface OpenedProduct {
  readonly granule: Granule;
  readonly check: (context: CheckContext) => Promise<Checked>;
}

function openProduct(file: HdfFile, product: GranuleProduct, maxBytes: number | undefined): OpenedProduct {
  if (product === "parasol") {
    const granule = createParasol(file, maxBytes);
    return { granule, check: (context) => checkParasol(granule, context) };
  }
  const granule = product === "sync" ? createSync(file) : createCldclass(file);
  return { granule, check: (context) => checkTrack(granule, product, context) };
}

function isDocumented(product: GranuleProduct, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return product === "parasol" ? polderFields.has(name) : trackDocuments(product, 0).has(name);
}

function emptyReport(
  file: string,
  bytes: number | undefined,
  byName: GranuleReport["productByName"],
): Omit<GranuleReport, "conclusion"> {
  return {
    file,
    bytes,
    format: undefined,
    productByName: byName,
    productByContent: undefined,
    product: undefined,
    layout: [],
    fields: [],
    content: [],
    answers: [],
    deviations: [],
  };
}

/** The name of a source, which may be a path. */
function nameOf(source: Source): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return decodeURIComponent(source.pathname);
  return typeof source === "object" && "name" in source && typeof source.name === "string" ? source.name : "granule";
}

/** The name without directories; both slashes separate. */
function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) || "granule";
}

function sizeOf(source: Source): number | undefined {
  if (typeof source === "string" || source instanceof URL) return undefined;
  if ("byteLength" in source) return source.byteLength;
  return typeof source === "object" && source !== null && typeof source.size === "number" ? source.size : undefined;
}
