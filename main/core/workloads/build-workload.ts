import type { Measure, Program, Workload } from '../contract/index.ts';
import { advectionProgram } from './advection.ts';
import type { BuiltWorkload, WorkloadSetting } from './built-workload.ts';
import { collectiveProgram } from './collective.ts';
import { conjugateGradientProgram } from './conjugate-gradient.ts';
import { fftProgram } from './fft.ts';
import { managerWorkerProgram } from './manager-worker.ts';
import { mapReduceProgram } from './mapreduce.ts';
import { nasProgram } from './nas/nas.ts';
import { osuProgram } from './osu.ts';
import { pingPongProgram } from './ping-pong.ts';
import { requestResponseProgram } from './request-response.ts';
import { stencilProgram } from './stencil.ts';
import { streamsProgram } from './streams.ts';
import { trainingProgram } from './training.ts';
import { verbsProgram } from './verbs.ts';

/** What every rank of the workload does, and what it is judged by. `checkRanks` has found nothing before. */
export function buildWorkload(workload: Workload, setting: WorkloadSetting): BuiltWorkload {
  const { ranks } = setting;
  switch (workload.kind) {
    case 'streams': return { program: streamsProgram(workload, ranks / 2), measures: [goodput] };
    case 'ping-pong': return { program: pingPongProgram(workload), measures: [halfRoundTrip] };
    case 'osu': return osuProgram(workload, ranks);
    case 'collective': return collectiveProgram(workload, ranks);
    case 'verbs': return verbsProgram(workload, ranks);
    case 'advection': return { program: advectionProgram(workload, ranks), measures: [] };
    case 'stencil-2d': case 'stencil-3d': return stencilProgram(workload, setting);
    case 'fft': return fftProgram(workload, setting);
    case 'conjugate-gradient': return conjugateGradientProgram(workload, setting);
    case 'nas': return nasProgram(workload, setting);
    case 'training': return trainingProgram(workload, ranks);
    case 'manager-worker': return managerWorkerProgram(workload, ranks);
    case 'mapreduce': return mapReduceProgram(workload, ranks);
    // What the trace holds is read where it is simulated.
    case 'trace': return { program: { layer: 'mpi', ranks: [] }, measures: [] };
    case 'request-response': return requestResponseProgram(workload, ranks);
  }
}

const goodput: Measure = { metric: 'goodput', of: 'delivered-rate' };
const halfRoundTrip: Measure = { metric: 'halfRoundTrip', of: 'return-interval' };

/** The program alone. */
export function buildProgram(workload: Workload, setting: WorkloadSetting): Program {
  return buildWorkload(workload, setting).program;
}
