import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DamageReport } from '../../offline/offline-service.ts';

/** What works without the server: nothing, nothing yet, or all of it. */
export type OfflineState = 'unavailable' | 'preparing' | 'ready';

/** How often a page that stays open looks for a new version. */
const LOOK_MS = 3_600_000;

/** Keeps the app on this device, and offers new versions of it without ever forcing one. */
export class OfflineController implements ReactiveController {
  state: OfflineState = 'unavailable';
  /** Why it is unavailable, as the browser put it. */
  reason: string | undefined;
  /** A new version is on this device and waits to be used. */
  hasUpdate = false;
  /** Another tab has begun to use a new version; this page still is the old one. */
  isOutdated = false;
  /** Files that were altered or lost on this device, and what became of them. */
  damages: readonly DamageReport[] = [];
  private readonly host: ReactiveControllerHost;
  private registration: ServiceWorkerRegistration | undefined;
  private isReloading = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }

  /** Prepares the app for being used without its server. Failures are told by `state`, never thrown. */
  async start(script: string): Promise<void> {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return this.change({ reason: 'no service worker' });
    serviceWorker.addEventListener('message', ({ data }) => this.note(data as DamageReport));
    const wasControlled = serviceWorker.controller !== null;
    serviceWorker.addEventListener('controllerchange', () => this.handleTakeover(wasControlled));
    this.change({ state: 'preparing' });
    try {
      this.registration = await serviceWorker.register(script, { updateViaCache: 'none' });
      this.watch(this.registration);
      await serviceWorker.ready;
      this.change({ state: 'ready' });
    } catch (error) {
      this.change({ state: 'unavailable', reason: String(error) });
    }
  }

  /** Loads the new version in place of this page. */
  readonly useNewVersion = (): void => {
    const waiting = this.registration?.waiting;
    this.isReloading = true;
    if (waiting) waiting.postMessage('use-new-version');
    else location.reload();
  };

  private watch(registration: ServiceWorkerRegistration): void {
    const look = (): void => {
      if (registration.waiting && navigator.serviceWorker.controller) this.change({ hasUpdate: true });
    };
    look();
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        look();
        // The first one has nothing to fall back to.
        if (installing.state === 'redundant' && !registration.active)
          this.change({ state: 'unavailable', reason: 'not every file could be fetched and verified' });
      });
    });
    // Without a connection there is nothing new, and nothing wrong.
    this.timer = setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
  }

  private handleTakeover(wasControlled: boolean): void {
    if (this.isReloading) location.reload();
    else if (wasControlled) this.change({ isOutdated: true, hasUpdate: false });
  }

  private note(report: DamageReport): void {
    if (report.kind === 'damaged') this.change({ damages: [...this.damages, report] });
  }

  private change(
    change: Partial<Pick<OfflineController, 'state' | 'reason' | 'hasUpdate' | 'isOutdated' | 'damages'>>,
  ): void {
    Object.assign(this, change);
    this.host.requestUpdate();
  }
}
