// Of the thread, and of this copy of the module: no object of a caller knows of the others' saves.
const turns = new Map<string, Promise<unknown>>();

/** Do it when all that was given for the same directory before is done, whatever became of it. @param directory its real path */
export async function inTurn<T>(directory: string, action: () => Promise<T>): Promise<T> {
  const before = turns.get(directory) ?? Promise.resolve();
  const own = before.then(action, action);
  turns.set(directory, own);
  try {
    return await own;
  } finally {
    if (turns.get(directory) === own) turns.delete(directory);
  }
}
