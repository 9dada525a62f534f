import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildPlugins } from '../../../tools/build-plugins.mjs';
import { createServices, type RunningServices, type ServicesOptions } from '../create-services.ts';
import type { SpawnWorker } from '../worker-process.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Real workers from their sources, and the processes that were started. */
export function sourceWorkers(): { readonly spawn: SpawnWorker; readonly children: readonly (ChildProcess & { readonly entry: string })[] } {
  const children: (ChildProcess & { readonly entry: string })[] = [];
  const spawn: SpawnWorker = (entry) => {
    const [file = ''] = [`main/hosts/${entry}.ts`, `main/hosts/${entry}/index.ts`].map((path) => join(root, path)).filter((path) => existsSync(path));
    const child = fork(file, [], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
    children.push(Object.assign(child, { entry }));
    return {
      get pid() {
        return child.pid;
      },
      send(message) {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => { child.on('message', listener); },
      onExit(listener) {
        if (child.exitCode !== null || child.signalCode !== null) listener(child.exitCode ?? undefined);
        else child.on('exit', (code) => listener(code ?? undefined));
      },
      kill: () => { child.kill('SIGKILL'); },
    };
  };
  return { spawn, children };
}

/** Bundles the built-in data paths into a folder of its own. */
export async function bundlePlugins(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doorbell plugins '));
  await buildPlugins({ root, out: folder });
  return folder;
}

/** Services as a host has them, with workers from sources. */
export async function sourceServices(workspace: string, pluginsDirectory: string, spawn: SpawnWorker, options: Partial<ServicesOptions> = {}): Promise<RunningServices> {
  return createServices({
    workspace, pluginsDirectory, spawnWorker: spawn, host: 'cli', version: '0.1.0', workers: 2,
    samplesDirectory: join(root, 'experiments'),
    ...options,
  });
}

/** A small experiment: ping-pong over `vfio-bypass`, one run per size and replicate. */
export function pingPongText({ name = 'tiny', sizes, replicates = 1, repetitions = 5 }: { readonly name?: string; readonly sizes: readonly number[]; readonly replicates?: number; readonly repetitions?: number }): string {
  return `format: 1
name: ${name}
title: Tiny ping-pong
question: How long is a half round trip?
cluster:
  hosts: 2
  host: { cores: 8, coreHz: 2.8 GHz }
  nic: { model: cisco-p81e, linkBitsPerSecond: 10 Gb/s, mtuBytes: 9000, gsoBytes: 64 KiB, functions: 128, offloads: [checksum] }
  network: { kind: back-to-back, propagationNs: 10 ns }
jobs:
  - id: ping-pong
    ranks: 2
    vms: { perHost: 1, vcpus: 1 }
    placement: inter
    paths: vfio-bypass
    workload: { kind: ping-pong, size: 1 B, repetitions: ${String(repetitions)}, layer: raw }
    mpi: { sendOverheadNs: 145 ns, receiveOverheadNs: 145 ns, waiting: poll, wakeUpNs: 5 us }
sweep:
  axes:
    size: [${sizes.join(', ')}]
replicates: ${String(replicates)}
seed: 1
noise: { compute: 1 %, startSkewNs: 100 us, service: 2 % }
events: []
`;
}
