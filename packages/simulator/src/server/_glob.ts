/** A test for absolute remote paths; see the `path` of a fault for the pattern. */
export function pathMatcher(pattern: string | RegExp): (path: string) => boolean {
  if (typeof pattern !== "string") {
    // A global or sticky expression remembers where it stopped, so that the same path would match every other time.
    const expression = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    return (path) => expression.test(path);
  }
  const expression = new RegExp(`^${globSource(pattern)}$`, "su");
  if (pattern.includes("/")) return (path) => expression.test(path);
  return (path) => expression.test(path.slice(path.lastIndexOf("/") + 1));
}

function globSource(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|[*?\\^$.|+()[\]{}]/gu, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    return `\\${token}`;
  });
}
