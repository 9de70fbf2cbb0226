/** A time for people, in its two largest units: "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function durationText(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  // What is shown in minutes and more is rounded to that first, or "1 h 60 min" would come out.
  if (rest >= 86_400) rest = Math.round(rest / 3600) * 3600;
  else if (rest >= 3600) rest = Math.round(rest / 60) * 60;
  const parts = units
    .map(([unit, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return [count, unit] as const;
    })
    .filter(([count]) => count > 0);
  return parts.length === 0 ? "0 s" : parts.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

const units = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;
