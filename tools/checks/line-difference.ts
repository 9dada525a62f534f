/**
 * The lines that differ, as `- old` and `+ new`, at most `limit` of them: the shortest edit, as diff shows it. What both
 * texts begin and end with is left out before, so it takes the product of what remains.
 */
export function lineDifference(old: string, now: string, limit: number): readonly string[] {
  let a = old.split('\n');
  let b = now.split('\n');
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  [a, b] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // Beyond this the table would need too much memory, and nobody reads a longer difference.
  if (a.length * b.length > 4_000_000) return cut([...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)], limit);
  /** Length of the longest common part of what follows i in a and j in b. */
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) lines.push(`- ${a[i++]}`);
    else lines.push(`+ ${b[j++]}`);
  }
  return cut(lines, limit);
}

function cut(lines: readonly string[], limit: number): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit), `… and ${lines.length - limit} more lines`];
}
