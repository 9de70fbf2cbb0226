// Commands as one would type them, and other text.

/** A command of a shell, broken into lines of so many characters that end with a backslash. */
export function commandText(words, environment = [], widest = 110) {
  const parts = [...environment, "atcs", ...words.map(quoted)];
  const lines = [];
  let line = "";
  for (const [i, part] of parts.entries()) {
    // An option stays with its value.
    const isValue = !part.startsWith("-") && parts[i - 1]?.startsWith("-");
    const next = line === "" ? part : `${line} ${part}`;
    if (line !== "" && !isValue && next.length + valueLength(parts, i) > widest) {
      lines.push(`${line} \\`);
      line = `  ${part}`;
    } else line = next;
  }
  return [...lines, line].join("\n");
}

function valueLength(parts, i) {
  const value = parts[i + 1];
  return parts[i].startsWith("-") && value !== undefined && !value.startsWith("-") ? value.length + 1 : 0;
}

/** A word as a shell takes it. */
export function quoted(word) {
  return /^[\w./:@,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** "1 min 5 s". */
export function durationText(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "1.3 GB". */
export function sizeText(bytes) {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
