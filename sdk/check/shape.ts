/** Notes one problem of a document. */
export type Report = (path: string, message: string, hint?: string) => void;

/** Checks that an unknown value has a certain form, and reports where it has not. */
export type Shape = (value: unknown, path: string, report: Report) => void;

/** Identifiers: words of lower-case letters and digits, joined by hyphens. */
export const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** A finite number within [minimum, maximum]. */
export function number(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape {
  return (value, path, report) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) report(path, `Expected a number, found ${show(value)}.`);
    else if (value < minimum) report(path, `${value} is too small.`, `Give at least ${minimum}.`);
    else if (value > maximum) report(path, `${value} is too large.`, `Give at most ${maximum}.`);
  };
}

/** A whole number within [minimum, maximum]. */
export function integer(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape {
  const range = number(minimum, maximum);
  return (value, path, report) => {
    if (typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)) {
      report(path, `${value} is not a whole number.`, `Round it to ${Math.round(value)}.`);
    } else range(value, path, report);
  };
}

/** Text of 1 to `maximum` characters. */
export function text(maximum = 1000): Shape {
  return (value, path, report) => {
    if (typeof value !== 'string') report(path, `Expected text, found ${show(value)}.`);
    else if (value.trim() === '') report(path, 'The text is empty.', 'Say it in a few words.');
    else if (value.length > maximum) report(path, `The text has ${value.length} characters.`, `Shorten it to ${maximum}.`);
  };
}

/** An identifier in kebab-case, at most 64 characters. */
export const id: Shape = (value, path, report) => {
  if (typeof value !== 'string') report(path, `Expected an id, found ${show(value)}.`);
  else if (!kebabCase.test(value) || value.length > 64) {
    report(path, `${show(value)} is not an id.`, 'Use at most 64 lower-case letters and digits, words joined by hyphens, such as "dma-read".');
  }
};

export const flag: Shape = (value, path, report) => {
  if (typeof value !== 'boolean') report(path, `Expected true or false, found ${show(value)}.`);
};

/** One of some fixed values. */
export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value, path, report) => {
    if (!values.some((each) => each === value)) {
      report(path, `${show(value)} is not allowed here.`, `Use ${values.map((each) => JSON.stringify(each)).join(', ')}.`);
    }
  };
}

/** A list with `minimum` to `maximum` items. */
export function list(item: Shape, minimum = 0, maximum = 1000): Shape {
  return (value, path, report) => {
    if (!Array.isArray(value)) {
      report(path, `Expected a list, found ${show(value)}.`);
      return;
    }
    const items: readonly unknown[] = value;
    if (items.length < minimum) report(path, `The list has ${items.length} items.`, `Give at least ${minimum}.`);
    if (items.length > maximum) {
      report(path, `The list has ${items.length} items.`, `Give at most ${maximum}.`);
      return;
    }
    items.forEach((each, index) => item(each, `${path}[${index}]`, report));
  };
}

/** An object with all of `required`, perhaps some of `optional`, and nothing else. */
export function object(required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  return (value, path, report) => {
    if (!isRecord(value)) {
      report(path, `Expected an object, found ${show(value)}.`);
      return;
    }
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    for (const [key, shape] of Object.entries(required)) {
      if (value[key] === undefined) report(at(key), `"${key}" is missing.`, 'Add it.');
      else shape(value[key], at(key), report);
    }
    for (const [key, shape] of Object.entries(optional)) {
      if (value[key] !== undefined) shape(value[key], at(key), report);
    }
    for (const key of Object.keys(value)) {
      // JSON drops what is undefined, so it is not there.
      if (value[key] === undefined || Object.hasOwn(required, key) || Object.hasOwn(optional, key)) continue;
      report(at(key), `"${key}" is not known here.`, `Known are ${[...Object.keys(required), ...Object.keys(optional)].join(', ')}.`);
    }
  };
}

/** Keys that a type must have. */
export type RequiredKeys<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? never : K }[keyof T] & string;
/** Keys that it may have. */
export type OptionalKeys<T> = Exclude<keyof T & string, RequiredKeys<T>>;

/** {@link object} for a type of the contract: a key that the type gets and the shape does not is a type error. */
export function shapeOf<T>(
  required: Readonly<Record<RequiredKeys<T>, Shape>>, ...optional: OptionalKeys<T> extends never ? [] : [Readonly<Record<OptionalKeys<T>, Shape>>]
): Shape {
  return object(required, optional[0]);
}

/** A plain object, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message can quote it. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}
