import '../security/trusted-types.ts';
import { openRag } from '../index.ts';
import './app.ts';

const app = document.querySelector('cloister-app');
await app?.start((options) => openRag({ name: 'default', assetBase: './', ...options }));
