import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Finding } from '../../core/contract/index.ts';
import { isMissing, writeFileAtomic } from '../store/atomic-write.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const pluginId = z.string().max(64).regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
const state = z.enum(['enabled', 'disabled']);
const when = z.string().max(40);
const named = { id: pluginId, version: z.string().max(100), source: z.string().max(5000) };

/** One plugin that the user installed, loaded or switched, as `plugins.lock.json` has it. */
const entrySchema = z.discriminatedUnion('origin', [
  z.object({ origin: z.literal('built-in'), id: pluginId, state }),
  z.object({
    origin: z.literal('installed'), ...named, state, installedAt: when,
    /** Of the module. */
    sha256: hash,
    /** Of all files together; names the folder. */
    contentSha256: hash,
    /** Of the archive; absent for a folder. */
    integrity: z.string().max(200).regex(/^sha512-[A-Za-z0-9+/]+={0,2}$/).optional(),
    /** Below the workspace's `plugins`. */
    folder: z.string().max(100).regex(/^[a-z0-9][a-z0-9-]*$/),
  }),
  z.object({ origin: z.literal('unpacked'), ...named, state, installedAt: when, folder: z.string().min(1).max(4096) }),
  /** Nothing of it is left but the memory, so that an experiment which names it can be helped. */
  z.object({ origin: z.literal('removed'), ...named, removedAt: when }),
]);

export type LockEntry = Readonly<z.infer<typeof entrySchema>>;
export type LockEntryOf<Origin extends LockEntry['origin']> = Extract<LockEntry, { readonly origin: Origin }>;

/** `plugins.lock.json`: what is installed in a workspace. Every writer raises `revision`. */
export interface LockFile {
  readonly format: 1;
  readonly revision: number;
  readonly plugins: readonly LockEntry[];
}

/** A lock file as it was read. `missing` and `damaged` ones count as empty; a `newer` one must not be written. */
export interface LockReading {
  readonly state: 'good' | 'missing' | 'damaged' | 'newer';
  readonly lock: LockFile;
  readonly findings: readonly Finding[];
}

const emptyLock: LockFile = { format: 1, revision: 0, plugins: [] };

const documentSchema = z.object({ format: z.number(), revision: z.number().int().min(0), plugins: z.array(z.unknown()).max(10_000) });

/** Reads the lock file. Damage becomes findings; only an entry that cannot be read is left out. Never rejects. */
export async function readLockFile(path: string): Promise<LockReading> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { state: 'missing', lock: emptyLock, findings: [] };
    return damaged(path, error instanceof Error ? error.message : String(error));
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return damaged(path, error instanceof Error ? error.message : String(error));
  }
  const document = documentSchema.safeParse(parsed);
  if (!document.success) return damaged(path, describeIssue(document.error));
  if (document.data.format > 1) {
    return {
      state: 'newer', lock: emptyLock,
      findings: [{ severity: 'error', path, message: `The list of installed plugins has format ${String(document.data.format)}; this version of Doorbell reads 1.`, hint: 'Update Doorbell, or use another workspace.' }],
    };
  }
  const plugins: LockEntry[] = [];
  const findings: Finding[] = [];
  document.data.plugins.forEach((each, index) => {
    const entry = entrySchema.safeParse(each);
    if (entry.success) plugins.push(entry.data);
    else findings.push({ severity: 'warning', path: `${path}: plugins[${String(index)}]`, message: `This entry is damaged: ${describeIssue(entry.error)}`, hint: 'Install the plugin again.' });
  });
  return { state: 'good', lock: { format: 1, revision: document.data.revision, plugins }, findings };
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'it has another form.' : `${issue.path.join('.') || 'it'}: ${issue.message}`;
}

function damaged(path: string, reason: string): LockReading {
  return {
    state: 'damaged', lock: emptyLock,
    findings: [{ severity: 'warning', path, message: `The list of installed plugins is damaged: ${reason}`, hint: 'Restore it from a copy, or install the plugins again.' }],
  };
}

/** Writes the lock file as a whole. */
export async function writeLockFile(path: string, lock: LockFile): Promise<void> {
  const plugins = lock.plugins.toSorted((left, right) => (left.id === right.id ? compare(left.origin, right.origin) : compare(left.id, right.id)));
  await writeFileAtomic(path, `${JSON.stringify({ ...lock, plugins }, undefined, 2)}\n`);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
