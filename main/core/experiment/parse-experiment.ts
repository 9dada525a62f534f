import type { z } from 'zod';
import { experimentFormat, type Experiment, type Finding } from '../contract/index.ts';
import { checkExperiment } from './check-experiment.ts';
import { completeExperiment } from './complete-experiment.ts';
import { experimentSchema } from './experiment-schema.ts';
import { errorAt, type LocalFinding } from './field-path.ts';
import { describeIssue, issueParts } from './schema-parts.ts';
import { readYaml } from './read-yaml.ts';

const mostFindings = 50;

/**
 * Reads an experiment from YAML (or JSON) text: syntax, format, fields with units and defaults, then what the parts say
 * about each other. `experiment` is present exactly when no finding is an error. Never throws.
 */
export function parseExperiment(text: string): { experiment?: Experiment; findings: readonly Finding[] } {
  const yaml = readYaml(text);
  if (yaml.findings.length > 0) return { findings: yaml.findings };
  const locate = (findings: readonly LocalFinding[]): readonly Finding[] => inTextOrder(findings.map((finding) => yaml.locate(finding))).slice(0, mostFindings);
  const refusal = refuseDocument(yaml.value);
  if (refusal !== undefined) return { findings: locate([refusal]) };
  const reading = experimentSchema.safeParse(yaml.value, { error: describeIssue });
  if (!reading.success) return { findings: locate(reading.error.issues.flatMap(findingsOfIssue)) };
  const draft = keepAxisOrder(reading.data, yaml.value);
  const completed = completeExperiment(draft);
  if (completed.experiment === undefined) return { findings: locate(completed.findings) };
  const findings = checkExperiment(completed.experiment);
  if (findings.some(({ severity }) => severity === 'error')) return { findings: locate(findings) };
  return { experiment: completed.experiment, findings: locate(findings) };
}

function inTextOrder(findings: readonly Finding[]): readonly Finding[] {
  const place = ({ line = Number.MAX_SAFE_INTEGER }: Finding): number => line;
  return [...findings].sort((left, right) => place(left) - place(right) || (left.column ?? 0) - (right.column ?? 0));
}

function refuseDocument(value: unknown): LocalFinding | undefined {
  if (value === undefined || value === null) return errorAt([], 'The document is empty.', 'Start with `name`, `jobs` and `sweep`, or open a sample.');
  if (!isRecord(value)) return errorAt([], 'The document is not a map of fields.', 'Start with `name: my-experiment`.');
  const { format } = value;
  if (typeof format === 'number' && format > experimentFormat) {
    return errorAt(['format'], `The document has format ${String(format)}; this version reads up to format ${String(experimentFormat)}.`, 'Open it with a newer Doorbell.');
  }
  return undefined;
}

/** A schema lists its keys in its own order; the order of axes is the document's. */
function keepAxisOrder<Draft extends { readonly sweep: { readonly axes: object } }>(draft: Draft, value: unknown): Draft {
  const axes = isRecord(value) && isRecord(value['sweep']) ? value['sweep']['axes'] : undefined;
  if (!isRecord(axes)) return draft;
  const order = Object.keys(axes);
  const entries = Object.entries(draft.sweep.axes).sort(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  return { ...draft, sweep: { ...draft.sweep, axes: Object.fromEntries(entries) } };
}

function findingsOfIssue(issue: z.core.$ZodIssue): readonly LocalFinding[] {
  return issueParts(issue).map(({ path, message }) => {
    const [what = '', hint] = message.split('\n');
    return { severity: 'error', path, message: what, ...(hint === undefined ? {} : { hint }) };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
