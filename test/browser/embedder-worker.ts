import '../../workers/embedder.ts';

// The worker as it is, plus one question that only it can answer: what it fetched.
addEventListener('message', ({ data, ports: [port] }) => {
  if (data === 'requests')
    port?.postMessage(performance.getEntriesByType('resource').map((entry) => entry.name));
});
