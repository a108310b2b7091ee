import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDefinition } from '../../../src/ingest/definitions.ts';
import { faultsOf, read, show } from './reading.ts';

const PYTHON = `import os

LIMIT = 3

# Holds the lease.
@dataclass
class Lease(Base):
    """A lease."""

    def rent(self):
        return 900

    async def late(
        self,
    ):
        if self.days:
            return 1


# Entry.
print(Lease())
`;

describe('parseSourceCode', () => {
  it('cuts at definitions, with the comments above them, under the names around them', async () => {
    const document = await read(PYTHON, 'lease.py');
    expect(document.text).toBe(PYTHON);
    expect(
      document.blocks.map((block) => [
        block.headings.join(' > '),
        document.text.slice(block.start, block.end).split('\n')[0],
      ]),
    ).toEqual([
      ['', 'import os'],
      ['Lease', '# Holds the lease.'],
      ['Lease > rent', '    def rent(self):'],
      ['Lease > late', '    async def late('],
      ['', '# Entry.'],
    ]);
    expect(faultsOf(document)).toEqual([]);
  });

  it.each([
    ['export default class Lease<T> extends Base {', 'Lease'],
    ['pub(crate) async fn late_fee(&self) -> f64 {', 'late_fee'],
    ['impl Display for Lease {', 'Display for Lease'],
    ['func (l *Lease) Rent() float64 {', 'Rent'],
    ['  private static int rent(int months) throws IOException {', 'rent'],
    ['static unsigned long *find(const char *name, size_t n) {', 'find'],
    ['  async load(id: string): Promise<void> {', 'load'],
    ['export const toText = async (value: number): string => {', 'toText'],
    ['def self.call(x)', 'self.call'],
    ['CREATE TABLE IF NOT EXISTS leases (', 'leases'],
    ['(defun rent (x)', 'rent'],
    ['[tool.poetry]', 'tool.poetry'],
    ['class Größe:', 'Größe'],
  ])('knows that %j defines %s', (line, name) => {
    expect(findDefinition(line)).toBe(name);
  });

  it.each([
    '  if (a) {',
    'return rent(3);',
    '  } else if (late(x)) {',
    'const a = 1;',
    '// class of its own',
    '  while (next()) {',
    'x = function_call(a)',
  ])('knows that %j defines nothing', (line) => {
    expect(findDefinition(line)).toBeUndefined();
  });

  it('keeps blocks to a length that can be shown', async () => {
    const document = await read(`${'x = 1\n'.repeat(200)}${'y'.repeat(50_000)}\n`, 'data.py');
    const lengths = show(document).map((block) => block.split('\n').length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(41);
    expect(document.blocks.every(({ start, end }) => end - start <= 8000)).toBe(true);
    expect(faultsOf(document)).toEqual([]);
  });

  it('covers all of any code with blocks, in order', async () => {
    const line = fc.constantFrom(
      '',
      '',
      'class A {',
      '  def b():',
      '    c = 1',
      '}',
      '# note',
      '@mark',
      '\tx',
      'fn y() {',
      '  ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 120 }), async (lines) => {
        expect(faultsOf(await read(`start\n${lines.join('\n')}`, 'a.rs'))).toEqual([]);
      }),
    );
  });
});
