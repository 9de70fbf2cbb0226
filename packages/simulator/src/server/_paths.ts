import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, posix, sep } from "node:path";
import { noSuchFile, permissionDenied } from "./_status.ts";

/** What a remote path leads to: a local path, or a directory above the prefix, which exists by name only. */
export type ArchivePlace =
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "virtual"; readonly child: string };

/** The tree that is served: remote paths on one side, a local directory on the other. */
export interface ArchiveTree {
  /** The absolute remote path of the local directory. */
  readonly prefix: string;
  /**
   * @param path a normalised remote path
   * @param followLast whether a symbolic link at the end is followed
   * @throws SftpStatus for what does not exist or leads out of the tree
   */
  locate(path: string, followLast: boolean): Promise<ArchivePlace>;
}

/** The absolute remote path without `.`, `..` and repeated slashes; what is relative starts at the top. */
export function normaliseRemotePath(path: string): string {
  const absolute = posix.normalize(`/${path}`);
  return absolute.length > 1 && absolute.endsWith("/") ? absolute.slice(0, -1) : absolute;
}

/**
 * @param root the local directory
 * @throws the file system's error when there is no such directory
 */
export async function createArchiveTree(root: string, prefix: string): Promise<ArchiveTree> {
  const realRoot = await realpath(root);
  if (!(await stat(realRoot)).isDirectory()) throw Object.assign(new Error("it is a file"), { code: "EEXIST" });
  const top = normaliseRemotePath(prefix);
  const topNames = namesOf(top);

  return {
    prefix: top,
    async locate(path, followLast) {
      // No file system has such a name, and Node's functions throw their own error for it.
      if (path.includes("\0")) throw noSuchFile();
      const names = namesOf(path);
      if (!names.slice(0, topNames.length).every((name, depth) => name === topNames[depth])) throw noSuchFile();
      const child = topNames[names.length];
      if (child !== undefined) return { kind: "virtual", child };
      const local = join(realRoot, ...names.slice(topNames.length));
      return { kind: "local", path: await resolveWithin(realRoot, local, followLast) };
    },
  };
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

/** Links may lead anywhere inside of the root and nowhere else; a link itself is there where its directory is. */
async function resolveWithin(root: string, path: string, followLast: boolean): Promise<string> {
  if (path === root) return root;
  const real = followLast ? await realpath(path) : join(await realpath(dirname(path)), basename(path));
  const inside = root.endsWith(sep) ? root : root + sep;
  if (real !== root && !real.startsWith(inside)) throw permissionDenied();
  return real;
}
