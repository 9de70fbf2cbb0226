import { homedir } from "node:os";
import { join, win32 } from "node:path";
import { expect, test } from "vitest";
import { configDirectory, defaultCacheDirectory } from "../../src/archive/_default-directories.ts";

test("caches and settings lie where the system's customs say", () => {
  expect(defaultCacheDirectory({}, "linux")).toBe(join(homedir(), ".cache", "atcs"));
  expect(defaultCacheDirectory({ XDG_CACHE_HOME: "/c" }, "linux")).toBe("/c/atcs");
  expect(defaultCacheDirectory({ XDG_CACHE_HOME: "/c" }, "darwin")).toBe(join(homedir(), "Library", "Caches", "atcs"));
  expect(defaultCacheDirectory({ LOCALAPPDATA: "C:\\l" }, "win32")).toBe("C:\\l\\atcs\\Cache");
  expect(configDirectory({}, "linux")).toBe(join(homedir(), ".config", "atcs"));
  expect(configDirectory({}, "darwin")).toBe(join(homedir(), ".config", "atcs"));
  expect(configDirectory({ XDG_CONFIG_HOME: "/x" }, "darwin")).toBe("/x/atcs");
  expect(configDirectory({ APPDATA: "C:\\a", XDG_CONFIG_HOME: "C:\\x" }, "win32")).toBe("C:\\a\\atcs");
});

test("a variable that is empty or holds a relative path is ignored", () => {
  for (const path of ["", "x", "../x"]) {
    expect(configDirectory({ XDG_CONFIG_HOME: path }, "linux")).toBe(join(homedir(), ".config", "atcs"));
    expect(defaultCacheDirectory({ XDG_CACHE_HOME: path }, "linux")).toBe(join(homedir(), ".cache", "atcs"));
    expect(configDirectory({ APPDATA: path }, "win32")).toBe(win32.join(homedir(), "AppData", "Roaming", "atcs"));
  }
});
