import { readFileSync } from "node:fs";

/** Name and version in the package's manifest, whatever folder of the package this lies in. */
export function readSoftware(): { readonly name: string; readonly version: string } {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Manifest;
      return { name, version };
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
  }
  throw new Error("the package has lost its package.json");
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}
