import ssh2 from "ssh2";

const { STATUS_CODE } = ssh2.utils.sftp;

/** A request that is answered by a status instead of a result. */
export class SftpStatus extends Error {
  override readonly name: string = "SftpStatus";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The texts are those of OpenSSH's server; no local path is ever in them. */
export const noSuchFile = (): SftpStatus => new SftpStatus(STATUS_CODE.NO_SUCH_FILE, "No such file");
export const permissionDenied = (): SftpStatus => new SftpStatus(STATUS_CODE.PERMISSION_DENIED, "Permission denied");
export const endOfFile = (): SftpStatus => new SftpStatus(STATUS_CODE.EOF, "End of file");
export const failure = (): SftpStatus => new SftpStatus(STATUS_CODE.FAILURE, "Failure");

/** The status for an error of the file system. */
export function statusOf(error: unknown): SftpStatus {
  if (error instanceof SftpStatus) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return noSuchFile();
  if (code === "EACCES" || code === "EPERM" || code === "ELOOP") return permissionDenied();
  return failure();
}
