import type { LoggopsParameters } from '../../contract/index.ts';

export type { LoggopsParameters };

/** What LogGOPSim takes when it is told nothing. */
export const defaultLoggops: LoggopsParameters = { L: 2500, o: 1500, g: 1000, G: 6, O: 0, S: 65535 };

const names = ['L', 'o', 'g', 'G', 'O', 'S'] as const;
const largest = 4_294_967_295;

/** What is wrong with the parameters; nothing when they are fine. */
export function checkLoggops(parameters: LoggopsParameters): readonly string[] {
  return names.flatMap((name) => {
    const value = parameters[name];
    if (!(value >= 0 && value <= largest)) return [`${name} is ${value}; it must be a number from 0 to ${largest}.`];
    if (name === 'S' && !Number.isInteger(value)) return [`S is ${value}; it is a number of bytes, so it must be whole.`];
    return [];
  });
}

/** Reads `L,o,g,G,O,S`; a string says what is wrong with the text. */
export function parseLoggops(text: string): LoggopsParameters | string {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length !== names.length) return `It must be six numbers with commas between them, L,o,g,G,O,S, and "${text}" has ${parts.length}.`;
  const wrong = parts.findIndex((part) => !/^\d+(\.\d+)?$/.test(part));
  if (wrong >= 0) return `${names[wrong]} is "${parts[wrong]}"; it must be a number such as 6 or 0.25.`;
  const [L, o, g, G, O, S] = parts.map(Number);
  const parameters = { L, o, g, G, O, S };
  return checkLoggops(parameters)[0] ?? parameters;
}
