/** Half of a character outside the basic plane, as JSON writes it. A pair never comes escaped. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F][0-9a-fA-F]{2}/;

/**
 * The model in what a sandbox sent, which is not to be trusted. `undefined`, which is no model either, where it is no
 * JSON, or has text that cannot be written as UTF-8: its hash would be that of another text.
 */
export function parseModel(json: string): unknown {
  if (loneSurrogate.test(json)) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
