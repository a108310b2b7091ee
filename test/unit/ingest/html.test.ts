import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, find, read, readError, show, textOf } from './reading.ts';

const page = (body: string, head = ''): string =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
const SENTENCES = 'The tenant pays the rent on the fifth day of each month. Late payment costs interest. ';

describe('parseHtml', () => {
  it('reads headings, paragraphs, lists, quotes and captions in order, under their headings', async () => {
    const document = await read(
      page(
        `<h1>Lease</h1><p>Between <b>A</b>
          and B.</p><h2>Rent</h2><ul><li>Cold rent<ul><li>paid monthly</li></ul></li><li>Heating</ul>
         <dl><dt>Deposit<dd>Three months</dl><blockquote><p>Pacta sunt servanda</p></blockquote>
         <figure><img alt="not text" src=x><figcaption>The flat</figcaption></figure><h2>End</h2>Loose text`,
        '<title>A &amp; B: lease</title>',
      ),
      'lease.html',
    );
    expect(document.title).toBe('A & B: lease');
    expect(show(document)).toEqual([
      'heading1: Lease',
      'paragraph: Between A and B.',
      'heading2: Rent',
      'list-item: Cold rent',
      'list-item: paid monthly',
      'list-item: Heating',
      'list-item: Deposit',
      'list-item: Three months',
      'quote: Pacta sunt servanda',
      'caption: The flat',
      'heading2: End',
      'paragraph: Loose text',
    ]);
    expect(find(document, 'Heating').headings).toEqual(['Lease', 'Rent']);
    expect(find(document, 'Loose text').headings).toEqual(['Lease', 'End']);
    expect(find(document, 'Rent').headings).toEqual(['Lease']);
    expect(faultsOf(document)).toEqual([]);
  });

  it('leaves out what a reader does not see or what belongs to the site', async () => {
    const document = await read(
      page(
        `<header><p>Site name</p><nav>Menu</nav><h1>Manual</h1></header><script>var hidden = 1</script>
         <style>p { color: red }</style><template>never</template><noscript>Enable scripts</noscript>
         <p hidden>secret</p><p style="display: none">secret</p><p aria-hidden="true">secret</p>
         <dialog>closed</dialog><!-- comment --><p>Press the button.<button>OK</button></p>
         <article><header><p>By Ada</p></header><aside>Mind the step.</aside><footer>Note 1</footer></article>
         <div class="sidebar noprint">Related</div><footer>Imprint</footer><aside>Adverts</aside>`,
      ),
      'manual.html',
    );
    expect(show(document)).toEqual([
      'heading1: Manual',
      'paragraph: Press the button.',
      'paragraph: By Ada',
      'paragraph: Mind the step.',
      'paragraph: Note 1',
    ]);
  });

  it('shows a page that consists of menus rather than nothing', async () => {
    const document = await read(
      page('<nav><p>Opening hours: Monday to Friday, nine to five</p></nav>'),
      'a.html',
    );
    expect(show(document)).toEqual(['paragraph: Opening hours: Monday to Friday, nine to five']);
  });

  it('collapses white space as a browser does and keeps it in pre', async () => {
    const document = await read(
      page(
        '<p>  one\n\t two<br>three <i> four</i>&nbsp;five&shy;six</p><pre>\n  a\n\n    b  \n</pre><p>日本\n語 and\nmore</p>',
      ),
      'a.html',
    );
    expect(show(document)).toEqual([
      'paragraph: one two\nthree four\u00a0fivesix',
      'code:   a\n\n    b',
      'paragraph: 日本語 and more',
    ]);
  });

  it('reads the base text under furigana and drops marks that link a heading to itself', async () => {
    const document = await read(
      page(
        '<h2>Setup<a class="headerlink" href="#setup">¶</a></h2><p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です</p>',
      ),
      'a.html',
    );
    expect(show(document)).toEqual(['heading2: Setup', 'paragraph: 漢字です']);
  });

  it('gives each table row its number and the names of its columns', async () => {
    const document = await read(
      page(
        `<table><caption>Water</caption><tr><th rowspan=2>City</th><th colspan=2>Use</th></tr>
         <tr><th>2023</th><th>2024</th></tr><tr><td>Bonn</td><td>5</td><td>6</td></tr>
         <tr><td rowspan=2>Köln</td><td></td><td>8</td></tr><tr><td>9</td><td>10</td></tr></table>`,
      ),
      'a.html',
    );
    expect(show(document).slice(0, 3)).toEqual([
      'caption: Water',
      'table-row: City\tUse',
      'table-row: 2023\t2024',
    ]);
    expect(find(document, 'Bonn\t5\t6')).toMatchObject({ row: 1, header: ['City', 'Use 2023', 'Use 2024'] });
    expect(find(document, 'Köln\t8')).toMatchObject({ row: 2, header: ['City', 'Use 2024'] });
    expect(find(document, '9\t10')).toMatchObject({ row: 3, header: ['Use 2023', 'Use 2024'] });
  });

  it('finds a header row without th by bold labels or by words above figures', async () => {
    const rows = '<tr><td>Bonn</td><td>331.000</td></tr><tr><td>Köln</td><td>1.084.000</td></tr>';
    for (const first of [
      '<tr><td><b>Stadt</b></td><td><b>Lage</b></td></tr>',
      '<tr><td>Stadt</td><td>Einwohner</td></tr>',
    ]) {
      const document = await read(page(`<table>${first}${rows}</table>`), 'a.html');
      expect(document.blocks[1]).toMatchObject({ row: 1, header: ['Stadt', expect.any(String)] });
    }
    const plain = await read(
      page('<table><tr><td>Name</td><td>Ada</td></tr><tr><td>Town</td><td>London</td></tr></table>'),
      'a.html',
    );
    expect(plain.blocks.map(({ row, header }) => [row, header])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  it('reads tables that only arrange a page as what is in them', async () => {
    const document = await read(
      page(
        '<table><tr><td><h2>News</h2><p>First</p></td><td><table><tr><td>Note</td></tr></table></td></tr></table>',
      ),
      'a.html',
    );
    expect(show(document)).toEqual(['heading2: News', 'paragraph: First', 'paragraph: Note']);
  });

  it('takes the main element for the text, under the heading of the page', async () => {
    const document = await read(
      page(
        `<h1>Lease</h1><div>Share this page</div><main><p>${SENTENCES.repeat(3)}</p></main><div>Newsletter</div>`,
      ),
      'a.html',
    );
    expect(show(document)).toEqual(['heading1: Lease', `paragraph: ${SENTENCES.repeat(3).trim()}`]);
  });

  it('trims an article to its beginning and end, but takes nothing out of it', async () => {
    const links = '<ul>' + '<li><a href="/x">Another story from our pages</a></li>'.repeat(8) + '</ul>';
    const text = Array.from(
      { length: 8 },
      (_, i) => `<p>Paragraph ${i}: <span class="menu-word">Menu</span> ${SENTENCES.repeat(2)}</p>`,
    );
    const document = await read(
      page(
        `${links}<div class="post"><h1>Story</h1>${text.join('')}<table><tr><td>a</td><td>1</td></tr></table><p>${SENTENCES}End.</p></div>${links}`,
      ),
      'a.html',
    );
    const shown = show(document);
    expect(shown[0]).toBe('heading1: Story');
    expect(shown.at(-1)).toContain('End.');
    expect(shown.filter((line) => line.includes('Menu The tenant'))).toHaveLength(8);
    expect(shown).toContain('table-row: a\t1');
  });

  it('reads old and careless markup: nothing closed, cells in pieces, XHTML scripts', async () => {
    const careless = await read(
      '<html><p>One<p>Two <b>bold<p>Three</b><ul><li><a href=x>A<li>B</ul><table><tr><td>x</div><td>y',
      'a.html',
    );
    expect(show(careless)).toEqual([
      'paragraph: One',
      'paragraph: Two bold',
      'paragraph: Three',
      'list-item: A',
      'list-item: B',
      'table-row: x\ty',
    ]);
    const xhtml = await read(
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title><script src="a.js"/></head><body><p>Text</p></body></html>',
      'a.xhtml',
    );
    expect(show(xhtml)).toEqual(['paragraph: Text']);
  });

  it('keeps a listing whose lines are elements in one block, and cuts a long one', async () => {
    const short = await read(page('<pre><code><div>let a;</div><div>let b;</div></code></pre>'), 'a.html');
    expect(show(short)).toEqual(['code: let a;\nlet b;']);
    const long = await read(page(`<pre>${'line\n'.repeat(30)}\n${'more\n'.repeat(30)}</pre>`), 'a.html');
    expect(long.blocks.map((block) => textOf(long, block).split('\n').length)).toEqual([30, 30]);
  });

  it('says so when a page has no text', async () => {
    expect(await readError(page('<script>1</script><img src=x>'), 'a.html')).toMatchObject({
      code: 'no_text',
      details: { name: 'a.html', format: 'html' },
    });
  });

  it('keeps the contract of blocks for any soup of tags', async () => {
    const tag = fc.constantFrom(
      ...'p div h1 h3 ul li table tr td th pre b a br blockquote script title main header ruby rt'.split(' '),
    );
    const token = fc.oneof(
      tag.map((name) => `<${name}>`),
      tag.map((name) => `</${name}>`),
      fc.constantFrom(
        'word',
        ' ',
        '\n',
        '日',
        '&amp;',
        '&#0;',
        '<',
        '&',
        'two words',
        '<!--',
        '-->',
        '<td colspan=3 rowspan=9>',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 60 }), async (tokens) => {
        const outcome = await read(`<html>${tokens.join('')}`, 'a.html').catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'no_text' });
        else expect(faultsOf(outcome as Awaited<ReturnType<typeof read>>)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
