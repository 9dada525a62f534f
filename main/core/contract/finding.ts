/** Something a user should know about a document: what, why, what to do, and where. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'note';
  /** Path of the field, such as `jobs[0].workload.size`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** 1-based, where the document was text. */
  readonly line?: number;
  readonly column?: number;
}
