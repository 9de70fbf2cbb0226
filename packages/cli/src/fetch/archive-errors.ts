import type { ArchiveError, ArchiveErrorCode } from "@atcs/icare-fetch";

const again = "What has come is kept: run the same command again.";

/** What the user can do, by the code of an error of the archive session. */
export const archiveHints: Readonly<Record<ArchiveErrorCode, string>> = {
  ARCHIVE_URL: "Give one such as sftp://sftp.icare.univ-lille.fr/SPACEBORNE, or the path of a directory.",
  ARCHIVE_CREDENTIALS: "The options are --user, --credentials, --allow-open-credentials, --identity and --agent.",
  ARCHIVE_AUTHENTICATION: "A password can be tried on the archive's web site; a new account may need days to get here.",
  ARCHIVE_HOST_KEY: "Ask the archive's operators before you go on.",
  ARCHIVE_NOT_FOUND: "Check the archive's URL and the days; --refresh asks for listings that are kept again.",
  ARCHIVE_PERMISSION: "Ask the operators of the archive whether your account may read it.",
  ARCHIVE_CONNECTION: again,
  ARCHIVE_BUSY: `Other sessions of your account may be open, or give a smaller --concurrency. ${again}`,
  ARCHIVE_TIMEOUT: again,
  ARCHIVE_PROTOCOL:
    "If it is the certificate, NODE_EXTRA_CA_CERTS=FILE adds one that is trusted; if not, please report it.",
  ARCHIVE_NAME: "No file of this name is written here: tell the operators of the archive.",
  ARCHIVE_CHANGED: "It changed while it came: run the same command again, with --refresh.",
  ARCHIVE_CHECKSUM: "Run the same command again: it is fetched anew.",
  ARCHIVE_DISK_FULL: `Make room. ${again}`,
  ARCHIVE_CACHE: "Check the directory, its permissions, and whether another program holds it.",
  ARCHIVE_CLOSED: again,
};

/** Of an archive in a directory of this computer. */
const localHints: Readonly<Partial<Record<ArchiveErrorCode, string>>> = {
  ARCHIVE_NOT_FOUND: "Check the path; an archive on a server is given as sftp://, ftps:// or ftp://.",
  ARCHIVE_PERMISSION: "Check its permissions.",
  ARCHIVE_CONNECTION: `Check the disk. ${again}`,
};

/** What can be done about an error of the archive session. */
export function archiveHint(error: ArchiveError): string {
  const local = error.origin?.startsWith("file:") ? localHints[error.code] : undefined;
  if (local !== undefined) return local;
  const isNewHost = error.code === "ARCHIVE_HOST_KEY" && "reason" in error && error.reason === "unknown";
  return isNewHost ? "The options are --host-key and --accept-new-host-key." : archiveHints[error.code];
}

/** By the code, so that the session is loaded only by the commands that need it. */
export function isArchiveError(error: unknown): error is ArchiveError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(archiveHints, code);
}
