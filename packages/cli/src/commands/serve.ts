import { type Command, InvalidArgumentError } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { readFaults } from "../serve/faults.ts";
import { readHostKey } from "../serve/host-key.ts";
import { passwordVariable, serve } from "../serve/serve.ts";
import { parseDirectory, parseWhole } from "../simulate/options.ts";

interface RawServeOptions {
  readonly port: number;
  readonly user: string;
  readonly faults?: string;
  readonly hostKey?: string;
}

/** `atcs serve`: a directory as the archive serves it. */
export const serveCommand: CommandDefinition = {
  name: "serve",
  summary: "serve an archive over SFTP on this machine",
  description:
    "Serve a directory read-only by SFTP as /SPACEBORNE, as the ICARE archive does, to programs on this machine alone " +
    `(127.0.0.1). The password is that of the environment variable ${passwordVariable}, else a new one is made and ` +
    "printed. --faults lets things go wrong on purpose: a JSON list of rules.\n\n" +
    "It runs until Ctrl-C, then closes all connections; the exit code is 130, as of every command that is interrupted.",
  jsonHelp: "when it is ready, print one line: {host, port, url, user, password?, hostKey}",
  examples: [
    { command: "atcs serve archive", does: "On any free port" },
    {
      command: `${passwordVariable}=secret atcs serve archive --port 2222 --user me`,
      does: "With a password of your own",
    },
    {
      command: "atcs serve archive --port 2222 --host-key host-key",
      does: "Known again by its clients, after a restart too",
    },
    { command: "atcs serve archive --faults faults.json", does: "With things that go wrong" },
  ],
  configure(command: Command): void {
    command
      .argument("<dir>", "directory of an archive, with PARASOL and CALIOP in it", parseDirectory)
      .option("--port <n>", "0 for any that is free", parseWhole(0, 65_535), 0)
      .option("--user <name>", "who may log in", parseUser, "atcs")
      .option("--host-key <file>", "private host key, made on first use (default: a new one each time)")
      .option("--faults <file>", "JSON list of rules for what goes wrong");
  },
  async run([root = ""], raw, context: Context): Promise<void> {
    // Only here, because it brings a server.
    const { checkFaults, createHostKey, startArchiveServer } = await import("@atcs/simulator");
    const { port, user, faults: file, hostKey: keyFile } = raw as unknown as RawServeOptions;
    const faults = file === undefined ? [] : await readFaults(file, checkFaults);
    const kept = keyFile === undefined ? {} : { hostKey: await readHostKey(keyFile, createHostKey) };
    await serve({ root, port, user, faults, ...kept }, startArchiveServer, context);
  },
};

function parseUser(text: string): string {
  if (!/^[\w.-]+$/.test(text)) throw new InvalidArgumentError("Expected letters, digits, dots, - and _.");
  return text;
}
