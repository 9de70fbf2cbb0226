import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { onTestFinished } from "vitest";

const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** Files and folders that need nothing but Node. */
const needed = ["_paths.ts", "_text.ts", "_waiting-line.ts", "errors.ts", "cache", "download", "session"];

/** The sources as plain JavaScript, for processes that a test starts and kills. */
export async function compileSources(directory: string): Promise<void> {
  for (const name of await readdir(sources, { recursive: true })) {
    if (!name.endsWith(".ts") || !needed.includes(name.split(/[/\\]/)[0]!)) continue;
    const { outputText } = ts.transpileModule(await readFile(join(sources, name), "utf8"), {
      fileName: name,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const file = join(directory, name.replace(/\.ts$/, ".js"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, outputText);
  }
  await writeFile(join(directory, "package.json"), '{"type":"module"}');
}

/** A process that runs a program on the compiled sources; it is killed with the test. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves when it has printed a line with this text. */
  printed(text: string): Promise<void>;
  /** Resolves to all that it has printed, when it has ended. */
  ended(): Promise<string>;
  /** With SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
}

let programs = 0;

/** Start a program, the text of a module beside the compiled sources. */
export async function startChild(directory: string, program: string): Promise<Child> {
  const file = join(directory, `program-${programs++}.js`);
  await writeFile(file, program);
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const look of waiting) look();
    });
  }
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    process: child,
    async printed(text) {
      let look = (): void => {};
      const found = new Promise<void>((resolve) => {
        look = () => {
          if (output.includes(`${text}\n`)) resolve();
        };
      });
      waiting.add(look);
      look();
      const hasEnded = await Promise.race([found.then(() => false), ended.then(() => true)]);
      waiting.delete(look);
      if (hasEnded && !output.includes(`${text}\n`))
        throw new Error(`ended without ${JSON.stringify(text)}: ${output}`);
    },
    async ended() {
      await ended;
      return output;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
