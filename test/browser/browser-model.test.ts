import { expect, it } from 'vitest';
import { openBrowserModel } from '../../src/inference/browser-model/browser-model.ts';
import { findPromptApi } from '../../src/inference/browser-model/prompt-api.ts';

it("says why the browser's own model cannot be used, or uses it", async ({ skip }) => {
  const availability = await findPromptApi()?.availability({ expectedInputs: [], expectedOutputs: [] });
  skip(availability === 'available', 'this browser has its model');
  await expect(openBrowserModel()).rejects.toMatchObject({
    name: 'EnvironmentError',
    code: 'missing_feature',
    details: { feature: 'language-model', actual: availability ?? 'absent' },
  });
});

it('has the members of the Prompt API that are used', ({ skip }) => {
  const api = findPromptApi() as unknown as { prototype: object } | undefined;
  skip(!api, 'this browser has no LanguageModel');
  expect(Object.getOwnPropertyNames(api)).toEqual(expect.arrayContaining(['availability', 'create']));
  expect(Object.getOwnPropertyNames(api?.prototype)).toEqual(
    expect.arrayContaining([
      'contextUsage',
      'contextWindow',
      'destroy',
      'measureContextUsage',
      'promptStreaming',
    ]),
  );
});
