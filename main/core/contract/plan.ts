import type { PathModel, Platform } from '@doorbell/sdk';
import type { CampaignInput } from './campaign.ts';
import type { MpiSettings, Noise, PathChoice, Rails } from './experiment.ts';
import type { Finding } from './finding.ts';
import type { LoggopsInput } from './loggops.ts';
import type { ExperimentEvent, ManagerSettings, VmMemory } from './manager.ts';
import type { Measure } from './measure.ts';
import type { Program } from './program.ts';
import type { TraceReference } from './trace.ts';

/** The relation between the two ranks of a message. */
export type Relation = 'same-vm' | 'same-host' | 'other-host';

/** A path that must be described before a plan can be expanded. */
export interface PathRequest {
  /** Canonical JSON of choice and platform. */
  readonly key: string;
  readonly choice: PathChoice;
  readonly platform: Platform;
  /** Path of the field that names the choice first, such as `sweep.axes.path[1]`, for findings about it. */
  readonly at?: string;
}

/** The answer to a {@link PathRequest}, under the same key. `plugin` says which code gave it. */
export interface ResolvedPath {
  readonly key: string;
  readonly model: PathModel;
  readonly plugin: { readonly id: string; readonly version: string; readonly sha256: string };
}

/** Where one rank lives. Numbers count from 0 within the cluster. */
export interface RankPlace {
  readonly host: number;
  /** VM number in the cluster, or the host's number where the path has no VMs. */
  readonly vm: number;
  /** Core of the host. */
  readonly core: number;
  /**
   * vNICs that the rank uses: one for all its messages, or several in turn. Absent: one of its VM, or of its own where the
   * path has no VMs, on NIC 0.
   */
  readonly vnics?: readonly Vnic[];
  /** Share of a contended core. Default 256. */
  readonly weight?: number;
}

/** A vNIC: its number in the cluster, and which of its host's NICs it is of. */
export interface Vnic {
  readonly number: number;
  readonly nic: number;
}

/** Models by relation. */
export interface RunModels {
  /** Absent: the MPI library's shared memory. */
  readonly sameVm?: PathModel;
  /** May lack the pipelines of its relation where no pair of ranks has that relation. */
  readonly sameHost: PathModel;
  readonly otherHost: PathModel;
  /** Pairs of VMs that take another path than their relation says. Absent when there are none. */
  readonly exceptions?: readonly ModelException[];
}

/** The path of some pairs of VMs. No pair is named twice in a run. */
export interface ModelException {
  readonly model: PathModel;
  /** VMs of the cluster, the smaller number of a pair first. */
  readonly vms: readonly (readonly [number, number])[];
}

/** What a run must know to move, save and restart its VMs. */
export interface ManagedVms {
  readonly settings: ManagerSettings;
  /** By number of the VM. */
  readonly memory: readonly VmMemory[];
  /** What carries a VM's traffic while its device is detached: for every path that says so, by its model's id. */
  readonly fallbacks: readonly { readonly of: string; readonly model: PathModel }[];
}

/** A job's ranks within a run, and its VMs. */
export interface RunJob {
  readonly id: string;
  readonly firstRank: number;
  readonly ranks: number;
  readonly vms: readonly number[];
  readonly startNs: number;
  readonly workloadKind: string;
  /** Timers as the run's program numbers them. */
  readonly measures?: readonly Measure[];
  /** The layer of its part of the program. Absent: the program's. */
  readonly layer?: Program['layer'];
  /** Number of the communicator of all its ranks, which its own follow. Absent: all ranks of the run are its. */
  readonly firstCommunicator?: number;
}

/** One simulation over data paths, complete: nothing is looked up while it runs. Its canonical JSON is fingerprinted. */
export interface RunInput {
  readonly format: 1;
  /** Other inputs name the cost kernel that they are for. */
  readonly kernel?: undefined;
  /** Version of the engine's semantics; a change of any result changes it. */
  readonly engine: number;
  readonly platform: Platform;
  readonly hosts: number;
  /** Absent: one per host. `rails` says what takes a rank's vNICs in turn where it has several: messages, or segments (striped). */
  readonly nics?: { readonly perHost: number; readonly rails: Rails };
  readonly places: readonly RankPlace[];
  /** Ranks take an idle core of their host rather than wait for the one in `places`. */
  readonly floating?: true;
  readonly models: RunModels;
  readonly mpi: MpiSettings;
  /** Without ranks where a trace takes its place. */
  readonly program: Program;
  /** What the ranks do instead of `program`; its text lies under its hash, beside the input. */
  readonly trace?: TraceReference;
  readonly noise: Noise;
  readonly events: readonly ExperimentEvent[];
  /** Absent: VMs stay where they are, and nothing stops them. */
  readonly manager?: ManagedVms;
  /** Where several jobs run side by side: their ranks, in order. Absent: one job of all ranks. */
  readonly jobs?: readonly RunJob[];
  readonly seed: number;
  /** Names the workload, for people and for estimates. */
  readonly workloadKind: string;
  /** The workload's own metrics. */
  readonly measures?: readonly Measure[];
}

/** What a run of a plan simulates: data paths stage by stage, a cost model, or days at job level. `kernel` tells them apart. */
export type PlannedInput = RunInput | LoggopsInput | CampaignInput;

/** One entry of a plan. */
export interface PlanEntry {
  readonly fingerprint: string;
  /** Value of every axis, and `replicate`. A path is given by its id. */
  readonly factors: Readonly<Record<string, string | number>>;
  readonly input: PlannedInput;
  /** Messages and segments the run will simulate: the base of its time estimate. */
  readonly work: { readonly messages: number; readonly stageVisits: number };
  readonly plugins: readonly ResolvedPath['plugin'][];
}

/** A point of a sweep that does not run because its path cannot do what its events ask for. */
export interface LeftOut {
  readonly factors: PlanEntry['factors'];
  /** Field of the experiment. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** An experiment expanded. */
export interface Plan {
  readonly format: 1;
  readonly experiment: { readonly name: string; readonly title: string; readonly question: string };
  readonly axes: readonly { readonly name: string; readonly values: readonly (string | number)[] }[];
  readonly entries: readonly PlanEntry[];
  readonly findings: readonly Finding[];
  /** Points of the sweep that are not among the entries because their events cannot happen to their VMs, with the field, the reason and what to use instead. */
  readonly leftOut?: readonly LeftOut[];
}
