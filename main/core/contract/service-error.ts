import type { Finding } from './finding.ts';

/**
 * A failure that a user can meet. It crosses a connection with name, message and findings, where any other error
 * crosses with name and message.
 */
export class ServiceError extends Error {
  readonly findings: readonly Finding[];

  /** `name` is stable, such as `NotFound`; `message` says what, why and what to do. */
  constructor(name: string, message: string, findings: readonly Finding[] = []) {
    super(message);
    this.name = name;
    this.findings = findings;
  }
}
