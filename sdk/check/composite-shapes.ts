import type { JsonSchema } from './json-schema.ts';
import { isRecord, show } from './shape.ts';
import type { Shape } from './shape.ts';

/** A list with `minimum` to `maximum` items. */
export function list(item: Shape, minimum = 0, maximum = 1000): Shape {
  return {
    check: (value, path, report) => {
      if (!Array.isArray(value)) {
        report(path, `Expected a list, found ${show(value)}.`, 'Put it in square brackets.');
        return;
      }
      const items: readonly unknown[] = value;
      if (items.length < minimum) report(path, `The list has ${items.length} items.`, `Give at least ${minimum}.`);
      if (items.length > maximum) {
        report(path, `The list has ${items.length} items.`, `Give at most ${maximum}.`);
        return;
      }
      items.forEach((each, index) => item.check(each, `${path}[${index}]`, report));
    },
    schema: (definitions) => ({ type: 'array', items: item.schema(definitions), ...(minimum > 0 ? { minItems: minimum } : {}), maxItems: maximum }),
  };
}

/** A list of exactly these items; `example` is what a message shows. */
export function tuple(example: string, ...items: readonly Shape[]): Shape {
  return {
    check: (value, path, report) => {
      if (!Array.isArray(value) || value.length !== items.length) report(path, `Expected a row ${example}, found ${show(value)}.`, `Write ${items.length} values in square brackets.`);
      else items.forEach((item, index) => item.check(value[index], `${path}[${index}]`, report));
    },
    schema: (definitions) => ({ type: 'array', items: items.map((item) => item.schema(definitions)), minItems: items.length, maxItems: items.length }),
  };
}

type Fields = Readonly<Record<string, Shape>>;

/** An object with all of `required`, perhaps some of `optional`, and nothing else. */
export function object(required: Fields, optional: Fields = {}): Shape {
  const all = { ...required, ...optional };
  return {
    check: (value, path, report) => {
      if (!isRecord(value)) {
        report(path, `Expected an object, found ${show(value)}.`, `Give one with ${Object.keys(all).join(', ')}.`);
        return;
      }
      const at = (key: string) => (path === '' ? key : `${path}.${key}`);
      for (const [key, shape] of Object.entries(all)) {
        if (value[key] !== undefined) shape.check(value[key], at(key), report);
        else if (Object.hasOwn(required, key)) report(at(key), `"${key}" is missing.`, 'Add it.');
      }
      for (const key of Object.keys(value)) {
        // JSON drops what is undefined, so it is not there.
        if (value[key] === undefined || Object.hasOwn(all, key)) continue;
        report(at(key), `"${key}" is not known here.`, `Known are ${Object.keys(all).join(', ')}.`);
      }
    },
    schema: (definitions) => ({
      type: 'object',
      properties: Object.fromEntries(Object.entries(all).map(([key, shape]) => [key, shape.schema(definitions)])),
      ...(Object.keys(required).length > 0 ? { required: Object.keys(required) } : {}),
      additionalProperties: false,
    }),
  };
}

/** An object whose keys are free, within a pattern; `problem` and `hint` say what a key is not. */
export function record(item: Shape, pattern: RegExp, maximum: number, words: { readonly problem: string; readonly hint: string; readonly tooMany: string }): Shape {
  return {
    check: (value, path, report) => {
      if (!isRecord(value)) {
        report(path, `Expected an object, found ${show(value)}.`, 'Put names and what they stand for in braces.');
        return;
      }
      const entries = Object.entries(value).filter(([, each]) => each !== undefined);
      if (entries.length > maximum) report(path, `There are ${entries.length} entries, above ${maximum}.`, words.tooMany);
      for (const [key, each] of entries) {
        if (!pattern.test(key)) report(`${path}.${key}`, `"${key}" is ${words.problem}.`, words.hint);
        item.check(each, `${path}.${key}`, report);
      }
    },
    schema: (definitions) => ({
      type: 'object', propertyNames: { pattern: pattern.source }, maxProperties: maximum, additionalProperties: item.schema(definitions),
    }),
  };
}

/** Objects told apart by one key. `refused` are kinds that exist, but not here. */
export function variant(
  key: string, kinds: Fields, words: { readonly what: string; readonly problem: string },
  refused: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {},
): Shape {
  return {
    check: (value, path, report) => {
      const tag = isRecord(value) ? value[key] : undefined;
      if (!isRecord(value)) report(path, `Expected ${words.what}, found ${show(value)}.`, `Give an object with "${key}".`);
      else if (typeof tag === 'string' && Object.hasOwn(kinds, tag)) kinds[tag].check(value, path, report);
      else if (typeof tag === 'string' && Object.hasOwn(refused, tag)) report(path, refused[tag].message, refused[tag].hint);
      else report(`${path}.${key}`, `${show(tag)} is ${words.problem}.`, `Use ${[...Object.keys(kinds), ...Object.keys(refused)].join(', ')}.`);
    },
    schema: (definitions) => ({ anyOf: [...new Set(Object.values(kinds))].map((kind) => kind.schema(definitions)) }),
  };
}

/** Either of two shapes; `first` says by looking at a value whether it is meant to be the first. */
export function either(first: (value: unknown) => boolean, one: Shape, other: Shape): Shape {
  return {
    check: (value, path, report) => (first(value) ? one : other).check(value, path, report),
    schema: (definitions) => ({ anyOf: [one.schema(definitions), other.schema(definitions)] }),
  };
}

/** A shape with a name of its own in schemas; made when it is first needed, so that shapes may hold themselves. */
export function named(name: string, make: () => Shape): Shape {
  let made: Shape | undefined;
  const shape = (): Shape => (made ??= make());
  return {
    check: (value, path, report) => shape().check(value, path, report),
    schema: (definitions): JsonSchema => {
      if (!definitions.has(name)) {
        definitions.set(name, {});
        definitions.set(name, shape().schema(definitions));
      }
      return { $ref: `#/definitions/${name}` };
    },
  };
}
