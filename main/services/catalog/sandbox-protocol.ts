/** Asks the sandbox to evaluate a plugin's module and to describe one path. */
export interface DescribeRequest {
  readonly type: 'describe';
  readonly id: number;
  /** Name for error messages. */
  readonly plugin: string;
  /** Source of one ES module without imports. */
  readonly code: string;
  /** JSON of `describe`'s arguments. */
  readonly config: string;
  readonly platform: string;
  /**
   * Further questions to the same module, answered together with the first: one failure fails them all, and one limit of time
   * is for all. Whoever wants to know which failed asks one by one.
   */
  readonly more?: readonly Question[];
}

/** JSON of `describe`'s arguments. */
export interface Question {
  readonly config: string;
  readonly platform: string;
}

/** Why a plugin gave no model. */
export type DescribeFailure =
  /** The module does not parse, imports something, or its default export is no data path. */
  | 'not-a-path'
  | 'threw'
  | 'too-slow'
  | 'too-much-memory'
  /** Two calls with the same arguments gave different models. */
  | 'impure'
  /** The model is not plain data, or far too large. */
  | 'not-data'
  /** The interpreter itself failed; the next request gets a new one. */
  | 'crashed';

/** The answer: a model as JSON, not yet checked, or a reason. */
export type DescribeReply =
  | { readonly type: 'described'; readonly id: number; readonly model: string; readonly more?: readonly string[] }
  | { readonly type: 'failed'; readonly id: number; readonly failure: DescribeFailure; readonly message: string };

/** Whether something that came over a process boundary is a request. */
export function isDescribeRequest(value: unknown): value is DescribeRequest {
  const fields = ['plugin', 'code', 'config', 'platform'] as const;
  return isRecord(value) && value.type === 'describe' && typeof value.id === 'number'
    && fields.every((field) => typeof value[field] === 'string') && (value.more === undefined || (Array.isArray(value.more) && value.more.every(isQuestion)));
}

/** Whether something that came over a process boundary is a reply. */
export function isDescribeReply(value: unknown): value is DescribeReply {
  if (!isRecord(value) || typeof value.id !== 'number') return false;
  if (value.type === 'described') return typeof value.model === 'string' && (value.more === undefined || (Array.isArray(value.more) && value.more.every((model) => typeof model === 'string')));
  return value.type === 'failed' && typeof value.failure === 'string' && typeof value.message === 'string';
}

function isQuestion(value: unknown): value is Question {
  return isRecord(value) && typeof value.config === 'string' && typeof value.platform === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
