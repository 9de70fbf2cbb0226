// Runs the commands that are not done yet, one after the other.

import { randomBytes } from "node:crypto";
import { commandText, durationText } from "./command-text.mjs";
import { unknownHostKey, unknownPort } from "./steps.mjs";

/** @throws CommandFailed; what was done until then stays */
export async function runSteps(steps, { times, children }) {
  const password = randomBytes(12).toString("base64url");
  let server;
  // What follows a command that ran may not be of what it has written.
  let hasRun = false;
  const isDone = (step) => !hasRun && times.isDone(step);
  try {
    for (const [i, step] of steps.entries()) {
      const heading = `\n[${i + 1}/${steps.length}] ${step.title}`;
      if (step.serves === undefined) await runStep(step, heading);
      else if (steps.some((other) => other.name === step.serves && !isDone(other))) {
        await startServer(step, heading);
      }
      if (server?.serves === step.name) await stopServer();
    }
  } finally {
    await stopServer();
  }

  async function startServer(step, heading) {
    tell(`${heading}\n$ ${shown(step, step.words)} &\n`);
    server = { serves: step.serves, ...(await children.serve(step.words, secretOf(step))) };
    tell(`${server.ready.url}\n`);
  }

  async function stopServer() {
    await server?.stop();
    server = undefined;
  }

  async function runStep(step, heading) {
    if (isDone(step)) {
      tell(`${heading}: done before, in ${durationText(times.secondsOf(step))}\n`);
      return;
    }
    const words = step.words.map((word) => filledIn(word, server?.ready));
    tell(`${heading}\n$ ${shown(step, words)}\n`);
    hasRun = true;
    times.begin(step);
    const begin = performance.now();
    let isComplete = false;
    try {
      await children.run(words, secretOf(step));
      isComplete = true;
    } finally {
      times.add(step, (performance.now() - begin) / 1000, isComplete);
    }
  }

  function secretOf({ secret }) {
    return secret === undefined ? {} : { [secret]: password };
  }
}

/** The command as one would type it; passwords are variables, so that no list of processes tells them. */
function shown({ secret }, words) {
  return commandText(words, secret === undefined ? [] : [`${secret}=…`]);
}

function filledIn(word, ready) {
  if (ready === undefined) return word;
  return word === unknownHostKey ? ready.hostKey : word.replace(`:${unknownPort}/`, `:${ready.port}/`);
}

function tell(text) {
  process.stdout.write(text);
}
