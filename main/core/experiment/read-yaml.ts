import { LineCounter, isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit, type Document } from 'yaml';
import type { Finding } from '../contract/index.ts';
import { formatFieldPath, type FieldPath, type LocalFinding } from './field-path.ts';

/** Longest text that is read, in UTF-16 code units. */
export const longestText = 262_144;
// The library takes quadratic time over folded quotes and over very long lines.
const mostLines = 10_000;
const longestLine = 10_000;
const deepest = 20;
const mostAliases = 50;
const mostNodes = 50_000;

/** The text as data, with a way back from a field to its line. */
export interface YamlReading {
  readonly value?: unknown;
  readonly findings: readonly Finding[];
  /** Adds line and column of the field, or of the nearest parent that is in the text. */
  locate(finding: LocalFinding): Finding;
}

/** Reads YAML 1.2 (or JSON). Whatever the text, it neither throws nor takes long: size, depth and aliases are bounded. */
export function readYaml(text: string): YamlReading {
  const nowhere = (finding: LocalFinding): Finding => ({ ...finding, path: formatFieldPath(finding.path) });
  const fail = (message: string, hint: string): YamlReading => ({ findings: [{ severity: 'error', path: '', message, hint }], locate: nowhere });
  if (text.length > longestText) return fail('The document is longer than 256 KiB.', 'Shorten it; use ranges such as `1 B .. 4 MiB x2` for long axes.');
  if (hasLongLine(text)) return fail(`A line is longer than ${String(longestLine)} characters.`, 'Break it, or use a range such as `1 B .. 4 MiB x2`.');
  if (text.split('\n').length > mostLines) return fail(`The document has more than ${String(mostLines)} lines.`, 'Shorten it; use ranges such as `1 B .. 4 MiB x2` for long axes.');
  if (nestingOf(text) > deepest * 5) return fail('The document is nested too deeply.', `Use at most ${String(deepest)} levels.`);
  const lines = new LineCounter();
  try {
    // Duplicate keys are looked for below: the library's own check takes quadratic time.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, schema: 'core', logLevel: 'silent' });
    const findings = [...syntaxFindings(document, lines), ...structureFindings(document, lines)];
    const locate = (finding: LocalFinding): Finding => ({ ...nowhere(finding), ...position(document, lines, finding.path) });
    if (findings.some(({ severity }) => severity === 'error')) return { findings, locate };
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { value, findings, locate };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown reason';
    return fail(`The text cannot be read as YAML: ${reason.slice(0, 200)}.`, 'Remove what is unusual in it: deep nesting, aliases, tags.');
  }
}

function hasLongLine(text: string): boolean {
  return text.length > longestLine && text.split('\n').some((line) => line.length > longestLine);
}

/** Most flow brackets open at once, and a bound on block nesting: recursion in the parser grows with both. */
function nestingOf(text: string): number {
  let open = 0;
  let most = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) open += 1;
    else if ((code === 0x5d || code === 0x7d) && open > 0) open -= 1;
    if (open > most) most = open;
  }
  const dashes = /^(?:[-?:][ \t]+){100,}/m.test(text) ? Number.POSITIVE_INFINITY : 0;
  return Math.max(most, dashes);
}

function syntaxFindings(document: Document.Parsed, lines: LineCounter): Finding[] {
  const problems = [...document.errors, ...document.warnings].slice(0, 1000);
  const findings = problems.map((problem): Finding => ({
    severity: 'error',
    path: '',
    message: `Not valid YAML: ${(problem.message.split('\n')[0] ?? '').slice(0, 200)}.`,
    hint: 'Check indentation, quotes and brackets near this line.',
    ...lineOf(lines, problem.pos[0]),
  }));
  // One mistake often makes the library complain many times about one line.
  return [...new Map(findings.map((finding) => [`${finding.message}${String(finding.line)}`, finding])).values()].slice(0, 20);
}

const plainTags = new Set(['!!str', '!!int', '!!float', '!!bool', '!!null', '!!map', '!!seq'].map((tag) => tag.replace('!!', 'tag:yaml.org,2002:')));

function structureFindings(document: Document.Parsed, lines: LineCounter): Finding[] {
  const findings: Finding[] = [];
  let nodes = 0;
  const add = (offset: number | undefined, message: string, hint: string): void => {
    if (findings.length < 20) findings.push({ severity: 'error', path: '', message, hint, ...lineOf(lines, offset) });
  };
  visit(document, (_, node, parents) => {
    nodes += 1;
    if (nodes > mostNodes) {
      add(undefined, 'The document has too many parts.', 'Use ranges such as `1 B .. 4 MiB x2` for long axes.');
      return visit.BREAK;
    }
    const offset = isNode(node) ? node.range?.[0] : undefined;
    if (parents.length > deepest * 2) {
      add(offset, 'The document is nested too deeply.', `Use at most ${String(deepest)} levels.`);
      return visit.BREAK;
    }
    if (isNode(node) && !isAlias(node) && node.tag !== undefined && !plainTags.has(node.tag)) {
      add(offset, `The tag "${node.tag.slice(0, 60)}" is not supported.`, 'Remove the tag.');
    }
    if (isMap(node)) duplicateKeys(node.items.map(({ key }) => key), add);
    return undefined;
  });
  return findings;
}

function duplicateKeys(keys: readonly unknown[], add: (offset: number | undefined, message: string, hint: string) => void): void {
  const seen = new Set<unknown>();
  for (const key of keys) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (seen.has(name)) add(key.range?.[0], `"${name.slice(0, 60)}" is given twice.`, 'Keep one of the two.');
    seen.add(name);
  }
}

function position(document: Document.Parsed, lines: LineCounter, path: FieldPath): { line?: number; column?: number } {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const item: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
      : isSeq(node) && typeof key === 'number' ? node.items[key] : undefined;
    if (item === undefined) break;
    const place: unknown = isPair(item) ? item.key : item;
    if (isNode(place)) offset = place.range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return lineOf(lines, offset);
}

function lineOf(lines: LineCounter, offset: number | undefined): { line?: number; column?: number } {
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
