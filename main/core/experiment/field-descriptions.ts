/** What the fields of a document mean, in a sentence; units and bounds are the schema's. Keys are paths, `jobs[].vms.perHost`. */
const byPath: Readonly<Record<string, string>> = {
  format: 'Format of the file.',
  name: 'kebab-case; names the file.',
  title: 'Shown in lists and reports. Default: the name.',
  question: 'What you want to decide, one sentence.',
  cluster: 'Hosts, their NICs and what joins them.',
  'cluster.hosts': 'Number of hosts.',
  'cluster.host': 'One host; all are alike.',
  'cluster.host.cores': 'Cores of a host.',
  'cluster.host.coreHz': 'Clock of a core.',
  'cluster.host.flopsPerCycle': 'Floating-point operations that a core sustains per cycle, for workloads that count operations. Default 1.',
  'cluster.host.memoryBytesPerSecond': 'What one core reads and writes from memory, for workloads that count bytes. Default 3 GB/s.',
  'cluster.nic': 'The NICs of a host, all alike.',
  'cluster.nic.model': 'A name that a data path may know.',
  'cluster.nic.perHost': 'NICs of each host.',
  'cluster.nic.linkBitsPerSecond': 'One direction of a link.',
  'cluster.nic.mtuBytes': 'Largest frame without its Ethernet header.',
  'cluster.nic.gsoBytes': 'Largest piece that the stack hands to the NIC.',
  'cluster.nic.functions': 'PCI functions (virtual functions or vNICs) that a NIC offers.',
  'cluster.nic.offloads': 'What the NIC does in the place of the stack.',
  'cluster.network': 'What joins the hosts.',
  'cluster.network.kind': 'back-to-back: two hosts and a cable. switch: one that never blocks. fat-tree: leaves and spines. Default: by the number of hosts.',
  'cluster.network.propagationNs': 'Time along one cable.',
  'cluster.network.switchNs': 'What each switch adds, first bit in to first bit out. Default: 300 ns where there is one.',
  'cluster.network.hostsPerLeaf': 'Of a fat tree: hosts on one leaf switch. Default 16.',
  'cluster.network.uplinksPerLeaf': 'Of a fat tree: uplinks of a leaf, one to each spine. Default: as many as do not oversubscribe it.',
  'cluster.network.oversubscription': 'Of a fat tree, instead of uplinksPerLeaf: bandwidth of a leaf\'s hosts over that of its uplinks.',
  'cluster.network.uplinkBitsPerSecond': 'Of a fat tree: one direction of an uplink. Default: the host\'s link.',
  'cluster.network.routing': 'Of a fat tree: hash keeps a pair of ranks on its spine, as ECMP does; round-robin takes the next one.',
  jobs: 'Up to 16 jobs, which run side by side.',
  'jobs[].id': 'kebab-case; each job has its own.',
  'jobs[].hosts': 'Hosts of the cluster that its VMs are on; they count as the job\'s first, second and so on. Default: all.',
  'jobs[].startNs': 'When its ranks start, from the beginning of a run. Default 0.',
  'jobs[].ranks': 'MPI ranks. Default: what the workload needs, else one per vCPU.',
  'jobs[].vms': 'VMs of a host, alike on all hosts.',
  'jobs[].vms.perHost': 'VMs on each host.',
  'jobs[].vms.vcpus': 'vCPUs of each VM. Default: the host\'s cores shared out.',
  'jobs[].vms.memoryMiB': 'Memory of each VM.',
  'jobs[].vms.vnics': 'vNICs of each VM; a host\'s vNICs go round its NICs.',
  'jobs[].vms.pinning': 'pinned: vCPUs in order on cores. floating: on an idle core. A list: the core of each vCPU of a host, VM by VM.',
  'jobs[].vms.weight': 'Share of a contended core, for all VMs or by VM of a host.',
  'jobs[].rails': 'How ranks use several vNICs: one each (fixed), the next for each message (round-robin) or for each segment (striped).',
  'jobs[].placement': 'How ranks lie on VMs and hosts: a named way, or a list with one entry per rank.',
  'jobs[].placement[].host': 'Host of the rank among those of the job, from 0.',
  'jobs[].placement[].vm': 'VM within its host, from 0.',
  'jobs[].paths': 'The data path of all messages, or one for each relation of VMs. Default: the first of the path axis.',
  'jobs[].workload': 'What the ranks do.',
  'jobs[].mpi': 'The MPI library.',
  'jobs[].mpi.sendOverheadNs': 'In the library, for each message that is sent.',
  'jobs[].mpi.receiveOverheadNs': 'In the library, for each message that is received.',
  'jobs[].mpi.waiting': 'A waiting rank keeps its core busy (poll), or gives it away and pays wakeUpNs (block).',
  'jobs[].mpi.wakeUpNs': 'To wake a rank that gave its core away.',
  'jobs[].mpi.eagerLimitBytes': 'Largest message that is sent without asking the receiver. Default: the path\'s own.',
  'jobs[].mpi.sharedMemory': 'Between ranks of one VM.',
  'jobs[].mpi.sharedMemory.latencyNs': 'For a message of no bytes.',
  'jobs[].mpi.sharedMemory.bytesPerSecond': 'For each byte.',
  'jobs[].mpi.sharedMemory.eagerLimitBytes': 'Largest message that waits for nobody.',
  'jobs[].mpi.progress': 'When the library moves messages on: inside calls only, by a thread, or by the NIC where the path can.',
  'jobs[].mpi.collectives': 'How collective operations become messages.',
  'jobs[].mpi.collectives.library': 'Whose decision by size and ranks holds.',
  'jobs[].mpi.collectives.algorithms': 'Algorithms over that decision.',
  'jobs[].mpi.collectives.reduceNsPerByte': 'To combine two vectors.',
  sweep: 'The points to run.',
  'sweep.axes': 'Lists of values; the points are their product, the first axis outermost.',
  'sweep.also': 'Points beside the product; what they do not name is as in the job.',
  'sweep.except': 'Points of the product to leave out: all that match every value named.',
  replicates: 'Runs of each point, under seeds that all points share.',
  seed: 'From which the seeds come.',
  noise: 'Largest deviations, with triangular distributions.',
  'noise.compute': 'Relative, of each compute phase.',
  'noise.startSkewNs': 'Of each rank\'s first instruction.',
  'noise.service': 'Relative, of each service of a stage.',
  events: 'What happens to VMs and hosts during every run; the axis events leaves it out.',
  manager: 'What moves, saves and restarts VMs. Its defaults hold where there are events and it is left out.',
  'manager.migration': 'How VMs are moved.',
  'manager.migration.link': 'shared: the stream takes the links of the applications. separate: a network of its own.',
  'manager.migration.channel': 'What carries the stream: sockets, which a core feeds, or RDMA.',
  'manager.migration.bitsPerSecond': 'What the channel carries at most. Default: what channels of its kind reach on the cluster\'s links.',
  'manager.migration.setupNs': 'Until the first page leaves. Default: judgement.',
  'manager.migration.downtimeLimitNs': 'The VM is stopped when what is left takes no longer than this. Default: QEMU\'s.',
  'manager.migration.maxRounds': 'Rounds after which pre-copy ends. Default: Xen\'s.',
  'manager.migration.onNonConvergence': 'When rounds do not get smaller: stop the VM anyway, abandon the migration, or throttle the VM.',
  'manager.snapshot': 'How VMs are saved.',
  'manager.snapshot.mode': 'stop: VMs stand still until they are saved. copy-on-write: until their memory is protected; pages are copied before they change.',
  'manager.snapshot.storageBytesPerSecond': 'What the storage takes from all hosts together. Default: judgement.',
  'manager.snapshot.everyNs': 'A coordinated snapshot of all VMs each time this has passed. Default: only where an event says so.',
  'manager.recovery': 'What happens when a host fails.',
  'manager.recovery.kind': 'reactive: all VMs of the job start again from the last snapshot. proactive: a warning moves the VMs away. none: the run fails.',
  'manager.recovery.detectNs': 'Until the failure is noticed. Default: Corosync\'s token timeout.',
  'manager.recovery.restartNs': 'Until VMs run again on another host, beside reading their state. Default: judgement.',
  'manager.recovery.spareHost': 'Host that takes the VMs of the failed one. Default: the one with most free cores.',
  'manager.balance': 'Moves a VM from the most to the least loaded host. Left out: nothing moves by itself.',
  'manager.balance.everyNs': 'How often hosts are looked at.',
  'manager.balance.threshold': 'Smallest difference of load (vCPU time wanted over cores there are) at which a VM moves.',
  'jobs[].vms.memory': 'What each VM\'s memory holds, for moving and saving it. What is left out follows from the workload.',
  'jobs[].vms.memory.touchedBytes': 'Pages that hold something; the others are zero and not sent.',
  'jobs[].vms.memory.workingSetBytes': 'Pages that the application writes again and again.',
  'jobs[].vms.memory.writeBytesPerSecond': 'Written while one of the ranks computes, per second of computation.',
  'jobs[].vms.memory.registeredBytes': 'Registered with the device: sent last where DMA writes are not tracked.',
};

/** Fields of events; what differs between kinds has the kind in front. */
const ofEvents: Readonly<Record<string, string>> = {
  kind: 'What happens.', atNs: 'From the beginning of the run.', host: 'Host that stops for good.', to: 'Host that the VM moves to.',
  vm: 'VM of the cluster, counted job by job and there host by host.', vms: 'VMs that are saved together. Default: all of all jobs.',
  warningNs: 'How long before it the failure is foreseen. Default: nobody knows.',
};

/** Fields of a data path and of rules, wherever they stand. */
const ofPaths: Readonly<Record<string, string>> = {
  id: 'Id of a data path, such as xen-bridged.',
  preset: 'A preset of the path.',
  config: 'Options of the path; they win over the preset.',
  sameVm: 'Between two ranks of one VM. Default: the MPI library\'s shared memory.',
  sameHost: 'Between two VMs of one host.',
  otherHost: 'Between hosts.',
  exceptions: 'Pairs of VMs with a path of their own.',
  vms: 'Two VMs of the cluster, counted job by job and there host by host.',
  path: 'The path of that pair.',
};

const ofAxes: Readonly<Record<string, string>> = {
  path: 'Data paths, or rules by relation.', tool: 'netperf sends 16 KiB, iperf 128 KiB.', placement: 'Named placements.', distribution: 'How the cube is cut.',
  ranks: 'MPI ranks.', hosts: 'Hosts of the cluster.', size: 'The size that the workload is about.', layer: 'raw or mpi.', vmsPerHost: 'VMs on each host.',
  vnics: 'vNICs of each VM.', nics: 'NICs of each host.', rails: 'How ranks use several vNICs.', pinning: 'Where vCPUs run.', uplinks: 'Uplinks of a leaf.',
  benchmark: 'A test of the benchmark.', class: 'Problem class.', collective: 'A collective operation.', algorithm: 'An algorithm.', decomposition: 'How the grid is cut.',
  events: 'Whether events and policies happen.', recovery: 'What follows the failure of a host.', scheduler: 'How jobs wait for hosts.', sharing: 'Whether jobs share hosts.', mtbf: 'Mean time between failures of a host.', jobs: 'all, or the id of a job that runs without the others.',
};

/** Fields of workloads; what differs between kinds has the kind in front. */
const ofWorkloads: Readonly<Record<string, string>> = {
  kind: 'Which workload.',
  tool: 'netperf sends 16 KiB at once, iperf 128 KiB.', sendBytes: 'Bytes of one send. Default: the tool\'s.', bytesPerStream: 'Payload of each stream.',
  streams: 'Streams at once. Default: one per VM.', windowBytes: 'Socket buffer. Default: the path\'s window.',
  size: 'Bytes of one message.', repetitions: 'Messages there and back.', layer: 'mpi: through the MPI library. raw: below it.', benchmark: 'The test, as the benchmark calls it.',
  iterations: 'Measured iterations.', warmup: 'Iterations before the clock starts.', window: 'Messages under way at once.', collective: 'The operation.',
  algorithm: 'Over the MPI library\'s decision, such as ring or pipeline:64KiB.',
  grid: 'Points of the grid.', steps: 'Steps of the program.', distribution: 'Along which axis the cube is cut.', computeNsPerCell: 'Computation of a cell in a step.', valuesPerFaceCell: 'Fields times halo width of a cell of a face.',
  decomposition: 'Ranks along each dimension, or auto.', scaling: 'strong: the grid is everybody\'s. weak: each rank\'s.', periodic: 'Whether the grid wraps around.', haloWidth: 'Layers of neighbours that a step needs.',
  valuesPerCell: 'Doubles of a cell that are exchanged.', overlap: 'Compute inner cells while halos are under way.', reduceEvery: 'A sum over all ranks after so many iterations; 0: never.',
  compute: 'Cost of a cell; time is the longer of operations and memory traffic.', 'compute.flopsPerCell': 'Operations.', 'compute.bytesPerCell': 'Bytes from and to memory.',
  class: 'Problem class of NPB.', bucketBytes: 'Gradients that are summed at once.', computeNsPerStep: 'Computation of a step on one rank.',
  tasks: 'Pieces of work.', taskNs: 'Mean length of one.', variation: 'How lengths vary.', taskBytes: 'Of the message that hands one out.', resultBytes: 'Of its answer.', manageNs: 'The manager\'s work for one.',
  inputBytesPerRank: 'Input of each rank.', shuffleRatio: 'Bytes shuffled for each byte of input.', mapNsPerByte: 'To map a byte.', reduceNsPerByte: 'To reduce a byte.', skew: 'How uneven partitions are, 0 to 1.',
  stragglers: 'Ranks that are slow.', stragglerFactor: 'How slow.', rounds: 'Rounds of map and reduce.',
  servers: 'The first ranks, which serve.', requestsPerClient: 'Requests of each client.', requestBytes: 'Of a request.', fanOut: 'Servers that one request goes to.', serviceNs: 'Mean work of a request.', serviceVariation: 'How it varies.', thinkNs: 'Pause of a client between requests.',
  format: 'goal: a GOAL text. ti: a SimGrid time-independent trace.', file: 'Relative to this document, absolute, or the name of a trace in the lab.',
  '(collective)size': 'Bytes of one rank\'s contribution.', '(training)size': 'Bytes of all gradients.', '(request-response)size': 'Bytes of an answer.', '(advection)grid': 'Cells per edge of the cube.',
  '(fft)decomposition': 'slab: one transpose. pencil: two, along rows and columns.', '(training)algorithm': 'Of the allreduce.',
};

/** What a field means; undefined where nothing says so. */
export function describeField(path: string): string | undefined {
  const exact = byPath[path];
  if (exact !== undefined) return exact;
  const axis = /^sweep\.(?:axes|also\[\]|except\[\])\.(\w+)$/.exec(path);
  if (axis !== null) return ofAxes[axis[1] ?? ''];
  const workload = /^jobs\[\]\.workload(\([\w-]+\))\.(.+)$/.exec(path);
  if (workload !== null) return ofWorkloads[`${workload[1] ?? ''}${workload[2] ?? ''}`] ?? ofWorkloads[workload[2] ?? ''];
  const event = /^events\[\]\([\w-]+\)\.(\w+)$/.exec(path);
  if (event !== null) return ofEvents[event[1] ?? ''];
  if (path.startsWith('jobs[].mpi.collectives.algorithms.')) return 'A name such as ring, or with a segment: pipeline:64KiB.';
  if (/^(?:jobs\[\]\.paths|sweep\.(?:axes|also\[\]|except\[\])\.path)\b/.test(path)) return ofPaths[path.slice(path.lastIndexOf('.') + 1)];
  return undefined;
}
