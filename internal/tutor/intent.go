package tutor

import (
	"regexp"
	"strings"
	"unicode"
)

// An Intent is what a learner asks for.
type Intent string

// The intents.
const (
	AskHint     Intent = "hint"         // where do I look?
	AskMore     Intent = "more_help"    // that was not enough
	AskWhy      Intent = "why_choice"   // why is B wrong? (with the letter)
	AskWhyMine  Intent = "why_mine"     // why is my answer wrong?
	AskSolution Intent = "solution"     // explain, show the steps, what is the answer
	AskStep     Intent = "next_step"    // and then?
	AskAnother  Intent = "another"      // another question like it
	AskExample  Intent = "example"      // a worked example
	AskCheck    Intent = "check"        // is this right? with or without reasoning
	AskSkill    Intent = "skill"        // what is this about, how do I go about such questions
	AskDefine   Intent = "define"       // what does a word mean (with the term)
	AskFact     Intent = "fact"         // about the test itself (with the fact's name as the term)
	AskQuestion Intent = "question"     // which question are we at?
	SayAnswer   Intent = "answer"       // a letter or number and nothing else
	SayClaim    Intent = "claim"        // an answer with its reason
	SayRetry    Intent = "try_again"    // let me try again
	SayGiveUp   Intent = "give_up"      // this is too hard, I am stupid
	SayHello    Intent = "greeting"     //
	SayThanks   Intent = "thanks"       //
	SayYes      Intent = "yes"          // to what was offered
	SayNo       Intent = "no"           //
	AskWho      Intent = "who_are_you"  // are you a robot?
	AskBack     Intent = "back"         // to the question that is open
	AskOutside  Intent = "outside"      // a subject that the SAT does not have (with its name as the term)
	OffTopic    Intent = "off_topic"    // nothing to do with preparing for the test
	Unknown     Intent = "unrecognised" // none of these
)

// An Asking is an intent with what it is about.
type Asking struct {
	Intent Intent
	Choice string // letter of the choice meant, "" if none
	Term   string // of AskDefine, AskFact, AskOutside and OffTopic
	Entry  string // a number given as an answer, or asked about
	Skill  string // slug of the skill that it is about by name, "" if it names none
	Scope  string // slug of the domain or section that it is about by name, "" if it names none
}

// A rule recognises one intent. Its pattern is matched against plain text (see
// plain); a group named c holds a choice, t a term, n a number; any
// other name of a group is that of the fact asked for. The first rule
// that matches wins, so the particular stands before the general.
type rule struct {
	intent  Intent
	pattern *regexp.Regexp
}

// Pieces of patterns.
var pieces = strings.NewReplacer(
	"<choice>", `(?:the )?(?:choice |option |answer |letter )?(?P<c>[abcd])`,
	"<wrong>", `(?:wrong|incorrect|not right|not correct|not it|not the answer|bad|false|not work(?:ing)?|out)`,
	"<right>", `(?:right|correct|it|the answer|true|ok|the right (?:one|answer)|the correct (?:one|answer)|good)`,
	"<q>", `(?:question|problem|exercise|one|task|item)`,
	"<i>", `(?:i|im|ill|ive|we|can i|may i|could i|can you|could you|would you|will you|please)`,
	"<num>", `(?P<n>-?[0-9]+(?:[./][0-9]+)?|-?\.[0-9]+)`,
	"<mine>", `(?:i|me|my|mine)`,
)

func rules(table [][2]string) []rule {
	out := make([]rule, 0, len(table))
	for _, row := range table {
		out = append(out, rule{Intent(row[0]), regexp.MustCompile(pieces.Replace(row[1]))})
	}
	return out
}

var sentences = rules([][2]string{
	// One word or sign.
	{"answer", `^(?:(?:its|it is|i (?:think|guess|say|pick|choose|chose|want|would say|d say|ll go with|go with|m going with|got)|my (?:new )?answer(?: now)?(?: is)?|answer|the answer is|maybe|so|then|now)(?: its| it is| the answer is)? )*<choice>(?: then| now| please| final answer)?$`},
	{"answer", `^(?:(?:its|it is|i (?:think|guess|say|got|get|ll go with|m going with)|my (?:new )?answer(?: now)?(?: is)?|answer|the answer is|maybe|so|x|y|n)(?: its| it is| the answer is)? )*=? ?<num>(?: then| now| final answer)?$`},
	{"yes", `^(?:yes|yeah|yep|yup|ya|sure|ok|okay|k|alright|please|please do|do it|go ahead|sounds good|yes please|ok sure|of course|why not|fine|i do|lets do it|sure thing|yes i would|lets go)(?: (?:please|thanks|thank you|do it|go ahead|sure))*$`},
	{"no", `^(?:no|nope|nah|not now|no thanks|no thank you|not really|not yet|maybe later|later|stop|i dont want to|im good|im fine)(?: (?:thanks|thank you|not now|not yet))*$`},
	{"greeting", `^(?:hi|hello|hey|hiya|yo|sup|howdy|greetings|hola|good (?:morning|afternoon|evening)|whats up)(?: (?:there|tutor|again|bot|everyone|you|how are you|hows it going))*$`},
	{"greeting", `^(?:how are you|hows it going|how do you do|nice to meet you)(?: today| doing)*$`},
	{"thanks", `^(?:ok |okay |oh |ah |great |cool |perfect |awesome |got it |i see |yes |wow )*(?:thanks?|thank you|thx|ty|tysm|cheers|much appreciated|appreciate it)\b(?: .{0,40})?$`},
	{"thanks", `^(?:(?:ok|okay|oh|ah|aha|yes|great|cool|perfect|awesome|nice|wow|now) ?)*(?:got it|i get it(?: now)?|i understand(?: now| it now)?|(?:that |it )?makes sense(?: now)?|i see|that helps(?: a lot)?|that helped(?: a lot)?|great|cool|awesome|perfect|nice)$`},

	// Who is this?
	{"who_are_you", `\b(?:are you|r you) (?:a |an )?(?:real|robot|bot|human|person|ai|computer|machine|chatgpt|gpt|teacher|alive)`},
	{"who_are_you", `\b(?:who|what) (?:are|r) you\b|\bwhats your name\b|\bwho made you\b|\bwhat can you do\b|\bhow do you work\b`},

	{"hint", `\bwhere (?:do|should|to|can|would) (?:i|you|we)? ?(?:start|begin|look)|\bhow (?:do|should|to|can) (?:i|we)? ?(?:even |best )?(?:start|begin|get started|get going)\b`},
	{"hint", `\bnot sure (?:how|where|what)\b`},
	{"more_help", `\b(?:another|more|further|better|bigger|second|different|next|additional|extra|stronger|one more) (?:hint|hints|help|clue|clues|tip|info|detail|details|explanation|nudge)\b|\bwhat do you mean\b`},
	{"give_up", `\bi (?:give up|quit|surrender)\b|\bi cant do (?:this|it|math|anything)\b`},

	// About one's own answer and about a choice.
	{"why_mine", `\b(?:why|how|how come|what)\b.{0,30}\b(?:my|the) (?:answer|choice|pick|guess|reasoning|solution|work|entry)(?: i (?:gave|chose|picked))?\b.{0,12}<wrong>`},
	{"why_mine", `\b(?:why|how come|how)\b(?: (?:was|am|is|were|did|do))* (?:i|it|that|mine|this|we)(?: (?:was|am|is|be|get|got|get it|got it|get this|marked|not))* <wrong>`},
	{"why_mine", `\b(?:what|where)(?: did| do| have|s)? <mine>(?: do| go| make| get| done| went)*(?: wrong| mistake| a mistake| mess up| error)`},
	{"why_mine", `\bwhat(?:s| is| was) wrong with (?:my|mine|what i)|\b(?:my|the) (?:mistake|error)\b|\bwhere did (?:i|it) go wrong\b|\bwhat went wrong\b|\bi got (?:it|this|that) wrong\b|\bwhy didnt (?:i|it|that|mine) (?:get|work)|\bwhy not (?:my|mine)`},
	{"why_choice", `\b(?:why|how|how come)(?: (?:is|isnt|was|wasnt|would|wouldnt|cant|couldnt|does|doesnt|not|it|be|that|the answer|then|not pick|not choose|do we eliminate))* <choice>\b(?: (?:isnt|is|wasnt|cant|not|wrong|incorrect|right|correct|out|the answer|work|fit|be|a|an|good|bad|better|worse|it|then|ok|true|false|not the answer).*)?$`},
	{"why_choice", `\b(?:why|how|how come)(?: (?:is|isnt|was|wasnt|would|wouldnt|cant|couldnt|does|doesnt|not|it|be|that|the answer|then|my|x|y|=))* <num>\b(?: (?:isnt|is|wasnt|cant|not|wrong|incorrect|right|correct|out|the answer|work|fit|be|a|an|good|bad|it|then|ok|true|false).*)?$`},
	{"why_choice", `\b(?:whats|what is|what was) (?:wrong|the (?:matter|problem|issue)) (?:with|about|in) (?:my |the )?<num>$`},
	{"why_choice", `\b(?:whats|what is|what was) (?:wrong|the (?:matter|problem|issue)|right|bad|good) (?:with|about|in) <choice>(?: |$)`},
	{"why_choice", `\b(?:explain|tell me about|what about|talk about|discuss|how about) (?:why )?(?:choice|option|answer|letter) (?P<c>[abcd])\b`},
	{"why_choice", `\b(?:explain|what about) (?:why )?(?P<c>[bcd])\b(?: is| isnt|$)`},
	{"why_choice", `\b(?:choice|option|answer) (?P<c>[abcd]) (?:is|isnt) (?:wrong|right|incorrect|correct) (?:why|because of what|how)`},
	{"why_choice", `\bi (?:dont|do not) (?:get|understand|see) why (?:its |it is |it isnt |its not )?(?:not )?<choice>(?: |$)`},

	// Is this right?
	{"check", `\b(?:is|was|isnt|could|would|should) (?:it |the answer |my answer |that |the correct answer |the right answer )?(?:be )?<choice>(?: or (?:choice )?[abcd])*(?: <right>)?(?: or not)?$`},
	{"check", `\b(?:is|was) <choice> (?:right|wrong|correct|incorrect|true|false) or (?:right|wrong|not|correct|incorrect|true|false)$`},
	{"check", `\b(?:cross(?:ed)? out|eliminate|rule out|get rid of|throw out)\b.{0,40}\b(?:options?|choices?|answers?|ones?|letters?|[abcd])\b|\b(?:which|what) (?:of (?:a b c d|these|them|the (?:choices|options|answers)) |(?:choices|options|answers|ones|letters) )?(?:can|should|could) (?:i|we|you) (?:cross out|eliminate|rule out)|\bwhich (?:choices|options|answers|ones|letters)? ?(?:are|is) <wrong>|\bnarrow (?:it|this|them) down\b`},
	{"check", `\b(?:is|was) (?:it|the answer|my answer|that|x|the result) (?:equal to )?<num>(?: <right>)?$`},
	{"check", `\b(?:am|was) i (?:<right>|on the right|doing|going|close|getting)|\bdid i (?:get|do) (?:it|this|that)\b|\b(?:is|was) (?:this|that|it|my (?:answer|reasoning|work|solution|thinking|idea|logic|approach)) (?:<right>|ok|wrong)`},
	{"check", `\b(?:check|verify|look at|review|grade|correct|confirm|look over) (?:my|this|if|that|whether|what i)\b`},
	{"claim", `\bi (?:think|believe|guess|say|thought|feel like|chose|picked|got|would choose|d choose)(?: that)?(?: it is| its| the answer is| it should be| it must be)? <choice>\b`},
	{"claim", `\bi (?:think|believe|guess|thought|got|get|calculated|found|have|came up with)(?: that)?(?: it is| its| the answer is| x is| x =| it should be)? =? ?<num>\b`},
	{"check", `\b(?:because|since|my reasoning|heres what i did|here is what i did|here is my work|heres my work|this is what i did|so first i|first i|what i did was|my work is|i started by|i (?:multiplied|divided|added|subtracted|solved|set up|plugged|factored|distributed|substituted|eliminated|crossed out))\b`},

	// About the test itself.
	{"fact", `\bhow (?:long|many (?:hours|minutes)) (?:is|does|do|will|are|do i have for) (?:the |this )?(?:whole )?(?P<length>sat|digital sat|test|exam|real test)\b`},
	{"fact", `\bhow many (?P<questions>questions|problems) (?:are|does|will|do) (?:there |on |in |the )*(?:sat|test|exam|module|section|have|be)`},
	{"fact", `\b(?:can|may|do|am|could|is) (?:i|we|you|a|there)\b.{0,25}\b(?P<calculator>calculator|desmos|formula sheet|reference sheet)\b|\b(?P<calculator>calculator) (?:allowed|on the)`},
	{"fact", `\b(?:lose|losing|minus|deduct|penalty|penalized|taken off)\b.{0,30}\b(?P<guessing>guess|guessing|wrong|points)\b|\bshould i (?P<guessing>guess|leave (?:it|them|a question) (?:blank|empty))|\b(?P<guessing>penalty for (?:guessing|wrong))`},
	{"fact", `\b(?:is|how|why|does|what)\b.{0,25}\b(?P<adaptive>adaptive|second module|module 2|harder module|easier module)\b`},
	{"fact", `\b(?:what|which|whats)\b.{0,25}\b(?P<score>good score|perfect score|highest score|max score|maximum score|average score)\b|\bhow (?:is|does) (?:the )?(?:sat |test |it )?(?P<score>scored|scoring|score)\b`},
	{"fact", `\b(?:what|how many|which) (?P<sections>sections|parts|modules)\b|\bwhats on the (?P<sections>sat|test|exam)\b|\bwhat is on the (?P<sections>sat|test|exam)\b`},
	{"fact", `\bhow (?:should|do|can|could|much should|long should|often should|to) (?:i |we )?(?P<study>study|prepare|practi[cs]e|revise|raise my score|improve my score|get ready)\b|\bdo i have to (?P<study>study|practi[cs]e|memori[sz]e)\b|\b(?P<study>study (?:tips|plan|schedule))\b`},
	{"fact", `\b(?:run|running|ran) out of (?P<time>time)\b|\bhow (?:much|long|many seconds|many minutes).{0,20}\b(?P<time>per question|for each question|for a question|each question)\b|\btoo (?P<time>slow)\b|\b(?P<time>time management|pacing)\b`},

	{"fact", `\b(?P<essay>essay (?:section|part|help|question|prompt|score|portion|required|optional)|essay on the (?:sat|test|exam))\b|\b(?:is|are) there (?:still )?(?:an? |any )?(?P<essay>essays?)\b|\bsat (?P<essay>essay)\b`},
	{"fact", `\b(?:is|are) there (?:an? |any )?(?:[a-z]+ )(?P<sections>sections?|part)\b`},

	// Where did we stand?
	{"back", `\b(?:back|return|returning|resume|continue)(?: (?:to|with|on|now))* (?:the|my|our|this|that|open|current|first|earlier|practi[cs]e|old|original|last|actual)(?: (?:open|current|first|earlier|practi[cs]e|old|original|last|actual))* <q>\b|^(?:(?:ok|okay|now|so|and|please|can we|could we|lets|let us|i want to) )*(?:go |get |come )?back(?: (?:now|please|to it|to work|to where we were))*$|\bwhere were we\b`},
	{"question", `\b(?:what|which) (?:is|was|are|s) (?:the|my|this|our|current) (?:current )?(?:question|problem|exercise|item)(?: again)?$|\bwhich (?:question|problem|exercise|item) (?:are we|am i|is (?:it|this|that))|\b(?:read|repeat|show|see|give)(?: me)? (?:me )?the <q>(?: again)?$|\bwhats the <q>\b`},

	// Another one, a worked example.
	{"another", `\b(?:another|one more|a new|a different|a similar|a harder|an easier|harder|easier|more|next|other|extra|new|similar) (?:practice )?(?:<q>|ones|questions|problems|exercises)\b(?: like (?:it|this|that))?`},
	{"another", `\b(?:another|something|one|more) (?:like|similar to) (?:it|this|that|these|those)|\b(?:give|ask|test|quiz|send|show) me (?:another|one more|more|again)\b(?: one)?$|^(?:another|another one|one more|again|more like (?:it|this))(?: please)?$|\b(?:quiz|test) me\b|\blet me practi[cs]e\b|\bi want (?:to practi[cs]e|more practi[cs]e)|\b(?:practi[cs]e|try) (?:another|one more|some more|more)\b|\bgive me (?:a |some )?(?:practi[cs]e|<q>)`},
	{"example", `\b(?:worked |similar |easier |simple |solved |an |another |one )?examples?\b|\bshow me (?:how|one) (?:its|it is|to do|you do|you would|youd|this is) .{0,25}(?:similar|like this|different)|\bsomething similar worked\b|\bhow would you do (?:a similar|one like)`},

	// Words and skills.
	{"define", `\bwhat(?:s| is| are| do you mean by| does| do)(?: the)? (?:meaning|definition) of (?:the (?:word|term) )?(?:an? )?(?P<t>[a-z][a-z -]{1,40})$`},
	{"define", `\bwhat (?:does|do) (?:the )?(?:word|term|expression)? ?(?P<t>[a-z][a-z -]{1,40}) (?:mean|stand for)\b`},
	{"define", `\b(?:define|definition of|meaning of) (?:the (?:word|term) )?(?:an? )?(?P<t>[a-z][a-z -]{1,40})$`},
	{"define", `\bi (?:dont|do not) know what (?:an? |the )?(?P<t>[a-z][a-z -]{1,40}) (?:is|are|means?)$`},
	{"skill", `\b(?:what|which) (?:is |s )?(?:the |this )?(?:skill|topic|concept|strategy|technique|trick|rule|approach|type of <q>|kind of <q>|formula)\b|\b(?:what|which) (?:skill|topic|concept|strategy|rule|formula)|\bwhat is this (?:about|testing|asking|skill)|\bwhat(?:s| is) (?:it|this)(?: <q>)? (?:about|testing|asking)|\bhow (?:do|should|can|would) (?:i|you|we|one) (?:approach|tackle|attack|handle|go about|deal with|practi[cs]e|study|get better|improve)|\bany (?:tips|strategy|strategies|tricks)|\b(?:tips|strategy|strategies|tricks) (?:for|on|about)|\bexplain (?:the |this )?(?:skill|topic|concept|strategy)|\bteach me\b`},

	// The solution and its steps.
	{"next_step", `^(?:and )?(?:then|next|now|after that|so|and|ok|okay)?(?: ?(?:what|then|next|and))+(?: (?:now|then|next|do i do|should i do|after that))*$|\b(?:next|following) step\b|\bwhats? (?:is )?(?:next|the next)\b|\bwhat (?:do|should|would) (?:i|you|we) do (?:next|now|then|after)|^(?:continue|go on|keep going|proceed|carry on|next|next please|and then|then what|now what|whats next|and|ok next|what comes next|step by step)$|\bwhat comes (?:next|after)\b|\bone step (?:at a time|more)\b|\banother step\b|\bfirst step\b`},
	{"solution", `\b(?:answer key|the answer|right answer|correct answer|correct choice|right choice|correct one|right one|solution|solutions)\b`},
	{"solution", `\b(?:just )?(?:tell|give|show) me (?:the |what )?(?:answer|it is|its|which|it|how|everything|all|steps|the steps|letter|the letter|the key)\b|\bwhich (?:one|choice|option|letter|answer)(?: is| s)?\b|\bwhats the (?:answer|key|letter)\b|\bis it a b c or d\b|\b(?:solve|do) (?:it|this|the <q>|this <q>|that)\b(?: for me)?|\bhow (?:do|did|would|can|should|to|could) (?:i|you|we|one|they)? ?(?:solve|do|get|find|work out|figure|calculate|compute|answer)\b|\bhow to (?:solve|do|get|find|answer)\b|\b(?:explain|explanation|walk me through|go over|break (?:it|this) down|work (?:it|this) out|step by step|show (?:your |the |all )?(?:the )?(?:work|steps)|how does (?:this|it|that) work|how is (?:it|this|that) (?:done|solved))\b|\bwhy is that(?: the answer)?$|^why$|^how$|^how so$`},

	// Giving up, needing more.
	{"give_up", `\b(?:i |im |we )?(?:give up|giving up|quit|surrender|too hard|too difficult|impossible|hopeless|so hard|hate (?:this|math|reading|it|the sat|tests)|never (?:get|understand|learn|be able|going to)|cant do (?:this|it|math|anything)|cannot do (?:this|it)|(?:am|im|so|too|feel) (?:so |too |just )?(?:stupid|dumb|an idiot|bad at|terrible at|a failure|frustrated|overwhelmed|tired)|im so done|this is (?:so )?(?:stupid|dumb|annoying|frustrating))\b`},
	{"try_again", `\b(?:try|retry|attempt|do|redo|answer) (?:it |this |that )?(?:again|once more|one more time|another time)\b|\banother (?:try|chance|go|shot|attempt)\b|\bsecond (?:try|chance|attempt)\b|\bretry\b|\bchange my answer\b|\blet me try\b|\bi(?:ll| will| want to| would like to|d like to| wanna) try\b`},
	{"more_help", `\b(?:another|more|further|better|bigger|second|different|next|additional|extra|stronger|one more) (?:hint|hints|help|clue|clues|tip|info|detail|details|explanation|nudge)\b|\bstill (?:dont|do not|not|cant|cannot|confused|stuck|lost|no idea)|\bi(?:m| am)? (?:still|even more) |\b(?:that|it|this|which) (?:didnt|doesnt|did not|does not|isnt|wasnt|is not) (?:help|make sense|clear|enough|helpful|helping)|\bnot (?:helpful|clear|enough)\b|\bi dont (?:get|understand) (?:it|that|this|the hint|your hint|what you mean|you)\b|\bi dont (?:get|understand)$|\bsay (?:it|that) (?:again|differently|in another way)|\bwhat do you mean\b|\b(?:rephrase|elaborate|more specific|be specific|clarify)\b|^(?:more|huh|what|hm+|again)$|\bconfus(?:ed|ing)\b|\bmake it (?:simpler|easier)|\bsimpler\b|\bin other words\b`},
	{"hint", `\b(?:hint|hints|clue|clues|tip|nudge|pointer|push)\b|\bhelp\b|\bstuck\b|\bwhere (?:do|should|to|can|would) (?:i|you|we)? ?(?:start|begin|look)|\bhow (?:do|should|to|can) (?:i|we)? ?(?:even |best )?(?:start|begin|get started|get going)|\bget(?:ting)? started\b|\bi (?:dont|do not) (?:know|have)\b|\bno (?:idea|clue)\b|\bnot sure\b|\bi (?:cant|cannot|am not able to|couldnt) (?:figure|solve|find|get|see|understand|work)\b|\b(?:im|am) (?:lost|unsure|blank)\b|\bwhat (?:should|do|can) i (?:do|look|focus|think)\b|\bi need (?:some|a|your|you)\b|\bassist(?:ance)?\b|\bwhat am i (?:supposed|missing|looking)`},

	{"off_topic", `\b(?:weather|joke|jokes|song|sing|movie|movies|netflix|tiktok|instagram|youtube|snapchat|fortnite|minecraft|roblox|game|games|gaming|football|soccer|basketball|nba|nfl|girlfriend|boyfriend|date|crush|dating|president|election|politics|religion|god|stock|stocks|bitcoin|crypto|recipe|pizza|lunch|dinner|hungry|birthday|vacation|horoscope|dog|cat|pet|bored|boring|favorite (?:color|food|song|movie)|write (?:me )?(?:an? |my )?(?:essay|poem|story|code|song)|my essay|my homework for|python|javascript|what time is it|meaning of life|ignore (?:all |your |the )?(?:previous|prior|above)? ?instructions|system prompt|pretend (?:to be|you are)|act as|roleplay|jailbreak|your prompt)\b`},
})

// terms end what a learner asks to have defined.
var afterTerm = regexp.MustCompile(`(?: again| here| in (?:this|the) (?:question|problem|sentence|passage|text)| please| exactly| even)+$`)

// whatIs comes last: "what is slope" asks for a term unless the words said
// something else.
var whatIs = regexp.MustCompile(`^(?:so |and |but |wait |ok |um )*what(?:s| is| are)(?: an?| the)? (?P<t>[a-z][a-z -]{2,40})$`)

// Recognise finds out what text asks for. It decides by words alone; what is
// then done depends on where the learner stands (see ladder).
func Recognise(text string) Asking {
	p := plain(text)
	for _, r := range sentences {
		if a, ok := r.match(p); ok {
			if a.Intent == OffTopic {
				a.Term = r.pattern.FindString(p) // for settleAsking
			}
			return a.topical(p)
		}
	}
	if m := whatIs.FindStringSubmatch(p); m != nil {
		return Asking{Intent: AskDefine, Term: afterTerm.ReplaceAllString(m[1], "")}.topical(p)
	}
	return Asking{Intent: Unknown}.topical(p)
}

func (r rule) match(p string) (Asking, bool) {
	m := r.pattern.FindStringSubmatch(p)
	if m == nil {
		return Asking{}, false
	}
	a := Asking{Intent: r.intent}
	for i, name := range r.pattern.SubexpNames() {
		switch name {
		case "c":
			a.Choice = strings.ToUpper(m[i])
		case "t":
			a.Term = strings.TrimSpace(afterTerm.ReplaceAllString(m[i], ""))
		case "n":
			a.Entry = m[i]
		case "":
		default:
			if m[i] != "" {
				a.Term = name
			}
		}
	}
	return a, a.Intent != AskFact || a.Term != ""
}

var shorthand = map[string]string{
	"u": "you", "ur": "your", "r": "are", "y": "why", "plz": "please", "pls": "please", "pleas": "please", "idk": "i dont know", "wat": "what", "wut": "what",
	"whats": "whats", "wuts": "whats", "bc": "because", "cuz": "because", "coz": "because", "cause": "because", "ans": "answer", "anser": "answer", "anwser": "answer",
	"soln": "solution", "expl": "explain", "explane": "explain", "explian": "explain", "hlp": "help", "halp": "help", "hnt": "hint", "ques": "question", "qn": "question", "prob": "problem",
	"wrng": "wrong", "wanna": "want to", "gonna": "going to", "gimme": "give me", "lemme": "let me", "dunno": "dont know", "cannot": "cant", "nvm": "never mind", "thnx": "thanks", "thankyou": "thank you", "thks": "thanks",
	"im": "im", "nxt": "next", "smth": "something", "tho": "though", "rn": "right now", "ty": "thanks",
}

// plain brings a learner's words to the form that rules read: lower case,
// apostrophes and punctuation gone, shorthand written out, one space between
// words. Signs of arithmetic stay.
func plain(text string) string {
	var b strings.Builder
	rs := []rune(strings.ToLower(text))
	for i, r := range rs {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == '`':
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '=' || r == '+' || r == '*' || r == '^':
			b.WriteRune(r)
		case r == '−':
			b.WriteByte('-')
		case (r == '.' || r == '/' || r == '-') && i+1 < len(rs) && unicode.IsDigit(rs[i+1]):
			b.WriteRune(r)
		case r == '-' && i > 0 && unicode.IsLetter(rs[i-1]) && i+1 < len(rs) && unicode.IsLetter(rs[i+1]):
			b.WriteByte('-')
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		if long, ok := shorthand[w]; ok && !(w == "y" && len(words) > 1 && i > 0) {
			words[i] = long
		}
	}
	return strings.Join(words, " ")
}
