import { readFileSync } from "node:fs";

/** The version in package.json, which lies one folder above both the sources and the build. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
