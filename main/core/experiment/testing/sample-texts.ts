import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`../../../../experiments/${name}.yaml`, import.meta.url), 'utf8');

/** Texts of the samples, by name: for tests only. */
export const sampleTexts = {
  streams: read('nanos-2010-streams'),
  advection: read('nanos-2010-advection'),
  scaling: read('nanos-2010-scaling'),
  pingPong: read('palo-2011-ping-pong'),
  rails: read('rails'),
  vmsPerHost: read('vms-per-host'),
  fatTree: read('fat-tree'),
} as const;
