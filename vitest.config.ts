import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { handlebarsForVite } from './scripts/handlebarsTemplates.js';

export default defineConfig({
  plugins: [handlebarsForVite],
  define: { BINDSTACK_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    // The default leaves one core to whoever watches; nobody does.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/command/**', 'test/e2e/**'],
          // No test of these leaves anything in a module, so they share what is loaded: half the time.
          isolate: false,
          // A hang ends; a machine with other work does not fail.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        // The built command, with Node alone, and with the real Weaviate where its binary is cached.
        test: {
          name: 'command',
          include: ['test/command/**/*.test.ts'],
          globalSetup: ['test/support/builtCommand.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        // Real servers, which are mostly waited for: two files at a time are enough for two cores.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/builtCommand.ts', 'test/support/weaviateServer.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
