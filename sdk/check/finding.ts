/** Something an author must or should change about a model, a manifest or a configuration. */
export interface ModelFinding {
  /** `error`: it is refused. `warning`: it can be simulated, but probably says something else than was meant. */
  readonly severity: 'error' | 'warning';
  /** Path of the field, such as `otherHost.send[2].cost.perByteNs`; empty for the whole document. */
  readonly path: string;
  /** What is wrong and why, in whole sentences. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
