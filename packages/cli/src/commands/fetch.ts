import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { fetchGranules } from "../fetch/fetch.ts";
import { parseProducts, parseVersion, type RawFetchOptions, toFetchRequest } from "../fetch/options.ts";
import { addArchiveOption, addSessionOptions } from "../fetch/session-options.ts";
import { parseDay, parseDirectory, parseWhole } from "../simulate/options.ts";

/** `atcs fetch`: granules of an archive into a local mirror. */
export const fetchCommand: CommandDefinition = {
  name: "fetch",
  summary: "mirror granules of the archive to a local directory",
  description:
    "Fetch the granules of some products and days over SFTP, FTPS or FTP, or from a directory, into DIR with the " +
    "archive's own directories: DIR/PARASOL/L1_B-HDF/2008/2008_06_03/… What is there already is kept; what breaks off is " +
    "tried again and goes on where it stopped, also after Ctrl-C, a crash or a new start: give the same command again.\n\n" +
    "User name and password come from ICARE_USERNAME and ICARE_PASSWORD, from a file of two lines that only you can read " +
    "(--credentials; icare_credentials.txt in this directory or in ~/.config/atcs), from an SSH key (--identity) or agent, or they are asked for. " +
    "There is no option for a password, because others would see it in the list of processes.",
  jsonHelp: "print what was fetched as JSON",
  examples: [
    {
      command: "atcs fetch --product sync,cldclass,parasol --from 2008-06-03 --out icare --dry-run",
      does: "What the archive has of a day, and how much of it is here",
    },
    {
      command: "atcs fetch --product parasol --from 2008-06-01 --to 2008-06-30 --out icare --max-rate 5MB",
      does: "A month, no faster than 5 MB a second",
    },
    {
      command: "atcs fetch --archive sftp://me@127.0.0.1:2222/SPACEBORNE --product sync --from 2008-06-03 --out icare",
      does: "From another server, such as atcs serve",
    },
  ],
  configure(command: Command): void {
    addArchiveOption(command)
      .requiredOption(
        "--product <names>",
        "sync, cldclass, parasol, or some of them with commas between",
        parseProducts,
      )
      .requiredOption("--from <date>", "first day", parseDay)
      .option("--to <date>", "last day (default: the first day alone)", parseDay)
      .requiredOption("--out <dir>", "directory of the mirror; made when it does not exist", parseDirectory)
      .option(
        "--granule-version <v>",
        "of the products, such as 1.01 (default: what the archive has under the plain name)",
        parseVersion,
      )
      .option("--dry-run", "only list: counts and bytes, and what is there already")
      .option("--limit <n>", "only the first n granules, in the order of their days", parseWhole(1, 2 ** 31 - 1))
      .option(
        "--refresh",
        "list again what was listed within a day, and look whether files that are there have changed in the archive",
      );
    addSessionOptions(command);
  },
  async run(_args, raw, context: Context): Promise<void> {
    // Only here, because it brings SSH.
    const { findProduct, listProduct, openArchive } = await import("@atcs/icare-fetch");
    const request = toFetchRequest(raw as unknown as RawFetchOptions, findProduct);
    await fetchGranules(request, { openArchive, listProduct }, context);
  },
};
