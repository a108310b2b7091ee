/**
 * Function words by language, ours, most frequent first: articles, pronouns, prepositions, conjunctions, auxiliaries and
 * question words. They serve twice: as the words of a question that say nothing about its subject, and as evidence of
 * the language that a text is written in. Lists of that size are enough for both; longer ones (as the collections on
 * npm have) hold words with a meaning, such as the German "Jahr" or "Menschen".
 */
export const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  en: `the of and to a in is that it for was on are as with be by at this which or an from not but have has had were
    been they their its he she his her him we you your our us i my me what who whom whose when where why how do does did
    can could will would shall should may might must there these those than then so if into about between over under
    after before during while because also any all each some such no nor only both more most other same very just out
    up off through per am being having doing am don't doesn't didn't isn't aren't wasn't can't won't it's let them
    itself themselves myself yourself here again further once own too`,
  de: `der die und das in den von zu mit ist des sich nicht ein eine dem auf für es im auch als an er sie werden aus bei
    hat dass nach wird einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch
    man sein wurde sei ich wir ihr ihre ihren ihrem ihres uns unser unsere du mich mir dich dir euch was wer wem wen
    wann wo warum wieso weshalb wohin woher wozu welche welcher welches welchen welchem wieviel kann können konnte muss
    müssen soll sollen darf dürfen will wollen würde worden gibt wenn weil ob da damit dann doch schon kein keine keinen
    keiner dieser diese dieses diesen diesem jede jeder jedes jeden jedem beim vom ins unter gegen ohne zwischen seit
    während sowie sondern habe hatte hatten waren bin bist eines ihm ihn ihnen seine seiner seinen seinem denn also`,
  fr: `de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son aux
    cette ces ont été mais leur leurs nous vous elle elles ils je tu on me te lui y sa ses mes tes mon ma ton ta notre
    nos votre vos comme si tout tous toute toutes sans entre dont où quand comment pourquoi combien quoi quel quelle
    quels quelles lequel laquelle être avoir fait faire peut doit sera était étaient avait ainsi aussi donc car cet même
    très bien sous chez vers depuis lors afin est-ce qu'est-ce peuvent doivent suis es sommes êtes ai as avons avez`,
  es: `de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta
    entre cuando muy sin sobre también me hasta hay donde quien quienes desde todo nos durante todos uno les ni contra
    otros ese eso ante ellos e esto mí antes algunos qué cuál cuáles cuándo cuánto cuánta cuántos cuántas cómo dónde
    quién por es son fue fueron ser está están estar era eran ha han había tiene tienen tener puede pueden debe deben si
    nosotros ustedes usted él ella ellas mi tu te yo nuestro nuestra otra otro cada según sea será unos unas cual`,
  it: `di e il la che in a per un è del non con i da le si una sono della al dei nel alla come più anche lo gli ma o
    delle dal ha su nella sul se ci degli questo questa questi queste dalla ed essere suo sua suoi sue loro io tu lui lei
    noi voi mi ti vi chi cosa quale quali quando dove come perché quanto quanta quanti quante era erano stato stata hanno
    può possono deve devono ogni tra fra senza sotto sopra contro dopo prima ancora già così quello quella quelli quelle
    ai alle agli allo dello dai dalle nei nelle sui sulla sulle uno cui mio mia nostro vostro c'è cos'è qual fare`,
  pt: `de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou
    ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas
    me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja qual quais será nós
    lhe deles este esta fosse onde quanto quanta quantos quantas porque porquê são pode podem deve devem cada sobre após
    desde durante estes estas aquele aquela isto aquilo nosso nossa vocês lhes pelas`,
  nl: `de van het een en in is dat op te zijn met voor niet aan er die om ook als bij dan of maar door over wordt uit
    naar tot heeft ze hij kan zo nog wat wie waar wanneer waarom hoe welke welk hoeveel hebben worden deze dit geen was
    werd we wij je jij u uw ik mijn hun haar hem zij ons onze moet moeten mag mogen zou zal zullen kunnen werden had
    hadden wel meer al na onder tegen tussen zonder tijdens sinds omdat indien alle elke elk andere per daar hier toen
    want dus jullie mij me iets niets men`,
  pl: `i w na z do się nie że to jest o jak od za po przez dla co czy ale oraz są był była było były być ze tym który
    która które którzy których tego tej ten ta te tak już może mogą tylko przy jego jej ich ma mają lub albo kto kiedy
    gdzie dlaczego ile jaki jaka jakie jaką jakich czym kim my wy oni one ja ty on ona ono mnie ciebie nas was im mu
    bez pod nad przed między podczas więc jednak także również gdy jeśli ponieważ zostać został została można należy
    każdy każda żeby aby u we`,
  cs: `a v se na je že o s z do i k ve pro za by ale si po jako jsou od ze co tak to jeho být jen jak má však již nebo
    při který která které kteří byl byla bylo byly podle aby pak už až kde když kdy kdo proč kolik jaký jaká jaké jakou
    mezi před této tento tato toto ten ta ty jejich není jeho její jsem jste jsme může musí mohou bude budou ke také bez
    pod nad než protože pokud nás vás mě mi mu jim nich ní u čím čeho`,
  sv: `och i att det som en på är av för med den till har de inte om ett han var men från så kan när nu man hon under
    efter vid eller sig där här också vara hade ska skulle blir bli vad vem vilka vilken vilket hur varför vart mycket
    över mellan utan genom än mot alla denna detta dessa jag vi ni du dig mig oss er ert era vår våra sin sina sitt hans
    hennes deras dem då ut upp in måste får får inom bara varje any ingen inget många få`,
  da: `og i at det er en til på som med for af den de har ikke der var et han fra men om vi så kan når også eller hun
    efter ved sig være havde skal ville bliver blev hvad hvem hvilke hvilken hvilket hvor hvordan hvorfor hvornår meget
    over mellem uden gennem end mod alle denne dette disse jeg du i dig mig os jer jeres vores sin sine sit hans hendes
    deres dem da ud op ind må få inden kun hver ingen intet mange nogle noget nogen`,
  nb: `og i å det er en til på som med for av den de har ikke der var et han fra men om vi så kan når også eller hun
    etter ved seg være hadde skal ville blir ble hva hvem hvilke hvilken hvilket hvor hvordan hvorfor mye over mellom
    uten gjennom enn mot alle denne dette disse jeg du dere deg meg oss deres vår våre sin sine sitt hans hennes dem da
    ut opp inn må få innen bare hver ingen ingenting mange noen noe ikke`,
  fi: `ja on ei että oli se hän mutta ovat kun mikä mitä missä milloin miksi miten kuka ketkä kuinka paljonko mihin
    mistä minkä joka jotka jonka jos niin kuin myös tai sekä ole olla olen olemme olette olivat ollut tämä nämä tuo ne
    niiden sen sitä siitä siinä siihen hänen heidän meidän teidän minun sinun minä sinä me te he mukaan voi voivat
    voidaan pitää täytyy jälkeen ennen kanssa ilman yli alle vain vielä jo nyt koska vaikka eli kaikki joka jokainen`,
  hu: `a az és hogy nem is van volt egy ez azt de meg mint csak ki mi mit mikor hol hova miért hogyan melyik mennyi hány
    milyen kell lehet lesz vagy még már ha el fel le be ami aki amely akik amelyek ezt ezek azok ő ők én te ti őket
    neki nekik minden között után előtt alatt szerint által miatt pedig így úgy ahol amikor mert sem sincs nincs vannak
    voltak legyen lenne ezen azon erre arra`,
  ro: `de și în a la cu pe nu din că se o care este un pentru mai sau au fi ca ce prin dar după sunt al ale cel cea cei
    fost era erau lor lui ei el ea ele noi voi eu tu îmi îți îi ne vă cine când unde cum cât câtă câți câte ce care pot
    poate trebuie fără între sub peste până dacă deci doar acest această aceste acești acel toate tot toți fiecare
    despre spre s-a într-un într-o unei unui unor`,
  tr: `ve bir bu da de için ile çok olarak daha gibi olan o ne kadar en sonra ama var yok mi mı mu mü değil ki her ya
    veya ise hem şu ben sen biz siz onlar bana sana ona bize size onlara benim senin onun bizim sizin kim nerede nereye
    nasıl neden niçin niye hangi kaç ne zaman diye önce göre kendi tüm bütün bazı ancak fakat çünkü eğer oldu olduğu
    olduğunu olur olması edilir eden ettiği vardır midir nedir kimdir üzere tarafından`,
  vi: `và của là có không được trong cho một các với này để những người khi đã về ra ở như từ đến nào gì sao ai đâu bao
    nhiêu thế tại vì nên thì mà cũng đó rất bị theo hay hoặc sẽ đang phải vào trên dưới sau trước do bởi nếu nhưng còn
    chỉ tôi bạn chúng ta họ anh chị nó mấy mỗi mọi lại rằng cần thể`,
  id: `yang dan di ini itu dari dengan untuk pada adalah tidak dalam ke akan atau oleh juga sebagai dapat ada bisa telah
    sudah karena saat lebih antara seperti mereka kami kita saya anda dia ia apa siapa kapan dimana mana mengapa kenapa
    bagaimana berapa harus belum bukan jika bila maka tetapi namun serta secara setelah sebelum hingga sampai para
    tersebut bagi apakah apabila sangat hanya setiap semua`,
  ru: `и в не на я что он с как это по но из у за от так же к о для вы бы мы все она его или ни мне было быть был была
    были есть до если их ли то нет её ей ему чем при том кто что где когда почему зачем как какой какая какое какие
    каков какова сколько чей куда откуда со во под над перед между после без через также может могут должен должна
    должны этот эта эти этого этой тот та те того который которая которое которые себя свой только уже ещё они вас нас
    вам нам ты тебя меня`,
  uk: `і в не на що з як це по але із у за від так же до о для ви б ми все вона його або ні мені було бути був була
    були є якщо їх чи то немає її їй йому чим при тому хто де коли чому навіщо який яка яке які скільки чий куди звідки
    зі під над перед між після без через також може можуть повинен цей ця ці цього цієї той та те того себе свій тільки
    вже ще вони вас нас вам нам ти тебе мене та й`,
  bg: `и в на не се да за от с по че е като до при това са а или си ще във което който която които но са бил била било
    били има няма как какво кой коя кога къде защо колко какъв каква какви чий може могат трябва след преди между без
    под над през също само още вече тя той те ние вие аз ти го му им ни ви ги тези този тази`,
  el: `και το να του η της με που την από για τα είναι των σε ο οι στο θα τη στην τον δεν τους τις στη στα στον ως αυτό
    ή μια ένα ένας μία έχει έχουν ήταν αν κατά μετά πριν όπως αλλά πιο πολύ μόνο όταν ποιος ποια ποιο ποιοι ποιες τι
    πού πότε πώς γιατί πόσο πόσα πόσοι πόσες αυτή αυτός αυτά αυτές εγώ εσύ εμείς εσείς μου σου μας σας ότι προς χωρίς
    μεταξύ επίσης πρέπει μπορεί κάθε όλα όλοι`,
  ar: `في من على إلى أن عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا من متى أين كيف لماذا كم أي هل لا لم لن كان كانت
    كانوا يكون تكون قد و أو ثم بل لكن إن كل بعض بين بعد قبل عند حتى هو هي هم نحن أنت أنا كما غير منذ خلال حيث به بها
    له لها لهم فيه فيها منه منها عليه عليها إذا ولا وما وهو وهي مثل أيضا تم يتم يمكن دون حول ضد`,
  fa: `و در به از که این را با است برای آن یک خود تا بر هم نیز شد شده می ها های بود دارد کرد کند اما یا اگر هر چه چی
    کی کجا چرا چگونه چطور چند کدام چقدر باید شود شوند هستند نیست بودند ما شما او آنها من تو پس پیش بین بدون روی`,
  he: `של את על לא זה עם הוא היא כי גם או אם אל כל יש אין היה היתה היו להיות אני אתה אנחנו הם הן מה מי מתי איפה איך
    למה מדוע כמה איזה איזו אילו לאן מאין אבל רק עוד יותר כמו בין אחרי לפני תחת ללא כך אז זו זאת אלה אלו אותו אותה
    שלו שלה שלהם לו לה להם בו בה ידי האם עד מאוד`,
  hi: `के का की है में से और को पर इस एक यह हैं कि जो ने लिए था थी थे हो ही भी कर गया तो या वह साथ अपने उस कुछ तक
    किया जाता रहा ये बाद होता होती द्वारा क्या कौन कब कहाँ कहां क्यों कैसे कितना कितने कितनी किस किसने किसे कौनसा नहीं
    मैं हम तुम आप वे उनके उसके इसके सकता सकते सकती रहे रही दिया गई गए जब तब अगर लेकिन`,
  th: `ที่ และ ใน ของ เป็น การ มี ได้ ให้ ว่า จะ กับ ไม่ จาก โดย นี้ แต่ หรือ ก็ ซึ่ง อยู่ เพื่อ ถูก แล้ว ต้อง กัน ด้วย
    อะไร ใคร เมื่อ เมื่อไหร่ เมื่อไร ไหน ที่ไหน ทำไม อย่างไร ยังไง เท่าไหร่ เท่าไร กี่ ไหม มั้ย คือ ไป มา ขึ้น ลง นั้น
    เขา เธอ ผม ฉัน คุณ เรา พวก ทุก แห่ง ตาม ถึง`,
};

/** Characters that only bind others: a Chinese term made of nothing else says nothing about the subject. */
export const CHINESE_FUNCTION_CHARACTERS =
  '的了是在和有我他她它这這那不也就都而及与與或但为為被把从從到对對于於以之其吗嗎呢吧啊个個们們什么麼怎哪谁誰何几幾多少时時候样樣请請问問';

/** Pairs of Korean syllables that are endings, particles or question words. */
export const KOREAN_FUNCTION_PAIRS =
  '입니 니다 니까 습니 합니 됩니 있습 있는 하는 되는 에서 으로 부터 까지 에게 무엇 엇입 엇인 인가 가요 나요 세요 누구 언제 어디 디서 어떻 떻게 어떤 얼마 마나 이며 하고 그리 리고 또는 것은 것이 것을 이다 한다 된다 없는 없습 이란';
