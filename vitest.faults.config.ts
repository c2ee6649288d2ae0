import { defineConfig } from 'vitest/config'

// The long suite of faults: processes that are killed, remotes that misbehave. `npm run faults`.
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    include: ['test/faults/**/*.faults.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
