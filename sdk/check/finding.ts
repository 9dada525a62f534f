/** Something an author must or should change about a model, a manifest or a configuration. */
export interface ModelFinding {
  readonly severity: 'error' | 'warning';
  /** Path of the field, such as `otherHost.send[2].cost.perByteNs`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
