import { homedir } from "node:os";
import { posix, win32 } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's caches are, by the customs of the system. */
export function defaultCacheDirectory(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const { join } = platform === "win32" ? win32 : posix;
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "atcs");
  if (platform === "win32")
    return join(absolute(env.LOCALAPPDATA, win32) ?? join(homedir(), "AppData", "Local"), "atcs", "Cache");
  return join(absolute(env.XDG_CACHE_HOME, posix) ?? join(homedir(), ".cache"), "atcs");
}

/** Where the user's settings are: the credentials file, and the keys of known hosts. */
export function configDirectory(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const { join } = platform === "win32" ? win32 : posix;
  if (platform === "win32") return join(absolute(env.APPDATA, win32) ?? join(homedir(), "AppData", "Roaming"), "atcs");
  return join(absolute(env.XDG_CONFIG_HOME, posix) ?? join(homedir(), ".config"), "atcs");
}

/** The XDG specification has relative paths ignored; an empty one would be the working directory. */
function absolute(path: string | undefined, { isAbsolute }: typeof posix): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
