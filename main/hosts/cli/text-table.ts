/** A column of a table: numbers stand to the right, so that their digits line up. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Longest line; longer cells go on in the next line. Default: as long as it takes. */
  readonly width?: number;
}

function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined || text.length <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** A table for a terminal: columns padded with spaces, a rule below the head, no trailing space. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const wrapped = rows.map((row) => columns.map(({ width }, at) => wrap(row[at] ?? '', width)));
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...wrapped.map((row) => Math.max(...(row[at] ?? []).map((line) => line.length)))));
  const line = (cells: readonly string[]): string => columns.map(({ align }, at) => {
    const cell = cells[at] ?? '';
    const width = widths[at] ?? 0;
    return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
  }).join('  ').trimEnd();
  const lines = wrapped.flatMap((row) => Array.from({ length: Math.max(...row.map((cell) => cell.length)) }, (_, at) => line(row.map((cell) => cell[at] ?? ''))));
  return [
    line(columns.map(({ title }) => title)),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...lines,
  ].map((text) => `${text}\n`).join('');
}
