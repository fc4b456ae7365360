package redact

// What the lexicon knows of words, beside the lists.
const (
	fWord        flag = 1 << iota // English, in lower case
	fStop                         // a word of grammar: never a name
	fGiven                        // a given name
	fFamily                       // a family name
	fAmbiguous                    // a name and a word
	fFamous                       // nobody's private person
	fFamousFirst                  // begins such a name
	fCapital                      // written with a capital, and no name
	fPlace
	fPlaceFirst
	fState // two letters for a state
	fOrg
	fOrgFirst
	fMonth
	fWeekday
	fTitle    // Mr, Dr: a name follows
	fRank     // coach, uncle: a name may follow
	fKin      // friend, sister: likewise, after "my"
	fOwn      // my, his: whose
	fMe       // I, we, me: somebody speaks of themselves
	fGreet    // hi, thanks: a name may follow
	fClose    // best, love: a name may end the letter
	fSay      // said, told: a name may precede, even at the beginning
	fDo       // is, has: likewise, within a sentence
	fLead     // with, asked: a name may follow
	fTheorem  // what is named after somebody famous
	fSchool   // ends the name of a school or firm
	fStreet   // ends the name of a street, whatever its case
	fWay      // likewise, with a capital only
	fUnit     // apartment, suite
	fDigit    // one, two
	fCall     // phone, text: a number may follow
	fBirth    // born, birthday
	fCard     // card, visa
	fSecurity // SSN
	fAccount  // what has an id or a number: student, account
	fNumber   // id, number, no
	fSite     // instagram, discord
	fUser     // username, handle
	fLive     // live, moved: a place may follow
	fStudy    // attend, go to: a school may follow
	fLetters  // passage, author: talk of books
	fSum      // equals, plus: talk of numbers
	fParticle // de, van: within a name
	fDomain   // com, org
	fCountry  // ends a web address when a path follows
	fMail     // gmail, yahoo
	fRoad     // rue, calle: begins the name of a street
	fToken    // question, problem: has numbers, but nobody's
	fMailCue  // email: an address follows
	fOrdinal  // first, twenty
	fAux      // can, is: at the beginning of a question somebody may follow
	fIntro    // llamo: what I am called follows
	fAttend   // attend: a school follows
	fRole     // poet, president: somebody of public life follows
	fSomebody // boy, kid
	fTell     // ask, tell: somebody follows
	fGuild    // club, team: ends the name of a group, with a capital
	fTurn     // turn, be: an age follows
	fNet      // ip, router
	fTeen     // ten, eleven: numbers above nine
	fMood     // what somebody may be, and a name as well: frank, early
	fCompute  // evaluate, minus: the number is to be computed with
	fGone     // identifies by itself: passport, plate
)

// cues say which words carry which flag.
var cues = [...]struct {
	flag  flag
	words string
}{
	{fStop, `a an the and or but nor so yet if then than that this these those there here is are was were be been being am do does did
		done doing have has had having will would shall should can could may might must not no yes yeah yep nope ok okay i you he she it we
		they me him her us them my your his its our their mine yours hers ours theirs myself yourself himself herself itself who whom whose
		what which when where why how of in on at by for with about against between into through during before after above below to from up
		down out off over under again once all any both each few more most other some such only own same too very just also as until while
		because though although since like um uh hmm oh lol idk im i'm ill i'll ive i've id i'd its it's thats that's whats what's lets let's
		dont don't cant can't wont won't didnt didn't isnt isn't doesnt doesn't got get gets getting go goes going gonna gotta wanna really
		now well still even ever never always maybe please sorry thanks thank hi hello hey bye u ur r n b c d e f g h j k l m o p q s t v w x y z
		one two three every everyone everybody someone somebody anyone anybody nobody nothing something anything today tomorrow yesterday
		good great best bad let see say know think want need try make take right wrong true false first second last next
		wait actually basically literally honestly btw tbh fr ngl rn pls plz because cuz cause supposed stuck lost confused done ready
		currently kinda sorta probably nice new old sure yup nah ya yo completo completa complet propre proprio`},
	{fMonth, `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
		januar februar märz oktober dezember enero febrero junio agosto septiembre octubre noviembre diciembre janeiro fevereiro
		janvier février fevrier avril juin juillet août septembre octobre novembre décembre decembre`},
	{fWeekday, `monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun`},
	{fTitle, `mr mrs ms mx miss dr prof mister missus sr sra srta señor senor senora señora herr frau monsieur madame mme sir madam mademoiselle rev fr`},
	{fRank, `coach uncle aunt auntie aunty tia tio abuela abuelo profe maestra maestro profesor profesora professeur professeure lehrer lehrerin profesoara grandma grandpa granny nana nonna professor doctor principal dean father sister brother
		cousin officer captain sergeant senator rabbi pastor imam counselor sensei guru ustad nurse ta teacher tutor tío tía madam lady pastor oma opa`},
	{fKin, `friend friends bestie bff sister brother sis bro mom mum mommy mother dad daddy father cousin aunt uncle grandma grandpa grandmother grandfather
		nephew niece son daughter wife husband boyfriend girlfriend bf gf partner classmate teammate roommate neighbor neighbour boss coworker colleague
		teacher tutor coach counselor counsellor mentor advisor adviser professor instructor twin stepmom stepdad stepbrother stepsister crush ex
		buddy pal mate babysitter therapist doctor dentist guardian fiance fiancee kid baby principal librarian supervisor manager student group-mate labmate
		parent lab-partner deskmate seatmate sibling student's friend's sister's brother's mom's mum's mother's dad's father's cousin's teacher's tutor's coach's`},
	{fOwn, `my his her our their your`},
	{fMe, `i i'm im i've ive i'll i'd me my mine myself we we're we've us our ours`},
	{fGreet, `hi hello hey hiya heya dear thanks thank thx ty tysm bye goodbye morning afternoon evening welcome sup congrats congratulations
		ok okay alright k well hola bonjour ciao namaste salut hallo gracias merci sorry goodnight cheers kudos adios yo you`},
	{fClose, `best love thanks thank sincerely regards cheers yours truly warmly respectfully cordially gratefully xoxo hugs xo thx signed you gracias ty`},
	{fSay, `said says told asked thinks thought texted wants wanted helped showed explained invited called laughed lives loves hates keeps insists
		swears suggested argued replied emailed messaged mentioned claims claimed reminded knows believes got gets scored needs moved sits sent gave
		taught teaches lent borrowed missed failed passed solved finished told forgot loves lent lives dared copied cheated yelled cried agreed`},
	{fDo, `is was has had did does can can't could will would and isn't wasn't hasn't didn't doesn't won't wouldn't couldn't just also always never
		really who whose says gets got goes went came comes lives likes works still keeps used made left took tried sat thought felt`},
	{fLead, `with ask asked asking told tell telling text texted texting call called calling met meet meeting know knew thank and or from for to by
		about like than helped help beat saw see between versus vs remind reminded email emailed message messaged miss missed invite invited visit
		visited marry married love loves hate hates dating ghosted near beside behind cc lent let borrowed named paired against show showed`},
	{fTheorem, `theorem theorems formula formulas rule rules law laws method methods identity identities inequality lemma criterion constant number
		numbers triangle sequence series algorithm principle postulate postulates paradox diagram diagrams distribution test equation equations
		plane coordinates curve spiral sieve conjecture geometry algebra axiom axioms expansion transform transformation notation integral sum
		trial trials polynomial polynomials primes matrix matrices integrals snowflake gasket carpet cycle cycles graph graphs determinant fractal
		rules' coefficient correlation square angle circle line process chain experiment scale motion`},
	{fSchool, `school schools academy university college institute elementary polytechnic seminary prep preparatory inc llc corp corporation ltd gmbh plc
		hospital clinic church mosque synagogue temple foundation isd hs lyceum gymnasium liceo escuela universidad conservatory orphanage`},
	{fStreet, `street st avenue ave av road rd boulevard blvd lane ln drive dr court ct terrace parkway pkwy highway hwy crescent alley turnpike
		cres crt pde tce cct gdns bvd bvld bldv blvrd expy expressway fwy xing trce`},
	{fWay, `broadway way place pl circle cir square sq trail trl loop run row plaza path close hill park walk mews grove view heights ridge crossing bend cove
		point landing gardens green commons pass pike route esplanade quay freeway
		cl hts cv wy plz rise chase croft vale close`},
	{fUnit, `apt apartment suite ste unit floor fl flat room rm bldg building lot box`},
	{fDigit, `zero oh one two three four five six seven eight nine double triple`},
	{fCall, `phone phones call called calling text texting cell cellphone mobile tel telephone tlf tfno tlfn whatsapp reach dial ring fax sms contact number landline
		hotline extension ext ph cel móvil telefono téléphone handy hp zap safaricom mtn airtel jio globe viber digits imessage facetime voicemail num txt hmu dm buzz holler hit digits
		telefon telefonnummer telefonnr puhelin puhelinnumero portable fixe fijo celular cel gsm natel telepon numer nummer numero número numéro komórka
		komorkowy mobil mobile móviles telefone telemóvel telefoon rufnummer telefonszám τηλέφωνο κινητό телефон телефона тел мобильный мобила номер
		هاتف هاتفي جوال رقم رقمي טלפון נייד फोन नंबर sdt sđt`},
	{fBirth, `born birth birthday bday b-day birthdate birthdays dob d.o.b birthed bornon cumpleanos nacimiento naci nacido nacida nacio nació naissance née ne geb geboren geburtstag anniversaire nato nata cumple quince quinces niver bdayy bornn szul nar bornin borned birthdy birfday dilahirkan geboortedag birfdate bornday natalicio brithday brith birtday birhday bithday birthdya brithdate hbd yob anniv nasc ulang nascimento nascido nascida verjaardag compleanno urodziny urodzilam urodzilem nasci geboortedatum geburtsdatum dogdum fodd fodt syntynyt urodzony urodzona dogum quinceanera b'day bdays birthyear bdate birthdt dateofbirth рожд род др
		nascita nascut nascuta nasterii rodne narozen narozeny narozena narozeni narozeniny narodeny narodena narodeniny urodzin urodzenia urodzil urodzila
		fødselsdato fødselsdag fødselsår födelsedatum födelsedag syntymäaika syntymäpäivä sünniaeg sünnipäev sündinud született születtem születési
		születésnap születésnapom rođendan rođenja dogdum dogumlu doğumluyum dogumgunum lahir kelahiran kaarawan ipinanganak isinilang kuzaliwa nilizaliwa
		nac nacim jarig aniversario aniversário nasciment naixement fæddur fædd afmæli gimimo gimtadienis dzimusi dzimis datelindja lindur
		рождения рождение рожден рождён родился родилась родилас народження народився народилася народилась раждане роден родена рођен рођена рођења
		γέννησης γεννήσεως γεννήθηκα γενέθλια γενεθλίων الميلاد ميلادي ميلاد ولدت مواليد تولد متولد پیدائش לידה נולדתי נולד נולדה הולדת יומולדת
		जन्म जन्मतिथि जन्मदिन জন্ম জন্মতারিখ பிறந்த วันเกิด เกิด`},
	{fCard, `card cards visa mastercard amex debit credit discover cc visas maestro`},
	{fSecurity, `ssn ssns social sin itin tin soc socsec ss`},
	{fAccount | fGone, `matrikel matr perm conf lib ine pps cin waiver coupon reg regn permit serial student account acct member membership passport license licence
		registration candidate registrant confirmation case policy routing badge library roll order employee patient mrn customer ticket
		enrollment applicant plate visa medicaid medicare locker tracking invoice booking aadhaar aadhar osis pan curp nie dni bsn nino nhs rut
		imei device voucher transaction txn barcode combo uci ceeb alien identifier receipt passcode reservation prescription claim docket mac
		passeport pasaporte passaporto passaporte paszport paspoort pasaportum reisepass ausweis personalausweis schülerausweis führerschein
		cédula credencial permiso permis matrícula matricule matricola expediente legajo d'identité identité identidad identidade d'identità
		identiteit rijbewijs carnet carné dowód legitymacja prukaz občanka igazolvány henkilötunnus isikukood personnummer fødselsnummer cpr
		kimlik tckn tessera patente fiscale hkid nric cnic nik ktp mykad cnp jmbg oib egn amka pesel sevis uscis rfc waec jamb neco nin bvn
		licencia паспорт паспорта загранпаспорт снилс удостоверение удостоверения студенческий студенческого зачётка зачётки загранпаспорта תז dl
		dln niss omang kra kebele cccd ssd lrn ine maisha iqama tfn ohip pasu uln usi étudiant étudiante estudiante studente studentnummer studentnr schülernummer öğrenci alumno aluno
		elev kennitala personnr personkod asmens emso emšo kitas nisn nuit cuit utr ahv svnr sozialversicherungsnummer steuernummer steueridentifikationsnummer hetu dui
		d'étudiant d'étudiante d'élève d'inscription emplid studentid stuid netid empid regno rollno candno aktenzeichen geschäftszeichen legitymacji зачетка зачетки билета пропуска sid candidat candidata candidato kandidat kandidata inscription inscripción inscrição inscriere iscrizione inschrijving folio الهوية جواز דרכון תעודת`},
	{fAccount, `laptop chromebook tablet computer asset exam cand cao teacher pupil parent tutor coach seat scholarship bank bus sort matric matriculation
		reference ref record user admission enrolment tax insurance national driver's drivers driver school health eligibility attendance testing client lunch ucas ucat aamc
		testtaker learner cert meal cafeteria voter receipt nic application certificate portal banner plates center centre key door access gate alarm file pass session index
		combination stud neet jee cuet clat group class join invite meeting hall entry`},
	{fNumber, `id ids number num no nr code pin identifier nummer numero matrikelnummer identification uid upn mrn ssid iduser vin npi dni nif cpf curp
		numer numéro número číslo broj nro numarası номер رقم מספר`},
	{fSite, `instagram insta ig snap snapchat discord tiktok twitter telegram telegramme twitch chesscom pogo reddit youtube roblox steam minecraft xbox psn facebook fb
		messenger skype wechat line kik tumblr pinterest github gitlab linkedin signal bereal threads mastodon bluesky x spotify vsco chess lichess
		finsta venmo cashapp paypal valorant valo fortnite epic playstation gamertag yt groupme zoom sc dc duolingo geoguessr kahoot quizizz strava letterboxd leetcode codeforces linktree nintendo cashtag xbl
		kakao kakaotalk zalo weibo viber vk odnoklassniki wattpad deviantart soundcloud patreon substack bsky ao3 rblx tt tg qq icq riot riotgames league lol genshin apex overwatch osu brawlstars teams aops kaggle codepen codewars hackerrank brainly edmodo schoology classdojo peardeck blooket gimkit goodreads behance dribbble clubhouse lemon8 rednote bereal pixiv webtoon mixi zepeto pubg mlbb ds gh studygram bookstagram rinsta battlenet teamspeak slack quora hangouts
		forum guilded bandlab desmos quizlet disc anki memrise geogebra overleaf wattys crunchyroll myanimelist anilist lastfm peloton fitbit depop vinted yubo bitmoji musescore topcoder atcoder kattis tinkercad newgrounds gamejolt ubisoft blizzard supercell growtopia vrchat terraria douyin xiaohongshu shazam trello replit scratch itch vimeo`},
	{fUser, `ign nick uname logged acc alt username usernames handle gamertag nickname login user screenname alias usr usernme usrname usernam usrnm usernmae redditor userid tag
		usuario pseudo pseudonyme benutzername nutzername spitzname utente utilisateur användarnamn brukernavn brugernavn käyttäjänimi kullanıcı
		użytkownik uživatel felhasználónév usuário gebruikersnaam ник никнейм логин نيك כינוי`},
	{fLive, `house live lives lived living moved move moving born raised grew relocated stay stayed staying home hometown immigrated emigrated based fly flew
		flying visit visiting visited drove driving commute from town city near fled came grandparents trip travel traveling residing reside`},
	{fStudy, `attend attends attended attending go goes went going graduated graduate graduating enrolled transferred transferring transfer at school
		teaches study studies studying applied applying apply admitted accepted rejected work works worked working intern interns interned internship
		shift volunteer volunteers volunteered volunteering play plays played run runs coach coaches drive drives sing sings perform dance swim swims
		member captain worship pray job alumni alum
		student senior junior freshman sophomore for from interview campus`},
	{fLetters, `passage passages author novel novels poem poet narrator playwright memoir excerpt protagonist philosopher historian theorist biography`},
	{fSum, `mph kilometers km kmh cm inches gallons liters equals plus minus times divided multiply multiplied subtract sum product quotient factor factors solve equation equations integer
		integers decimal ratio coordinates slope remainder prime compute evaluate simplify root squared pi exponent expression
		difference mod modulo calculate rounded decimals fraction perimeter volume radius sequence median average divisible`},
	{fParticle, `des de la del della van von der den ter ten bin binti ibn al el da dos das di du le los las st san santa ben abu abd ap y e da dei degli delle dello dell alla`},
	{fDomain, `com org net edu gov mil io dev app xyz info biz gg co tv me us uk ca mx fr es br jp cn au nz eu ru pl ch se nl ng ke gh school online site tech
		email mail ac int cloud academy ly blog page live chat link store club world ai sh wiki fm ie be pt za sg hk kr ph vn id th my tr gr cz dk fi no hu ro ua il ae sa pk bd lk example test invalid localhost local lan`},
	{fCountry, `me us uk in it is to so no be at am as my de id la ly co ai gl ws cc tv fm ms pe ph re st ch se by do sh be`},
	{fMailCue, `email e-mail mail emails gmail contact reach write`},
	{fAux, `can could did does do is are was were will would should has have had isn't wasn't didn't doesn't won't may`},
	{fIntro, `llamo llama llaman appelle appelles m'appelle s'appelle t'appelles heisse heiße chamo chiamo зовут nombre nome прізвище звати
		heter hedder heiti nazywam jmenuji jmenuju volám hívnak cheamă zovem vadina nimeni nimi numele adım ismim ismi pangalan
		nom prénom prénoms vorname nachname familienname apellido apellidos nombres cognome sobrenome imię nazwisko jméno příjmení priezvisko
		achternaam voornaam naam förnamn efternamn fornavn etternavn navn namn etunimi sukunimi soyad soyadı isim prezime vezetéknév keresztnév
		имя имени фамилия фио ім'я اسمي الاسم اسم קוראים שמי שם όνομα επώνυμο λέγομαι`},
	{fRole, `author poet novelist playwright writer scientist biologist chemist physicist mathematician philosopher historian economist psychologist
		president senator general king queen emperor pope saint artist painter composer sculptor architect explorer inventor activist abolitionist
		astronomer geologist anthropologist sociologist astronaut journalist critic essayist naturalist botanist linguist photographer filmmaker
		director actor actress singer musician pianist violinist choreographer conductor reformer suffragist statesman entrepreneur geneticist
		researcher ecologist neuroscientist archaeologist paleontologist engineer nobel physician surgeon`},
	{fSomebody, `boy girl kid guy man woman person student someone somebody baby dude lady teacher tutor child people kids babies`},
	{fTell, `ask asked asking tell told telling text texted texting meet met meeting invite invited remind reminded email emailed message messaged
		thank thanked cc lend lent owe owed paid helped help follow add nudge ping`},
	{fGuild, `fc club team society labs lab center centre association league troop squad orchestra choir band studio studios bakery cafe diner
		restaurant grill pizza market pharmacy dental library museum camp co company group partners lutheran baptist methodist presbyterian catholic
		parish temple charter montessori daycare ministries cathedral chapel gym salon garage motors plumbing logistics bank union council agency
		theater theatre boosters debate robotics tutoring services consulting solutions technologies brothers sons fellowship mall deli
		kitchen coffee farm farms nursing rehab dojo karate dance ballet swim soccer football basketball baseball volleyball hockey lacrosse
		tigers lions eagles hawks wildcats bulldogs panthers bears sharks wolves knights warriors trojans spartans rangers falcons cougars ymca jcc`},
	{fCompute, `equals plus minus divide divided divides divisible multiply multiplied subtract subtracted product quotient
		evaluate simplify compute calculate integer integers remainder prime modulo expression equation subtraction addition
		multiplication division rounded nearest computed`},
	{fMood, `rich frank early sunny merry jolly blue lucky free young long short good best strong savage sharp smart cross moody hardy true able happy
		will may major junior royal precious noble earnest dear bright fair fine keen kind mild nice quick slow small tall wise sweet sage glad
		close clear deep dry dull flat full hard high hot just last late light loud low mad new odd old open plain poor pretty proud rough round
		safe sore still thick thin tight tough weak wet whole wild sunny early comfort`},
	{fTeen, `ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`},
	{fNet, `ip ips address router server network wifi ping host dns vpn subnet gateway localhost laptop log login connected connect lan ipv4 proxy`},
	{fTurn, `turn turns turned turning be become becomes became hit cumplo cumple cumplí cumplirá compio compie compirò faço fiz werde täytän fyller fylder fyllir
		skończę skończyłem исполнится исполнилось виповниться`},
	{fGone, `lasid cuil ssn vin uid upn warrant`},
	{fAttend, `attend attends attended attending`},
	{fOrdinal, `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
		seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty`},
	{fMail, `gmail yahoo hotmail outlook icloud protonmail proton aol ymail live msn gmx zoho fastmail mail googlemail me comcast verizon qq yandex`},
	{fRoad, `rue calle avenida via rua carrera avenue boulevard chemin paseo plaza carretera strada piazza impasse allée quai ruelle sentier venelle
		travessa largo praça alameda estrada rodovia boul viale vicolo corso camino pasaje jirón jr carr calz`},
	{fToken, `question questions problem problems page pages chapter section module item exercise example step figure table line lines part quiz passage
		test version lesson unit option choice level room number form equation paragraph week day theorem row column slide set worksheet activity hexadecimal hex binary octal`},
}

// A keyword is a word that rules ask for by itself.
type keyword uint8

const (
	kNone keyword = iota
	kName
	kNames
	kNameIs // name's
	kIs
	kIm // I'm
	kI
	kAm
	kThis
	kIts
	kCall
	kCalled
	kNamed
	kMe
	kHere
	kAt
	kDot
	kDash
	kUnderscore
	kPlus
	kOf
	kIn
	kFrom
	kTo
	kAnd
	kThe
	kExt
	kX
	kVersion
	kLast
	kAddress
	kHigh
	kMiddle
	kPO
	kBox
	kWith
	kDouble
	kTriple
	kOn
	kEnding
	kAs
	kZip
	kWas
	kYou
	kThank
	kFor
	kUnder
	kBy
	kSigned
	kDear
	kUniversity
	kCollege
	kWWW
	kHTTP
	kHTTPS
	kFTP
	kWorld
	kSweet
	kSinh
)

var keywords = [...]string{kName: "name", kNames: "names", kNameIs: "name's", kIs: "is", kIm: "i'm", kI: "i", kAm: "am", kThis: "this",
	kIts: "it's", kCall: "call", kCalled: "called", kNamed: "named", kMe: "me", kHere: "here", kAt: "at", kDot: "dot", kDash: "dash",
	kUnderscore: "underscore", kPlus: "plus", kOf: "of", kIn: "in", kFrom: "from", kTo: "to", kAnd: "and", kThe: "the",
	kExt: "ext", kX: "x", kVersion: "version", kLast: "last", kAddress: "address", kHigh: "high",
	kMiddle: "middle", kPO: "po", kBox: "box", kWith: "with", kDouble: "double", kTriple: "triple", kOn: "on", kEnding: "ending",
	kAs: "as", kZip: "zip", kWas: "was", kYou: "you", kThank: "thank", kFor: "for", kUnder: "under", kBy: "by",
	kSigned: "signed", kDear: "dear", kUniversity: "university", kCollege: "college",
	kWWW: "www", kHTTP: "http", kHTTPS: "https", kFTP: "ftp", kWorld: "world", kSweet: "sweet", kSinh: "sinh"}

// twins are other spellings of keywords.
var twins = map[string]keyword{"im": kIm, "its": kIts, "hyphen": kDash, "arroba": kAt, "punto": kDot, "ponto": kDot, "punkt": kDot, "period": kDot, "es": kIs, "est": kIs, "ist": kIs, "é": kIs, "plz": kZip, "postleitzahl": kZip, "pincode": kZip, "zipcode": kZip, "postcode": kZip,
	"postal": kZip, "extension": kExt, "addr": kAddress, "addy": kAddress, "adress": kAddress, "addresses": kAddress, "direccion": kAddress, "adresse": kAddress, "anschrift": kAddress,
	"indirizzo": kAddress, "morada": kAddress, "endereco": kAddress, "adres": kAddress, "adresa": kAddress, "domicilio": kAddress, "alamat": kAddress, "адрес": kAddress, "адреса": kAddress, "عنواني": kAddress, "العنوان": kAddress, "כתובת": kAddress, "הכתובת": kAddress,
	"adresim": kAddress, "adresimiz": kAddress, "adresi": kAddress, "osoite": kAddress, "lakcim": kAddress, "cimem": kAddress, "διευθυνση": kAddress,
	"ends": kEnding, "ended": kEnding, "end": kEnding, "v": kVersion, "ver": kVersion}
