/**
 * The response headers that seal the origin, as data: the server, the tests and the sample server configurations all
 * read them here. They belong on EVERY response (404 pages, scripts, WASM): one worker script served without them is a
 * way out for whatever runs in it.
 */

/**
 * What the page and its workers may load and do. A worker has the policy of its own script's response.
 * `'wasm-unsafe-eval'` compiles WebAssembly and nothing else. `sandbox` has neither `allow-forms` nor `allow-popups`:
 * a blocked form or popup would still connect to its host before it is refused. The price: a form never fires `submit`.
 */
const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'script-src-attr': ["'none'"],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'blob:', 'data:'],
  'media-src': ["'none'"],
  'style-src': ["'self'"],
  'style-src-attr': ["'none'"],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'object-src': ["'none'"],
  'frame-src': ["'none'"],
  'fenced-frame-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['default', 'lit-html'],
  sandbox: ['allow-scripts', 'allow-same-origin', 'allow-downloads'],
};

/** Features the app uses, on its own origin only. */
const ALLOWED_FEATURES: readonly string[] = ['clipboard-write', 'cross-origin-isolated'];

/** Every other feature that Chromium 156 lists (`document.featurePolicy.features()`); a test compares it with the browser's. */
const DENIED_FEATURES: readonly string[] = [
  'accelerometer',
  'aria-notify',
  'autoplay',
  'browsing-topics',
  'camera',
  'captured-surface-control',
  'ch-device-memory',
  'ch-downlink',
  'ch-dpr',
  'ch-ect',
  'ch-prefers-color-scheme',
  'ch-prefers-reduced-motion',
  'ch-prefers-reduced-transparency',
  'ch-rtt',
  'ch-save-data',
  'ch-ua',
  'ch-ua-arch',
  'ch-ua-bitness',
  'ch-ua-form-factors',
  'ch-ua-full-version',
  'ch-ua-full-version-list',
  'ch-ua-high-entropy-values',
  'ch-ua-mobile',
  'ch-ua-model',
  'ch-ua-platform',
  'ch-ua-platform-version',
  'ch-ua-wow64',
  'ch-viewport-height',
  'ch-viewport-width',
  'ch-width',
  'clipboard-read',
  'compute-pressure',
  'deferred-fetch',
  'deferred-fetch-minimal',
  'digital-credentials-create',
  'digital-credentials-get',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'interest-cohort',
  'keyboard-map',
  'language-detector',
  'language-model',
  'local-fonts',
  'local-network',
  'local-network-access',
  'loopback-network',
  'magnetometer',
  'media-playback-while-not-visible',
  'microphone',
  'midi',
  'on-device-speech-recognition',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'private-state-token-issuance',
  'private-state-token-redemption',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'speaker-selection',
  'storage-access',
  'summarizer',
  'sync-xhr',
  'translator',
  'unload',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

function formatPolicy(): string {
  return Object.entries(POLICY)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
}

function formatFeatures(): string {
  const allowed = ALLOWED_FEATURES.map((feature) => `${feature}=(self)`);
  return [...allowed, ...DENIED_FEATURES.map((feature) => `${feature}=()`)].join(', ');
}

/**
 * The headers by name, in the order they are sent. `Connection-Allowlist` (Chromium 152 and later) is what stops
 * navigation, DNS prefetch, preconnect and WebRTC, which no Content-Security-Policy stops.
 */
export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': formatPolicy(),
  'Connection-Allowlist': '(response-origin);webrtc=block',
  'Permissions-Policy': formatFeatures(),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
};
