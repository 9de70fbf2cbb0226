/** What has to be given back when something fails, or is over: the last first. */
export class Cleanup {
  readonly #actions: (() => unknown)[] = [];

  add(action: () => unknown): void {
    this.#actions.push(action);
  }

  /** Do all of them, once. @throws the error of the first that failed, after the others were done */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let action = this.#actions.pop(); action !== undefined; action = this.#actions.pop()) {
      try {
        await action();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Do all of them because of an error, which their own errors must not hide. */
  async runQuietly(): Promise<void> {
    await this.run().catch(() => {});
  }
}
