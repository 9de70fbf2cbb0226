import { FTPContext, type FTPResponse, type ResponseHandler } from "basic-ftp";

/** Longest of what a server says to one command, characters. */
const mostCharacters = 65_536;

/**
 * basic-ftp's control connection, which gives lines to it only when they are whole: where one came in two pieces it lost
 * the first, or took them for two lines. So it can also be bounded what comes, and how long an answer takes.
 */
export class ControlConnection extends FTPContext {
  /** Of a line that has not ended. */
  #begun = "";
  /** Since the last command was sent. */
  #characters = 0;
  /** Runs from the first character of an answer until there is one. Silence is watched for by basic-ftp. */
  #deadline: NodeJS.Timeout | undefined;

  override async handle(command: string | undefined, handler: ResponseHandler): Promise<unknown> {
    this.#begun = "";
    this.#characters = 0;
    try {
      return await super.handle(command, (response, task) => {
        if (isAnswer(response)) this.#endWait();
        handler(response, task);
      });
    } finally {
      this.#endWait();
    }
  }

  protected override _onControlSocketData(text: string): void {
    this.#characters += text.length;
    if (this.#characters > mostCharacters) {
      this.closeWithError(new Error("the answer is longer than the maximum allowed size"));
      return;
    }
    if (this._task !== undefined) this.#deadline ??= setTimeout(() => this.#giveUp(), this.timeout);
    const end = text.lastIndexOf("\n") + 1;
    const whole = end === 0 ? "" : this.#begun + text.slice(0, end);
    this.#begun = end === 0 ? this.#begun + text : text.slice(end);
    if (whole !== "") super._onControlSocketData(whole);
  }

  #giveUp(): void {
    this.closeWithError(new Error("Timeout: the answer has no end"));
  }

  #endWait(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}

/** All but those that only say that one will come; 125 and 150 announce data, which may take their time. */
function isAnswer(response: Error | FTPResponse): boolean {
  return response instanceof Error || response.code >= 200 || response.code === 125 || response.code === 150;
}
