import { z } from 'zod';
import type { CancelSignal } from './cancel-signal.ts';
import type { ComparisonRequest } from './comparison.ts';
import type { CriticalRequest } from './critical-contrast.ts';
import { longestPiece } from './trace.ts';
import { packageNamePattern, type PluginSource } from './plugin.ts';
import type { RunMark } from './run-record.ts';
import type { Services } from './services.ts';

/** One parameter of a method: its name, for messages, and what it must be. */
export type Parameter<Value = unknown> = readonly [name: string, schema: z.ZodType<Value>];

type WithoutSignal<Values extends readonly unknown[]> =
  Required<Values> extends readonly [...infer Rest, infer Last] ? (Last extends CancelSignal ? Rest : Required<Values>) : [];

type EachParameter<Values extends readonly unknown[]> = { readonly [Index in keyof Values]: Parameter<Values[Index]> };

type ParametersOf<Method> = Method extends (...values: infer Values) => unknown ? EachParameter<WithoutSignal<Values>> : never;

/** The parameters of every method, less the signal, which never crosses. */
export type ServiceArguments = {
  readonly [Service in keyof Services]: { readonly [Method in keyof Services[Service]]: ParametersOf<Services[Service][Method]> };
};

/** Longest experiment text accepted, characters. */
export const longestText = 4 * 1024 * 1024;

const name = z.string().max(100, 'must have at most 100 characters').regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case: lower-case letters, digits and single hyphens');
const text = z.string().max(longestText, `must have at most ${longestText} characters`);
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/, 'must be a fingerprint: 64 hexadecimal digits');
const fingerprints = z.array(fingerprint).max(100_000);
const upload = z.string().regex(/^[0-9a-f]{32}$/, 'must be what begin answered');
const piece = z.string().max(longestPiece, `must have at most ${longestPiece} characters`).regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');
const traceName = z.string().max(100, 'must have at most 100 characters').regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, dots, hyphens and underscores');
const batch = z.string().max(200).regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be a batch id');

const path = z.string().min(1).max(4096, 'must have at most 4096 characters').refine((value) => !value.includes('\0'), 'must be a path');

const pluginSource: z.ZodType<PluginSource> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upload'), upload, fileName: z.string().min(1).max(255) }),
  z.strictObject({ kind: z.literal('path'), path }),
  z.strictObject({ kind: z.literal('npm'), name: z.string().max(300).regex(packageNamePattern, 'must be the name of an npm package, such as doorbell-path-virtio-net or doorbell-path-virtio-net@1.2.0') }),
]);

const comparisonRequest: z.ZodType<ComparisonRequest> = z.strictObject({
  fingerprints,
  experiment: name.optional(),
  by: z.string().max(100),
  baseline: z.union([z.string().max(1000), z.number()]).optional(),
  metric: z.string().min(1).max(200).optional(),
  practicalThreshold: z.number().min(0).max(1).optional(),
});

const criticalRequest: z.ZodType<CriticalRequest> = z.strictObject({
  comparison: comparisonRequest,
  factors: z.record(z.string().max(100), z.union([z.string().max(1000), z.number()])).optional(),
});

const mark: z.ZodType<RunMark> = z.strictObject({
  starred: z.boolean(),
  tags: z.array(z.string().min(1).max(100)).max(100),
  note: z.string().max(100_000),
});

/**
 * Checked by whoever receives a call, before the service sees it. Not part of the contract's index: clients do without
 * zod.
 */
export const serviceArguments: ServiceArguments = {
  app: { info: [] },
  experiments: {
    list: [],
    read: [['name', name]],
    save: [['name', name], ['text', text]],
    remove: [['name', name]],
    preview: [['text', text]],
  },
  batches: { start: [['text', text]], cancel: [['batch', batch]], watch: [['batch', batch]], list: [] },
  runs: {
    list: [],
    watch: [],
    read: [['fingerprint', fingerprint]],
    show: [['fingerprint', fingerprint]],
    mark: [['fingerprint', fingerprint], ['mark', mark]],
    trash: [['fingerprints', fingerprints]],
    listTrash: [],
    restore: [['fingerprints', fingerprints]],
    emptyTrash: [],
  },
  compare: { compute: [['request', comparisonRequest]], critical: [['request', criticalRequest]], report: [['request', comparisonRequest]] },
  catalog: {
    list: [],
    watch: [],
    detail: [['id', name]],
    begin: [],
    append: [['upload', upload], ['offset', z.number().int().min(0)], ['piece', piece]],
    review: [['source', pluginSource]],
    install: [['token', upload]],
    discard: [['token', upload]],
    loadUnpacked: [['folder', path]],
    enable: [['id', name]],
    disable: [['id', name]],
    remove: [['id', name]],
  },
  traces: {
    list: [],
    begin: [],
    append: [['upload', upload], ['offset', z.number().int().min(0)], ['piece', piece]],
    keep: [['upload', upload], ['name', traceName]],
    discard: [['upload', upload]],
  },
};
