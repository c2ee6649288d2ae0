import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// Two projects run the same kind of files: `node` runs x.test.ts, `workerd` runs x.workerd.test.ts inside the Workers
// runtime. What must hold on both stands in a list of cases that both import.
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.workerd.test.ts', 'node_modules/**'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Vite complains about itty-router's source maps.
        logLevel: 'error',
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { ACCESS: 'public', SESSION_KEY: 'test', REMOTE_TOKEN: 'test', LOG_LEVEL: 'none' } },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['src/**/*.workerd.test.ts', 'test/**/*.workerd.test.ts'],
          globalSetup: ['./test/support/workerd-fixtures.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
})
