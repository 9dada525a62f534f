import { join } from 'node:path';

/** Where everything of a workspace lives. Names from outside are checked before they become paths. */
export interface Layout {
  readonly root: string;
  readonly runs: string;
  readonly objects: string;
  readonly batches: string;
  readonly experiments: string;
  /** Traces that were given to the lab, by name. */
  readonly traces: string;
  /** Installed data paths, one folder each, and archives that are being taken in. */
  readonly plugins: string;
  /** What is installed, with hashes. */
  readonly pluginsLock: string;
  readonly marks: string;
  readonly trash: string;
  readonly trashedExperiments: string;
  readonly cache: string;
  readonly segments: string;
  /** One empty file per run whose line in a segment may be out of date. */
  readonly reread: string;
  readonly logs: string;
  run(fingerprint: string): string;
  trashedRun(fingerprint: string): string;
  object(sha256: string): string;
  batch(id: string): string;
  experiment(name: string): string;
  mark(fingerprint: string): string;
  rereadRun(fingerprint: string): string;
}

const hash = /^[0-9a-f]{64}$/;
const batchId = /^[0-9]{8}-[0-9]{6}-[0-9a-f]{8}$/;
const experimentName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a text is a SHA-256 in lower-case hex, as fingerprints and object names are. */
export function isHash(text: string): boolean {
  return hash.test(text);
}

/** Whether a text is the id of a batch. */
export function isBatchId(text: string): boolean {
  return batchId.test(text);
}

/** Whether a text can name an experiment and its file: kebab-case, at most 80 characters. */
export function isExperimentName(text: string): boolean {
  return text.length <= 80 && experimentName.test(text);
}

function checked(kind: string, text: string, valid: (text: string) => boolean, form: string): string {
  if (!valid(text)) throw new Error(`"${text.slice(0, 100)}" is not ${kind}. Use ${form}.`);
  return text;
}

/** The layout of the workspace at an absolute path. */
export function layoutOf(root: string): Layout {
  const folder = (...names: readonly string[]): string => join(root, ...names);
  const run = (fingerprint: string): string => checked('the fingerprint of a run', fingerprint, isHash, '64 hexadecimal digits in lower case');
  return {
    root,
    runs: folder('runs'),
    objects: folder('objects'),
    batches: folder('batches'),
    experiments: folder('experiments'),
    traces: folder('traces'),
    plugins: folder('plugins'),
    pluginsLock: folder('plugins.lock.json'),
    marks: folder('marks'),
    trash: folder('trash'),
    trashedExperiments: folder('trash', 'experiments'),
    cache: folder('cache'),
    segments: folder('cache', 'segments'),
    reread: folder('cache', 'reread'),
    logs: folder('logs'),
    run: (fingerprint) => folder('runs', run(fingerprint)),
    trashedRun: (fingerprint) => folder('trash', run(fingerprint)),
    object: (sha256) => folder('objects', checked('the hash of an object', sha256, isHash, '64 hexadecimal digits in lower case')),
    batch: (id) => folder('batches', checked('the id of a batch', id, isBatchId, 'an id from the list of batches')),
    experiment: (name) => folder('experiments', `${checked('a name for an experiment', name, isExperimentName, 'lower-case letters, digits and single hyphens, at most 80 characters')}.yaml`),
    mark: (fingerprint) => folder('marks', `${run(fingerprint)}.json`),
    rereadRun: (fingerprint) => folder('cache', 'reread', run(fingerprint)),
  };
}
