import { Console } from "node:console";
import { Writable } from "node:stream";

/** What was printed since it was last taken. */
export interface CapturedConsole {
  take(): string;
}

/**
 * From now on, keep what this thread prints. XNNPACK's errors, which tfjs only prints and then goes on with what happened to
 * be in memory, must be noticed.
 */
export function captureConsole(): CapturedConsole {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  globalThis.console = new Console({ stdout: stream, stderr: stream });
  return {
    take() {
      const taken = text;
      text = "";
      return taken;
    },
  };
}
