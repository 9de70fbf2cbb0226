/** A password, passphrase or key that shows itself only when asked to: not when printed, logged, joined or saved. */
export class Secret {
  // Private fields are not shown by util.inspect.
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** What it is. Keep it out of messages. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}
