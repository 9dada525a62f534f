import type { Finding } from '../contract/index.ts';
import type { FieldPath } from './field-path.ts';
import { readYaml } from './read-yaml.ts';

/** Adds line and column in the experiment's text to findings that were made without it, such as a plan's. */
export function locateFindings(text: string, findings: readonly Finding[]): readonly Finding[] {
  if (findings.every(({ line }) => line !== undefined)) return findings;
  const yaml = readYaml(text);
  return findings.map((finding) => {
    if (finding.line !== undefined) return finding;
    const { line, column } = yaml.locate({ ...finding, path: parseFieldPath(finding.path) });
    return line === undefined ? finding : { ...finding, line, column };
  });
}

/** `jobs[0].ranks` as `['jobs', 0, 'ranks']`. */
export function parseFieldPath(text: string): FieldPath {
  return Array.from(text.matchAll(/\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([\w-]+)/g), ([, index, quoted, word]) => {
    if (index !== undefined) return Number(index);
    return word ?? (JSON.parse(`"${quoted ?? ''}"`) as string);
  });
}
