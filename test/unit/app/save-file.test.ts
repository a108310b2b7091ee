import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../../src/app/conversations/save-file.ts';

describe('the name of a file', () => {
  it.each([
    ['How high is the deposit?', 'How high is the deposit.md'],
    ['../../etc/passwd', 'etc passwd.md'],
    ['C:\\Windows\\*', 'C Windows.md'],
    ['a\u202Egpj.exe\u0000', 'a gpj.exe.md'],
    ['   ...', 'conversation.md'],
    ['x'.repeat(500), `${'x'.repeat(60)}.md`],
  ])('is made of %j', (title, name) => {
    expect(fileNameOf(title, 'md')).toBe(name);
  });
});
