import type { Comparison, Experiment, Job, PathChoice, Workload } from '../../contract/index.ts';
import { factorLabel, formatBitRate, formatBytes, formatPercent, formatQuantity, formatShort } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';

type Facts = readonly (readonly [term: string, text: string])[];

function time(ns: number): string {
  return formatQuantity({ value: ns, unit: 'ns' });
}

function choice(path: PathChoice): string {
  const config = Object.entries(path.config ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const extras = [...(path.preset === undefined ? [] : [`preset ${path.preset}`]), ...config];
  return extras.length === 0 ? path.id : `${path.id} (${extras.join(', ')})`;
}

function workloadText(workload: Workload): string {
  switch (workload.kind) {
    case 'streams': return `TCP streams as ${workload.tool} makes them, ${formatBytes(workload.bytesPerStream)} per stream`
      + `${workload.sendBytes === undefined ? '' : `, sends of ${formatBytes(workload.sendBytes)}`}${workload.streams === undefined ? '' : `, ${workload.streams} at once`}`;
    case 'advection': return `Advection on ${workload.grid}³ cells for ${workload.steps} steps, distribution ${factorLabel('distribution', workload.distribution)}, `
      + `${formatShort(workload.computeNsPerCell)}\u00a0ns of compute per cell and step, ${workload.valuesPerFaceCell} values per face cell`;
    case 'ping-pong': return `Ping-pong of ${formatBytes(workload.size)}, ${workload.repetitions} repetitions, ${workload.layer === 'mpi' ? 'under MPI' : 'the path alone'}`;
  }
}

function jobFacts(job: Job, prefix: string): Facts {
  const { mpi, vms, paths } = job;
  return [
    [`${prefix}VMs`, `${vms.perHost} per host, ${vms.vcpus} vCPUs and ${formatBytes(vms.memoryMiB * 1048576)} each`],
    [`${prefix}Workload`, workloadText(job.workload)],
    [`${prefix}Ranks`, `${job.ranks}, placement ${typeof job.placement === 'string' ? job.placement : 'rank by rank'}`],
    [`${prefix}Path rules`, [
      ...(paths.sameVm === undefined ? ['same VM: shared memory of the MPI library'] : [`same VM: ${choice(paths.sameVm)}`]),
      ...(paths.sameHost === undefined ? [] : [`same host: ${choice(paths.sameHost)}`]),
      `${paths.sameHost === undefined ? 'all other pairs' : 'other host'}: ${choice(paths.otherHost)}`,
    ].join('; ')],
    [`${prefix}MPI library`, `overhead ${time(mpi.sendOverheadNs)} sending, ${time(mpi.receiveOverheadNs)} receiving; waiting ranks ${mpi.waiting === 'poll' ? 'poll' : `block (wake-up ${time(mpi.wakeUpNs)})`}; `
      + `shared memory ${time(mpi.sharedMemory.latencyNs)}, ${formatQuantity({ value: mpi.sharedMemory.bytesPerSecond, unit: 'B/s' })}; progress ${mpi.progress}`],
  ];
}

function experimentFacts(experiment: Experiment): Facts {
  const { cluster, noise } = experiment;
  const { nic } = cluster;
  const network = cluster.network.kind === 'switch' ? `through a switch (${time(cluster.network.switchNs)})` : 'back to back';
  return [
    ['Hosts', `${cluster.hosts}, each ${cluster.host.cores} cores at ${formatShort(cluster.host.coreHz / 1e9)}\u00a0GHz; ${network}, ${time(cluster.network.propagationNs)} of cable`],
    ['NIC', `${nic.model}, ${formatBitRate(nic.linkBitsPerSecond)}, MTU ${nic.mtuBytes}, GSO ${formatBytes(nic.gsoBytes)}, ${nic.functions} functions${nic.offloads.length === 0 ? '' : `, offloads ${nic.offloads.join(', ')}`}`],
    ...experiment.jobs.flatMap((job) => jobFacts(job, experiment.jobs.length === 1 ? '' : `${job.id}: `)),
    ['Sweep', Object.entries(experiment.sweep.axes).map(([name, values]) => `${name} ${(values ?? []).map((value) => (typeof value === 'object' ? choice(value) : factorLabel(name, value))).join(', ')}`).join('; ') || 'none'],
    ['Replicates', `${experiment.replicates}, seed ${experiment.seed}`],
    ['Noise', noise.compute === 0 && noise.startSkewNs === 0 && noise.service === 0 ? 'none: every run is deterministic'
      : `compute ± ${formatPercent(noise.compute)}, service ± ${formatPercent(noise.service)}, start skew up to ${time(noise.startSkewNs)}; drawn from the seed`],
  ];
}

/** What was simulated. Values that the sweep varies are those of the document; the sweep says what replaced them. */
export function setUpSection(comparison: Comparison, experiment: Experiment | undefined): Html {
  const equal = Object.entries(comparison.equal).map(([name, value]) => `${name} ${value}`).join(', ');
  const facts: Facts = [
    ...(experiment === undefined ? [] : experimentFacts(experiment)),
    ['Equal in all runs', equal === '' ? 'nothing' : equal],
    ['Differing', comparison.differing.length === 0 ? 'nothing' : comparison.differing.join(', ')],
  ];
  return html`<h2 id="set-up">Set-up</h2><dl class="facts">${facts.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}
