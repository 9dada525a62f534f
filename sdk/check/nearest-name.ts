/** The name that was probably meant by `word`, which may be in camelCase; undefined when none is near. */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const wanted = word.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    // What begins with the word is as near as what has two letters wrong.
    const edits = Math.min(editsBetween(wanted, name), wanted.length >= 3 && name.startsWith(wanted) ? 2 : Infinity);
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

/** Letters to insert, delete or replace. */
function editsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      here.push(Math.min(above[column] + 1, here[column - 1] + 1, above[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1)));
    }
    above = here;
  }
  return above[to.length];
}
