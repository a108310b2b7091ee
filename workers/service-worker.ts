import '../src/security/trusted-types.ts';
import { currentRelease } from '../src/offline/current-release.ts';
import { OfflineService, type DamageReport } from '../src/offline/offline-service.ts';
import type { ServiceWorkerScope } from '../src/offline/service-worker-scope.ts';

const self = globalThis as unknown as ServiceWorkerScope;

const tell = async (report: DamageReport): Promise<void> => {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(report);
};
const service = new OfflineService(currentRelease, self.registration.scope, (report) => void tell(report));

self.addEventListener('install', (event) => event.waitUntil(service.install()));
self.addEventListener('activate', (event) => {
  const activate = async (): Promise<void> => {
    // Counted before they are taken over: a page that reloads then is there twice for a moment.
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    // The page of the first visit is taken over, so that it works without its server from now on.
    await self.clients.claim();
    await service.tidy(pages.length > 1);
  };
  event.waitUntil(activate());
});
self.addEventListener('fetch', (event) => event.respondWith(service.answer(event.request)));
// Only a person's choice replaces the version that runs.
self.addEventListener('message', ({ data }) => {
  if (data === 'use-new-version') void self.skipWaiting();
});
