import { conversation } from './conversation.ts';
import { conversations } from './conversations.ts';
import { documents } from './documents.ts';
import { models } from './models.ts';
import { keys } from './keys.ts';
import { page } from './page.ts';
import { settings } from './settings.ts';
import { source } from './source.ts';
import { status } from './status.ts';
import { why } from './why.ts';
import { storage } from './storage.ts';

type English = typeof page &
  typeof documents &
  typeof conversation &
  typeof conversations &
  typeof keys &
  typeof source &
  typeof status &
  typeof settings &
  typeof why &
  typeof models &
  typeof storage;

/** The wording of the whole app in English: the one that other languages are translations of. */
export const english: English = {
  ...page,
  ...documents,
  ...conversation,
  ...conversations,
  ...keys,
  ...source,
  ...status,
  ...settings,
  ...why,
  ...models,
  ...storage,
};
