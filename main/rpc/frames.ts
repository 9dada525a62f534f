import type { Finding } from '../core/contract/index.ts';

/** Version of the frames. A side that meets another version refuses the frame and says so. */
export const protocolVersion = 1;

/** A failure as it crosses. Stacks stay where they are. */
export interface FailureBody {
  readonly name: string;
  readonly message: string;
  readonly findings?: readonly Finding[];
}

/** From client to server. `id` is chosen by the client and names a call or subscription until it has ended. */
export type RequestFrame =
  | { readonly kind: 'call' | 'subscribe'; readonly id: number; readonly service: string; readonly method: string; readonly values: readonly unknown[] }
  /** Ends a call or a subscription; nothing is answered. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** The client has consumed this many items and takes as many more. */
  | { readonly kind: 'more'; readonly id: number; readonly count: number };

/** From server to client. */
export type ResponseFrame =
  | { readonly kind: 'result' | 'item'; readonly id: number; readonly value?: unknown }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: FailureBody }
  /** A frame could not be understood, so there is no id to answer. */
  | { readonly kind: 'refused'; readonly failure: FailureBody };

export type Frame = RequestFrame | ResponseFrame;

/** A frame that was understood, or why not; `id` where the bad frame named one. */
export type Decoded<F> = { readonly ok: true; readonly frame: F } | { readonly ok: false; readonly reason: string; readonly id?: number };

/** One JSON string. Throws TypeError where a value cannot be JSON (cycles, bigint). */
export function encodeFrame(frame: Frame): string {
  return JSON.stringify({ v: protocolVersion, ...frame });
}

/** Reads what a client sent. Never throws. */
export function decodeRequest(text: string): Decoded<RequestFrame> {
  return decode(text, (fields, id) => {
    switch (fields.kind) {
      case 'call':
      case 'subscribe': {
        const { kind, service, method, values } = fields;
        if (typeof service !== 'string' || typeof method !== 'string' || !Array.isArray(values)) return 'service, method or values are missing';
        return { kind, id, service, method, values: values as readonly unknown[] };
      }
      case 'cancel':
        return { kind: 'cancel', id };
      case 'more':
        return isCount(fields.count) ? { kind: 'more', id, count: fields.count } : 'count must be a positive whole number';
      default:
        return 'its kind is unknown';
    }
  });
}

/** Reads what a server sent. Never throws. */
export function decodeResponse(text: string): Decoded<ResponseFrame> {
  return decode(text, (fields, id) => {
    switch (fields.kind) {
      case 'result':
      case 'item':
        return { kind: fields.kind, id, value: fields.value };
      case 'end':
        return { kind: 'end', id };
      case 'failure': {
        const failure = readFailure(fields.failure);
        return failure ? { kind: 'failure', id, failure } : 'its failure has no name or message';
      }
      case 'refused': {
        const failure = readFailure(fields.failure);
        return failure ? { kind: 'refused', failure } : 'its failure has no name or message';
      }
      default:
        return 'its kind is unknown';
    }
  });
}

type Fields = Readonly<Record<string, unknown>>;

function decode<F>(text: string, read: (fields: Fields, id: number) => F | string): Decoded<F> {
  const fields = parseObject(text);
  if (!fields) return { ok: false, reason: 'it is not a JSON object' };
  const known = typeof fields.id === 'number' && Number.isSafeInteger(fields.id) && fields.id >= 0 ? fields.id : undefined;
  if (fields.v !== protocolVersion) return { ok: false, reason: `it has version ${describe(fields.v)}, this side speaks ${protocolVersion}`, id: known };
  if (known === undefined && fields.kind !== 'refused') return { ok: false, reason: 'its id must be a whole number from 0' };
  const frame = read(fields, known ?? 0);
  return typeof frame === 'string' ? { ok: false, reason: frame, id: known } : { ok: true, frame };
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function describe(version: unknown): string {
  return typeof version === 'number' ? String(version) : 'none';
}

function readFailure(value: unknown): FailureBody | undefined {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.message !== 'string') return undefined;
  const findings = Array.isArray(value.findings) ? value.findings.filter(isFinding) : undefined;
  return findings ? { name: value.name, message: value.message, findings } : { name: value.name, message: value.message };
}

function isFinding(value: unknown): value is Finding {
  return isObject(value) && typeof value.path === 'string' && typeof value.message === 'string'
    && (value.severity === 'error' || value.severity === 'warning' || value.severity === 'note');
}
