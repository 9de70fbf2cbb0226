import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type Files, type SmallDatasetOptions, smallDataset } from "../../../dataset/test/support/small-dataset.ts";
import { main } from "../../src/main.ts";
import { captureIo } from "../support/io.ts";

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is removed after the tests of a file, and datasets in it. */
export function testFolder(name: string): {
  readonly folder: string;
  writeDataset(change?: (files: Files) => void, options?: SmallDatasetOptions): string;
} {
  const folder = mkdtempSync(join(tmpdir(), `atcs-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let made = 0;
  /** A dataset on the disk; `change` edits its files before. */
  const writeDataset = (change: (files: Files) => void = () => {}, options: SmallDatasetOptions = {}): string => {
    const directory = join(folder, `dataset${made++}`);
    const files = smallDataset(options);
    change(files);
    mkdirSync(directory);
    for (const [path, content] of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    return directory;
  };
  return { folder, writeDataset };
}

/** Run `atcs` as from a shell. */
export async function atcs(...argv: string[]): Promise<Ran> {
  const { io, stdout, stderr } = captureIo();
  return { code: await main(argv, io), stdout: stdout(), stderr: stderr() };
}

/** Run it interrupted from the beginning. */
export async function atcsInterrupted(...argv: string[]): Promise<Ran> {
  const { io, stdout, stderr } = captureIo({ signal: AbortSignal.abort() });
  return { code: await main(argv, io), stdout: stdout(), stderr: stderr() };
}
