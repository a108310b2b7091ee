import type { Messages } from '../messages.ts';
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

/** The wording of the whole app in German. */
export const german: Messages = {
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
