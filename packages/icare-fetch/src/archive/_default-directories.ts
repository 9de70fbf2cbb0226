import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's caches are, by the customs of the system. */
export function defaultCacheDirectory(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "atcs", "Cache");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "atcs");
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "atcs");
}

/** Where the user's settings are. */
export function configDirectory(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "atcs");
  return join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "atcs");
}
