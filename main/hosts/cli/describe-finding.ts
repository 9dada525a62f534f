import type { Finding } from '../../core/contract/index.ts';

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A finding on one line: file and place, severity, path of the field, what is wrong and how to put it right. */
export function describeFinding(finding: Finding, file: string): string {
  const place = finding.line === undefined ? '' : `:${String(finding.line)}${finding.column === undefined ? '' : `:${String(finding.column)}`}`;
  const field = finding.path === '' ? '' : `${finding.path}: `;
  const hint = finding.hint === undefined ? '' : ` ${sentence(finding.hint)}`;
  return `${file}${place}: ${finding.severity}: ${field}${sentence(finding.message)}${hint}`.replaceAll(/\s*\n\s*/g, ' ');
}

/** Whether a document can be worked with. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
