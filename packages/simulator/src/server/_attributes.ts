import { constants, type Stats } from "node:fs";
import type { Attributes } from "ssh2";

const directoryMode = constants.S_IFDIR | 0o555;

/** The attributes of a file as the archive shows them: nobody may write, and no local user or group appears. */
export function attributesOf(stats: Stats): Attributes {
  const time = Math.max(0, Math.floor(stats.mtimeMs / 1000));
  return { mode: stats.mode & ~0o222, uid: 0, gid: 0, size: stats.size, atime: time, mtime: time };
}

/** The attributes of a directory that exists by name only. */
export function virtualDirectoryAttributes(): Attributes {
  return { mode: directoryMode, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** The line of `ls -l` that goes with a name in SFTP version 3; the time is UTC. */
export function longName(name: string, attributes: Attributes): string {
  const time = new Date(attributes.mtime * 1000);
  const day = String(time.getUTCDate()).padStart(2);
  const size = String(attributes.size).padStart(12);
  // A line break within a name would forge a line of the listing.
  const printable = name.replace(/\p{Cc}/gu, "?");
  const date = `${months[time.getUTCMonth()]!} ${day}  ${time.getUTCFullYear()}`;
  return `${modeText(attributes.mode)}    1 archive  archive  ${size} ${date} ${printable}`;
}

function modeText(mode: number): string {
  const bits = [..."rwxrwxrwx"].map((letter, i) => (mode & (0o400 >> i) ? letter : "-"));
  return typeLetter(mode) + bits.join("");
}

function typeLetter(mode: number): string {
  const type = mode & constants.S_IFMT;
  if (type === constants.S_IFDIR) return "d";
  if (type === constants.S_IFLNK) return "l";
  return type === constants.S_IFREG ? "-" : "?";
}
