import type { ArchiveError, ArchiveErrorCode } from "@atcs/icare-fetch";

const again = "What has come is kept: run the same command again.";

/** What the user can do, by the code of an error of the archive session; nothing where its message says it. */
export const archiveHints: Readonly<Record<ArchiveErrorCode, string | undefined>> = {
  ARCHIVE_URL: "Give one such as sftp://sftp.icare.univ-lille.fr/SPACEBORNE, or the path of a directory.",
  ARCHIVE_CREDENTIALS: "The options are --user, --credentials, --allow-open-credentials, --identity and --agent.",
  ARCHIVE_AUTHENTICATION: "A password can be tried on the archive's web site; a new account may need days to get here.",
  ARCHIVE_HOST_KEY: "Ask the archive's operators before you go on.",
  ARCHIVE_NOT_FOUND:
    "Check the URL, which leads to the directory above PARASOL and CALIOP (that of ICARE ends in /SPACEBORNE), and the " +
    "version; --refresh asks for listings that are kept again.",
  ARCHIVE_PERMISSION: "Ask the operators of the archive whether your account may read it.",
  ARCHIVE_NOT_A_FILE: "Such a thing is left out: tell the operators of the archive.",
  ARCHIVE_CONNECTION: again,
  ARCHIVE_BUSY: `Other sessions of your account may be open, or give a smaller --concurrency. ${again}`,
  ARCHIVE_TIMEOUT: again,
  ARCHIVE_PROTOCOL: "Is it the right host, port and kind of URL? If so, please report it.",
  ARCHIVE_NAME: "No file of this name is written here: tell the operators of the archive.",
  ARCHIVE_CHANGED: "It changed while it came: run the same command again, with --refresh.",
  ARCHIVE_CHECKSUM: "Run the same command again: it is fetched anew.",
  ARCHIVE_DISK_FULL: `Make room. ${again}`,
  ARCHIVE_NO_ROOM: "The cache's limit is too small for what is used at a time.",
  ARCHIVE_CACHE: "Check the directory, its permissions, and whether another program holds it.",
  ARCHIVE_CLOSED: again,
};

/** Of an archive in a directory of this computer. */
const localHints: Readonly<Partial<Record<ArchiveErrorCode, string>>> = {
  ARCHIVE_NOT_FOUND: "Check the path; an archive on a server is given as sftp://, ftps:// or ftp://.",
  ARCHIVE_PERMISSION: "Check its permissions.",
  ARCHIVE_CONNECTION: `Check the disk. ${again}`,
};

/** What can be done about an error of the archive session, unless its message says so. */
export function archiveHint(error: ArchiveError): string | undefined {
  const { code, message, origin } = error;
  // Its message names the options, or says who has not accepted it.
  if (code === "ARCHIVE_HOST_KEY" && "reason" in error && error.reason === "unknown") return undefined;
  if (code === "ARCHIVE_PROTOCOL" && /certificate|use an ftps/.test(message)) return undefined;
  if (code === "ARCHIVE_CACHE" && message.includes("in the way")) return undefined;
  // That of ICARE is no help with the path of a directory.
  const local = origin?.startsWith("file:") ? localHints[code] : undefined;
  return local ?? archiveHints[code];
}

/** What the library calls its options, and what this command calls them. */
const optionNames: readonly (readonly [RegExp, string])[] = [
  [/\b(?:the option )?hostKeyFingerprint\b/g, "--host-key"],
  [/\bacceptNewHostKey\b/g, "--accept-new-host-key"],
  [/\bthe option username\b/g, "--user"],
  [/\bby the option `ca`/g, "with NODE_EXTRA_CA_CERTS=FILE"],
  [/\band nobody is asked, for the option interactive is not set\b/g, "and there is no terminal to ask"],
  [/\bgive the option passphrase, or use an SSH agent\b/g, "run it at a terminal, or use an SSH agent"],
  [/; list it with refresh to ask again\b/g, "; --refresh asks again"],
  [/\ballowOpenCredentialsFile\b/g, "--allow-open-credentials"],
  [/\bmaxConnections\b/g, "--concurrency"],
  [/`resume: true`/g, "--resume"],
];

/** A message of the library in the words of this command. */
export function inCommandWords(message: string): string {
  return optionNames.reduce((text, [name, option]) => text.replace(name, option), message);
}

/** By the code, so that the session is loaded only by the commands that need it. */
export function hasArchiveCode(error: unknown): error is ArchiveError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(archiveHints, code);
}
