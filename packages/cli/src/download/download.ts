import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Context } from "../command.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { readVersion } from "../version.ts";
import { detectFormat } from "./archive/detect-format.ts";
import type { ContentLimits } from "./archive/entry-checker.ts";
import { type ArchiveContents, type ArchiveTask, takeInventory } from "./archive/inventory.ts";
import type { ArchiveFormat } from "./archive/types.ts";
import { unpackArchive } from "./archive/unpack.ts";
import { checkDataset, type DatasetReport, type DatasetTools } from "./check-dataset.ts";
import { sha256Of } from "./digest.ts";
import { damagedArchive, downloadError, onDisk } from "./errors.ts";
import { type DatasetSearch, findDatasets, searchLimits } from "./find-dataset.ts";
import { freeBytes } from "./free-bytes.ts";
import { defaultFetch, type FetchSettings, fetchArchive } from "./http/fetch-archive.ts";
import { removeArchive } from "./http/part.ts";
import { type DownloadRequest, plainUrl } from "./options.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** What came of a run. */
export interface DownloadSummary {
  /** URL or path of the archive. */
  readonly archive: string;
  readonly format: ArchiveFormat;
  readonly archiveBytes: number;
  readonly sha256: string;
  /** The sum is the one that was given. */
  readonly isVerified: boolean;
  /** Bytes that came over the network in this run. */
  readonly fetchedBytes: number;
  /** Where the fetched archive was left. */
  readonly keptArchive: string | undefined;
  readonly out: string;
  readonly contents: ArchiveContents;
  /** Directories of the datasets in the archive. */
  readonly datasets: readonly string[];
  /** Not all directories were looked into for datasets. */
  readonly isCutShort: boolean;
  /** Undefined when there is none, or more than one, of which none is chosen. */
  readonly dataset: DatasetReport | undefined;
}

interface LocalArchive {
  readonly path: string;
  readonly fetchedBytes: number;
}

/**
 * Fetch an archive, check it, unpack it, and look at the dataset in it.
 * @throws CommandError; the signal's reason. Then there is no OUT, and what has come lies in `OUT.download`
 */
export async function downloadDataset(
  request: DownloadRequest,
  tools: DatasetTools,
  given: Context,
  settings: FetchSettings = defaultFetch,
): Promise<DownloadSummary> {
  const { source, out } = request;
  const workspace = await withProgress(given, "locking", (progress) =>
    openWorkspace(out, { signal: given.signal, onWait: (text) => progress.line(`atcs download: ${text}`) }),
  );
  const context: Context = { ...given, signal: workspace.signal };
  try {
    const archive =
      source.kind === "url" ? await fetchTo(workspace, request, context, settings) : await inPlace(source.path);
    const before = await fileState(archive.path);
    const format = await findFormat(archive.path, workspace, request);
    const sha256 = await checkSum(archive.path, before.size, request, context);
    const { contents, search } = await unpack(
      { path: archive.path, format, bytes: before.size },
      request,
      workspace,
      context,
    );
    const after = await fileState(archive.path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw downloadError("DOWNLOAD_ARCHIVE", `${archive.path}: it was changed while it was read`);
    }
    const [only, ...more] = search.found;
    const isAlone = only?.isAlone === true && more.length === 0;
    await workspace.publish(join(workspace.unpacked, isAlone ? only.folder : ""));
    const isKept = source.kind === "url" && request.keep;
    if (source.kind === "url" && !isKept) await removeArchive(workspace.folder);
    const datasets = isAlone ? [out] : search.found.map(({ folder }) => join(out, folder));
    const [path] = datasets;
    const dataset =
      path === undefined || datasets.length > 1 ? undefined : await checkDataset(path, tools, context.signal);
    return {
      archive: nameOf(request),
      format,
      archiveBytes: before.size,
      sha256,
      isVerified: request.sha256 !== undefined,
      fetchedBytes: archive.fetchedBytes,
      keptArchive: isKept ? archive.path : undefined,
      out,
      contents,
      datasets,
      isCutShort: search.isCutShort,
      dataset,
    };
  } catch (error) {
    // In a workspace that another process has taken over, anything can fail.
    workspace.signal.throwIfAborted();
    throw error;
  } finally {
    await workspace.close();
  }
}

/** URL or path, for people. */
export function nameOf({ source }: DownloadRequest): string {
  return source.kind === "url" ? plainUrl(source.url) : source.path;
}

async function withProgress<T>(
  { io }: Context,
  doing: string,
  task: (progress: Progress, onBytes: (done: number, total: number | undefined) => void) => Promise<T>,
): Promise<T> {
  const progress = createProgress(io, { label: `atcs download: ${doing}` });
  try {
    return await task(progress, (done, total) => {
      const of = total === undefined ? "" : ` of ${byteSizeText(total)}`;
      progress.total.update({ done, total, detail: `${byteSizeText(done)}${of}` });
    });
  } finally {
    await progress.stop();
  }
}

function fetchTo(
  { folder }: Workspace,
  { source, sha256 }: DownloadRequest,
  context: Context,
  settings: FetchSettings,
): Promise<LocalArchive> {
  if (source.kind !== "url") throw new TypeError("expected a URL");
  return withProgress(context, "fetching", (progress, onProgress) => {
    const userAgent = `atcs/${readVersion()}`;
    const onNote = (text: string): void => progress.line(text);
    const task = { url: source.url, folder, sha256, userAgent, signal: context.signal, onProgress, onNote };
    return fetchArchive(task, settings);
  });
}

async function inPlace(path: string): Promise<LocalArchive> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return { path, fetchedBytes: 0 };
  const why =
    found === undefined ? "there is no such file" : found.isDirectory() ? "it is a directory" : "it is no file";
  throw downloadError("DOWNLOAD_SOURCE", `${path}: ${why}`, { file: path });
}

function fileState(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  return onDisk("reading", path, () => stat(path));
}

/** What came and is no archive, such as a web page, would only stand in the way of the next run. */
async function findFormat(path: string, { folder }: Workspace, request: DownloadRequest): Promise<ArchiveFormat> {
  try {
    return await detectFormat(path);
  } catch (error) {
    if (request.source.kind === "file" || (await fileState(path)).size > 10e6) throw error;
    await removeArchive(folder);
    const { message } = error as Error;
    throw downloadError("DOWNLOAD_ARCHIVE", message.replace(path, nameOf(request)), {
      hint: "Check the URL; what came was removed.",
      cause: error,
    });
  }
}

async function checkSum(path: string, size: number, request: DownloadRequest, context: Context): Promise<string> {
  const found = await withProgress(context, "checking", (_, onBytes) =>
    sha256Of(path, context.signal, (bytes) => onBytes(bytes, size)),
  );
  const { sha256, source } = request;
  if (sha256 === undefined || sha256 === found) return found;
  const where = source.kind === "url" ? `; it was left in ${path}` : "";
  const hint =
    source.kind === "url"
      ? "Was the sum mistyped? Then run the command with the right one; if not, remove that file to fetch it anew."
      : undefined;
  const message = `${nameOf(request)}: its SHA-256 is ${found}, expected ${sha256}${where}`;
  throw downloadError("DOWNLOAD_CHECKSUM", message, { file: path, ...(hint !== undefined && { hint }) });
}

interface SizedArchive {
  readonly path: string;
  readonly format: ArchiveFormat;
  readonly bytes: number;
}

async function unpack(
  { path, format, bytes }: SizedArchive,
  request: DownloadRequest,
  { folder, unpacked }: Workspace,
  context: Context,
): Promise<{ contents: ArchiveContents; search: DatasetSearch }> {
  const limits: ContentLimits = {
    freeBytes: await freeBytes(folder),
    maxRatio: request.maxRatio,
    smallBytes: 1e9,
    archiveBytes: bytes,
  };
  const task = { path, format, limits, signal: context.signal };
  const contents = await withProgress(context, "looking through", (_, onBytes) =>
    takeInventory({ ...task, onProgress: (read) => onBytes(read, bytes) } satisfies ArchiveTask),
  );
  if (contents.files === 0) throw damagedArchive(nameOf(request), "it holds no files");
  context.signal.throwIfAborted();
  await withProgress(context, "unpacking", (progress, onBytes) => {
    progress.line(contentsText(basename(nameOf(request)), contents, bytes));
    return unpackArchive({ ...task, onProgress: (written) => onBytes(written, contents.bytes) }, unpacked);
  });
  return { contents, search: await findDatasets(unpacked, searchLimits) };
}

/** Told before anything is written. */
function contentsText(name: string, { files, bytes }: ArchiveContents, archiveBytes: number): string {
  const ratio = Number((bytes / archiveBytes).toPrecision(2));
  return `atcs download: ${name} holds ${countText(files, "file")}, ${byteSizeText(bytes)} (${ratio} times its own size)`;
}
