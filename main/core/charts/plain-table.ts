/** Numbers of a picture as words in rows: its table twin where it is no chart of series. */
export interface PlainTable {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly number?: true }[];
  readonly rows: readonly (readonly string[])[];
  /** What is left out. */
  readonly note?: string;
}

/** A table of at most `most` rows; what is beyond is counted in a note. */
export function plainTable<Row>(
  title: string, columns: PlainTable['columns'], all: readonly Row[], most: number, write: (row: Row) => readonly string[],
): PlainTable {
  const rows = all.slice(0, most).map(write);
  return { title, columns, rows, ...(all.length <= most ? {} : { note: `The first ${most} of ${all.length} rows. Zoom in for the others.` }) };
}
