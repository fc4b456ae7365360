package tutor

import (
	"regexp"
	"strings"
	"unicode"
)

// A Category of what endangers a learner or somebody else.
type Category string

// The categories.
const (
	SelfHarm    Category = "self_harm"
	Abuse       Category = "abuse"
	Violence    Category = "violence"
	SexualMinor Category = "sexual_minor"
	Dangerous   Category = "dangerous"
	Insult      Category = "insult" // in a reply only
)

// A danger is a sign of a category, and what shows that it is none.
type danger struct {
	category Category
	sign     *regexp.Regexp
	harmless *regexp.Regexp // nil if nothing does
}

var parts = strings.NewReplacer(
	"<me>", `(?:myself|my self|my wrists?|my arms?|my body)`,
	"<kin>", `(?:he|she|they|someone|somebody|my (?:step)?(?:dad|daddy|father|mom|mum|mother|brother|sister|uncle|aunt|cousin|grandpa|grandma|coach|teacher|tutor|boyfriend|girlfriend|parents?|family|neighbor|babysitter|guardian|pastor|boss))`,
	"<intent>", `\b(?:i|ill|im|id|we|were) ?(?:just |really |so |kinda |sometimes |seriously )*(?:want|wanna|wanted|going|gonna|will|am|might|could|should|plan|planning|would|need|feel like|think about|thinking about|thinking of|thought about|wish i could|want to|going to|have to|ready)(?: (?:to|about|of))?(?: (?:just|really|go|and|like))* ?`,
	"<who>", `(?:him|her|them|you|everyone|everybody|someone|somebody|people|kids|classmates|students|my (?:step)?(?:dad|father|mom|mum|mother|brother|sister|teacher|coach|principal|boss|neighbor|friend|ex|family|parents|class|classmates)|the (?:teacher|principal|class|kids|teachers|students)|that (?:kid|girl|boy|guy|teacher))`,
	"<child>", `(?:minors?|child|children|kids?|underage|little (?:girl|boy)s?|teen(?:ager)?s?|(?:[0-9]|1[0-7]) ?(?:yo|yr old|year old)s?)`,
	"<sex>", `(?:sex|sexual|sexually|nudes?|naked|porn|sexts?|sexting|erotic|horny)`,
)

func dangers(table [][3]string) []danger {
	var list []danger
	for _, row := range table {
		d := danger{category: Category(row[0]), sign: regexp.MustCompile(parts.Replace(row[1]))}
		if row[2] != "" {
			d.harmless = regexp.MustCompile(parts.Replace(row[2]))
		}
		list = append(list, d)
	}
	return list
}

// reading is what shows that somebody else's words are spoken of.
const reading = `\b(?:passage|text|author|narrator|character|poem|poet|story|novel|paragraph|sentence|word|article|essay|book|hamlet|romeo|juliet|history|war|battle|study|studies|researchers?|data|graph|table|chart|percent|rate|rates)\b`

// signs are read in plain, unmasked text: a pattern, and one that excuses it.
var signsOfDanger = dangers([][3]string{
	{"self_harm", `\b(?:kill|killing|killed|hurt|hurting|cut|cutting|harm|harming|hang|hanging|shoot|shooting|drown|drowning|stab|stabbing|burn|burning|starve|starving) <me>\b`, `\bhow many|\b(?:accidentally|by accident|by mistake|paper)\b|kill myself (?:laughing|studying|with laughter)|hurt myself (?:playing|running|at practice|in (?:gym|practice|soccer|football))`},
	{"self_harm", `<intent>(?:die|be dead|end it all|end it|end my life|disappear forever|not exist|stop existing|stop living|never wake up|not wake up|be gone forever)\b`, `\bdie (?:of|from|laughing|hard)\b|\bend it (?:with|by|there|here|at|early)|` + reading},
	{"self_harm", `\b(?:suicide|suicidal|kms|unalive|end my life|take my (?:own )?life|slit my|self harm|selfharm|self-harm|no reason to live|nothing to live for|better off (?:dead|without me)|life (?:isnt|is not) worth|not worth living|dont want to (?:live|be alive|exist|be here) ?(?:anymore|any more)?)\b`, reading + `|dont want to be here (?:right now|today|in (?:class|school))|dont want to be here$`},
	{"self_harm", `\b(?:wish i (?:was|were) (?:dead|never born|not alive)|wish i wasnt (?:alive|born|here)|i hope i die|i should (?:just )?die|id rather (?:be dead|die)|im going to overdose|took (?:all|a bunch of|too many) (?:my |the )?pills|want to overdose)\b`, `\brather die than (?:do|study|take|read|write|solve|learn|eat|watch)\b`},
	{"self_harm", `\b(?:make|making|made) myself (?:throw up|vomit|puke)\b|\b(?:throw|throwing) up (?:after|every|my) (?:eating|meals?|food|dinner|lunch)\b|\bstopped eating (?:to|so|because i)\b`, ``},

	{"abuse", `\b<kin> (?:\w+ ){0,3}?(?:hits?|hitting|beats?|beating|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|slap(?:s|ped|ping)?|chok(?:es|ed|ing)|strangl(?:es|ed)|burn(?:s|ed)|whip(?:s|ped)?|hurts?|hurting) (?:me|us)\b`, `\b(?:beats?|beat|beating) (?:me|us) (?:at|in|to|by|on)\b|\bhit(?:s|ting)? me (?:up|with a (?:question|joke|text|ball|snowball))|hurts? (?:me|us) to (?:see|say|think)`},
	{"abuse", `\b<kin> (?:\w+ ){0,3}?(?:touch(?:es|ed|ing)?|grop(?:es|ed|ing)|molest(?:s|ed|ing)?|rap(?:es|ed|ing)|abus(?:es|ed|ing)|forc(?:es|ed)|grab(?:s|bed)|fondl(?:es|ed)) (?:me|us)\b`, `\bforc(?:es|ed) me to (?:study|take|read|do (?:the|my|this|math|sat|homework)|learn|practice|go to (?:school|bed|class))`},
	{"abuse", `\b(?:i was|i got|i am|im|ive been|i have been|i keep getting|being|i get) (?:\w+ )?(?:raped|molested|abused|sexually assaulted|assaulted|groped|beaten|beaten up|trafficked)\b`, `\b(?:beaten|beat) (?:up )?(?:at|in|by (?:this|the (?:question|problem|clock|test|bot)))`},
	{"abuse", `\b(?:(?:im |i am |i feel |dont feel |not )+safe at home|(?:scared|afraid|terrified) (?:to go|of going) home|(?:scared|afraid|terrified) of my (?:step)?(?:dad|father|mom|mother|uncle|brother|parents|boyfriend|coach|teacher)|locks? me (?:in|out|up)|(?:someone|somebody|he|she) (?:is hurting|keeps hurting|is abusing) me|touch(?:es|ed|ing) (?:me )?(?:inappropriately|down there|my private)|bad touch)\b`, `\bi feel safe at home|\bim safe at home|\bi am safe at home`},
	{"abuse", `\b(?:hit|beat|hurt|choked|slapped|punched) me (?:again|last night|yesterday|today|every|when he|when she|with (?:a|his|her) (?:belt|stick|fist|cord))`, `\b(?:it|that|this|question|problem|idea|answer) (?:just |finally |really )?hit me|beat me (?:again )?(?:at|in|to)`},

	{"violence", `<intent>(?:kill|shoot|stab|murder|strangle|hurt|attack|poison|bomb|beat up|beat the|blow up|burn down|shoot up) (?:\w+ ){0,2}?(?:<who>|school|the school|my school|this school|the building|my house)\b`, `\bkill (?:it|this|that|the (?:test|exam|sat|section|problem|question))\b|\bhurt (?:his|her|their|anyones|your|my moms|someones) feelings|` + reading},
	{"violence", `\b(?:bring|bringing|brought|take|taking|get|sneak|have|got) (?:a |my |the |my dads |his )?(?:gun|knife|rifle|pistol|weapon|bomb|explosives?)\b.{0,25}\b(?:school|class|campus|tomorrow|teacher)`, reading},
	{"violence", `\b(?:shoot up|blow up|bomb|burn down) (?:the |my |this |our )?(?:school|class|classroom|building|church|mall)\b|\b(?:im|i am|were) (?:going to )?(?:be )?(?:the next )?school shooter\b`, reading},

	{"sexual_minor", `\b(?:send|sent|sending|sends|share|shared|wants?|wanted|asks?|asked|asking|trade|take|took|show|showed|posted?|leaked?)\b.{0,30}\b(?:nudes?|naked (?:pics?|pictures?|photos?|selfies?|videos?)|sexts?|sexting|dick pics?|private parts?)\b`, `\bnaked eye`},
	{"sexual_minor", `\b<child>\b.{0,30}\b<sex>\b|\b<sex>\b.{0,30}\b<child>\b|\bchild ?porn|\bcsam\b|\bcp (?:pics|videos)\b`, `\bnaked eye|\bsex (?:ratio|cells?|chromosomes?|education|ed|determination|differences?)|\bsame sex|\b(?:male|female|each|either|by|both) sex\b|` + reading},
	{"sexual_minor", `\b(?:have|had|having|want|wants) sex with (?:me|a|my)\b|\b(?:older|grown|adult) (?:man|guy|woman|person|dude|men)\b.{0,40}\b(?:meet (?:me|up)|touch|pics?|pictures?|photos?|kiss|hotel|alone)\b|\b(?:is|was|been|being|got) groom(?:ing|ed)\b|\bgrooming me\b`, reading},

	{"dangerous", `\bhow (?:do|can|would|could|should|to)(?: (?:i|you|we|one|someone))? (?:make|build|cook|construct|mix|create|get|buy|3d print)(?: (?:a|an|some|my own|homemade))* (?:bombs?|pipe bombs?|explosives?|molotov\w*|grenades?|meth|napalm|poison|ricin|chloroform|mustard gas|nerve gas|guns?|silencers?|fentanyl|cocaine|heroin|lsd|ghost gun)\b`, ``},
	{"dangerous", `\b(?:buy|get|find|sell|score|order|where can i get)\b.{0,20}\b(?:cocaine|meth|fentanyl|heroin|xanax|adderall|oxy|molly|ecstasy|lsd|weed|vapes?|fake id|ghost gun)\b`, reading},
	{"dangerous", `\bhow (?:many|much) (?:\w+ ){0,3}?(?:pills|tylenol|advil|ibuprofen|aspirin|xanax|bleach|sleeping pills|acetaminophen|medicine|alcohol|caffeine)\b.{0,40}\b(?:die|overdose|kill|dead|lethal|fatal|pass out)`, ``},
	{"dangerous", `\b(?:blackout|choking|benadryl|tide pod|knockout) (?:challenge|game)\b|\b(?:drink|drinking|drank|swallow|swallowed|eat) (?:some )?(?:bleach|antifreeze|drain cleaner|tide pods?)\b`, reading},
})

// signsInReplies are beside those the ones that only a reply can have.
var signsInReplies = dangers([][3]string{
	{"self_harm", `\b(?:kill|hurt|harm|cut) yourself\b|\bkys\b|\byou should (?:just )?die\b|\b(?:nobody|no one) would miss you\b|\byou(?:re| are) better off dead\b`, ``},
	{"insult", `\byou(?:re| are) (?:\w+ )?(?:stupid|dumb|an idiot|a moron|worthless|pathetic|hopeless|a failure|retarded|useless|a loser)\b|\bshut up\b|\bare you (?:stupid|dumb|an idiot)\b`, `\b(?:not|never|dont think|isnt that|arent) (?:that )?(?:you(?:re| are) )?(?:stupid|dumb|hopeless|a failure)|\bnot (?:that )?you(?:re| are)|\byou(?:re| are) not\b`},
	{"sexual_minor", `\b(?:your naked|undress|take off your (?:clothes|shirt)|send me (?:a )?(?:pic|photo|picture) of (?:you|your)|you(?:re| are) (?:so )?sexy)\b`, ``},
	{"dangerous", `\b(?:mix|combine) (?:bleach|ammonia) (?:and|with) (?:ammonia|bleach|vinegar)\b`, `\b(?:never|do not|dont)\b`},
})

// checkInput looks for a crisis signal in what a learner says.
func checkInput(text string) (Category, bool) { return look(text, signsOfDanger) }

// checkOutput looks for what must not be shown in a reply.
func checkOutput(text string) (Category, bool) {
	if c, bad := look(text, signsInReplies); bad {
		return c, true
	}
	return look(text, signsOfDanger)
}

func look(text string, table []danger) (Category, bool) {
	forms := []string{plain(text)}
	if u := unmask(text); u != forms[0] {
		forms = append(forms, u)
	}
	for _, p := range forms {
		for _, d := range table {
			if d.sign.MatchString(p) && (d.harmless == nil || !d.harmless.MatchString(p)) {
				return d.category, true
			}
		}
	}
	return "", false
}

var masks = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "*", "")

// unmask reads words that somebody spelled around a filter: k1ll, s u i c i d e.
func unmask(text string) string {
	var words []string
	for _, w := range strings.Fields(strings.ToLower(text)) {
		letters, others := 0, 0
		for _, r := range w {
			if unicode.IsLetter(r) {
				letters++
			} else {
				others++
			}
		}
		if letters >= 2 && others > 0 {
			w = masks.Replace(strings.TrimRight(w, "!?.,*"))
		}
		words = append(words, w)
	}
	var out []string
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && len(words[j]) == 1 && words[j] >= "a" && words[j] <= "z" {
			j++
		}
		if j-i >= 4 {
			out = append(out, strings.Join(words[i:j], ""))
			i = j
			continue
		}
		out = append(out, words[i])
		i++
	}
	return plain(strings.Join(out, " "))
}

// notice is the fixed, reviewed text for a category. told says that an adult is
// told the category.
func notice(c Category, helpline string, told bool) phrase {
	adult := ""
	if told {
		adult = " " + fixed("told").text
	}
	return fixed(string(c), "helpline", helplineText(helpline), "told", adult)
}

func helplineText(helpline string) string {
	if helpline == "" {
		return fixed("helpline_none").text
	}
	return helpline
}
