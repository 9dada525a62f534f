import { readFileSync } from 'node:fs';

/** Text of a sample, by its name: for tests only. */
export const readSample = (name: string): string => readFileSync(new URL(`../../../../experiments/${name}.yaml`, import.meta.url), 'utf8');

/** Texts of the samples, by name: for tests only. */
export const sampleTexts = {
  streams: readSample('nanos-2010-streams'),
  advection: readSample('nanos-2010-advection'),
  scaling: readSample('nanos-2010-scaling'),
  pingPong: readSample('palo-2011-ping-pong'),
  rails: readSample('rails'),
  vmsPerHost: readSample('vms-per-host'),
  fatTree: readSample('fat-tree'),
} as const;
