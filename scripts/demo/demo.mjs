// The whole job, from an archive to a leaderboard, by the public commands: npm run demo
//
//   npm run demo -- [--out DIR] [--fresh] [--quick]
//
// What is done is not done again: after Ctrl-C the same command goes on.

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Children, CommandFailed } from "./children.mjs";
import { durationText, quoted, sizeText } from "./command-text.mjs";
import { reportProblems } from "./report/check.mjs";
import { writeReport } from "./report/write-report.mjs";
import { runSteps } from "./run-steps.mjs";
import { fullSettings, quickSettings } from "./settings.mjs";
import { makeSteps } from "./steps.mjs";
import { diskBytes, Times, withKeys } from "./times.mjs";

const usage = `npm run demo -- [options]

  --out DIR  where everything is written (default: ${fullSettings.out})
  --fresh    remove what an earlier demo has left there, and begin anew
  --quick    at a size that only shows that it runs (default: ${quickSettings.out})
`;
const root = fileURLToPath(new URL("../..", import.meta.url));

process.exitCode = await demo(process.argv.slice(2));

async function demo(given) {
  const options = readOptions(given);
  if (typeof options === "number") return options;
  const settings = options.quick ? quickSettings : fullSettings;
  const out = resolve(root, options.out ?? settings.out);
  const steps = withKeys(makeSteps(settings));
  const times = openTimes(out, steps, options.fresh);
  if (times === undefined) return 1;
  process.stdout.write(`Everything is written to ${out}, where the commands run; atcs is npx atcs.\n`);
  const children = new Children(out);
  try {
    await runSteps(steps, { times, children });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return stopped(error, children.isInterrupted, given);
  }
  return await finish({ out, settings, steps, times });
}

/** @returns the exit code where there is nothing to do */
function readOptions(given) {
  const known = {
    out: { type: "string" },
    fresh: { type: "boolean" },
    quick: { type: "boolean" },
    help: { type: "boolean" },
  };
  try {
    const { values } = parseArgs({ args: given.filter((word) => word !== "--"), options: known });
    if (values.out === "") throw new Error("--out is empty: expected a directory");
    if (!values.help) return values;
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    process.stderr.write(`demo: ${error.message}\n\n${usage}`);
    return 2;
  }
}

function openTimes(out, steps, isFresh) {
  try {
    const times = new Times(out);
    if (isFresh) times.clear(steps);
    return times;
  } catch (error) {
    process.stderr.write(`demo: ${error.message}\n`);
    return undefined;
  }
}

function stopped(error, isInterrupted, given) {
  const rest = given.filter((word) => word !== "--" && word !== "--fresh").map(quoted);
  const again = ["npm run demo", ...(rest.length === 0 ? [] : ["--", ...rest])];
  const what = isInterrupted ? "stopped" : error.message;
  process.stderr.write(`\ndemo: ${what}. What is done is kept; the same command goes on: ${again.join(" ")}\n`);
  return isInterrupted ? 130 : 1;
}

async function finish({ out, settings, steps, times }) {
  const { verdict, path } = await writeReport({ out, settings, steps, times });
  const problems = reportProblems(path, Object.keys(settings.networks));
  if (problems.length > 0) {
    process.stderr.write(`demo: ${path} is not as it should be:\n${problems.map((each) => `  ${each}\n`).join("")}`);
    return 1;
  }
  process.stdout.write(`\n${timeTable(steps, times)}\n${verdict.sentence}\n\n`);
  process.stdout.write(
    `report    ${path}\ntimes     ${join(out, "times.json")}\ndisk      ${sizeText(diskBytes(out))}\n`,
  );
  if (!verdict.isAsExpected) process.stderr.write(`demo: warning: ${verdict.expectation}\n`);
  return 0;
}

function timeTable(steps, times) {
  const rows = steps
    .filter((step) => step.serves === undefined)
    .map((step) => [step.name, durationText(times.secondsOf(step))]);
  const total = steps.reduce((sum, step) => sum + times.secondsOf(step), 0);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [...rows, ["all commands", durationText(total)]]
    .map(([name, time]) => `${name.padEnd(width)}${time.padStart(12)}\n`)
    .join("");
}
