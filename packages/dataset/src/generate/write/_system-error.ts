import { DatasetError, isDatasetError } from "../../errors.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it is there already",
  EFBIG: "the file is larger than this process may write",
  EIO: "the disk failed",
  EISDIR: "it is a directory",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on the device",
  ENOTDIR: "a part of its path is a file",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** The code of an error of the system, or "". */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** What the user is told when a file cannot be written; errors of datasets stay what they are. */
export function writeError(error: unknown, file: string): Error {
  if (isDatasetError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const reason = reasons[systemCode(error)] ?? message;
  return new DatasetError("DATASET_WRITE", `it cannot be written (${reason})`, { file, cause: error });
}
