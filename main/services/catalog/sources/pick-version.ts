/**
 * The version that `wanted` means: a version, a tag such as `latest`, or a range of one comparator (`^1.2.0`, `~1.2.0`, `1`,
 * `1.2`), which means the highest release that fits. Undefined where there is none.
 */
export function pickVersion(packument: unknown, wanted: string): string | undefined {
  const { versions, 'dist-tags': tags } = (packument ?? {}) as { readonly versions?: unknown; readonly 'dist-tags'?: unknown };
  if (typeof versions !== 'object' || versions === null) return undefined;
  if (Object.hasOwn(versions, wanted)) return wanted;
  if (typeof tags === 'object' && tags !== null && Object.hasOwn(tags, wanted)) {
    const tagged = (tags as Readonly<Record<string, unknown>>)[wanted];
    return typeof tagged === 'string' && Object.hasOwn(versions, tagged) ? tagged : undefined;
  }
  const fits = rangeOf(wanted);
  if (fits === undefined) return undefined;
  return Object.keys(versions).filter((version) => {
    const numbers = numbersOf(version);
    return numbers !== undefined && fits(numbers);
  }).toSorted((left, right) => order(numbersOf(right) ?? [0, 0, 0], numbersOf(left) ?? [0, 0, 0])).at(0);
}

type Numbers = readonly [number, number, number];

function numbersOf(version: string): Numbers | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function order(left: Numbers, right: Numbers): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

function rangeOf(wanted: string): ((numbers: Numbers) => boolean) | undefined {
  const match = /^([~^]?)(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?$/.exec(wanted);
  if (match === null) return undefined;
  const given = match.slice(2).filter((part) => part !== undefined).map(Number);
  const least: Numbers = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  // As npm has it: below 1.0.0 the first number that is not 0 must stay.
  const firstMeaning = least.findIndex((number, index) => number !== 0 || index === given.length - 1);
  const fixed = match[1] === '^' ? firstMeaning + 1 : match[1] === '~' ? Math.min(2, given.length) : given.length;
  return (numbers) => order(numbers, least) >= 0 && numbers.slice(0, fixed).every((number, index) => number === least[index]);
}
