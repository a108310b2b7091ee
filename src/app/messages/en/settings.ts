/** The settings, and the pages privacy, appearance and about. */
export const settings = {
  settings: 'Settings',
  settingsPages: {
    models: 'Models',
    storage: 'Storage',
    privacy: 'Privacy',
    appearance: 'Appearance',
    about: 'About',
  },
  backToDocuments: 'Back to your documents',
  loadingPage: 'This page is being loaded …',
  pageMissing:
    'This part of the app could not be loaded. Check that its server is still reachable, then reload the page.',

  privacyLead:
    'Documents, questions and answers are read, searched and written inside this browser. This page has no server that it could send them to, and nothing here is counted or reported.',
  sealTitle: 'Try to send something',
  sealHint:
    'The server of this page tells the browser to refuse every connection to other addresses. Here you can see whether that is so: the page tries to reach another address, and the browser says whether it was refused. In either case nothing leaves this device.',
  sealTry: 'Try it now',
  sealTrying: 'Trying …',
  sealHolds: 'Refused. The browser blocks every connection from this page to other addresses.',
  sealAbsent:
    'Not refused. This page sends nothing anywhere by itself, but here the browser does not enforce it, since the response headers are missing. Whoever runs the server can add them: the folder “servers” beside this page has them for common servers.',
  requestsTitle: 'What this page has asked for',
  requestsHint:
    'Every request since it was opened, by address, as the browser counts them. Requests of background work are held by the same rule but are not in this list.',
  requestsOf: (count: number, size: string): string =>
    `${count === 1 ? '1 request' : `${count} requests`}, ${size} over the network`,
  requestsOwn: 'this page’s own server',
  requestsForeign: 'another address',
  verifiedTitle: 'What was verified',
  verifiedHint:
    'Each file of a model and of its runtime is compared with its published SHA-256 before it is used. “On this device” at the top of the page lists them.',

  appearanceLanguage: 'Language',
  appearanceLanguageHint:
    'Of the page itself. Documents and questions may be in any language. Some messages about errors are in English.',
  appearanceTheme: 'Light and dark',
  themes: { system: 'As this device is set', light: 'Light', dark: 'Dark' },
  preferencesLost: 'This browser keeps no settings, so that this choice holds until the page is reloaded.',

  aboutLead:
    'cloister answers questions from your own documents, inside the browser, and shows the words each answer comes from.',
  version: 'Version',
  licence: 'Licence',
  licences: 'Licences of all parts',
  thisBrowser: 'This browser',
  capability: {
    secure: 'Protected connection',
    isolated: 'More than one thread allowed',
    webgpu: 'Graphics card (WebGPU)',
    offline: 'Works without a connection',
    persisted: 'Storage kept until you remove it',
  },
  yes: 'yes',
  no: 'no',
} as const;
