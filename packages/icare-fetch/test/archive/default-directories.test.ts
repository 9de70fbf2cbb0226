import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configDirectory, defaultCacheDirectory } from "../../src/archive/_default-directories.ts";

test("caches and settings lie where the system's customs say", () => {
  expect(defaultCacheDirectory({}, "linux")).toBe(join(homedir(), ".cache", "atcs"));
  expect(defaultCacheDirectory({ XDG_CACHE_HOME: "/c" }, "linux")).toBe(join("/c", "atcs"));
  expect(defaultCacheDirectory({ XDG_CACHE_HOME: "/c" }, "darwin")).toBe(join(homedir(), "Library", "Caches", "atcs"));
  expect(defaultCacheDirectory({ LOCALAPPDATA: "/l" }, "win32")).toBe(join("/l", "atcs", "Cache"));
  expect(configDirectory({}, "linux")).toBe(join(homedir(), ".config", "atcs"));
  expect(configDirectory({ XDG_CONFIG_HOME: "/x" }, "darwin")).toBe(join("/x", "atcs"));
  expect(configDirectory({ APPDATA: "/a" }, "win32")).toBe(join("/a", "atcs"));
});
