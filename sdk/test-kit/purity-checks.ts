import type { ConfigValues } from '../build/config.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

/** Calls twice with arguments that cannot be changed, and compares. */
export function checkPurity(
  describe: (config: ConfigValues, platform: Platform) => PathModel, config: ConfigValues, platform: Platform,
): readonly string[] {
  const problems: string[] = [];
  try {
    const first = JSON.stringify(describe(deepFreeze(config), deepFreeze(platform)));
    const second = JSON.stringify(describe(deepFreeze(config), deepFreeze(platform)));
    if (first !== second) problems.push('Two calls with the same arguments gave different models: keep no state outside describe.');
  } catch (error) {
    problems.push(`describe threw with arguments that cannot be changed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return problems;
}

/** A copy that throws when it is changed. */
function deepFreeze<T>(value: T): T {
  const copy = structuredCopy(value);
  freeze(copy);
  return copy;
}

function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(freeze);
  Object.freeze(value);
}
