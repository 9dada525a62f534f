import type { Layout } from '../store/layout.ts';
import { readRates, writeRates } from './rate-file.ts';
import { addMeasurement, mergeRates, type RateTable, type Workload } from './rates.ts';

/** The rates of this process, kept in the workspace now and then. */
export interface RateKeeper {
  readonly rates: RateTable;
  measured(workload: Workload, simulationSeconds: number, overheadSeconds: number): void;
  /** Takes over rates of kinds that are not known yet. */
  learn(measured: RateTable): void;
  flush(): Promise<void>;
}

/** Starts with what was measured in earlier sessions. `onFailed` hears when the rates cannot be kept. */
export async function createRateKeeper(layout: Layout, onFailed: (error: unknown) => void): Promise<RateKeeper> {
  let rates = await readRates(layout);
  let changed = false;
  return {
    get rates() {
      return rates;
    },
    measured(workload, simulationSeconds, overheadSeconds) {
      rates = addMeasurement(rates, workload, simulationSeconds, overheadSeconds);
      changed = true;
    },
    learn(measured) {
      rates = mergeRates(rates, measured);
      changed = true;
    },
    async flush() {
      if (!changed) return;
      changed = false;
      await writeRates(layout, rates).catch(onFailed);
    },
  };
}
