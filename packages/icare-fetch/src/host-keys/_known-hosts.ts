import { readFile } from "node:fs/promises";
import { HostKeyError } from "../errors.ts";
import { keyTypeOf } from "./_host-key.ts";
import { matchesHost } from "./_host-patterns.ts";

/** A line of a known_hosts file that is about a host. */
export interface KnownKey {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly type: string;
  readonly key: Buffer;
  readonly isRevoked: boolean;
}

/** The keys of a host in some files. Lines that are damaged, and certificates' authorities, say nothing. */
export async function readKnownKeys(files: readonly string[], name: string): Promise<KnownKey[]> {
  const keys: KnownKey[] = [];
  for (const file of files) {
    const lines = (await readText(file)).split("\n");
    for (const [index, text] of lines.entries()) {
      const key = parseLine(text, name);
      if (key !== undefined) keys.push({ ...key, file, line: index + 1 });
    }
  }
  return keys;
}

function parseLine(text: string, name: string): Pick<KnownKey, "type" | "key" | "isRevoked"> | undefined {
  const fields = text.trim().split(/[ \t]+/);
  const marker = fields[0]?.startsWith("@") ? fields.shift() : undefined;
  if (marker !== undefined && marker !== "@revoked") return undefined;
  const [hosts, type, data] = fields;
  if (!hosts || hosts.startsWith("#") || !type || !data) return undefined;
  const key = Buffer.from(data, "base64");
  if (keyTypeOf(key) !== type || !matchesHost(hosts, name)) return undefined;
  return { type, key, isRevoked: marker !== undefined };
}

/** A file that is not there knows nobody; one that cannot be read could know that a key was revoked. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    const message = `${file}: the known hosts cannot be read (${code ?? "unknown reason"}): expected a readable file`;
    throw new HostKeyError("unknown", "", message, { file, cause });
  }
}
