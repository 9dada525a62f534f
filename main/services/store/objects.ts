import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { PathModel } from '@doorbell/sdk';
import type { CampaignInput, LoggopsInput, ModelException, PlannedInput, RunInput, RunModels } from '../../core/contract/index.ts';
import { canonicalJson } from '../../core/plan/index.ts';
import { isMissing, writeFileAtomic } from './atomic-write.ts';
import type { Layout } from './layout.ts';

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Keeps a text under its hash, which is answered. Texts that are there already are not written again. */
export async function putObject(layout: Layout, text: string): Promise<string> {
  const hash = hashText(text);
  const path = layout.object(hash);
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== Buffer.byteLength(text)) await writeFileAtomic(path, text);
  return hash;
}

/** Reads a text by its hash. Rejects when it is missing or damaged. */
export async function readObject(layout: Layout, hash: string): Promise<string> {
  const path = layout.object(hash);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(`${path} is missing from the workspace. Start the experiment again to write it anew.`, { cause: error });
  }
  if (hashText(text) !== hash) throw new Error(`${path} is damaged: its content does not match its name. Delete the file and start the experiment again.`);
  return text;
}

interface Reference {
  readonly object: string;
}

/** The shape of a stored input: models and program are objects of their own, shared by all runs that have them. */
type StoredInput =
  | Omit<RunInput, 'models' | 'program'> & {
    readonly models: Omit<RunModels, 'sameVm' | 'sameHost' | 'otherHost' | 'exceptions'> & {
      readonly sameVm?: Reference;
      readonly sameHost: Reference;
      readonly otherHost: Reference;
      readonly exceptions?: readonly (Omit<ModelException, 'model'> & { readonly model: Reference })[];
    };
    readonly program: Reference;
  }
  | Omit<LoggopsInput, 'program'> & { readonly program: Reference }
  // Its probes share nothing.
  | CampaignInput;

/** Texts already known to be stored, so that a plan of a thousand runs writes each model once. */
export type StoredTexts = Map<unknown, string>;

/**
 * Stores an input with its parts and answers its hash. `known` remembers parts by identity and should live as long as
 * one plan.
 */
export async function putInput(layout: Layout, input: PlannedInput, known: StoredTexts): Promise<string> {
  const share = async (part: object): Promise<Reference> => {
    const before = known.get(part);
    if (before !== undefined) return { object: before };
    const text = canonicalJson(part);
    const object = known.get(text) ?? (await putObject(layout, text));
    known.set(part, object).set(text, object);
    return { object };
  };
  if (input.kernel === 'campaign') return putObject(layout, canonicalJson(input satisfies StoredInput));
  const program = await share(input.program);
  if (input.kernel !== undefined) return putObject(layout, canonicalJson({ ...input, program } satisfies StoredInput));
  const { sameVm, sameHost, otherHost, exceptions } = input.models;
  const stored: StoredInput = {
    ...input,
    models: {
      ...(sameVm === undefined ? {} : { sameVm: await share(sameVm) }),
      sameHost: await share(sameHost),
      otherHost: await share(otherHost),
      ...(exceptions === undefined ? {} : { exceptions: await Promise.all(exceptions.map(async ({ model, vms }) => ({ model: await share(model), vms }))) }),
    },
    program,
  };
  return putObject(layout, canonicalJson(stored));
}

/** Reads an input back, whole. Rejects when a part is missing, damaged or of a newer format. */
export async function readInput(layout: Layout, hash: string): Promise<PlannedInput> {
  const stored = JSON.parse(await readObject(layout, hash)) as StoredInput;
  if (stored.format !== 1) throw new Error(`The input ${hash} has format ${String(stored.format)}; this version of Doorbell reads format 1. Update Doorbell.`);
  const part = async <Part>(reference: Reference): Promise<Part> => JSON.parse(await readObject(layout, reference.object)) as Part;
  if (stored.kernel === 'campaign') return stored;
  const program = await part<RunInput['program']>(stored.program);
  if (stored.kernel !== undefined) return { ...stored, program };
  const { sameVm, sameHost, otherHost, exceptions } = stored.models;
  return {
    ...stored,
    models: {
      ...(sameVm === undefined ? {} : { sameVm: await part<PathModel>(sameVm) }),
      sameHost: await part(sameHost),
      otherHost: await part(otherHost),
      ...(exceptions === undefined ? {} : { exceptions: await Promise.all(exceptions.map(async ({ model, vms }) => ({ model: await part<PathModel>(model), vms }))) }),
    },
    program,
  };
}
