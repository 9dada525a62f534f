/** A column of a table: numbers stand to the right, so that their digits line up. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table for a terminal: columns padded with spaces, a rule below the head, no trailing space. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string => columns.map(({ align }, at) => {
    const cell = cells[at] ?? '';
    const width = widths[at] ?? 0;
    return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
  }).join('  ').trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
  ].map((text) => `${text}\n`).join('');
}
