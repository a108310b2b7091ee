import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BROWSER_FLAGS, findBrowser } from './src/cli/find-browser.mjs';
import { SHARED } from './src/cli/build/shared.ts';
import { RESPONSE_HEADERS } from './src/security/headers.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Folders by address; of several, the first that has the file. */
const ASSET_FOLDERS = {
  '/models': ['./models', './build/models'],
  '/tiny': ['./build/tiny-models'],
  '/runtime/wllama': ['./node_modules/@wllama/wllama/esm/wasm', './build/models/wllama'],
  '/runtime': ['./node_modules/onnxruntime-web/dist'],
  '/test/fixtures': ['./test/fixtures'],
  '/samples': ['./public/samples'],
};

/**
 * Serves what tests fetch as it lies on disk, at the app's own addresses, and makes the page cross-origin isolated as
 * the deployed one is. Vite would transform the runtime's `.mjs` and the `.html` fixtures.
 */
function testAssets(): Plugin {
  return {
    name: 'cloister:test-assets',
    enforce: 'pre',
    configureServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
        next();
      });
      // An address that sends on to the real files, for the test that nothing follows it.
      server.middlewares.use('/test/redirect', (request, response) => {
        response.writeHead(302, { location: `/models${request.url ?? ''}` }).end();
      });
      // Workers whose tests are about the policy have it as in the app, which a page of the test runner cannot.
      server.middlewares.use((request, response, next) => {
        const policy = RESPONSE_HEADERS['Content-Security-Policy'];
        if (policy && /\/sealed-[^/]*\.ts\?|\/runtime\/wllama\/.*\.js/.test(request.url ?? ''))
          response.setHeader('Content-Security-Policy', policy);
        next();
      });
      for (const [url, places] of Object.entries(ASSET_FOLDERS))
        for (const folder of places) {
          const serve = sirv(path(folder), { dev: true, extensions: [] });
          server.middlewares.use(url, (request, response, next) => {
            // A manifest that code imports is a module, which only Vite can make of it.
            if (request.url?.includes('.json?import')) next();
            else serve(request, response, next);
          });
        }
    },
  };
}

const executablePath = findBrowser();

/** A second, which is the default, is not enough for a state that comes by itself where all processors are busy. */
const PATIENT = { poll: { timeout: 30_000 } };

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          // They leave nothing behind in their globals, and a third of the time went into starting anew for each file.
          isolate: false,
          // The browser tests run beside them, and some compare with a slow but simple way.
          testTimeout: 30_000,
        },
      },
      {
        ...SHARED,
        publicDir: false,
        // Found late, inside a worker, a dependency would reload the page in the middle of a test.
        optimizeDeps: {
          entries: [
            'src/**/*.ts',
            '!src/cli/**',
            '!src/search/kernel/assembly/**',
            'workers/*.ts',
            'test/browser/**/*.ts',
          ],
        },
        plugins: [testAssets()],
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/helpers/derived-models.ts', 'test/helpers/tiny-models.ts'],
          setupFiles: ['test/helpers/empty-storage.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: PATIENT,
          // One page at a time: each file starts workers of its own, and a machine may have two cores.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: [...BROWSER_FLAGS], ...(executablePath ? { executablePath } : {}) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          // Where something is wrong a step says so long before: these are for a machine with other work to do, on which
          // the vectors of the samples alone can take two minutes.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: PATIENT,
          // Each file has a server and a browser of its own, and waits for them half of the time.
          maxWorkers: 2,
        },
      },
    ],
  },
});

export default config;
