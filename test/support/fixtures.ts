import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../fixtures/", import.meta.url);

/** Path of a file under fixtures/. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(name, root));
}

export function fixtureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fixturePath(name)));
}

export function fixtureJson<T>(name: string): T {
  return JSON.parse(readFileSync(fixturePath(name), "utf8")) as T;
}
