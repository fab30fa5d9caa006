import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { handlebarsForVite } from './scripts/handlebarsTemplates.js';

export default defineConfig({
  plugins: [handlebarsForVite],
  define: {
    BINDSTACK_VERSION: JSON.stringify('0.0.0-test'),
    WEAVIATE_CLIENT_VERSION: JSON.stringify('0.0.0-test'),
    MEDIA_LIBRARY_VERSIONS: JSON.stringify({ sharp: '0.0.0', exifr: '0.0.0', 'music-metadata': '0.0.0' }),
  },
  test: {
    // The default leaves one core free, which is of no use here.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/command/**', 'test/e2e/**'],
          // None of these tests changes module state, so they share loaded modules: half the time.
          isolate: false,
          // Ends a hang without failing on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        // The built command with Node alone, and with the real Weaviate if its binary is cached.
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
        // Real servers, mostly waiting: more files at a time than cores.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/builtCommand.ts', 'test/support/weaviateServer.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: availableParallelism() + 1,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
