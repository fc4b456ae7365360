package redact

// A mark is a flag of the second rank: what only one detector asks for.
type mark uint32

const (
	mFarMonth mark = 1 << iota // a month in another language; beside a day only
	mPost                      // deliver, parcel: an address follows
	mHouse                     // cottage, hall: ends the name of a house
	mWard                      // nagar, layout: ends the name of a quarter or a street, with a capital
	mLot                       // plot, shop: a number follows, within an address
	mDay                       // yesterday, next: an age stands before it
	mRoad                      // ul., rue: begins the name of a street, in small letters, too
	mDwell                     // wohne, vivo: I live, in other languages
	mAm                        // soy, je suis: a name may follow
	mTown                      // city: before the colon of a form
	mFrom                      // vengo, ich komme: from where, in other languages
	mExam                      // test, deadline: a date beside it is nobody's birthday
	mParty                     // celebrate, mine: tells of a birthday beside a date
	mBox                       // postfach, private: begins the name of a box of the post
	mSign                      // leo, virgo: tells when somebody was born
)

// marked says which words carry which mark, folded to plain letters; word says
// that they are words, too.
var marked = [...]struct {
	mark  mark
	word  bool
	words string
}{
	{mFarMonth, false, `januar februar marz maerz mai juni juli oktober dezember enero febrero marzo mayo junio julio agosto septiembre setiembre octubre
		noviembre diciembre janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro janvier fevrier mars avril juin juillet aout
		septembre octobre decembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus
		augusti maj stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia ocak subat mart nisan mayis
		haziran temmuz agustos tishrei cheshvan heshvan kislev tevet shevat iyar sivan tammuz elul muharram rajab shaban shawwal
		ledna února března dubna května června července srpna září října listopadu prosince januára februára marca apríla mája júna júla augusta
		septembra októbra novembra decembra siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
		tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
		jaanuar veebruar märts aprill juuni juuli oktoober detsember január február március április május június július augusztus szeptember október
		ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie sausio vasario kovo balandžio gegužės birželio liepos
		rugpjūčio rugsėjo spalio lapkričio gruodžio janvārī februārī martā aprīlī maijā jūnijā jūlijā maret desember mac ogos disember mei febuari eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa gener febrer abril maig juny juliol agost setembre novembre desembre janar shkurt prill qershor korrik gusht shtator tetor nentor dhjetor yanvar fevral aprel iyun iyul avqust sentyabr oktyabr noyabr dekabr ionawr chwefror mawrth ebrill mehefin gorffennaf awst medi hydref tachwedd rhagfyr มกราคม มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม ธันวาคม pebrero marso hunyo hulyo
		setyembre oktubre nobyembre disyembre machi aprili julai agosti septemba oktoba novemba desemba genner marc avg jún júl
		января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь июль август сентябрь
		октябрь ноябрь декабрь січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня януари февруари април юни юли
		септември октомври ноември декември ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου
		δεκεμβρίου ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט
		בספטמבר באוקטובר בנובמבר בדצמבר يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر شباط آذار
		نيسان أيار حزيران تموز آب أيلول جانفي فيفري أفريل ماي جوان جويلية أوت जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर
		दिसंबर ژانویه فوریه آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر eylul ekim kasim aralik jan feb mrt okt dez ene abr ago dic mag giu lug ott`},
	{mPost, true, `ship ships shipped shipping deliver delivers delivered delivery parcel parcels package packages courier mail mailed mails mailing
		post posted send sends sent sending drop pick picked picks resident reside resides residing residence registered invoice invoices billing
		forward forwarded label bring certificates certificate letter letters waybill location located`},
	{mPost, false, `enviar envíalo envíame envíe mandar manda mándalo mándame mandalo schicken schickt schick senden liefern lieferung envoyer envoyez envoie
		livrer livraison expédier spedire inviare invia spedisci enviem envia mande entregar entrega kirim kirimkan padala ipadala verzenden sturen skicka
		wyślij wysłać gönder kargo casa estoy estamos rumah отправьте отправить доставка`},
	{mHouse, true, `cottage cottages hall halls house court lodge mansion mansions manor apartments apartment villa villas tower towers building
		bungalow dorm dormitory residence residences residency farm block heights chambers barracks hostel chawl niwas nivas bhavan bhawan sadan
		flats condo condos complex willows`},
	{mWard, false, `nagar marg layout colony sector enclave extension vihar salai chowk phase bazaar bazar cross main bagh ganj puram pura pally palya
		halli estate estates township jalan lorong persiaran taman soi quarter quarters ward rise wharf drove esplanade promenade common barangay
		mews gate circus mah mahallesi sok sokak sokagi cad cadde caddesi bulvari brgy barrio colonia urb jardines side yard walk end meadow meadows grange leas lea mead glade dell garth knoll wynd brae quad spinney paddock copse hollow bluff pointe trace loan gdn gdns dist heath row vale croft drift chase orchard plaza society pol wadi gali mohalla tehsil`},
	{mLot, true, `plot shop door house flat apt apartment unit suite ste room rm block bldg building villa floor level lot box h.no hno no nr gate
		wing tower bungalow dorm stand erf farm rr hwy
		twr sqn sqs shis ngõ ngách hẻm sector blok bât esc lg ug ps int interno depto departamento dpto piso puerta appt appartement étage bâtiment wohnung stiege apto bloco lote manzana daire moo rt rw mz lt blok mieszkanie
		lokal lgh etaj scara staircase entrance escalera scala porta andar дом д квартира кв корпус корп подъезд этаж hus oppgang blk brgy psc cmr purok sitio kavel quan phường quận huyen phuong`},
	{mRoad, false, `corso largo vicolo ul ulica ulitsa rue calle rua jalan jl str avda strada viale piazza vicolo travessa allee carrera chemin impasse quai ruelle venelle sentier montée đường
		faubourg lotissement lieu-dit alameda ladeira beco rodovia carr calz calzada andador retorno cerrada priv prol pje pasaje jirón heol ffordd lôn lorong soi utca bulevar bulevardi улица улице ул
		проспект пр вулиця вул переулок шоссе бульвар شارع רחוב ברחוב שדרות`},
	{mAm, false, `soy sono suis jsem jestem sou`},
	{mTown, false, `city town hometown ciudad stadt wohnort ville ort plz postleitzahl state province county region estado provincia bundesland cidade città miasto město oraș şehir город місто مدينة المدينة עיר`},
	{mFrom, false, `komme kommen viens venons vengo venimos soy somos sou jestem pochodzę kommer tulen pochádzam dolazim sunt`},
	{mDwell, false, `wohnhaft wohne wohnen wohnt vivo vive vivimos habito habite habitons habitamos j'habite demeure résidons resido residimos moro moramos
		mieszkam mieszkamy bydlím bydlíme lakom lakunk oturuyorum oturuyoruz yaşıyorum woon wonen woont asun asumme abito abitiamo domicilié
		zamieszkały живу живем живём мешкаю גר גרה גרים أسكن أعيش نسكن نعيش`},
	{mBox, false, `private locked mail gpo cmb pobox postfach casilla apartado postbus postboks apdo pmb postilokero skrytka caixa caja casella boite bp cp tsa`},
	{mSign, false, `aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces cake`},
	{mParty, false, `celebrate celebrates candles bd mine hers theirs im i'm am nat`},
	{mDay, true, `yesterday today tomorrow next last this tonight already soon on in`},
	{mExam, true, `test tests exam exams sat act psat deadline deadlines session sessions lesson lessons quiz passage article published war treaty
		attack election since until valid issued expires expire expiry registration homework due`},
}
