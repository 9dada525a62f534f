import type { ScaffoldNames } from './scaffold-files.ts';
import { scaffoldOptions } from './options.ts';

/** The README that a new path begins with: the four headings, and a table of its options. */
export function readme({ id, title }: ScaffoldNames): string {
  const rows = Object.entries(scaffoldOptions).map(([key, { default: value, unit, origin }]) =>
    `| \`${key}\` | ${String(value)} ${unit ?? ''} | ${origin?.parameter ?? ''} | ${origin?.kind ?? ''} | ${origin?.note ?? ''} |`);
  return `# ${title}

SKELETON: what this path is, in a paragraph. What stands here now is an imaginary vNIC that a process in a VM drives
itself: it passes the checks, and it models nothing that exists. Search for SKELETON and replace what you find.

    doorbell plugin check .        manifest, and models for defaults and presets
    doorbell plugin test .         conformance, and published figures replayed
    doorbell plugin install --unpacked .   use it in the lab; it is read again when you save
    doorbell run experiment.yaml   compare it with native TCP
    doorbell plugin pack .         one .tgz for others

## What it models

- A library in user space posts descriptors to a send queue of its VM's own vNIC and rings the doorbell.
- The NIC takes frames of the VMs in turn; one transmit and one receive engine bound its rate.
- Two VMs of one host talk through the NIC, without the wire.
- The receiver polls: no interrupt, no kernel, no hypervisor.

## What it leaves out

- SKELETON: what a critical reader would miss. Loss of frames; connection set-up; caches of the NIC.

## Parameters and their origins

*published*: a source states the number. *fitted*: chosen so that the named record comes out. *judgement*: reasoned, not
measured.

| Option | Default | Stands for | Origin | Why |
|---|---|---|---|---|
${rows.join('\n')}

## Sources

- SKELETON: none yet. Every number is a judgement. When you know a published figure, add it to
  \`doorbell.measurements\` in package.json with its testbed as a preset: \`doorbell plugin test\` then replays it.

The path's id is \`${id}\`.
`;
}

/** An experiment that runs the new path beside the kernel's TCP. */
export function experiment({ id, title }: ScaffoldNames): string {
  return `# Half round trip over the new path and over kernel TCP without VMs. \`doorbell run experiment.yaml\`
format: 1
name: try-${id}
title: ${JSON.stringify(`Trying ${title}`)}
question: What does the new path cost a small message, and what a large one?

cluster:
  hosts: 2
  host: { cores: 8, coreHz: 2.6 GHz }
  nic: { model: imaginary-10g, linkBitsPerSecond: 10 Gb/s, mtuBytes: 9000, gsoBytes: 64 KiB, functions: 64, offloads: [checksum, tso, lro] }
  network: { kind: switch, propagationNs: 25 ns, switchNs: 300 ns }

jobs:
  - id: ping-pong
    ranks: 2
    vms: { perHost: 1, vcpus: 2 }
    placement: inter
    workload: { kind: ping-pong, size: 8 B, repetitions: 50, layer: mpi }

sweep:
  axes:
    path: [native, ${id}]
    size: [8 B, 64 KiB, 1 MiB]

replicates: 1
noise: { compute: 0, startSkewNs: 0, service: 0 }
`;
}

/** The MIT licence. */
export function licence({ title }: ScaffoldNames): string {
  return `MIT License

Copyright (c) the authors of ${title}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
}
