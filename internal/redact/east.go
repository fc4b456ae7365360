package redact

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Chinese, Japanese and Korean have no capitals, and the first two no spaces: a
// token of theirs may hold a cue, a name and grammar at once.

// eastern is the first byte of the letters of these scripts in UTF-8, and above.
const eastern = 0xe3

// hangul is the first byte of Korean letters.
const hangul = 0xea

// eastBirths say that a birthday follows.
var eastBirths = [...]string{"生年月日", "誕生日", "生于", "生於", "出生", "生日", "生まれ", "생년월일", "생일", "태어"}

// eastIDs say that the number of a pupil, a candidate or a passport follows.
var eastIDs = [...]string{"学号", "學號", "护照", "護照", "身份证", "准考证", "考号", "学籍番号", "学生番号", "受験番号", "旅券", "학번", "수험번호", "여권", "학생증", "マイナンバー", "会員番号", "学生证", "學生證", "身分證", "注册号", "報名序號", "주민번호", "회원번호"}

// eastPhones say that a telephone number follows.
var eastPhones = [...]string{"电话", "電話", "手机", "手機", "携帯", "전화", "번호", "핸드폰", "휴대폰"}

// eastUsers say that a name on a network follows.
var eastUsers = [...]string{"ユーザー名", "アカウント", "微信号", "微信", "用户名", "账号", "아이디", "인스타", "닉네임", "카톡", "インスタ"}

// eastCue returns what a word of these scripts announces.
func eastCue(w []byte) flag {
	for _, cue := range eastBirths {
		if bytes.Contains(w, []byte(cue)) {
			return fBirth
		}
	}
	for _, cue := range eastIDs {
		if bytes.Contains(w, []byte(cue)) {
			return fNumber | fAccount | fGone
		}
	}
	for _, cue := range eastPhones {
		if bytes.Contains(w, []byte(cue)) {
			return fCall
		}
	}
	for _, cue := range eastUsers {
		if bytes.Contains(w, []byte(cue)) {
			return fUser
		}
	}
	return 0
}

// eastUnit reports whether w is the year, month or day that follows its number.
func eastUnit(w []byte) bool {
	switch string(w) {
	case "年", "月", "日", "号", "년", "월", "일":
		return true
	}
	return false
}

// eastDate returns the last token of 2008年5月17日 or 2009년 3월 2일 at k, or 0;
// after a cue the year may be missing.
func (s *scan) eastDate(k int, cue bool) int {
	unit := func(k int, units ...string) bool {
		for _, u := range units {
			if s.joined(k) && s.kindAt(k) == word && string(s.textOf(k)) == u {
				return true
			}
		}
		return false
	}
	year := k
	if (s.year(k) || s.length(k) <= 2 && cue) && unit(k+1, "年", "년") {
		k += 2
	} else if !cue {
		return 0
	}
	if s.kindAt(k) != number || !unit(k+1, "月", "월") {
		if k > year {
			return s.modern(year, k-1) * btoi(cue)
		}
		return 0
	}
	last := k + 1
	if s.within(k+2) && s.kindAt(k+2) == number && unit(k+3, "日", "号", "일") {
		last = k + 3
	}
	if year == k {
		return last
	}
	return s.modern(year, last)
}

// eastIntros say that a name follows at once, within the word or after it.
var eastIntros = [...]string{"我叫", "我名叫", "名字叫", "叫做", "我的名字是", "名字是", "名前は", "氏名は", "이름은", "성함은", "이름이"}

// eastLabels stand before the colon of a form.
var eastLabels = [...]string{"姓名", "名字", "氏名", "名前", "お名前", "学生姓名", "이름", "성명", "성함"}

// eastMe begins what may be a name and may be a trade: 私は…です.
var eastMe = [...]string{"我是", "私は", "僕は", "저는", "나는"}

// eastGrammar ends a name.
var eastGrammar = [...]string{"です", "でした", "と申", "といい", "と言", "とい", "だ", "입니다", "이에요", "예요", "이라고", "라고", "이고", "이야", "인데", "的", "是", "さん"}

// eastTrades end what somebody is, and no name.
var eastTrades = [...]string{"生", "人", "师", "師", "级", "岁", "歳", "家", "员", "員", "妈", "爸", "者", "年", "학생", "학년", "사람", "살", "생", "명", "반", "부모", "엄마", "아빠"}

// eastFamilies are the first letters of the family names of most Chinese and
// Koreans.
const eastFamilies = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈" +
	"姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯欧歐司上诸" +
	"김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"

// eastName looks for a name that a word of these scripts announces, within it or
// after it, and reports whether there is one.
func (s *scan) eastName(i int) bool {
	w := s.textOf(i)
	start := int(s.toks[i].start)
	for _, cue := range eastIntros {
		if at := bytes.Index(w, []byte(cue)); at >= 0 {
			if at += len(cue); at < len(w) {
				return s.eastNamed(start+at, w[at:], false)
			}
			return s.eastNext(i+1, false)
		}
	}
	if s.sign(i+1) == ':' {
		for _, label := range eastLabels {
			if string(w) == label {
				return s.eastNext(i+2, false)
			}
		}
	}
	for _, me := range eastMe {
		if bytes.HasPrefix(w, []byte(me)) {
			if len(w) == len(me) {
				return s.eastNext(i+1, true)
			}
			return s.eastNamed(start+len(me), w[len(me):], true)
		}
	}
	return false
}

// eastNext is eastNamed for the whole of token k.
func (s *scan) eastNext(k int, careful bool) bool {
	if s.sign(k) == ':' {
		k++
	}
	return s.within(k) && s.kindAt(k) == word && s.b[s.toks[k].start] >= eastern && s.eastNamed(int(s.toks[k].start), s.textOf(k), careful)
}

// eastNamed notes the name with which w begins, at most four letters or what
// grammar ends. Where it is careful, a trade is none, and nothing is where grammar
// does not end it.
func (s *scan) eastNamed(start int, w []byte, careful bool) bool {
	end := len(w)
	for _, tail := range eastGrammar {
		if at := bytes.Index(w, []byte(tail)); at > 0 {
			end = min(end, at)
		}
	}
	const letter = 3 // bytes of one
	if careful {
		if end < 2*letter || end > 6*letter || bytes.ContainsAny(w[:end], "のはがをにもで") || end == len(w) && w[0] >= hangul {
			return false
		}
		if family := strings.Contains(eastFamilies, string(w[:letter])); !family && (end == len(w) || w[0] >= hangul) || family && end == len(w) && end > 4*letter {
			return false
		}
		for _, trade := range eastTrades {
			if bytes.HasSuffix(w[:end], []byte(trade)) {
				return false
			}
		}
	}
	if end == len(w) && end > 5*letter {
		end = 3 * letter
	}
	if end > 8*letter {
		return false
	}
	s.hitBytes(Person, start, start+end)
	return true
}

// eastPlaces are the letters that end the name of a province, town, street or
// house, eastWards those of Korean places, eastHouses those that may follow a number.
const (
	eastPlaces = "省市区區县縣都道府郡町村路街巷弄丁"
	eastWards  = "시도구군동로길읍면리" // at the end of a word
	eastHouses = "号號室楼樓層层栋棟弄巷丁目番地호동층번지路街"
)

// eastAddress looks for an address that begins with, or within, the word i: the
// names of places that contain each other, with a number. It returns the first
// token that it has not read.
func (s *scan) eastAddress(i int) (next int) {
	start, end, places, numbers := -1, 0, 0, 0
	k := i
	for ; k < i+24 && s.within(k) && !(k > i && s.toks[k].line); k++ {
		t := &s.toks[k]
		switch {
		case t.kind == number:
			if places > 0 {
				numbers++
				end = int(t.end)
			}
			continue
		case t.kind == punct && (t.c == '-' || t.c == ',') && places > 0 && s.within(k+1) && s.toks[k+1].kind != punct:
			continue
		case t.kind != word || s.b[t.start] < eastern:
		default:
			w := s.textOf(k)
			if places > 0 && s.kindAt(k-1) == number { // 99号に住んで…
				n := leading(w, eastHouses)
				end = max(end, int(t.start)+n)
				if n > 0 && w[0] < hangul {
					places++
				}
				if n > 0 && n < len(w) && !s.joined(k+1) {
					k++
					goto read
				}
			}
			n, first := among(w, eastPlaces)
			if w[0] >= hangul {
				n, first = btoi(len(w) >= 6 && strings.Contains(eastWards, string(w[len(w)-3:]))), len(w)
			}
			if n > 0 {
				if places == 0 {
					start = int(t.start) + eastPrefix(w[:first])
					if c := s.eastCode(k); start == int(t.start) && c >= 0 {
						start = c
						places++
					}
				}
				places += n
			} else if places > 0 && t.spaces {
				if s.joined(k+1) && s.kindAt(k+1) == number && len(w) <= 30 && numbers > 0 { // … メゾン緑301
					continue
				}
				goto read
			}
			continue
		}
		break
	}
read:
	if start >= 0 && numbers > 0 && places >= 3 && end > start && s.about&(fSum|fCompute) == 0 {
		s.hitBytes(Address, start, end)
	}
	return max(k, i+1)
}

// eastCode returns where 〒168-0065 begins right before token k, or -1; the sign may
// stand within the word that leads to it.
func (s *scan) eastCode(k int) int {
	if k < 3 || s.kindAt(k-1) != number || s.length(k-1) != 4 || s.sign(k-2) != '-' || !s.joined(k-1) || s.kindAt(k-3) != number || s.length(k-3) != 3 {
		return -1
	}
	at := int(s.toks[k-3].start)
	if k > 3 && s.joined(k-3) && s.kindAt(k-4) == punct && s.sign(k-4) == symbol {
		at = int(s.toks[k-4].start)
	} else if k > 3 && s.joined(k-3) && bytes.HasSuffix(s.textOf(k-4), []byte("〒")) {
		at -= len("〒")
	}
	return at
}

// leading returns how many bytes at the start of w are letters of set.
func leading(w []byte, set string) int {
	n := 0
	for n < len(w) {
		r, size := utf8.DecodeRune(w[n:])
		if !strings.ContainsRune(set, r) {
			break
		}
		n += size
	}
	return n
}

// among returns how many letters of w are in set, and where the first ends.
func among(w []byte, set string) (n, first int) {
	for at := 0; at < len(w); {
		r, size := utf8.DecodeRune(w[at:])
		if at += size; strings.ContainsRune(set, r) {
			if n++; n == 1 {
				first = at
			}
		}
	}
	return n, first
}

// eastPrefix returns where, before the first place in w, what leads to it ends: I
// live in.
func eastPrefix(w []byte) int {
	at := 0
	for _, lead := range [...]string{"住在", "在", "住", "是", "は", "、", "寄到", "到", "에", "는", "은"} {
		if k := bytes.LastIndex(w, []byte(lead)); k >= 0 {
			at = max(at, k+len(lead))
		}
	}
	if at >= len(w) {
		return 0
	}
	return at
}

// eastBirth looks for a day in words after the cue of a birthday, in the token of
// the cue or the next: 生日是三月四号.
func (s *scan) eastBirth(i int) {
	const numerals = "一二三四五六七八九十〇零廿初"
	for k := i; k <= i+1 && s.within(k) && s.kindAt(k) == word; k++ {
		w := s.textOf(k)
		month := bytes.Index(w, []byte("月"))
		if month < 1 {
			continue
		}
		start := month
		if !strings.Contains(numerals, string(w[month-3:month])) {
			continue
		}
		for start >= 3 && strings.Contains(numerals+"年", string(w[start-3:start])) {
			start -= 3
		}
		end := month + len("月")
		end += leading(w[end:], numerals)
		end += leading(w[end:], "日号號")
		if start < month {
			s.hitBytes(DateOfBirth, int(s.toks[k].start)+start, int(s.toks[k].start)+end)
		}
	}
}
