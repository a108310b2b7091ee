import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStopWord, termsOf } from '../../../src/text/terms.ts';

/** Whether a text's terms hold all terms of a question. */
const isFoundBy = (text: string, question: string, language?: string): boolean => {
  const terms = new Set(termsOf(text, language));
  return termsOf(question, language).every((term) => terms.has(term));
};

describe('termsOf', () => {
  it('keeps the order and the repeats of words', () => {
    expect(termsOf('Rent, rent and heat!', 'en')).toEqual(['rent', 'rent', 'and', 'heat']);
    expect(termsOf(' \n…—! ')).toEqual([]);
  });

  it.each([
    ['en', 'The tenants were paying', 'tenant pay'],
    ['de', 'Die Kündigungsfristen der Häuser', 'Kündigungsfrist Haus'],
    ['fr', 'les loyers mensuels', 'loyer mensuel'],
    ['es', 'los alquileres pagados', 'alquiler pagado'],
    ['it', 'i contratti di affitto', 'contratto affitto'],
    ['pt', 'os contratos assinados', 'contrato assinado'],
    ['nl', 'de huurders betalen', 'huurder betaal'],
    ['ru', 'договоры аренды', 'договор аренда'],
    ['bg', 'направленията на градовете', 'направление град'],
    ['sv', 'hyresgästerna', 'hyresgäst'],
    ['fi', 'taloissa', 'talo'],
    ['tr', 'evlerinde', 'ev'],
    ['el', 'τα συμβόλαια', 'συμβόλαιο'],
    ['hi', 'लड़कियों', 'लड़की'],
    ['ar', 'والمدرسة الشقة', 'مدرسة شقة'],
    ['ar', 'شركته وشركتها وشركتهم', 'الشركة'],
    ['ar', 'بتقديم الطلب لأول مرة', 'التقديم أول'],
    ['fa', 'کتاب‌های آنها', 'کتاب'],
    ['fa', 'کتاب‌ها', 'کتابها'],
    ['ta', 'வீடுகள் ஒப்பந்தத்தின்', 'வீடு ஒப்பந்தம்'],
    ['hy', 'պայմանագրեր', 'պայմանագրի'],
    ['pl', 'umowy najemców mieszkaniowe', 'mieszkaniowa najemcy'],
    ['cs', 'nájemní smlouvy nájemníků', 'nájemníci'],
  ])('finds another form of a word (%s): %s', (language, text, question) => {
    expect(isFoundBy(text, question, language)).toBe(true);
  });

  it.each([
    ['accents', 'Élève de l’école', 'eleve de ecole', 'fr'],
    ['case', 'RENT', 'rent', 'en'],
    ['sharp s', 'STRASSE', 'Straße', 'de'],
    ['ligatures', 'eﬃcient oﬃce', 'efficient office', 'en'],
    ['full width', 'ＡＢＣ１２３', 'abc123', 'ja'],
    ['composed and decomposed', 'Cafe\u0301', 'Café', 'fr'],
    ['soft hyphens', 'Miet\u00ADvertrag', 'Mietvertrag', 'de'],
    ['other digits', '١٢٣ ९', '123 9', 'ar'],
    ['Arabic vowel points, tatweel and alef', 'أَحْمَـــد', 'احمد', 'ar'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום', 'he'],
    ['Russian yo', 'жильё', 'жилье', 'ru'],
    ['the Thai vowel am', 'น้ำ', 'น\u0E49\u0E4D\u0E32', 'th'],
    ['short Arabic words', 'أم', 'ام', 'ar'],
    ['Turkish i', 'İSTANBUL IŞIK', 'istanbul ışık', 'tr'],
  ])('folds %s', (_what, text, question, language) => {
    expect(isFoundBy(text, question, language)).toBe(true);
    expect(isFoundBy(question, text, language)).toBe(true);
  });

  it('keeps what tells words apart: Vietnamese tones, Hindi vowels, Thai tones, the breve of й', () => {
    expect(termsOf('má', 'vi')).not.toEqual(termsOf('mạ', 'vi'));
    expect(termsOf('दिन', 'hi')).not.toEqual(termsOf('दीन', 'hi'));
    expect(termsOf('ไม้', 'th')).not.toEqual(termsOf('ไม่', 'th'));
    expect(termsOf('йод', 'ru')).not.toEqual(termsOf('иод', 'ru'));
  });

  it.each([
    ['1,234.50', '1234.5'],
    ['1.234,5', '1234.5'],
    ['1 234', '1234'],
    ['1\u202F234\u202F567', '1234567'],
    ["12'000", '12000'],
    ['1200.00', '1200'],
    ['3,14', '3.14'],
    ['007', '007'],
    ['0.5', '0.5'],
  ])('spells a number in one way: %s', (written, term) => {
    expect(termsOf(written.replace(' ', '\u00A0'), 'en')).toEqual([term]);
  });

  it.each([
    ['e-mail', 'email', 'mail'],
    ['snake_case_name', 'case'],
    ['snake_case_name', 'snakeCaseName'],
    ['getUserName()', 'user name'],
    ['getUserName()', 'get_user_name'],
    ['config.json', 'config json'],
    ['WH-1000XM4', 'wh1000xm4'],
    ['10kg', '10 kg'],
    ['§ 5 Abs. 2', '§5', '5'],
    ['2024-05-01', '2024', '2024-05-01'],
    ['the tenant’s dog', 'tenant'],
    ["l'affitto dell'acqua", 'affitto acqua'],
    ['jane.doe@example.org', 'jane', 'example'],
    ['AT&T', 'at&t'],
  ])('finds a compound as a whole and by its parts: %s', (text, ...questions) => {
    for (const question of questions) expect(isFoundBy(text, question, 'en')).toBe(true);
  });

  it('cuts no character in half', () => {
    const [term] = termsOf(`a${'𐐨'.repeat(60)}`, 'en');
    expect(term).toHaveLength(63);
    expect(term?.isWellFormed()).toBe(true);
  });

  it('tells C, C++ and C# apart', () => {
    expect(termsOf('C C++ C#', 'en')).toEqual(['c', 'c++', 'c#']);
  });

  it.each([
    ['zh', '每月租金是一千元。', '租金'],
    ['zh', '用MiniLM模型计算2024年的数据', '模型'],
    ['zh', '用MiniLM模型计算2024年的数据', 'MiniLM 2024'],
    ['ja', 'コンピューターの料金です', '料金'],
    ['ja', 'コンピューターの料金です', 'コンピューター'],
    ['ko', '월세는 매달 지불합니다', '월세'],
    ['th', 'ค่าเช่าบ้านเดือนละหนึ่งพันบาท', 'ค่าเช่าบ้าน'],
    ['th', 'ผู้เช่าต้องทำสัญญาและจำนวนเงิน', 'จำนวน'],
    ['lo', 'ຄ່າເຊົ່າເຮືອນຕໍ່ເດືອນ', 'ເຮືອນ'],
    ['km', 'ថ្លៃឈ្នួលផ្ទះប្រចាំខែ', 'ផ្ទះ'],
    ['my', 'အိမ်ငှားခလစဉ်ပေးရသည်', 'အိမ်'],
    ['zh', '金', '金'],
  ])('finds words in text without spaces (%s): %s', (language, text, question) => {
    expect(isFoundBy(text, question, language)).toBe(true);
  });

  it('finds an English word in a text of any language and script as in an English one', () => {
    for (const language of ['zh', 'ja', 'ar', 'ru', 'th', 'und'])
      expect(termsOf('Windows', language)).toEqual(termsOf('windows', 'en'));
  });

  it('makes no term of an Arabic sign that stands alone', () => {
    expect(termsOf('ﹷ \u0640 بيت', 'ar')).toEqual(termsOf('بيت', 'ar'));
  });

  it('makes terms of any text that hold something, no white space and no half of a character', () => {
    const language = fc.constantFrom(
      'en',
      'de',
      'tr',
      'ar',
      'fa',
      'pl',
      'zh',
      'ja',
      'th',
      'hi',
      'vi',
      'und',
      'xx',
    );
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), {
      maxLength: 6,
    });
    const isTerm = (term: string): boolean =>
      term.length > 0 && term.length <= 80 && !/\s/.test(term) && term.isWellFormed();
    const property = fc.property(text, language, (parts, tag) => {
      const joined = parts.join(' ');
      const terms = termsOf(joined, tag);
      expect(terms.filter((term) => !isTerm(term))).toEqual([]);
      expect(termsOf(joined, tag)).toEqual(terms);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('isStopWord', () => {
  it.each([
    ['en', 'what is the', 'rent deposit'],
    ['de', 'wie ist die', 'Miete Kaution'],
    ['fr', 'quel est le', 'loyer'],
    ['ru', 'какой это', 'аренда'],
    ['ar', 'ما هو', 'الإيجار'],
    ['ja', 'です から', '家賃'],
    ['zh', '什么', '租金'],
    ['ko', '무엇', '월세'],
    ['th', 'คือ อะไร', 'ค่าเช่า'],
  ])('tells function words from subjects in %s', (language, functions, subjects) => {
    for (const term of termsOf(functions, language))
      expect([term, isStopWord(term, language)]).toEqual([term, true]);
    for (const term of termsOf(subjects, language))
      expect([term, isStopWord(term, language)]).toEqual([term, false]);
  });

  it('knows none of an unknown language', () => {
    expect(isStopWord('the', 'xx')).toBe(false);
  });
});
