import { CommandError } from "../errors.ts";

/** Codes of the errors of `atcs download`. */
export type DownloadErrorCode =
  | "DOWNLOAD_SOURCE"
  | "DOWNLOAD_HTTP"
  | "DOWNLOAD_CONNECTION"
  | "DOWNLOAD_CHECKSUM"
  | "DOWNLOAD_ARCHIVE"
  | "DOWNLOAD_UNSAFE"
  | "DOWNLOAD_TOO_LARGE"
  | "DOWNLOAD_DISK_FULL"
  | "DOWNLOAD_OUT"
  | "DOWNLOAD_IN_USE"
  | "DOWNLOAD_DATASET";

const again = "What has come is kept: run the same command again.";

const hints: Readonly<Record<DownloadErrorCode, string>> = {
  DOWNLOAD_SOURCE: "Give the URL of an archive (https:, http: or file:), or the path of one.",
  DOWNLOAD_HTTP: "Check the URL.",
  DOWNLOAD_CONNECTION: again,
  DOWNLOAD_CHECKSUM: "Check the sum where the archive is published.",
  DOWNLOAD_ARCHIVE: "Give a tar.gz, tar or zip archive, and check with --sha256 that it is the published one.",
  DOWNLOAD_UNSAFE: "Nothing of it was written: tell whoever published it.",
  DOWNLOAD_TOO_LARGE: "Nothing of it was written.",
  DOWNLOAD_DISK_FULL: `Make room. ${again}`,
  DOWNLOAD_OUT: "Choose another directory with --out.",
  DOWNLOAD_IN_USE: "Wait until the other one is done, or choose another directory with --out.",
  DOWNLOAD_DATASET: "The files are there as they were published.",
};

/** Parts of an error that is not as usual for its code. */
export interface DownloadErrorDetails {
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  readonly cause?: unknown;
}

/** An error that ends `atcs download` with exit code 1. */
export function downloadError(
  code: DownloadErrorCode,
  message: string,
  details: DownloadErrorDetails = {},
): CommandError {
  const { hint = hints[code], file, cause } = details;
  return new CommandError(message, { code, hint, file, cause });
}

/** An archive that is not sound. */
export function damagedArchive(file: string, problem: string, cause?: unknown): CommandError {
  return downloadError("DOWNLOAD_ARCHIVE", `${file}: ${problem}`, { file, cause });
}

/** The system's word for what went wrong: "ENOENT". Empty for other errors. */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** Do something on the disk. @throws CommandError for errors of the system */
export async function onDisk<T>(doing: string, path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof CommandError || !(error instanceof Error) || !("syscall" in error)) throw error;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw downloadError("DOWNLOAD_DISK_FULL", `${path}: the disk is full`, { file: path, cause: error });
    }
    throw new CommandError(`${path}: ${doing} failed (${code})`, {
      code: "OUTPUT",
      hint: "Check the path, its permissions and the disk.",
      file: path,
      cause: error,
    });
  }
}
