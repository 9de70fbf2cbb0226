import { describe, expect, test } from "vitest";
import { defaultCredentialsFiles } from "../../src/credentials/_credentials-file.ts";

describe("where a credentials file is looked for", () => {
  test("on POSIX", () => {
    expect(defaultCredentialsFiles({}, "/work", "/home/me", "linux")).toEqual([
      "/work/icare_credentials.txt",
      "/home/me/.config/atcs/icare_credentials.txt",
    ]);
    expect(defaultCredentialsFiles({ XDG_CONFIG_HOME: "/x" }, "/work", "/home/me", "darwin")[1]).toBe(
      "/x/atcs/icare_credentials.txt",
    );
  });

  test("on Windows", () => {
    const env = { APPDATA: "C:\\Users\\me\\AppData\\Roaming" };
    expect(defaultCredentialsFiles(env, "D:\\work", "C:\\Users\\me", "win32")).toEqual([
      "D:\\work\\icare_credentials.txt",
      "C:\\Users\\me\\AppData\\Roaming\\atcs\\icare_credentials.txt",
    ]);
  });
});
