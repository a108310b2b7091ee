import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../../src/text/language.ts';

describe('detectLanguage', () => {
  it.each([
    [
      'en',
      'What is the notice period?',
      'The tenant pays the rent on the first of each month and keeps the flat in order.',
    ],
    [
      'de',
      'Wie hoch ist die Kaution?',
      'Der Mieter zahlt die Miete am Ersten des Monats und hält die Wohnung in Ordnung.',
    ],
    ['fr', 'Quel est le loyer ?', 'Le locataire paie le loyer le premier du mois et entretient le logement.'],
    [
      'es',
      '¿Cuánto cuesta el alquiler?',
      'El inquilino paga el alquiler el primer día del mes y cuida la vivienda.',
    ],
    [
      'it',
      "Quanto costa l'affitto?",
      "L'inquilino paga l'affitto il primo del mese e tiene in ordine la casa.",
    ],
    [
      'pt',
      'Qual é o prazo de entrega?',
      'O inquilino paga o aluguel no primeiro dia do mês e não pode fazer obras.',
    ],
    [
      'nl',
      'Hoe lang is de garantie?',
      'De huurder betaalt de huur op de eerste van de maand en houdt het huis netjes.',
    ],
    ['pl', 'Ile wynosi kaucja?', 'Najemca płaci czynsz pierwszego dnia miesiąca i dba o mieszkanie.'],
    ['cs', 'Jaká je výpovědní lhůta?', 'Nájemce platí nájem první den v měsíci a udržuje byt v pořádku.'],
    [
      'sv',
      'Hur lång är uppsägningstiden?',
      'Hyresgästen betalar hyran den första varje månad och håller lägenheten i ordning.',
    ],
    [
      'da',
      'Hvor lang er opsigelsesfristen?',
      'Lejeren betaler huslejen den første i måneden og må ikke bygge noget om.',
    ],
    [
      'fi',
      'Kuinka pitkä on takuuaika?',
      'Vuokralainen maksaa vuokran kuukauden ensimmäisenä päivänä ja pitää asunnon kunnossa.',
    ],
    [
      'hu',
      'Mennyi a kaució?',
      'A bérlő a hónap első napján fizeti a bérleti díjat, és rendben tartja a lakást.',
    ],
    [
      'ro',
      'Cât este chiria?',
      'Chiriașul plătește chiria în prima zi a lunii și păstrează locuința în ordine.',
    ],
    [
      'tr',
      'Garanti süresi ne kadar?',
      'Kiracı kirayı her ayın birinde öder ve daireyi düzenli tutar, bu da önemlidir.',
    ],
    [
      'vi',
      'Tiền thuê nhà là bao nhiêu?',
      'Người thuê trả tiền vào ngày đầu tiên của mỗi tháng và giữ nhà sạch sẽ.',
    ],
    [
      'id',
      'Berapa harga sewa?',
      'Penyewa membayar sewa pada hari pertama setiap bulan dan menjaga rumah dengan baik.',
    ],
    [
      'ru',
      'Какой срок аренды?',
      'Арендатор платит первого числа каждого месяца и содержит квартиру в порядке.',
    ],
    [
      'uk',
      'Який термін оренди?',
      'Орендар платить першого числа кожного місяця і тримає квартиру в порядку.',
    ],
    ['bg', 'Какъв е срокът?', 'Наемателят плаща наема на първо число и поддържа жилището в ред.'],
    ['el', 'Πόσο είναι το ενοίκιο;', 'Ο ενοικιαστής πληρώνει το ενοίκιο την πρώτη του μήνα.'],
    ['ar', 'ما هو الإيجار؟', 'يدفع المستأجر الإيجار في أول كل شهر ويحافظ على الشقة.'],
    ['fa', 'اجاره چقدر است؟', 'مستأجر اجاره را در اول هر ماه می‌پردازد و خانه را مرتب نگه می‌دارد.'],
    ['he', 'כמה שכר הדירה?', 'השוכר משלם את שכר הדירה בראשון לכל חודש.'],
    ['hi', 'किराया कितना है?', 'किरायेदार हर महीने की पहली तारीख को किराया देता है।'],
    ['th', 'ค่าเช่าเท่าไหร่', 'ผู้เช่าจ่ายค่าเช่าในวันที่หนึ่งของทุกเดือน'],
    ['zh', 'MiniLM模型的延迟是多少？', '承租人应于每月一日支付租金，并保持房屋整洁。'],
    ['ja', '家賃はいくらですか？', '賃借人は毎月一日に家賃を支払い、部屋を清潔に保つ。'],
    ['ko', '월세는 얼마인가요?', '임차인은 매월 1일에 월세를 지불하고 집을 깨끗하게 유지합니다.'],
  ])('knows %s by a question and by a sentence', (language, question, sentence) => {
    expect(detectLanguage(question)).toBe(language);
    expect(detectLanguage(sentence)).toBe(language);
  });

  it('tells Norwegian from Danish in a paragraph', () => {
    expect(
      detectLanguage(
        'Leietakeren betaler leien den første i måneden. Etter dette må noen hente nøkkelen. Hva er leien nå?',
      ),
    ).toBe('nb');
  });

  it('goes by what most of the text is in', () => {
    expect(
      detectLanguage('The Chinese word for rent is 租金, and the tenant pays it every month to the owner.'),
    ).toBe('en');
    expect(detectLanguage('承租人应于每月一日支付租金。详见 Lease Agreement 2024。')).toBe('zh');
  });

  it.each(['', '   ', '12345 67.8', '!?', 'MiniLM WebGPU', 'kWh'])('does not guess from "%s"', (text) => {
    expect(detectLanguage(text)).toBe('und');
  });

  it('takes function words in names for parts of the names', () => {
    expect(
      detectLanguage(
        'Teams from the NFL (Los Angeles Rams), the NBA (Los Angeles Lakers) and MLS (LA Galaxy).',
      ),
    ).toBe('en');
    expect(detectLanguage('Die Los Angeles Rams und die Los Angeles Lakers')).toBe('de');
    expect(detectLanguage('THE RENT IS DUE ON THE FIRST')).toBe('en');
    expect(detectLanguage('Wohnung\nDie Miete\nDer Garten')).toBe('de');
  });
});
