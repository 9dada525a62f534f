/** The text of a new experiment: a small application to change, everything else at its defaults. */
export function newExperimentText(name: string): string {
  return `# What is not written here has a default; the form beside shows it.
format: 1
name: ${name}
title: ${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}
question: Which data path should this application use?

cluster:
  hosts: 2

jobs:
  - id: application
    ranks: 8
    vms: { perHost: 2, vcpus: 2 }
    placement: inter
    workload:
      kind: advection
      grid: 128
      steps: 16

sweep:
  axes:
    path: [native, xen-bridged, sr-iov]
    placement: [inter, intra-block]

replicates: 5
seed: 1
`;
}

/** What is wrong with a name for a new experiment; undefined where nothing is. */
export function checkName(name: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return 'Use lower-case letters, digits and single hyphens, such as my-first-sweep';
  if (taken.includes(name)) return 'An experiment has this name already; choose another';
  return undefined;
}
