import type { Comparison, Experiment, Job, PathChoice, PathRules } from '../../contract/index.ts';
import { axesOfWorkload } from '../../workloads/index.ts';
import { factorLabel, formatBitRate, formatBytes, formatPercent, formatQuantity, formatShort } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { swept, workloadText, type Swept } from './workload-text.ts';

type Facts = readonly (readonly [term: string, text: string])[];

function time(ns: number): string {
  return formatQuantity({ value: ns, unit: 'ns' });
}

function choice(path: PathChoice): string {
  const config = Object.entries(path.config ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const extras = [...(path.preset === undefined ? [] : [`preset ${path.preset}`]), ...config];
  return extras.length === 0 ? path.id : `${path.id} (${extras.join(', ')})`;
}

function vmText({ perHost, vcpus, vnics, memoryMiB, pinning, weight }: Job['vms'], isSwept: Swept): string {
  const cores = typeof pinning === 'string' ? `vCPUs ${pinning}` : `vCPUs pinned to cores ${pinning.join(', ')}`;
  const extras = [
    ...(isSwept('vnics') ? [`vNICs ${swept}`] : vnics === 1 ? [] : [`${vnics} vNICs each`]), ...(isSwept('pinning') ? [`pinning ${swept}`] : pinning === 'pinned' ? [] : [cores]),
    ...(weight === 256 ? [] : [`weight ${typeof weight === 'number' ? weight : weight.join(', ')}`]),
  ];
  return `${isSwept('vmsPerHost') ? swept : perHost} per host, ${vcpus} ${vcpus === 1 ? 'vCPU' : 'vCPUs'} and ${formatBytes(memoryMiB * 1048576)} each${extras.map((extra) => `; ${extra}`).join('')}`;
}

function exceptionWords({ exceptions = [] }: PathRules): readonly string[] {
  return exceptions.map(({ vms, path }) => `VMs ${vms.join(' and ')}: ${choice(path)}`);
}

function ruleWords(rules: PathRules): readonly string[] {
  const { sameVm, sameHost, otherHost } = rules;
  return [...(sameVm === undefined ? [] : [`same VM: ${choice(sameVm)}`]), ...(sameHost === undefined ? [] : [`same host: ${choice(sameHost)}`]), ...exceptionWords(rules), `other host: ${choice(otherHost)}`];
}

function jobFacts(job: Job, prefix: string, isSwept: Swept): Facts {
  const { mpi, vms, paths } = job;
  const placement = isSwept('placement') ? swept : typeof job.placement === 'string' ? job.placement : 'rank by rank';
  const other = isSwept('path') ? `the path of the run (${swept})` : choice(paths.otherHost);
  // A rule that only repeats the other says nothing.
  const separate = paths.sameHost === undefined || choice(paths.sameHost) === choice(paths.otherHost) ? undefined : paths.sameHost;
  return [
    [`${prefix}VMs`, `${vmText(vms, isSwept)}${job.hosts === undefined ? '' : `; on ${job.hosts.length === 1 ? 'host' : 'hosts'} ${job.hosts.join(', ')}`}${job.startNs === undefined ? '' : `; ranks start at ${time(job.startNs)}`}`],
    [`${prefix}Workload`, workloadText(job.workload, isSwept)],
    [`${prefix}Ranks`, `${isSwept('ranks') ? swept : job.ranks}, placement ${placement}`],
    [`${prefix}Path rules`, [
      ...(paths.sameVm === undefined ? ['same VM: shared memory of the MPI library'] : [`same VM: ${choice(paths.sameVm)}`]),
      ...(separate === undefined ? [] : [`same host: ${choice(separate)}`]),
      ...exceptionWords(paths), `${separate === undefined ? 'all other pairs' : 'other host'}: ${other}`,
    ].join('; ')],
    ...(job.workload.kind === 'streams' ? [] : [[`${prefix}MPI library`, `overhead ${time(mpi.sendOverheadNs)} sending, ${time(mpi.receiveOverheadNs)} receiving; waiting ranks ${mpi.waiting === 'poll' ? 'poll' : `block (wake-up ${time(mpi.wakeUpNs)})`}; `
      + `shared memory ${time(mpi.sharedMemory.latencyNs)}, ${formatQuantity({ value: mpi.sharedMemory.bytesPerSecond, unit: 'B/s' })}; progress ${mpi.progress}`] as const]),
  ];
}

function experimentFacts(experiment: Experiment): Facts {
  const { cluster, noise } = experiment;
  const { nic } = cluster;
  const isSwept: Swept = (axis) => (experiment.sweep.axes[axis]?.length ?? 0) > 0;
  const { network } = cluster;
  const cables = {
    'back-to-back': 'back to back', switch: `through a switch (${time(network.switchNs)})`,
    'fat-tree': `in a fat tree (${network.hostsPerLeaf} hosts and ${isSwept('uplinks') ? swept : network.uplinksPerLeaf} uplinks of ${formatBitRate(network.uplinkBitsPerSecond ?? 0)} per leaf, ${time(network.switchNs)} a switch, routed by ${network.routing})`,
  }[network.kind];
  return [
    ['Hosts', `${isSwept('hosts') ? swept : cluster.hosts}, each ${cluster.host.cores} cores at ${formatShort(cluster.host.coreHz / 1e9)}\u00a0GHz; ${cables}, ${time(network.propagationNs)} of cable`],
    ['NIC', `${isSwept('nics') ? `${swept} per host, ` : nic.perHost === 1 ? '' : `${nic.perHost} per host, rails ${isSwept('rails') ? swept : experiment.jobs[0]?.rails}, `}${nic.model}, ${formatBitRate(nic.linkBitsPerSecond)}, MTU ${nic.mtuBytes}, GSO ${formatBytes(nic.gsoBytes)}, ${nic.functions} functions${nic.offloads.length === 0 ? '' : `, offloads ${nic.offloads.join(', ')}`}`],
    ...experiment.jobs.flatMap((job) => jobFacts(job, experiment.jobs.length === 1 ? '' : `${job.id}: `, (axis) => isSwept(axis) && axesOfWorkload(job.workload.kind).includes(axis))),
    ['Sweep', Object.entries(experiment.sweep.axes).map(([name, values]) => `${name} ${(values ?? []).map((value) => (typeof value === 'object' ? ('otherHost' in value ? `(${ruleWords(value).join('; ')})` : choice(value)) : factorLabel(name, value))).join(', ')}`).join('; ') || 'none'],
    ['Replicates', `${experiment.replicates}, seed ${experiment.seed}`],
    ['Noise', noise.compute === 0 && noise.startSkewNs === 0 && noise.service === 0 ? 'none: every run is deterministic'
      : `compute ± ${formatPercent(noise.compute)}, service ± ${formatPercent(noise.service)}, start skew up to ${time(noise.startSkewNs)}; drawn from the seed`],
  ];
}

/** What was simulated. Values that the sweep varies are those of the document; the sweep says what replaced them. */
export function setUpSection(comparison: Comparison, experiment: Experiment | undefined): Html {
  const equal = Object.entries(comparison.equal).map(([name, value]) => (name === 'size' ? `size ${factorLabel(name, value)}` : `${name} ${value}`)).join(', ');
  const facts: Facts = [
    ...(experiment === undefined ? [] : experimentFacts(experiment)),
    ['Equal in all runs', equal === '' ? 'nothing' : equal],
    ['Differing', comparison.differing.length === 0 ? 'nothing' : comparison.differing.join(', ')],
  ];
  return html`<h2 id="set-up">Set-up</h2><dl class="facts">${facts.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}
