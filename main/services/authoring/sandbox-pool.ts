import { createSandboxClient, type SandboxClient } from '../catalog/sandbox-client.ts';
import type { SpawnWorker } from '../worker-process.ts';

/** Several sandboxes as one: each question goes to the one that has the fewest. Processes start when they are needed. */
export function createSandboxPool(spawn: SpawnWorker, size: number): SandboxClient {
  const clients = Array.from({ length: Math.max(1, size) }, () => ({ client: createSandboxClient(spawn), waiting: 0 }));
  return {
    async describe(request) {
      const least = clients.reduce((best, each) => (each.waiting < best.waiting ? each : best));
      least.waiting += 1;
      try {
        return await least.client.describe(request);
      } finally {
        least.waiting -= 1;
      }
    },
    async close() {
      const left = await Promise.all(clients.map(({ client }) => client.close()));
      return left.reduce((sum, each) => sum + each, 0);
    },
  };
}
