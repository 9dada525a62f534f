import type { Finding } from '../../core/contract/index.ts';

/** Fixed for scripts. */
export const exitCodes = {
  done: 0,
  /** A run failed, or something outside the input did. */
  failed: 1,
  /** Wrong use or bad input; stderr says what and where. */
  badInput: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command because of what the user gave it. */
export class BadInputError extends Error {
  /** What was found, in parts, where the message says more than one thing. */
  readonly findings: readonly Finding[];

  constructor(message: string, options: { readonly cause?: unknown; readonly findings?: readonly Finding[] } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.findings = options.findings ?? [];
  }
}
