import type { CommandDefinition } from "../command.ts";
import { checkCommand } from "./check.ts";
import { colocateCommand } from "./colocate.ts";
import { downloadCommand } from "./download.ts";
import { dumpCommand } from "./dump.ts";
import { evaluateCommand } from "./evaluate.ts";
import { fetchCommand } from "./fetch.ts";
import { figuresCommand } from "./figures.ts";
import { generateCommand } from "./generate.ts";
import { infoCommand } from "./info.ts";
import { inspectCommand } from "./inspect.ts";
import { leaderboardCommand } from "./leaderboard.ts";
import { packCommand } from "./pack.ts";
import { predictCommand } from "./predict.ts";
import { serveCommand } from "./serve.ts";
import { simulateCommand } from "./simulate.ts";
import { splitCommand } from "./split.ts";
import { statsCommand } from "./stats.ts";
import { sweepCommand } from "./sweep.ts";
import { trainCommand } from "./train.ts";
import { validateCommand } from "./validate.ts";

/** All subcommands, in the order of the help. */
export const commands: readonly CommandDefinition[] = [
  inspectCommand,
  dumpCommand,
  checkCommand,
  fetchCommand,
  colocateCommand,
  generateCommand,
  downloadCommand,
  splitCommand,
  statsCommand,
  validateCommand,
  packCommand,
  figuresCommand,
  trainCommand,
  evaluateCommand,
  predictCommand,
  sweepCommand,
  leaderboardCommand,
  simulateCommand,
  serveCommand,
  infoCommand,
];
