import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const outputs = ['**/node_modules/**', '**/out/**'];

export default defineConfig({
  test: {
    // Unit tests sit beside their sources. Tests of components and stores get a DOM, everything else plain Node.
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          // Nothing here keeps state in its modules, so one worker serves many files.
          isolate: false,
          // Property tests run many cases, and the machine may be busy with other things.
          testTimeout: 30_000,
          include: ['sdk/**/*.test.ts', 'plugins/**/*.test.ts', 'main/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: outputs,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts'],
          exclude: outputs,
        },
      },
    ],
  },
});
